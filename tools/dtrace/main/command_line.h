/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The command line as data: what was asked for, in the order in which it was asked.
#pragma once

#include "kern/options.h"

#include <cstdio>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dtrace::cli {

enum class Mode { Trace, List, Version, Anonymous, Link, Header };

/// One of -P -m -f -n -i -s.
struct ProgramSpec {
    enum class Kind { Provider, Module, Function, Name, Id, Script };
    Kind kind;
    std::string text; ///< the program, or the path of the script
};

/// One option setting; `label` is how messages name it ("-x strsize", "-b 4q").
struct Setting {
    std::string label;
    std::string name;
    std::optional<std::string> value;
};

/// -c COMMAND or -p PID
struct Target {
    bool create;
    std::string text;
};

struct CommandLine {
    std::string command; ///< how messages name us
    std::string argv0;
    std::vector<std::string> words; ///< argv as it was given
    Mode mode = Mode::Trace;
    bool compile_only = false; ///< -e
    bool verbose = false;      ///< -v
    std::vector<ProgramSpec> programs;
    std::vector<Setting> settings;
    std::vector<Target> targets;
    std::vector<std::string> operands;
    std::optional<std::string> output;
};

/// The exit status when there is nothing to do after parsing (usage, --help).
struct ExitStatus {
    int status;
};

/// Reads argv; prints usage and complaints itself.
std::variant<CommandLine, ExitStatus> parse_command_line(int argc, char** argv);

/// Prints the usage text.
void print_usage(const std::string& command, FILE* to);

} // namespace dtrace::cli
