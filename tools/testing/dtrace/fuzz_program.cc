// SPDX-License-Identifier: GPL-2.0
// Generates DIF programs from fuzzer bytes, along the operand columns of dif_ops.def.
#include "fuzz_program.h"

extern "C" {
#include "dif_insn.h"
}

namespace {

constexpr const char* declarations[] = {
    "global x int",   "global y int",       "global s string", "global b bytes 24",
    "global a[] int", "global as[] string", "self x int",      "self s string",
    "self a[] int",   "self ab[] bytes 16", "this x int",      "this s string",
    "this b bytes 9",
};

constexpr char strings[] = "\0abc\0abcabd\0/usr//bin/\0,a,,b\0  -12x\0x\0\x80\xff\0";
constexpr u64 kernel_va = 0xffff888000001000, user_va = 0x4000;
constexpr u64 numbers[] = {0,
                           1,
                           2,
                           3,
                           8,
                           10,
                           16,
                           36,
                           63,
                           0xff,
                           ~0ull,
                           kernel_va,
                           kernel_va + 30,
                           user_va,
                           user_va + 30,
                           1ull << 63,
                           0xdead000000000000};

class Generator {
public:
    explicit Generator(Bytes& in) : in_(in) {
        for (const char* d : declarations)
            declare(p_, d);
        p_.strs.assign(strings, sizeof(strings));
        p_.ints.assign(std::begin(numbers), std::end(numbers));
        p_.ints.push_back(in.u64_());
    }

    Program suited() {
        size_t n = 1 + in_.u() % 48;
        while (p_.text.size() < n && !in_.empty()) {
            u8 op = in_.u();
            if (op < 150)
                add(1 + op % (DTRACE_DIF_OP_MAX - 1));
            else if (op < 220)
                call(in_.u() % DTRACE_DIF_SUBR_MAX);
            else
                element(op % 4);
        }
        return finish();
    }

    Program garbage() {
        while (!in_.empty() && p_.text.size() < 64) {
            p_.text.push_back({in_.u(), in_.u(), in_.u(), in_.u(), in_.u16()});
            if (in_.u() % 16 == 0)
                p_.text.back().imm = in_.u16() << 16;
        }
        p_.rtype = {u8(in_.u() % 3), u8(in_.u() % 16), 0, in_.u16()};
        p_.vars[in_.u() % p_.vars.size()].id = 0x4f0 + in_.u();
        return finish();
    }

private:
    Bytes& in_;
    Program p_;

    u32 variable(u8 scope, u8 kind) {
        std::vector<u32> ids;
        for (const auto& v : p_.vars)
            if (v.scope == scope && v.kind == kind)
                ids.push_back(v.id);
        return ids[in_.u() % ids.size()];
    }

    u32 imm(u8 operand) {
        switch (operand) {
        case DT_OPERAND_LABEL: return p_.text.size() + 1 + in_.u() % 4;
        case DT_OPERAND_INT: return in_.u() % p_.ints.size();
        case DT_OPERAND_STR: return in_.u() % p_.strs.size();
        case DT_OPERAND_BUILTIN_ARRAY: return in_.u() % 3;
        case DT_OPERAND_GLOBAL_OR_BUILTIN:
            if (in_.u() % 4 == 0)
                return DTRACE_DIF_VAR_CURTHREAD + in_.u() % 0x22;
            [[__fallthrough__]];
        case DT_OPERAND_GLOBAL: return variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_THREAD: return variable(DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_LOCAL: return variable(DTRACE_DIF_SCOPE_LOCAL, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_GLOBAL_ARRAY:
            return variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_ARRAY);
        case DT_OPERAND_THREAD_ARRAY:
            return variable(DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_ARRAY);
        case DT_OPERAND_SUBR: return in_.u() % DTRACE_DIF_SUBR_MAX;
        case DT_OPERAND_KIND: return in_.u() % 2;
        default: return 0;
        }
    }

    u8 reg(u8 operand) {
        if (operand == DT_OPERAND_NONE)
            return 0;
        return operand == DT_OPERAND_SRC ? in_.u() % 8 : 1 + in_.u() % 7;
    }

    void add(u8 op) {
        const auto& row = dt_ops[op];
        if (op == DTRACE_DIF_OP_RET)
            return;
        p_.text.push_back({op, reg(row.rd), reg(row.r1), reg(row.r2), imm(row.imm)});
    }

    void keys(u32 n) {
        p_.text.push_back({DTRACE_DIF_OP_FLUSHTS, 0, 0, 0, 0});
        while (n--)
            add(in_.u() % 3 ? DTRACE_DIF_OP_PUSHTV : DTRACE_DIF_OP_PUSHTR);
    }

    void call(u32 subr) {
        const auto& row = dt_subrs[subr];
        keys(row.min + in_.u() % (row.max - row.min + 1));
        p_.text.push_back({DTRACE_DIF_OP_CALL, u8(1 + in_.u() % 7), 0, 0, subr});
    }

    void element(u8 which) {
        keys(1 + in_.u() % 3);
        add(DTRACE_DIF_OP_LDGAA + which);
    }

    // Labels may point behind the last instruction: make room, and return something
    Program finish() {
        for (int i = 0; i < 4; i++)
            p_.text.push_back({DTRACE_DIF_OP_NOP, 0, 0, 0, 0});
        p_.text.push_back({DTRACE_DIF_OP_RET, 0, u8(in_.u() % 8), 0, 0});
        return p_;
    }
};

} // namespace

World fuzz_world(Bytes& in) {
    World w;
    u8 how = in.u();
    w.kernel_right = how & 1;
    w.strsize = how & 2 ? 8 : 64;
    w.memory = {{kernel_va, "kernel memory, 32 bytes long ab"},
                {user_va, "user memory, 32 bytes of it abcd"}};
    w.memory[0].bytes += '\0';
    w.args = {user_va, kernel_va, 3, in.u64_()};
    w.sysret = -s64(in.u());
    return w;
}

Program fuzz_program(Bytes& in) {
    return Generator(in).suited();
}
Program fuzz_garbage(Bytes& in) {
    return Generator(in).garbage();
}
