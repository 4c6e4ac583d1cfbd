/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Targets: the processes of -c and -p.
#pragma once

#include "base/result.h"
#include "base/unique_fd.h"
#include "format/renderer.h"
#include "main/evaltime.h"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dtrace::cli {

/// Why there is no such process.
struct TargetError {
    Error error;
    std::string tag{}; ///< "D_PROC_GRAB"; "" when there is none
};
using TargetStatus = Result<void, TargetError>;

/// How the process of -c begins.
struct Launch {
    EvalTime when = EvalTime::PostInit;
    std::vector<std::string> setenv, unsetenv; ///< NAME=VALUE; NAME
};

/// Created processes wait where Launch says until release(); those still alive are killed when this
/// object goes. Grabbed processes are only watched. Not thread-safe.
class Targets {
public:
    Targets() = default;
    Targets(const Targets&) = delete;
    Targets& operator=(const Targets&) = delete;
    ~Targets();

    TargetStatus create(const std::string& command, const Launch& launch = {});
    TargetStatus grab(const std::string& pid);

    /// $target: the first one, 0 if there is none.
    pid_t first() const { return all_.empty() ? 0 : all_.front().pid; }

    /// Those that have not ended.
    std::vector<pid_t> alive() const;

    /// Lets the created ones run.
    void release();

    /// Calls `notice` for each process that ended since the last call; true when there are targets
    /// and all have ended.
    bool poll(const std::function<void(const format::ProcessEnd&)>& notice);

private:
    struct Process {
        pid_t pid;
        bool created;
        bool stopped;
        bool ended;
        UniqueFd watch; ///< pidfd of a grabbed process
    };

    static std::optional<format::ProcessEnd> ending_of(Process& process);

    std::vector<Process> all_;
};

/// Words of a command: split at blanks; ' and " keep blanks.
std::vector<std::string> split_command(const std::string& command);

} // namespace dtrace::cli
