// SPDX-License-Identifier: GPL-2.0
/// @file
/// The disassembler: one function for each operand format of dif_ops.def.
#include "dif/disasm.h"

#include "dif/builtin.h"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace dtrace::dif {

namespace {

__attribute__((format(printf, 1, 2))) std::string print(const char* format, ...) {
    char buf[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(buf, sizeof(buf), format, ap);
    va_end(ap);
    return buf;
}

struct Scoped {
    const char* prefix;
    dtrace_dif_scope scope;
};

/// Scope of the variable that the operation names.
Scoped scope_of(uint8_t op) {
    switch (op) {
    case DTRACE_DIF_OP_LDTS:
    case DTRACE_DIF_OP_STTS:
    case DTRACE_DIF_OP_LDTAA:
    case DTRACE_DIF_OP_STTAA: return {"self->", DTRACE_DIF_SCOPE_THREAD};
    case DTRACE_DIF_OP_LDLS:
    case DTRACE_DIF_OP_STLS: return {"this->", DTRACE_DIF_SCOPE_LOCAL};
    default: return {"", DTRACE_DIF_SCOPE_GLOBAL};
    }
}

std::string variable_name(const dtrace_dif_insn& i, const Difo& difo) {
    Scoped scope = scope_of(i.op);
    for (const Var& v : difo.vars)
        if (v.row.id == i.imm && v.row.scope == scope.scope)
            return scope.prefix + v.name;
    for (const BuiltinVarRow& row : builtin_vars)
        if (row.id == i.imm)
            return std::string(row.name);
    return print("variable 0x%x", i.imm);
}

std::string subroutine_name(uint32_t id) {
    for (const FunctionRow& row : functions)
        if (row.kind == FunctionKind::SUBR && row.id == id)
            return std::string(row.name);
    return print("subroutine %u", id);
}

using Formatter = std::string (*)(const char* op, const dtrace_dif_insn& i, const Difo& difo);

std::string format_R3(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %%r%u, %%r%u, %%r%u", op, i.r1, i.r2, i.rd);
}
std::string format_R2(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %%r%u, %%r%u", op, i.r1, i.rd);
}
std::string format_CMP(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %%r%u, %%r%u", op, i.r1, i.r2);
}
std::string format_TST(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %%r%u", op, i.r1);
}
std::string format_BR(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %u", op, i.imm);
}
std::string format_LD(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s [%%r%u], %%r%u", op, i.r1, i.rd);
}
std::string format_ST(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s %%r%u, [%%r%u]", op, i.r1, i.rd);
}
std::string format_RET(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    return format_TST(op, i, difo);
}
std::string format_PUSHTV(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    return format_TST(op, i, difo);
}
std::string format_Z(const char* op, const dtrace_dif_insn&, const Difo&) {
    return op;
}
std::string format_SETX(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    uint64_t value = i.imm < difo.ints.size() ? difo.ints[i.imm] : 0;
    return print("%-4s INT[%u], %%r%u ! 0x%llx", op, i.imm, i.rd,
                 static_cast<unsigned long long>(value));
}
std::string format_SETS(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    const char* text = i.imm < difo.strs.size() ? difo.strs.c_str() + i.imm : "";
    return print("%-4s STR[%u], %%r%u ! \"%.80s\"", op, i.imm, i.rd, text);
}
std::string format_LDGA(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    return print("%-4s VAR[%u][%%r%u], %%r%u ! ", op, i.imm, i.r1, i.rd) + variable_name(i, difo);
}
std::string format_LDV(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    return print("%-4s VAR[%u], %%r%u ! ", op, i.imm, i.rd) + variable_name(i, difo);
}
std::string format_STV(const char* op, const dtrace_dif_insn& i, const Difo& difo) {
    return print("%-4s %%r%u, VAR[%u] ! ", op, i.r1, i.imm) + variable_name(i, difo);
}
std::string format_CALL(const char* op, const dtrace_dif_insn& i, const Difo&) {
    return print("%-4s SUBR[%u], %%r%u ! ", op, i.imm, i.rd) + subroutine_name(i.imm);
}
std::string format_PUSHTR(const char* op, const dtrace_dif_insn& i, const Difo&) {
    const char* kind = i.imm == DTRACE_DIF_KIND_STRING ? "string" : "D type";
    return print("%-4s %u, %%r%u, %%r%u ! %s", op, i.imm, i.r1, i.r2, kind);
}

struct OpRow {
    const char* mnemonic;
    Formatter format;
};

constexpr OpRow ops[DTRACE_DIF_OP_MAX] = {
    {"invalid", format_Z},
#define DIF_OP(symbol, mnemonic, format, rd, r1, r2, imm, flags) {#mnemonic, format_##format},
#include "dif_ops.def"
#undef DIF_OP
};

std::string type_text(const dtrace_dif_type& type) {
    std::string out = type.kind == DTRACE_DIF_KIND_STRING ? "string" : "D type";
    if (type.kind == DTRACE_DIF_KIND_C && type.size == 0)
        out = "void";
    if (type.flags & DTRACE_DIF_TF_BYREF)
        out += " by ref";
    if (type.flags & DTRACE_DIF_TF_BYUREF)
        out += " (user)";
    return out + print(" (size %u)", type.size);
}

std::string variable_table(const Difo& difo) {
    static constexpr std::array<const char*, 3> scopes = {"glb", "tls", "loc"};
    if (difo.vars.empty())
        return "";
    std::string out = "\nNAME             ID   KIND SCOPE FLAG TYPE\n";
    for (const Var& v : difo.vars) {
        std::string flags;
        if (v.row.flags & DTRACE_DIF_VF_REF)
            flags += "r";
        if (v.row.flags & DTRACE_DIF_VF_MOD)
            flags += "w";
        out += print("%-16s %-4x %-4s %-5s %-4s ", v.name.c_str(), v.row.id,
                     v.row.kind == DTRACE_DIF_VAR_ARRAY ? "arr" : "scl", scopes[v.row.scope % 3],
                     flags.c_str());
        out += type_text(v.row.type) + "\n";
    }
    return out;
}

} // namespace

std::string disassemble(const dtrace_dif_insn& insn, const Difo& difo) {
    const OpRow& row = ops[insn.op < DTRACE_DIF_OP_MAX ? insn.op : 0u];
    return row.format(row.mnemonic, insn, difo);
}

std::string listing(const Difo& difo, const std::string& title) {
    std::string out = "\nDIFO " + title + " returns " + type_text(difo.rtype) + "\n";
    out += print("%-3s %-16s    %s\n", "OFF", "OPCODE", "INSTRUCTION");
    for (size_t i = 0; i < difo.text.size(); i++) {
        uint64_t word;
        static_assert(sizeof(word) == sizeof(difo.text[i]));
        std::memcpy(&word, &difo.text[i], sizeof(word));
        out += print("%02zu: %016llx    ", i, static_cast<unsigned long long>(word));
        out += disassemble(difo.text[i], difo) + "\n";
    }
    return out + variable_table(difo);
}

std::string listing(const Program& program) {
    std::string out;
    for (size_t c = 0; c < program.clauses.size(); c++) {
        const Clause& clause = program.clauses[c];
        std::string where = print("clause %zu ", c);
        if (clause.predicate)
            out += listing(*clause.predicate, where + "predicate");
        for (size_t a = 0; a < clause.actions.size(); a++) {
            const Action& action = clause.actions[a];
            std::string title = where + print("action %zu", a + 1);
            if (action.difo)
                out += listing(*action.difo, title);
            if (action.difo2)
                out += listing(*action.difo2, title + " increment");
        }
    }
    return out;
}

} // namespace dtrace::dif
