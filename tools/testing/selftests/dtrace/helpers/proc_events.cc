// SPDX-License-Identifier: GPL-2.0
// Provokes each probe of provider proc a known number of times and prints what it did, one "name
// value..." a line.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

constexpr int nthreads = 3;

[[noreturn]] void die(const char* what) {
    perror(what);
    exit(1);
}

/// A child that runs `body` and is waited for; its pid.
template <class Body>
pid_t child(Body body, int* status = nullptr) {
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (!pid) {
        body();
        _exit(0);
    }
    int ignored;
    if (waitpid(pid, status ? status : &ignored, 0) != pid)
        die("waitpid");
    return pid;
}

void exits() {
    printf("exited %d\n", child([] { _exit(3); }));
    printf("killed %d\n", child([] { raise(SIGTERM); }));
}

void threads() {
    pid_t pid = child([] {
        std::thread all[nthreads];
        for (auto& thread : all)
            thread = std::thread([] { usleep(1000); });
        for (auto& thread : all)
            thread.join();
    });
    printf("threads %d %d\n", pid, nthreads);
}

void execs() {
    pid_t good = child([] {
        execl("/bin/true", "true", "one", "two words", nullptr);
        _exit(1);
    });
    printf("exec %d\n", good);
    pid_t bad = child([] { execl("/nonexistent/program", "x", nullptr); });
    printf("exec-failure %d %d\n", bad, ENOENT);
    bad = child([] { execl("/etc/passwd", "x", nullptr); });
    printf("exec-failure %d %d\n", bad, EACCES);
}

void handler(int) {}

void signals() {
    pid_t pid = child([] {
        signal(SIGUSR1, handler);
        signal(SIGUSR2, SIG_IGN);
        for (int i = 0; i < 5; i++)
            raise(SIGUSR1);
        for (int i = 0; i < 4; i++)
            raise(SIGUSR2);
    });
    printf("signals %d\nhandler %lx\n", pid, reinterpret_cast<unsigned long>(handler));
}

void cleared() {
    pid_t pid = child([] {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, nullptr);
        int sig;
        raise(SIGUSR1);
        sigwait(&set, &sig);
        int fd = signalfd(-1, &set, 0);
        raise(SIGUSR1);
        signalfd_siginfo info;
        if (read(fd, &info, sizeof(info)) != sizeof(info))
            die("signalfd");
    });
    printf("cleared %d\n", pid);
}

void faults() {
    printf("bounds %d\n", child([] { *reinterpret_cast<volatile int*>(0x10) = 1; }));
    printf("access %d\n", child([] {
               void* page = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
               *static_cast<volatile int*>(page) = 1;
           }));
    printf("illegal %d\n", child([] { asm volatile("ud2"); }));
    printf("divide %d\n", child([] {
               asm volatile("xor %%ecx, %%ecx; mov $1, %%eax; cltd; idiv %%ecx" ::
                                : "eax", "ecx", "edx");
           }));
    printf("breakpoint %d\n", child([] { asm volatile("int3"); }));
}

} // namespace

int main() {
    setvbuf(stdout, nullptr, _IONBF, 0);
    printf("main %d\n", getpid());
    exits();
    threads();
    execs();
    signals();
    cleared();
    faults();
}
