// SPDX-License-Identifier: GPL-2.0
// DIF as text: one parser and one printer for each operand format, driven by dif_ops.def.
#include "difasm.h"

#include <array>
#include <charconv>
#include <cstring>
#include <functional>

namespace {

enum class Format {
    R3,
    R2,
    CMP,
    TST,
    RET,
    PUSHTV,
    BR,
    LD,
    ST,
    Z,
    SETX,
    SETS,
    LDGA,
    LDV,
    STV,
    CALL,
    PUSHTR
};
enum class Scope { None, Global, Thread, Local };

struct OpRow {
    u8 op;
    const char* name;
    Format format;
    Scope scope;
};

constexpr Scope scope_of(std::string_view imm) {
    if (imm.starts_with("GLOBAL"))
        return Scope::Global;
    if (imm.starts_with("THREAD"))
        return Scope::Thread;
    return imm == "LOCAL" ? Scope::Local : Scope::None;
}

constexpr OpRow ops[] = {
#define DIF_OP(sym, mnemonic, format, rd, r1, r2, imm, flags)                                      \
    {DTRACE_DIF_OP_##sym, #mnemonic, Format::format, scope_of(#imm)},
#include "dif_ops.def"
#undef DIF_OP
};

struct Named {
    const char* name;
    u32 id;
};

constexpr Named subrs[] = {
#define DIF_SUBR(sym, name, lo, hi, args, result, flags) {#name, DTRACE_DIF_SUBR_##sym},
#define DIF_SUBR_TODO(sym, name, lo, hi, args, result, flags) {#name, DTRACE_DIF_SUBR_##sym},
#include "dif_subrs.def"
#undef DIF_SUBR
#undef DIF_SUBR_TODO
};

constexpr Named builtins[] = {
#define DIF_VAR(sym, name, result, right) {#name, DTRACE_DIF_VAR_##sym},
#define DIF_VAR_ARGN(sym, name, n) {#name, DTRACE_DIF_VAR_##sym},
#define DIF_VAR_ARRAY(sym, name, result, right) {#name, DTRACE_DIF_VAR_##sym},
#define DIF_VAR_TODO(sym, name, result, right) {#name, DTRACE_DIF_VAR_##sym},
#include "dif_vars.def"
#undef DIF_VAR
#undef DIF_VAR_ARGN
#undef DIF_VAR_ARRAY
#undef DIF_VAR_TODO
};

template <size_t N>
bool lookup(const Named (&table)[N], std::string_view name, u32& id) {
    for (const auto& row : table)
        if (name == row.name)
            return id = row.id, true;
    return false;
}

void skip_blanks(std::string_view& s) {
    while (!s.empty() && (s[0] == ' ' || s[0] == '\t'))
        s.remove_prefix(1);
}

std::string_view take_word(std::string_view& s) {
    skip_blanks(s);
    size_t n = std::min(s.find_first_of(" \t,[]"), s.size());
    auto word = s.substr(0, n);
    s.remove_prefix(n);
    return word;
}

bool take(std::string_view& s, char c) {
    skip_blanks(s);
    if (s.empty() || s[0] != c)
        return false;
    s.remove_prefix(1);
    return true;
}

bool take_number(std::string_view& s, u64& v) {
    return parse_number(take_word(s), v);
}

class Assembler {
public:
    explicit Assembler(Program& p) : p_(p) {}

    std::string run(std::string_view text) {
        for (int line = 1; !text.empty(); line++) {
            size_t n = std::min(text.find('\n'), text.size());
            if (!statement(text.substr(0, n)))
                return "line " + std::to_string(line) +
                       ": cannot assemble: " + std::string(text.substr(0, n));
            text.remove_prefix(std::min(n + 1, text.size()));
        }
        for (auto& [pc, label] : fixups_) {
            auto at = labels_.find(label);
            if (at == labels_.end())
                return "no label " + label;
            p_.text[pc].imm = at->second;
        }
        return "";
    }

private:
    Program& p_;
    std::map<std::string, u32> labels_;
    std::vector<std::pair<size_t, std::string>> fixups_;
    std::map<u64, u32> int_index_;
    std::map<std::string, u32> str_offset_;

    bool statement(std::string_view s) {
        skip_blanks(s);
        auto colon = s.find(':');
        auto quote = s.find('"');
        if (colon != s.npos && (quote == s.npos || colon < quote)) {
            labels_[std::string(s.substr(0, colon))] = p_.text.size();
            s.remove_prefix(colon + 1);
            skip_blanks(s);
        }
        if (s.empty() || s[0] == '#')
            return true;
        auto name = take_word(s);
        return name[0] == '.' ? directive(name, s) && end(s) : instruction(name, s) && end(s);
    }

    static bool end(std::string_view s) {
        skip_blanks(s);
        return s.empty() || s[0] == '#';
    }

    bool directive(std::string_view name, std::string_view& s) {
        u64 v[5];
        if (name == ".insn") {
            for (auto& x : v)
                if (!take_number(s, x))
                    return false;
            p_.text.push_back({u8(v[0]), u8(v[1]), u8(v[2]), u8(v[3]), u32(v[4])});
            return true;
        }
        if (name == ".ints")
            return take_number(s, v[0]) && (p_.ints.push_back(v[0]), true);
        if (name == ".strs") {
            skip_blanks(s);
            return parse_string(s, p_.strs);
        }
        return name == ".rtype" && rtype(s);
    }

    bool rtype(std::string_view& s) {
        auto kind = take_word(s);
        u64 k = 0, f = 0, size = 0;
        if (kind == "raw") {
            if (!take_number(s, k) || !take_number(s, f) || !take_number(s, size))
                return false;
            p_.rtype = {u8(k), u8(f), 0, u32(size)};
            return true;
        }
        bool sized = !end(s);
        if (sized && !take_number(s, size))
            return false;
        if (kind == "string")
            p_.rtype = {DTRACE_DIF_KIND_STRING, DTRACE_DIF_TF_BYREF, 0, u32(size)};
        else if (kind == "bytes")
            p_.rtype = {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_BYREF, 0, u32(size)};
        else if (kind == "int")
            p_.rtype = {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, sized ? u32(size) : 8};
        else
            return false;
        return true;
    }

    static bool reg(std::string_view& s, u8& r) {
        auto w = take_word(s);
        u64 v;
        if (!w.starts_with("%r") || !parse_number(w.substr(2), v) || v > 255)
            return false;
        r = u8(v);
        return true;
    }

    static bool raw_imm(std::string_view word, u32& imm) {
        u64 v;
        if (!word.starts_with("@") || !parse_number(word.substr(1), v))
            return false;
        imm = u32(v);
        return true;
    }

    bool integer(std::string_view& s, u32& imm) {
        auto w = take_word(s);
        u64 v;
        if (raw_imm(w, imm))
            return true;
        if (!parse_number(w, v))
            return false;
        auto [at, fresh] = int_index_.try_emplace(v, p_.ints.size());
        if (fresh)
            p_.ints.push_back(v);
        imm = at->second;
        return true;
    }

    bool string(std::string_view& s, u32& imm) {
        std::string bytes;
        skip_blanks(s);
        if (!parse_string(s, bytes))
            return raw_imm(take_word(s), imm);
        auto [at, fresh] = str_offset_.try_emplace(bytes, p_.strs.size());
        if (fresh)
            p_.strs += bytes + '\0';
        imm = at->second;
        return true;
    }

    bool variable(std::string_view& s, Scope scope, u32& imm) {
        static constexpr u8 scopes[] = {0, DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_SCOPE_THREAD,
                                        DTRACE_DIF_SCOPE_LOCAL};
        auto w = take_word(s);
        auto declared = p_.names.find(std::string(w));
        if (raw_imm(w, imm))
            return true;
        if (declared != p_.names.end() &&
            p_.vars[declared->second].scope == scopes[size_t(scope)]) {
            imm = p_.vars[declared->second].id;
            return true;
        }
        return lookup(builtins, w, imm);
    }

    static bool subroutine(std::string_view& s, u32& imm) {
        auto w = take_word(s);
        return raw_imm(w, imm) || lookup(subrs, w, imm);
    }

    static bool kind(std::string_view& s, u32& imm) {
        auto w = take_word(s);
        if (w == "string")
            return imm = DTRACE_DIF_KIND_STRING, true;
        if (w == "c")
            return imm = DTRACE_DIF_KIND_C, true;
        return raw_imm(w, imm);
    }

    bool label(std::string_view& s, u32& imm) {
        auto w = take_word(s);
        if (!raw_imm(w, imm))
            fixups_.emplace_back(p_.text.size(), std::string(w));
        return !w.empty();
    }

    bool operands(const OpRow& row, std::string_view& s, dtrace_dif_insn& i) {
        auto comma = [&] { return take(s, ','); };
        switch (row.format) {
        case Format::R3: return reg(s, i.r1) && comma() && reg(s, i.r2) && comma() && reg(s, i.rd);
        case Format::R2: return reg(s, i.r1) && comma() && reg(s, i.rd);
        case Format::CMP: return reg(s, i.r1) && comma() && reg(s, i.r2);
        case Format::TST:
        case Format::RET:
        case Format::PUSHTV: return reg(s, i.r1);
        case Format::BR: return label(s, i.imm);
        case Format::LD:
            return take(s, '[') && reg(s, i.r1) && take(s, ']') && comma() && reg(s, i.rd);
        case Format::ST:
            return reg(s, i.r1) && comma() && take(s, '[') && reg(s, i.rd) && take(s, ']');
        case Format::Z: return true;
        case Format::SETX: return integer(s, i.imm) && comma() && reg(s, i.rd);
        case Format::SETS: return string(s, i.imm) && comma() && reg(s, i.rd);
        case Format::LDGA:
            return variable(s, row.scope, i.imm) && comma() && reg(s, i.r1) && comma() &&
                   reg(s, i.rd);
        case Format::LDV: return variable(s, row.scope, i.imm) && comma() && reg(s, i.rd);
        case Format::STV: return reg(s, i.r1) && comma() && variable(s, row.scope, i.imm);
        case Format::CALL: return subroutine(s, i.imm) && comma() && reg(s, i.rd);
        case Format::PUSHTR:
            return kind(s, i.imm) && comma() && reg(s, i.r1) && comma() && reg(s, i.r2);
        }
        return false;
    }

    bool instruction(std::string_view name, std::string_view& s) {
        for (const auto& row : ops) {
            if (name != row.name)
                continue;
            dtrace_dif_insn insn{row.op, 0, 0, 0, 0};
            if (!operands(row, s, insn))
                return false;
            p_.text.push_back(insn);
            return true;
        }
        return false;
    }
};

std::string r(u8 n) {
    return "%r" + std::to_string(n);
}
std::string at(u32 imm) {
    return "@" + std::to_string(imm);
}

std::string print(const OpRow& row, const dtrace_dif_insn& i) {
    std::string s = std::string(row.name) + "\t";
    switch (row.format) {
    case Format::R3: return s + r(i.r1) + ", " + r(i.r2) + ", " + r(i.rd);
    case Format::R2: return s + r(i.r1) + ", " + r(i.rd);
    case Format::CMP: return s + r(i.r1) + ", " + r(i.r2);
    case Format::TST:
    case Format::RET:
    case Format::PUSHTV: return s + r(i.r1);
    case Format::BR: return s + "L" + std::to_string(i.imm);
    case Format::LD: return s + "[" + r(i.r1) + "], " + r(i.rd);
    case Format::ST: return s + r(i.r1) + ", [" + r(i.rd) + "]";
    case Format::Z: return row.name;
    case Format::LDGA: return s + at(i.imm) + ", " + r(i.r1) + ", " + r(i.rd);
    case Format::SETX:
    case Format::SETS:
    case Format::LDV:
    case Format::CALL: return s + at(i.imm) + ", " + r(i.rd);
    case Format::STV: return s + r(i.r1) + ", " + at(i.imm);
    case Format::PUSHTR: return s + at(i.imm) + ", " + r(i.r1) + ", " + r(i.r2);
    }
    return s;
}

bool hex_byte(std::string_view& s, std::string& out) {
    unsigned v = 0;
    auto [end, err] = std::from_chars(s.data(), s.data() + std::min<size_t>(2, s.size()), v, 16);
    if (err != std::errc())
        return false;
    s.remove_prefix(end - s.data());
    out += char(v);
    return true;
}

bool escape(std::string_view& s, std::string& out) {
    static constexpr std::string_view from = "nt0\\\"", to{"\n\t\0\\\"", 5};
    if (s.empty())
        return false;
    char c = s[0];
    s.remove_prefix(1);
    if (c == 'x')
        return hex_byte(s, out);
    size_t i = from.find(c);
    if (i == from.npos)
        return false;
    out += to[i];
    return true;
}

} // namespace

bool parse_number(std::string_view w, u64& out) {
    bool negative = w.starts_with("-");
    int base = 10;
    if (negative)
        w.remove_prefix(1);
    if (w.starts_with("0x")) {
        base = 16;
        w.remove_prefix(2);
    }
    auto [end, err] = std::from_chars(w.data(), w.data() + w.size(), out, base);
    if (err != std::errc() || end != w.data() + w.size())
        return false;
    if (negative)
        out = -out;
    return true;
}

bool parse_string(std::string_view& s, std::string& out) {
    if (s.empty() || s[0] != '"')
        return false;
    s.remove_prefix(1);
    while (!s.empty() && s[0] != '"') {
        char c = s[0];
        s.remove_prefix(1);
        if (c != '\\')
            out += c;
        else if (!escape(s, out))
            return false;
    }
    if (s.empty())
        return false;
    s.remove_prefix(1);
    return true;
}

dt_difo_raw Program::raw() const {
    dt_difo_raw raw{};
    raw.text = text.data();
    raw.ints = ints.data();
    raw.strs = strs.data();
    raw.vars = vars.data();
    raw.ntext = text.size();
    raw.nints = ints.size();
    raw.nstrs = strs.size();
    raw.nvars = vars.size();
    raw.rtype = rtype;
    return raw;
}

static bool declare_raw(Program& p, std::string_view s) {
    u64 v[7];
    for (auto& x : v)
        if (!take_number(s, x))
            return false;
    p.vars.push_back(
        {u32(v[0]), u8(v[1]), u8(v[2]), u8(v[3]), 0, 0, {u8(v[4]), u8(v[5]), 0, u32(v[6])}});
    return true;
}

static bool declare_named(Program& p, std::string_view scope, std::string_view s) {
    dtrace_dif_var var{};
    std::string name(take_word(s));
    u64 size = 0;

    var.scope = scope == "self"   ? DTRACE_DIF_SCOPE_THREAD
                : scope == "this" ? DTRACE_DIF_SCOPE_LOCAL
                                  : DTRACE_DIF_SCOPE_GLOBAL;
    var.kind = take(s, '[') && take(s, ']') ? DTRACE_DIF_VAR_ARRAY : DTRACE_DIF_VAR_SCALAR;
    auto type = take_word(s);
    skip_blanks(s);
    if (!s.empty() && !take_number(s, size))
        return false;
    var.type = {u8(type == "string" ? DTRACE_DIF_KIND_STRING : DTRACE_DIF_KIND_C),
                u8(type == "int" ? DTRACE_DIF_TF_SIGNED : DTRACE_DIF_TF_BYREF), 0,
                u32(type == "int" ? 8 : size)};
    var.id = DTRACE_DIF_VAR_USER;
    for (const auto& other : p.vars)
        if (other.scope == var.scope)
            var.id = std::max(var.id, other.id + 1);
    p.names[name] = p.vars.size();
    p.vars.push_back(var);
    return !name.empty() && (type == "int" || type == "string" || type == "bytes");
}

std::string declare(Program& p, std::string_view line) {
    auto s = line;
    auto scope = take_word(s);
    bool known = scope == "global" || scope == "self" || scope == "this";
    if (scope == "raw" ? declare_raw(p, s) : known && declare_named(p, scope, s))
        return "";
    return "cannot declare: " + std::string(line);
}

std::string assemble(Program& p, std::string_view text) {
    return Assembler(p).run(text);
}

std::string disassemble(const Program& p, size_t pc) {
    const auto& i = p.text[pc];
    for (const auto& row : ops)
        if (row.op == i.op)
            return print(row, i);
    return ".insn " + std::to_string(i.op) + " " + std::to_string(i.rd) + " " +
           std::to_string(i.r1) + " " + std::to_string(i.r2) + " " + std::to_string(i.imm);
}

std::string disassemble(const Program& p) {
    std::string s;
    for (size_t pc = 0; pc < p.text.size(); pc++)
        s += "L" + std::to_string(pc) + ":\t" + disassemble(p, pc) + "\n";
    return s + "L" + std::to_string(p.text.size()) + ":\n";
}
