// SPDX-License-Identifier: GPL-2.0
// What a system call leaves of the caller's registers: everything but rax, rcx and r11, for every
// kind of call and of way back, with every flag that user mode can set.
//
//   syscall_abi ROUNDS         prints what is wrong; exit status 1 if anything is
//   syscall_abi step           prints registers at each single step over some calls, for comparison
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "planted.hh"

namespace {

int failures;
unsigned long calls;
uint64_t hidden_flags; // set by whoever steps us, and seen by us
volatile sig_atomic_t handled;
int pipe_fds[2];

void fail(const std::string& what) {
    if (failures++ < 20)
        std::printf("FAILED: %s\n", what.c_str());
}

std::string hex(uint64_t v) {
    char text[32];
    std::snprintf(text, sizeof(text), "%#llx", static_cast<unsigned long long>(v));
    return text;
}

// A register after the call that is not as expected is a failure. ignore: flags that may differ.
void compare(const std::string& name, const Regs& want, const Regs& got, uint64_t ignore = 0) {
    for (int r = 0; r < NREGS; r++) {
        uint64_t care = r == FLAGS ? ~(ignore | hidden_flags) : r == R11 ? ~hidden_flags : ~0ULL;
        if ((want[r] & care) != (got[r] & care))
            fail(name + ": " + reg_names[r] + " is " + hex(got[r]) + ", not " + hex(want[r]));
    }
    if (planted_sp[0] != planted_sp[1])
        fail(name + ": rsp moved");
}

constexpr int any_result = 1; // results are >= 0, or -errno below

struct Call {
    std::string name;
    long nr;
    std::vector<uint64_t> args;
    long result;                    // -errno, 0, or any_result: not negative
    std::function<void()> before{}; // prepares the call
};

uint64_t at(const void* p) {
    return reinterpret_cast<uintptr_t>(p);
}

Regs arguments(const Call& call, uint64_t flags) {
    constexpr Reg order[] = {RDI, RSI, RDX, R10, R8, R9};
    Regs in = planted_regs();
    in[RAX] = call.nr;
    for (size_t i = 0; i < call.args.size(); i++)
        in[order[i]] = call.args[i];
    in[FLAGS] = flags;
    return in;
}

void disarm();
void drain_pipe();

void one_call(const Call& call, uint64_t flags) {
    if (call.before)
        call.before();
    Regs want = arguments(call, flags);
    Regs got = run(Entry::Syscall, want);
    if (call.before) {
        disarm();
        drain_pipe();
    }
    auto result = static_cast<long>(got[RAX]);
    std::string name = call.name + " with rflags " + hex(flags);
    if (call.result == any_result ? result < 0 : result != call.result)
        fail(name + ": returns " + std::to_string(result));
    want[RAX] = got[RAX];
    want[RCX] = at(after_syscall);
    want[R11] = flags;
    compare(name, want, got);
    calls++;
}

void on_signal(int) {
    handled = handled + 1;
}

void on_alarm_write(int) {
    if (write(pipe_fds[1], "x", 1) != 1)
        _exit(3);
}

void handle(int sig, void (*handler)(int), int flags) {
    struct sigaction act {};
    act.sa_handler = handler;
    act.sa_flags = flags;
    sigaction(sig, &act, nullptr);
}

// On a slow machine the first one may come before the call that it is meant for: it repeats until
// disarm().
void alarm_in(long usec, void (*handler)(int), int flags) {
    constexpr long again = 50000;
    handle(SIGALRM, handler, flags);
    itimerval timer{{0, again}, {0, usec}};
    setitimer(ITIMER_REAL, &timer, nullptr);
}

void disarm() {
    itimerval never{};
    setitimer(ITIMER_REAL, &never, nullptr);
}

// What repeated alarms have written
void drain_pipe() {
    int bytes = 0;
    char text;
    while (ioctl(pipe_fds[0], FIONREAD, &bytes) == 0 && bytes > 0 &&
           read(pipe_fds[0], &text, 1) == 1)
        ;
}

char byte;
int zero_fd;
timespec moment{0, 0};
timespec minute{60, 0};
int futex_word = 1;

std::vector<Call> quick_calls() {
    auto pid = static_cast<uint64_t>(getpid());
    auto bad = static_cast<uint64_t>(-1);
    return {
        {"getpid", SYS_getpid, {}, any_result},
        {"gettid", SYS_gettid, {}, any_result},
        {"sched_yield", SYS_sched_yield, {}, 0},
        {"read", SYS_read, {static_cast<uint64_t>(zero_fd), at(&byte), 1}, 1},
        {"clock_gettime", SYS_clock_gettime, {1, at(&moment)}, 0},
        {"nanosleep of nothing",
         SYS_nanosleep,
         {at(&moment), 0},
         0,
         [] {
             moment = {0, 0};
         }},
        {"write to no file", SYS_write, {bad, at(&byte), 1}, -EBADF},
        {"read to a bad address", SYS_read, {static_cast<uint64_t>(zero_fd), 8, 1}, -EFAULT},
        {"open of no file",
         SYS_openat,
         {static_cast<uint64_t>(AT_FDCWD), at("/no/such"), 0, 0},
         -ENOENT},
        {"six arguments",
         SYS_mmap,
         {0, 0, PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, bad, 0},
         -EINVAL},
        {"futex", SYS_futex, {at(&futex_word), 0, 2, 0, 0, 0}, -EAGAIN},
        {"no such call", 9999, {}, -ENOSYS},
        {"call -1", -1, {}, -ENOSYS},
        {"number of the x32 ABI", 0x40000000L | SYS_getpid, {}, -ENOSYS},
        {"signal handled on the way back",
         SYS_tgkill,
         {pid, pid, SIGUSR1},
         0,
         [] { handle(SIGUSR1, on_signal, 0); }},
        {"signal ignored on the way back",
         SYS_tgkill,
         {pid, pid, SIGUSR2},
         0,
         [] { signal(SIGUSR2, SIG_IGN); }},
    };
}

std::vector<Call> slow_calls() {
    return {
        {"restarted read",
         SYS_read,
         {static_cast<uint64_t>(pipe_fds[0]), at(&byte), 1},
         1,
         [] { alarm_in(3000, on_alarm_write, SA_RESTART); }},
        {"interrupted read",
         SYS_read,
         {static_cast<uint64_t>(pipe_fds[0]), at(&byte), 1},
         -EINTR,
         [] { alarm_in(3000, on_signal, 0); }},
        {"interrupted sleep",
         SYS_nanosleep,
         {at(&minute), 0},
         -EINTR,
         [] { alarm_in(3000, on_signal, 0); }},
    };
}

// Both sides of a fork come back with everything in place; the child reports by its exit status.
void check_fork() {
    pid_t self = getpid();
    int before = failures;
    one_call({"fork", SYS_clone, {SIGCHLD, 0, 0, 0, 0}, any_result},
             flags_fixed | flag_ac | flag_df);
    if (getpid() != self)
        _exit(failures != before);
    int status;
    if (wait(&status) < 0 || status != 0)
        fail("fork: the child's registers");
}

// A signal that hits user code gives every register back, rcx and r11 too.
void check_sigreturn() {
    Regs want = planted_regs();
    want[FLAGS] = flags_fixed | flag_ac | flag_df | flag_id;
    planted_go = 0;
    alarm_in(
        2000, [](int) { planted_go = 1; }, 0);
    Regs got = run(Entry::Spin, want);
    disarm();
    compare("sigreturn", want, got, flags_arith);
}

// 32-bit calls change eax and nothing else.
void check_int80(uint64_t flags) {
    Regs want = planted_regs();
    want[RAX] = 20; // getpid
    want[FLAGS] = flags;
    Regs got = run(Entry::Int80, want);
    if (got[RAX] != static_cast<uint64_t>(getpid()))
        fail("int80: getpid returns " + hex(got[RAX]));
    want[RAX] = got[RAX];
    compare("int80 with rflags " + hex(flags), want, got);
}

const std::vector<uint64_t> flag_images = {
    flags_fixed,
    flags_fixed | flags_arith,
    flags_fixed | flag_df,
    flags_fixed | flag_ac,
    flags_fixed | flag_id,
    flags_fixed | flag_nt,
    flags_fixed | flags_arith | flag_df | flag_ac | flag_id | flag_nt,
};

int check_all(long rounds) {
    zero_fd = open("/dev/zero", O_RDONLY);
    if (zero_fd < 0 || pipe(pipe_fds))
        return 2;
    for (uint64_t flags : flag_images) {
        for (long i = 0; i < rounds; i++)
            for (const Call& call : quick_calls())
                one_call(call, flags);
        for (const Call& call : slow_calls())
            one_call(call, flags);
        check_int80(flags & ~flag_nt);
        check_fork();
        check_sigreturn();
    }
    if (!handled)
        fail("no signal was handled");
    std::printf("%lu calls, %d wrong registers\n", calls, failures);
    return failures != 0;
}

// ---- single steps: a tracer prints what each stop shows ----

[[noreturn]] void stepped() {
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    zero_fd = open("/dev/zero", O_RDONLY);
    std::vector<Call> all = quick_calls();
    hidden_flags = flag_tf;
    raise(SIGSTOP); // steps begin
    for (size_t i : {0UL, 3UL, 6UL, 7UL, 11UL})
        one_call(all[i], flags_fixed | flag_ac | flag_df | flags_arith);
    _exit(failures != 0);
}

// Only the stops around the call are the same each time.
void print_step(const user_regs_struct& regs, long* count) {
    constexpr unsigned instruction = 2; // bytes of syscall
    uint64_t after = at(after_syscall);
    if (regs.rip < after - instruction || regs.rip > after + 8)
        return;
    (*count)++;
    std::printf("%+lld rflags %#llx", static_cast<long long>(regs.rip - after), regs.eflags);
    if (regs.rip >= after)
        std::printf(" rcx %+lld r11 %#llx", static_cast<long long>(regs.rcx - after), regs.r11);
    std::printf("\n");
}

int step_all() {
    pid_t child = fork();
    if (!child)
        stepped();
    int status = 0;
    long count = 0;
    waitpid(child, &status, 0);
    while (WIFSTOPPED(status)) {
        user_regs_struct regs{};
        ptrace(PTRACE_GETREGS, child, nullptr, &regs);
        print_step(regs, &count);
        ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr);
        waitpid(child, &status, 0);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("the stepped process ends with wait status " + hex(status));
    if (count != 3L * 5)
        fail("not 3 stops a call but " + std::to_string(count) + " in 5");
    return failures != 0;
}

} // namespace

int main(int argc, char** argv) {
    setvbuf(stdout, nullptr, _IOLBF, 0);
    if (argc == 2 && !std::strcmp(argv[1], "step"))
        return step_all();
    return check_all(argc == 2 ? std::atol(argv[1]) : 100);
}
