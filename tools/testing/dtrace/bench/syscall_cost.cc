// SPDX-License-Identifier: GPL-2.0
// Time per system call: read(2) of one byte from /dev/zero, and getppid(2) as a call that nobody
// probes.
//
// Meant for a guest whose clock counts instructions (scripts/vm --icount): a round that nothing
// interrupts is the exact number of instructions. Rounds are shorter than the time between two
// ticks: on one CPU a tracer that prints what it got would run in the middle of every longer one.
// Taken is the round that a quarter of them do not exceed, as in a few a tracer may have missed its
// probe. All of them together are few enough for buffers of 32 MB, so that no call is cheap because
// its record was dropped. Prints `read N` and `getppid N`, in nanoseconds with one decimal.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr int kCalls = 300, kRounds = 150;

template <class Call>
void measure(const char* name, Call call) {
    using Clock = std::chrono::steady_clock;
    std::array<double, kRounds> took{};
    for (double& round : took) {
        const auto start = Clock::now();
        for (int i = 0; i < kCalls; i++)
            call();
        round = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    }
    std::sort(took.begin(), took.end());
    std::printf("%s %.1f\n", name, took[kRounds / 4] / kCalls);
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
