// SPDX-License-Identifier: GPL-2.0
// Time per system call: read(2) of one byte from /dev/zero, and getppid(2) as a call that nobody
// probes.
//
// Meant for a guest whose clock counts instructions (scripts/vm --icount), where the least of a few
// rounds is the exact number of instructions; prints `read N` and `getppid N`, in nanoseconds with
// one decimal.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr int kCalls = 20000, kRounds = 7;

// The least time of a round: what a timer interrupt or another task added is not in it.
template <class Call>
void measure(const char* name, Call call) {
    using Clock = std::chrono::steady_clock;
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < kRounds; round++) {
        const auto start = Clock::now();
        for (int i = 0; i < kCalls; i++)
            call();
        const std::chrono::duration<double, std::nano> took = Clock::now() - start;
        best = std::min(best, took.count());
    }
    std::printf("%s %.1f\n", name, best / kCalls);
}

} // namespace

int main() {
    const int zero = open("/dev/zero", O_RDONLY);
    if (zero < 0) {
        std::perror("/dev/zero");
        return 1;
    }
    measure("read", [zero] {
        char byte;
        if (syscall(SYS_read, zero, &byte, 1) != 1)
            std::exit(1);
    });
    measure("getppid", [] { syscall(SYS_getppid); });
    return 0;
}
