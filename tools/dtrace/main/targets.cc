// SPDX-License-Identifier: GPL-2.0
// ptrace() holds a new process where it was asked to wait; a pidfd tells when a grabbed one ends.
#include "main/targets.h"

#include "base/strings.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace dtrace::cli {

namespace {

/// In the child: never returns. A failure travels through the pipe that exec() closes.
[[noreturn]] void run_child(const std::vector<std::string>& words, const Launch& launch,
                            int failure_pipe) {
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    for (int signal : {SIGINT, SIGTERM, SIGPIPE})
        ::signal(signal, SIG_DFL);
    for (const std::string& setting : launch.setenv) {
        size_t equals = setting.find('=');
        bool has_value = equals != setting.npos;
        ::setenv(setting.substr(0, equals).c_str(),
                 has_value ? setting.substr(equals + 1).c_str() : "", 1);
    }
    for (const std::string& name : launch.unsetenv)
        ::unsetenv(name.c_str());
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)
        ::execvp(argv[0], argv.data());
    int sys = errno;
    [[maybe_unused]] ssize_t written = ::write(failure_pipe, &sys, sizeof(sys));
    ::_exit(127);
}

TargetError uncontrolled(pid_t pid) {
    return {make_error("failed to control pid " + std::to_string(pid) + ": process exited"),
            "D_PROC_GRAB"};
}

pid_t wait_for(pid_t pid, int* status, int flags) {
    pid_t rc;
    do
        rc = ::waitpid(pid, status, flags);
    while (rc < 0 && errno == EINTR);
    return rc;
}

} // namespace

std::vector<std::string> split_command(const std::string& command) {
    std::vector<std::string> words;
    bool in_word = false;
    char quote = 0;
    for (char c : command) {
        if (quote ? c == quote : c == '\'' || c == '"') {
            quote = quote ? 0 : c;
        } else if (!quote && std::strchr(" \t\r\n\f\v", c)) {
            in_word = false;
            continue;
        }
        if (!in_word)
            words.emplace_back();
        in_word = true;
        if (quote ? c != quote : c != '\'' && c != '"')
            words.back() += c;
    }
    return words;
}

Targets::~Targets() {
    for (Process& process : all_) {
        if (!process.created || process.ended)
            continue;
        ::kill(process.pid, SIGKILL);
        wait_for(process.pid, nullptr, 0);
    }
}

TargetStatus Targets::create(const std::string& command, const Launch& launch) {
    auto failed = [&](int sys) {
        return TargetError{errno_error(sys, "failed to execute " + command)};
    };
    auto words = split_command(command);
    if (words.empty())
        return failed(ENOENT);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0)
        return failed(errno);
    UniqueFd from(ends[0]), to(ends[1]);
    pid_t pid = ::fork();
    if (pid < 0)
        return failed(errno);
    if (pid == 0)
        run_child(words, launch, to.get());
    to.reset();
    int status = 0, sys = 0;
    wait_for(pid, &status, 0);
    if (::read(from.get(), &sys, sizeof(sys)) == sizeof(sys))
        return failed(sys);
    if (!WIFSTOPPED(status))
        return uncontrolled(pid);
    all_.push_back({pid, true, true, false, UniqueFd()});
    if (!advance(pid, launch.when)) {
        all_.back().ended = true;
        return uncontrolled(pid);
    }
    return {};
}

TargetStatus Targets::grab(const std::string& text) {
    auto number =
        text.find_first_not_of("0123456789") == text.npos ? parse_unsigned(text) : std::nullopt;
    if (!number || *number == 0 || *number > INT32_MAX)
        return TargetError{make_error("invalid pid: " + text), "D_PROC_BADPID"};
    pid_t pid = static_cast<pid_t>(*number);
    UniqueFd watch(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!watch)
        return TargetError{errno_error(errno, "failed to grab pid " + text), "D_PROC_GRAB"};
    all_.push_back({pid, false, false, false, std::move(watch)});
    return {};
}

std::vector<pid_t> Targets::alive() const {
    std::vector<pid_t> pids;
    for (const Process& process : all_)
        if (!process.ended)
            pids.push_back(process.pid);
    return pids;
}

void Targets::release() {
    for (Process& process : all_) {
        if (std::exchange(process.stopped, false))
            ::ptrace(PTRACE_DETACH, process.pid, nullptr, nullptr);
    }
}

/// Nothing while it lives.
std::optional<format::ProcessEnd> Targets::ending_of(Process& process) {
    format::ProcessEnd end;
    end.pid = process.pid;
    end.created = process.created;
    end.text = "pid " + std::to_string(process.pid) + " has exited";
    if (!process.created) {
        pollfd watch{process.watch.get(), POLLIN, 0};
        return ::poll(&watch, 1, 0) > 0 ? std::optional(end) : std::nullopt;
    }
    int status = 0;
    if (wait_for(process.pid, &status, WNOHANG) != process.pid)
        return std::nullopt;
    if (WIFSIGNALED(status)) {
        end.signal = WTERMSIG(status);
        const char* name = ::sigabbrev_np(end.signal);
        end.text = "pid " + std::to_string(process.pid) + " terminated by SIG" +
                   (name ? name : std::to_string(end.signal));
        return end;
    }
    if (!WIFEXITED(status))
        return std::nullopt;
    end.status = WEXITSTATUS(status);
    if (end.status != 0)
        end.text = "pid " + std::to_string(process.pid) + " exited with status " +
                   std::to_string(end.status);
    return end;
}

bool Targets::poll(const std::function<void(const format::ProcessEnd&)>& notice) {
    for (Process& process : all_) {
        if (process.ended)
            continue;
        auto end = ending_of(process);
        process.ended = end.has_value();
        if (end)
            notice(*end);
    }
    return !all_.empty() &&
           std::all_of(all_.begin(), all_.end(), [](const Process& p) { return p.ended; });
}

} // namespace dtrace::cli
