// SPDX-License-Identifier: GPL-2.0
// Runs with planted registers, so that a tracer can be asked what it sees of them, and prints what
// it has to see.
//
//   planted_frames syscall N     N calls of getpid(2); prints the registers at the call
//   planted_frames spin MSEC     a loop; prints the registers in it
//
// One line: r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rcx rdx rsi rdi cs rflags rsp ss
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "planted.hh"

namespace {

void print(const Regs& regs) {
    constexpr Reg order[] = {R15, R14, R13, R12, RBP, RBX, R11, R10, R9, R8, RCX, RDX, RSI, RDI};
    for (Reg r : order)
        std::printf("%lx ", regs[r]);
    std::printf("33 %lx %lx 2b\n", regs[FLAGS], planted_sp[0]);
}

void calls(long n) {
    Regs in = planted_regs();
    in[RAX] = SYS_getpid;
    in[FLAGS] |= flags_arith | flag_df | flag_ac | flag_id;
    for (long i = 0; i < n; i++)
        run(Entry::Syscall, in);
    in[RCX] = reinterpret_cast<uintptr_t>(after_syscall);
    in[R11] = in[FLAGS];
    print(in);
}

// The loop compares equal until its end, so that its flags are the same all the time.
void spin(long msec) {
    Regs in = planted_regs();
    in[FLAGS] |= flag_zf | flag_pf | flag_df | flag_ac | flag_id;
    signal(SIGALRM, [](int) { planted_go = 1; });
    itimerval timer{{0, 0}, {msec / 1000, msec % 1000 * 1000}};
    setitimer(ITIMER_REAL, &timer, nullptr);
    run(Entry::Spin, in);
    print(in);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    long n = std::atol(argv[2]);
    std::strcmp(argv[1], "spin") ? calls(n) : spin(n);
    return 0;
}
