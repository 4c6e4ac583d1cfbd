// SPDX-License-Identifier: GPL-2.0
// Generates DIF programs from fuzzer bytes, along the operand columns of dif_ops.def.
#include "fuzz_program.h"

#include <algorithm>

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
constexpr u64 small_numbers[] = {0, 1, 2, 3, 5, 8, 10, 16, 20, 36};
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

// Kinds of the arguments, a letter each, as in dif_subrs.def
constexpr const char* subr_args[] = {
#define DIF_SUBR(sym, name, min, max, args, result, flags) args,
#define DIF_SUBR_TODO(sym, name, min, max, args, result, flags) args,
#include "dif_subrs.def"
#undef DIF_SUBR
#undef DIF_SUBR_TODO
};
static_assert(std::size(subr_args) == DTRACE_DIF_SUBR_MAX);

// What this engine supports: the rest would only be refused
std::vector<u32> supported_subrs() {
    std::vector<u32> ids;
    for (u32 id = 0; id < DTRACE_DIF_SUBR_MAX; id++)
        if (dt_subrs[id].supported)
            ids.push_back(id);
    return ids;
}

std::vector<u32> supported_builtins() {
    std::vector<u32> ids;
    for (u32 id = 0; id < DTRACE_DIF_VAR_USER; id++)
        if (const auto* info = dt_builtin_info(id); info && info->supported && !info->array)
            ids.push_back(id);
    return ids;
}

