// SPDX-License-Identifier: GPL-2.0
// Breakpoints at the dynamic linker's notification function, the entry point or main().
#include "main/evaltime.h"

#include "base/result.h"
#include "sym/elf.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <link.h>
#include <optional>
#include <string>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

namespace dtrace::cli {

namespace {

constexpr unsigned long INT3 = 0xcc;

/// A process between its exec() and where it is to wait.
class Stopped {
public:
    explicit Stopped(pid_t pid) : pid_(pid) {}

    std::optional<uint64_t> auxiliary(uint64_t type) const;
    sym::ElfSymbols program() const { return sym::ElfSymbols(path("exe")); }
    /// The file mapped at an address.
    std::string file_at(uint64_t address) const;
    std::optional<uint64_t> word(uint64_t address) const;

    /// Runs up to an instruction; false when the process ended before.
    bool run_to(uint64_t address);

private:
    std::string path(const char* name) const {
        return "/proc/" + std::to_string(pid_) + "/" + name;
    }
    /// ptrace() takes addresses of the other process as pointers.
    void* pointer(uint64_t address) const {
        return reinterpret_cast<void*>(address); // NOLINT(performance-no-int-to-ptr)
    }
    bool wait_for_trap(uint64_t trap, user_regs_struct& regs);

    pid_t pid_;
};

std::optional<uint64_t> Stopped::auxiliary(uint64_t type) const {
    std::ifstream file(path("auxv"), std::ios::binary);
    uint64_t pair[2];
    while (file.read(reinterpret_cast<char*>(pair), sizeof(pair))) {
        if (pair[0] == type)
            return pair[1];
    }
    return std::nullopt;
}

std::string Stopped::file_at(uint64_t address) const {
    std::ifstream maps(path("maps"));
    for (std::string line; std::getline(maps, line);) {
        size_t slash = line.find('/');
        if (slash != line.npos && std::stoull(line, nullptr, 16) == address)
            return path("root") + line.substr(slash);
    }
    return {};
}

std::optional<uint64_t> Stopped::word(uint64_t address) const {
    errno = 0;
    long word = ::ptrace(PTRACE_PEEKDATA, pid_, pointer(address), nullptr);
    return errno ? std::nullopt : std::optional(static_cast<uint64_t>(word));
}

/// Signals other than that of the breakpoint are the process's own.
bool Stopped::wait_for_trap(uint64_t trap, user_regs_struct& regs) {
    long deliver = 0;
    for (;;) {
        int status = 0;
        if (::ptrace(PTRACE_CONT, pid_, nullptr, deliver) != 0)
            return false;
        while (::waitpid(pid_, &status, 0) < 0) {
            if (errno != EINTR)
                return false;
        }
        if (!WIFSTOPPED(status) || ::ptrace(PTRACE_GETREGS, pid_, nullptr, &regs) != 0)
            return false;
        if (WSTOPSIG(status) == SIGTRAP && regs.rip == trap + 1)
            return true;
        deliver = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    }
}

bool Stopped::run_to(uint64_t address) {
    auto displaced = word(address);
    if (!displaced)
        return true; // nothing there to stop at
    auto poke = [&](uint64_t word) {
        return ::ptrace(PTRACE_POKETEXT, pid_, pointer(address), word) == 0;
    };
    user_regs_struct regs{};
    if (!poke((*displaced & ~0xfful) | INT3))
        return true;
    if (!wait_for_trap(address, regs))
        return false;
    regs.rip = address;
    return poke(*displaced) && ::ptrace(PTRACE_SETREGS, pid_, nullptr, &regs) == 0;
}

/// Up to the dynamic linker's word that the list of libraries is complete.
bool to_libraries(Stopped& process) {
    uint64_t base = process.auxiliary(AT_BASE).value_or(0);
    if (base == 0)
        return true;
    sym::ElfSymbols linker(process.file_at(base));
    const auto* notify = linker.find("_dl_debug_state");
    const auto* state = linker.find("_r_debug");
    if (!notify || !state)
        return true;
    constexpr uint64_t changes = 16; // adding, consistent; more only with preloaded auditors
    for (uint64_t i = 0; i < changes; i++) {
        if (!process.run_to(base + notify->address))
            return false;
        auto now = process.word(base + state->address + offsetof(r_debug, r_state));
        if (!now || (*now & 0xffffffff) == r_debug::RT_CONSISTENT)
            break;
    }
    return true;
}

bool to_entry(Stopped& process) {
    auto entry = process.auxiliary(AT_ENTRY);
    return !entry || process.run_to(*entry);
}

bool to_main(Stopped& process) {
    sym::ElfSymbols program = process.program();
    auto entry = process.auxiliary(AT_ENTRY);
    const auto* start = program.find("main");
    if (!entry || !start)
        return to_entry(process);
    return process.run_to(start->address + *entry - program.entry());
}

struct Way {
    EvalTime when;
    bool (*go)(Stopped&);
};

constexpr Way WAYS[] = {
    {EvalTime::PreInit, to_libraries},
    {EvalTime::PostInit, to_entry},
    {EvalTime::Main, to_main},
};

} // namespace

bool advance(pid_t pid, EvalTime when) {
    Stopped process(pid);
    for (const Way& way : WAYS) {
        if (way.when == when)
            return way.go(process);
    }
    return true;
}

} // namespace dtrace::cli
