// SPDX-License-Identifier: GPL-2.0
// A debugger at work: a child is stepped by instructions and by system calls, and finds out at the end
// whether all of its own registers and results were right.
//
//   ptrace_steps ROUNDS
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kSteps = 400;
constexpr int kSystemCalls = 40;
constexpr uint64_t kMultiplier = 6364136223846793005;

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::exit(2);
}

/// What both sides compute: the parent at full speed, the child while it is stepped.
uint64_t mix(uint64_t seed, int rounds) {
    uint64_t x = seed;
    for (int i = 0; i < rounds; i++)
        x = x * kMultiplier + static_cast<uint64_t>(i);
    return x;
}

[[noreturn]] void child(uint64_t seed, uint64_t wanted) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) < 0)
        _exit(3);
    raise(SIGSTOP);
    const pid_t parent = getppid();
    bool right = true;
    for (int i = 0; i < kSystemCalls; i++)
        right = right && syscall(SYS_getppid) == parent && syscall(SYS_close, -1) == -1;
    right = right && mix(seed, 1000) == wanted;
    _exit(right ? 0 : 1);
}

int wait_for(pid_t pid) {
    int status = 0;
    if (waitpid(pid, &status, 0) != pid)
        die("waitpid");
    return status;
}

/// Lets the child go on by REQUEST until the next stop; true while it lives.
bool advance(pid_t pid, __ptrace_request request, int& status) {
    if (ptrace(request, pid, nullptr, nullptr) < 0)
        die("ptrace");
    status = wait_for(pid);
    if (!WIFSTOPPED(status))
        return false;
    if (WSTOPSIG(status) != SIGTRAP) {
        std::printf("stopped by signal %d\n", WSTOPSIG(status));
        std::exit(1);
    }
    return true;
}

/// Two stops at one place mean that a step did not happen; rep-prefixed instructions are the exception, once each.
bool moved(pid_t pid, uint64_t& ip) {
    user_regs_struct regs{};
    if (ptrace(PTRACE_GETREGS, pid, nullptr, &regs) < 0)
        die("PTRACE_GETREGS");
    const bool same = regs.rip == ip;
    ip = regs.rip;
    return !same;
}

int round(uint64_t seed) {
    const uint64_t wanted = mix(seed, 1000);
    const pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (!pid)
        child(seed, wanted);
    int status = wait_for(pid);
    bool alive = WIFSTOPPED(status);
    int stuck = 0;
    uint64_t ip = 0;
    for (int i = 0; alive && i < kSteps; i++) {
        alive = advance(pid, PTRACE_SINGLESTEP, status);
        if (alive && !moved(pid, ip))
            stuck++;
    }
    if (stuck > kSteps / 4) {
        std::printf("%d of %d steps did not move\n", stuck, kSteps);
        return 1;
    }
    for (int i = 0; alive && i < kSystemCalls; i++)
        alive = advance(pid, PTRACE_SYSCALL, status);
    for (int i = 0; alive && i < kSteps; i++)
        alive = advance(pid, PTRACE_SINGLESTEP, status);
    if (alive) {
        if (ptrace(PTRACE_DETACH, pid, nullptr, nullptr) < 0)
            die("PTRACE_DETACH");
        status = wait_for(pid);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::printf("the stepped process ended with status %#x\n", static_cast<unsigned int>(status));
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 1;
    int wrong = 0;
    for (int i = 0; i < rounds; i++)
        wrong += round(static_cast<uint64_t>(getpid()) * 1000 + static_cast<uint64_t>(i));
    return wrong ? 1 : 0;
}
