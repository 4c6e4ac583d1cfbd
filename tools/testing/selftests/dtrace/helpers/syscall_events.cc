// SPDX-License-Identifier: GPL-2.0
// Makes system calls in the ways that are easily got wrong, and prints what it did, one "name
// values..." a line.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// A 32-bit system call: int 0x80 makes one from a 64-bit process, too.
long call32(long nr, long a = 0, long b = 0, long c = 0) {
    long ret;
    asm volatile("int $0x80"
                 : "=a"(ret)
                 : "a"(nr), "b"(a), "c"(b), "d"(c)
                 : "memory", "r8", "r9", "r10", "r11");
    return ret;
}

constexpr long ia32_close = 6, ia32_getpid = 20;

void compat() {
    int calls = 0;
    for (; calls < 7; calls++) {
        if (call32(ia32_getpid) != getpid())
            exit(1);
    }
    int ret = static_cast<int>(call32(ia32_close, 0x7fffffff));
    printf("ia32 %d %d %d\n", getpid(), calls, -ret);
}

void new_process() {
    pid_t pid = fork();
    if (!pid) {
        execl("/bin/true", "true", nullptr);
        _exit(1);
    }
    waitpid(pid, nullptr, 0);
    printf("fork %d %d\n", getpid(), pid);
}

void on_alarm(int) {}

void interrupted() {
    struct sigaction action {};
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
    int ends[2];
    if (pipe(ends))
        exit(1);
    itimerval soon{{0, 0}, {0, 50000}};
    setitimer(ITIMER_REAL, &soon, nullptr);
    char byte;
    ssize_t n = read(ends[0], &byte, 1);
    printf("interrupted %zd %d\n", n, errno);
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, nullptr);
    pid_t writer = fork();
    if (!writer) {
        usleep(150000);
        _exit(write(ends[1], "x", 1) != 1);
    }
    setitimer(ITIMER_REAL, &soon, nullptr);
    n = read(ends[0], &byte, 1);
    waitpid(writer, nullptr, 0);
    printf("restarted %zd\n", n);
}

} // namespace

int main() {
    setvbuf(stdout, nullptr, _IONBF, 0);
    printf("main %d\n", getpid());
    compat();
    new_process();
    interrupted();
}