/*
 * A program is a row of units, each an instruction with what it needs before it: an address at
 * which there is something, keys on an empty tuple stack, room to store to. Branches end where a
 * unit begins, so the tuple stack has one depth everywhere.
 */
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
        const int units = 1 + in_.u() % 24;
        for (int n = 0; n < units && !in_.empty(); n++) {
            land(false);
            unit();
        }
        return finish();
    }

    void load_args() {
        for (u8 n = 1; n < 8; n++)
            emit(DTRACE_DIF_OP_LDGS, n, 0, 0, DTRACE_DIF_VAR_ARG0 + n - 1u);
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
    struct Branch {
        size_t at;
        int units; // that it jumps over
    };

    Bytes& in_;
    Program p_;
    std::vector<Branch> branches_;

    template <class T>
    auto any_of(const T& values) {
        return values[in_.u() % std::size(values)];
    }

    void emit(u8 op, u8 rd, u8 r1, u8 r2, u32 imm) { p_.text.push_back({op, rd, r1, r2, imm}); }

    // One time in n; never when there are no more bytes
    bool seldom(u8 n) { return in_.u() % n == 1; }
    u8 any_reg() { return in_.u() % 8; }
    u8 dst_reg() { return 1 + in_.u() % 7; }

    void set(u8 reg, u64 number) {
        const auto at = std::find(p_.ints.begin(), p_.ints.end(), number) - p_.ints.begin();
        if (size_t(at) == p_.ints.size())
            p_.ints.push_back(number);
        emit(DTRACE_DIF_OP_SETX, reg, 0, 0, u32(at));
    }

    u32 variable(u8 scope, u8 kind) {
        std::vector<u32> ids;
        for (const auto& v : p_.vars)
            if (v.scope == scope && v.kind == kind)
                ids.push_back(v.id);
        return any_of(ids);
    }

    u32 imm(u8 operand) {
        static const auto builtins = supported_builtins();
        switch (operand) {
        case DT_OPERAND_INT: return in_.u() % p_.ints.size();
        case DT_OPERAND_STR: return in_.u() % p_.strs.size();
        case DT_OPERAND_BUILTIN_ARRAY: return in_.u() % 3;
        case DT_OPERAND_GLOBAL_OR_BUILTIN:
            if (in_.u() % 4 == 0)
                return any_of(builtins);
            [[__fallthrough__]];
        case DT_OPERAND_GLOBAL: return variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_THREAD: return variable(DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_LOCAL: return variable(DTRACE_DIF_SCOPE_LOCAL, DTRACE_DIF_VAR_SCALAR);
        case DT_OPERAND_GLOBAL_ARRAY:
            return variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_ARRAY);
        case DT_OPERAND_THREAD_ARRAY:
            return variable(DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_ARRAY);
        case DT_OPERAND_KIND: return in_.u() % 2;
        default: return 0;
        }
    }

    u8 reg(u8 operand) {
        if (operand == DT_OPERAND_NONE)
            return 0;
        return operand == DT_OPERAND_SRC ? any_reg() : dst_reg();
    }

    // ---- what an instruction needs before it ----

    // A register with an address at which there is something, most times
    u8 address(bool user) {
        const u8 r = dst_reg();
        if (!seldom(32))
            set(r, (user ? user_va : kernel_va) + in_.u() % 25);
        return r;
    }

    u8 text() {
        if (in_.u() % 3 == 0)
            return address(in_.u() & 1);
        const u8 r = dst_reg();
        if (!seldom(32))
            emit(DTRACE_DIF_OP_SETS, r, 0, 0, in_.u() % p_.strs.size());
        return r;
    }

    u8 small() {
        const u8 r = dst_reg();
        if (!seldom(16))
            set(r, any_of(small_numbers));
        return r;
    }

    u8 argument(char kind) {
        switch (kind) {
        case 's': return text();
        case 'a': return in_.u() & 1 ? room() : address(false);
        case 'u': return address(true);
        default: return small();
        }
    }

    u8 room() {
        const u8 r = dst_reg();
        if (!seldom(32)) {
            set(r, 8 + in_.u() % 24);
            emit(DTRACE_DIF_OP_ALLOCS, r, r, 0, 0);
        }
        return r;
    }

    void push_value(u8 r) { emit(DTRACE_DIF_OP_PUSHTV, 0, r, 0, 0); }

    void push_bytes() {
        const u32 kind = in_.u() & 1;
        const u8 r = kind == DTRACE_DIF_KIND_STRING ? text() : address(in_.u() & 1);
        const u8 size = 1 + r % 7;
        set(size, in_.u() % 24);
        emit(DTRACE_DIF_OP_PUSHTR, 0, r, size, kind);
    }

    void flush() { emit(DTRACE_DIF_OP_FLUSHTS, 0, 0, 0, 0); }

    // ---- units ----

    void call() {
        static const auto subrs = supported_subrs();
        const u32 subr = any_of(subrs);
        const auto& row = dt_subrs[subr];
        const int n = row.min + in_.u() % (row.max - row.min + 1);
        flush();
        for (int i = 0; i < n; i++)
            push_value(argument(subr_args[subr][i]));
        emit(DTRACE_DIF_OP_CALL, dst_reg(), 0, 0, subr);
    }

    void element(u8 op) {
        const int keys = 1 + in_.u() % 3;
        flush();
        for (int i = 0; i < keys; i++) {
            if (in_.u() % 3)
                push_value(small());
            else
                push_bytes();
        }
        emit(op, reg(dt_ops[op].rd), reg(dt_ops[op].r1), 0, imm(dt_ops[op].imm));
    }

    // push and pop without a call
    void stack(u8 op) {
        flush();
        if (op == DTRACE_DIF_OP_PUSHTR)
            push_bytes();
        else
            push_value(any_reg());
        if (op == DTRACE_DIF_OP_POPTS)
            emit(op, 0, 0, 0, 0);
    }

    void branch(u8 op) {
        branches_.push_back({p_.text.size(), in_.u() % 4});
        emit(op, 0, 0, 0, 0);
    }

    void plain(u8 op) {
        const auto& row = dt_ops[op];
        u8 rd = reg(row.rd), r1 = reg(row.r1), r2 = reg(row.r2);
        if (op >= DTRACE_DIF_OP_LDSB && op <= DTRACE_DIF_OP_ULDX)
            r1 = address(op >= DTRACE_DIF_OP_ULDSB);
        else if (op == DTRACE_DIF_OP_SCMP)
            r1 = text(), r2 = text();
        else if (op == DTRACE_DIF_OP_ALLOCS)
            r1 = small();
        else if (op == DTRACE_DIF_OP_COPYS)
            rd = room(), r1 = text(), r2 = small();
        else if (row.rd == DT_OPERAND_ADDR)
            rd = room();
        emit(op, rd, r1, r2, imm(row.imm));
    }

    void unit() {
        const u8 op = in_.u() % 4 ? 1 + in_.u() % (DTRACE_DIF_OP_MAX - 1) : DTRACE_DIF_OP_CALL;
        const auto& row = dt_ops[op];
        if (op == DTRACE_DIF_OP_CALL)
            call();
        else if (row.flags & DT_OP_BRANCH)
            branch(op);
        else if (row.imm == DT_OPERAND_GLOBAL_ARRAY || row.imm == DT_OPERAND_THREAD_ARRAY)
            element(op);
        else if (op >= DTRACE_DIF_OP_PUSHTR && op <= DTRACE_DIF_OP_POPTS)
            stack(op);
        else if (op != DTRACE_DIF_OP_RET)
            plain(op);
    }

    // A unit begins here: the branches that have jumped over enough of them end here
    void land(bool all) {
        std::erase_if(branches_, [&](Branch& b) {
            if (p_.text.size() == b.at + 1 && !all) // over nothing at all
                b.units++;
            if (b.units-- > 0 && !all)
                return false;
            p_.text[b.at].imm = p_.text.size();
            return true;
        });
    }

    Program finish() {
        land(true);
        emit(DTRACE_DIF_OP_RET, 0, any_reg(), 0, 0);
        return p_;
    }
};

} // namespace

World fuzz_world(Bytes& in) {
    World w;
    u8 how = in.u();
    w.kernel_right = how % 8;
    w.strsize = how & 8 ? 8 : 64;
    w.scratch = 1 << 16;
    w.scratch_compared = 1 << 15;
    w.memory = {{kernel_va, "kernel memory, 32 bytes long ab"},
                {user_va, "user memory, 32 bytes of it abcd"}};
    w.memory[0].bytes += '\0';
    if (how & 16)
        w.memory[1].bytes += '\0';
    w.args = {user_va, kernel_va, 3, in.u64_()};
    w.sysret = -s64(in.u());
    return w;
}

Program fuzz_program(Bytes& in) {
    return Generator(in).suited();
}
Program fuzz_program_of_args(Bytes& in) {
    Generator g(in);
    g.load_args();
    return g.suited();
}
Program fuzz_garbage(Bytes& in) {
    return Generator(in).garbage();
}
