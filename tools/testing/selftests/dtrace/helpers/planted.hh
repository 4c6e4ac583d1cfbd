// SPDX-License-Identifier: GPL-2.0
// Registers with planted values around one instruction that enters the kernel.
#ifndef DTRACE_SELFTEST_PLANTED_HH
#define DTRACE_SELFTEST_PLANTED_HH

#include <array>
#include <cstdint>

// In the order that run_planted() knows
enum Reg { RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13, R14, R15, FLAGS, NREGS };

constexpr std::array<const char*, NREGS> reg_names = {"rax", "rbx", "rcx", "rdx",   "rsi", "rdi",
                                                      "rbp", "r8",  "r9",  "r10",   "r11", "r12",
                                                      "r13", "r14", "r15", "rflags"};

using Regs = std::array<uint64_t, NREGS>;

constexpr uint64_t flag_cf = 0x1, flag_pf = 0x4, flag_af = 0x10, flag_zf = 0x40, flag_sf = 0x80,
                   flag_tf = 0x100, flag_df = 0x400, flag_of = 0x800, flag_nt = 0x4000,
                   flag_ac = 0x40000, flag_id = 0x200000;
constexpr uint64_t flags_fixed = 0x202; // interrupts on, and the bit that is always set
constexpr uint64_t flags_arith = flag_cf | flag_pf | flag_af | flag_zf | flag_sf | flag_of;

// The instruction that enters the kernel, and the address after each
enum class Entry { Syscall, Int80, Spin };

extern "C" {
// What run_*() loads before, and finds after
extern uint64_t planted_in[NREGS];
extern uint64_t planted_out[NREGS];
extern uint64_t planted_sp[2];   // rsp before and after
extern volatile char planted_go; // ends run_spin()
void run_syscall();
void run_int80();
void run_spin();
extern char after_syscall[];
extern char spin_start[];
extern char spin_end[];
}

// The value of register r that no other register has
constexpr uint64_t planted_value(int r) {
    return 0x5a00000000000000 | (0x0101010101 * (r + 1));
}

Regs planted_regs();
Regs run(Entry entry, const Regs& in);

#endif
