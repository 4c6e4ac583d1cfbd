// SPDX-License-Identifier: GPL-2.0
// ns per DIF instruction, natively: arithmetic, branches, strings, and the firing of an
// aggregation.
//
// The baseline is a switch interpreter in the style of eBPF, written for this comparison alone: it
// has no more than the operations that the two programs need, and no checks. It runs the same
// program, instruction by instruction.
#include <benchmark/benchmark.h>

#include "difasm.h"
#include "inproc_session.h"

extern "C" {
#include "mem.h"
#include "vars.h"
}

namespace {

constexpr const char* kArithmetic = "add %r1, %r2, %r1\nxor %r1, %r3, %r2\nsll %r2, %r4, %r3\n"
                                    "mul %r1, %r3, %r1\nsub %r1, %r2, %r4\n";
constexpr int kRepeat = 24;

std::string arithmetic() {
    std::string text = "setx 3, %r1\nsetx 5, %r2\nsetx 7, %r3\nsetx 2, %r4\n";
    for (int i = 0; i < kRepeat; i++)
        text += kArithmetic;
    return text + "ret %r1\n";
}

// Branches that are taken over an instruction, and others that are not, in turn
std::string branches() {
    std::string text = "setx 3, %r1\nsetx 5, %r2\n";
    for (int i = 0; i < kRepeat; i++) {
        const std::string n = std::to_string(i);
        text += "cmp %r1, %r2\n" + std::string(i % 2 ? "be" : "bne") + " L" + n +
                "\nadd %r3, %r1, %r3\nL" + n + ":\tor %r3, %r0, %r4\n";
    }
    return text + "ret %r4\n";
}

Program assembled(const std::string& text) {
    Program p;
    if (const auto error = assemble(p, text); !error.empty()) {
        fprintf(stderr, "%s\n", error.c_str());
        abort();
    }
    return p;
}

// ---- the baseline ----

struct Simple {
    const Program& p;
    u64 steps = 0;

    u64 run() {
        u64 r[DTRACE_DIF_NREGS]{}, a = 1, b = 0;
        for (size_t pc = 0;; pc++) {
            const auto& i = p.text[pc];
            switch (i.op) {
            case DTRACE_DIF_OP_ADD: r[i.rd] = r[i.r1] + r[i.r2]; break;
            case DTRACE_DIF_OP_SUB: r[i.rd] = r[i.r1] - r[i.r2]; break;
            case DTRACE_DIF_OP_MUL: r[i.rd] = r[i.r1] * r[i.r2]; break;
            case DTRACE_DIF_OP_XOR: r[i.rd] = r[i.r1] ^ r[i.r2]; break;
            case DTRACE_DIF_OP_OR: r[i.rd] = r[i.r1] | r[i.r2]; break;
            case DTRACE_DIF_OP_SLL: r[i.rd] = r[i.r1] << (r[i.r2] & 63); break;
            case DTRACE_DIF_OP_SETX: r[i.rd] = p.ints[i.imm]; break;
            case DTRACE_DIF_OP_CMP: a = r[i.r1], b = r[i.r2]; break;
            case DTRACE_DIF_OP_BE:
                if (a == b)
                    pc = i.imm - 1;
                break;
            case DTRACE_DIF_OP_BNE:
                if (a != b)
                    pc = i.imm - 1;
                break;
            case DTRACE_DIF_OP_RET: return r[i.r1];
            default: abort();
            }
        }
    }
};

// Instructions that one run of the program executes
u64 executed(const Program& p) {
    u64 n = 1;
    for (size_t pc = 0; p.text[pc].op != DTRACE_DIF_OP_RET; n++)
        pc = p.text[pc].op == DTRACE_DIF_OP_BNE ? p.text[pc].imm : pc + 1;
    return n;
}

void per_instruction(benchmark::State& state, const Program& p) {
    state.counters["s/insn"] =
        benchmark::Counter(double(state.iterations() * executed(p)),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void baseline(benchmark::State& state, const std::string& text) {
    const Program p = assembled(text);
    Simple simple{p};
    for (auto _ : state)
        benchmark::DoNotOptimize(simple.run());
    per_instruction(state, p);
}

// ---- the engine ----

void engine(benchmark::State& state, const std::string& text) {
    const Program p = assembled(text);
    const auto raw = p.raw();
    dt_difo* difo = nullptr;
    dt_msg msg;
    if (dt_difo_verify(&raw, DT_RIGHT_KERNEL, &difo, &msg))
        abort();
    std::vector<u8> scratch(4096);
    host_reset();
    host_map(uintptr_t(scratch.data()), scratch.data(), scratch.size());
    dtrace_firing firing{};
    dt_mstate m{};
    m.firing = &firing;
    m.scratch = scratch.data();
    m.scratch_size = u32(scratch.size());
    m.strsize = 256;
    m.flags = DT_MSTATE_KERNEL_READ;
    for (auto _ : state) {
        m.scratch_used = 0;
        benchmark::DoNotOptimize(dt_dif_exec(difo, &m));
        dt_mem_end(&m);
    }
    if (m.fault)
        state.SkipWithError("the program faults");
    per_instruction(state, p);
    dt_difo_put(difo);
    host_reset();
}

constexpr const char* kStrings = "sets \"/usr/lib/x86_64-linux-gnu/libc.so.6\", %r1\npushtv %r1\n"
                                 "call basename, %r2\nflushts\npushtv %r2\ncall strlen, %r3\n"
                                 "scmp %r1, %r2\nret %r3\n";

// ns per firing on the in-process device
void firing(benchmark::State& state, const dof::Image& image) {
    Session s;
    if (s.enable(image) || s.go())
        abort();
    u64 args[] = {0, 1};
    dtrace_firing f{};
    f.args = args;
    f.nargs = 2;
    for (auto _ : state) {
        args[0] = (args[0] + 1) % 64;
        dt_inproc_fire_on(0, "a", &f);
    }
    s.close();
    host_reset();
}

void count(benchmark::State& state) {
    dof::Image image;
    firing(state, image.clause("test:::a").count());
}

void count_by_key(benchmark::State& state) {
    dof::Image image;
    firing(state, image.clause("test:::a").trace(dof::arg(0)).count(1));
}

void quantize_by_name(benchmark::State& state) {
    dof::Image image;
    const auto name = dof::builtin(DTRACE_DIF_VAR_EXECNAME, dof::kString);
    firing(state,
           image.clause("test:::a").trace(name).agg(DTRACE_ACT_AGG_QUANTIZE, dof::arg(0), 1));
}

BENCHMARK_CAPTURE(engine, arithmetic, arithmetic());
BENCHMARK_CAPTURE(baseline, arithmetic, arithmetic());
BENCHMARK_CAPTURE(engine, branches, branches());
BENCHMARK_CAPTURE(baseline, branches, branches());
BENCHMARK_CAPTURE(engine, strings, kStrings);
BENCHMARK(count);
BENCHMARK(count_by_key);
BENCHMARK(quantize_by_name);

} // namespace

BENCHMARK_MAIN();
