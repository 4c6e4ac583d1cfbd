// SPDX-License-Identifier: GPL-2.0
// Sleeps, yields, competes for a CPU and changes priorities, and prints what it did, one "name
// values..." a line.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int sleeps = 40, yields = 50;

void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set)) {
        perror("sched_setaffinity");
        exit(1);
    }
}

double seconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/// A child that runs `body`; its pid.
template <class Body>
pid_t child(Body body) {
    pid_t pid = fork();
    if (pid < 0)
        exit(1);
    if (!pid) {
        body();
        fflush(stdout);
        _exit(0);
    }
    return pid;
}

/// Context switches of this process so far, as the kernel counts them.
rusage switches() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage;
}

void spin(double wall) {
    pin(0);
    double end = seconds(CLOCK_MONOTONIC) + wall;
    while (seconds(CLOCK_MONOTONIC) < end) {
    }
    printf("cpu %d %.0f %ld\n", getpid(), seconds(CLOCK_PROCESS_CPUTIME_ID) * 1e6,
           switches().ru_nivcsw);
}

void sleeper() {
    for (int i = 0; i < sleeps; i++)
        usleep(2000);
    printf("sleeper %d %ld\n", getpid(), switches().ru_nvcsw);
}

void yielder() {
    for (int i = 0; i < yields; i++)
        sched_yield();
    printf("yielder %d %d\n", getpid(), yields);
}

void changer() {
    setpriority(PRIO_PROCESS, 0, 5);
    sched_param param{.sched_priority = 30};
    if (sched_setscheduler(0, SCHED_FIFO, &param))
        perror("sched_setscheduler");
    printf("changer %d\n", getpid());
}

} // namespace

int main() {
    pid_t all[] = {child([] { spin(1.5); }), child([] { spin(1.5); }), child(sleeper),
                   child(yielder), child(changer)};
    for (pid_t pid : all)
        waitpid(pid, nullptr, 0);
}
