// SPDX-License-Identifier: GPL-2.0
// A thread that works, then sleeps, then works: getppid() between the parts. Prints what the kernel says of its CPU time at
// each of the four calls, in ns from the first.
//
//   cpu_time MILLISECONDS
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int64_t kMillisecond = 1'000'000, kSecond = 1'000'000'000;

int64_t cpu_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * kSecond + now.tv_nsec;
}

int64_t first;

void mark() {
    const int64_t now = cpu_time();
    if (!first)
        first = now;
    syscall(SYS_getppid);
    std::printf("%lld\n", static_cast<long long>(now - first));
}

void work(int64_t ns) {
    const int64_t end = cpu_time() + ns;
    while (cpu_time() < end)
        continue;
}

} // namespace

int main(int argc, char** argv) {
    const int64_t ns = (argc > 1 ? std::atoll(argv[1]) : 100) * kMillisecond;
    mark();
    work(ns);
    mark();
    const timespec pause{.tv_sec = ns / kSecond, .tv_nsec = ns % kSecond};
    nanosleep(&pause, nullptr);
    mark();
    work(ns);
    mark();
}
