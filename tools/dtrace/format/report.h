/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Report: lines on standard error that start with the name of the command.
#pragma once

#include "kern/options.h"

#include <string>
#include <string_view>
#include <utility>

namespace dtrace::format {

class Report {
public:
    Report(std::string command, const kern::Options& options)
        : command_(std::move(command)), options_(options) {}

    /// Printed unless quiet.
    void notice(std::string_view text) const;
    /// Always printed.
    void error(std::string_view text) const;

    const std::string& command() const { return command_; }

private:
    std::string command_;
    const kern::Options& options_;
};

} // namespace dtrace::format
