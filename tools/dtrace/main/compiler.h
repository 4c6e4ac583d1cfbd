/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Compiler: the way from the text of a program to its compiled form, one call a floor.
#pragma once

#include "base/result.h"
#include "dif/program.h"
#include "kern/options.h"
#include "kern/probes.h"
#include "main/command_line.h"
#include "sema/sema.h"
#include "types/catalog.h"
#include "types/table.h"

#include <memory>
#include <string>
#include <vector>

namespace dtrace::cli {

/// A compiled program with what the command needs besides.
struct Compiled {
    std::shared_ptr<const dif::Program> program;
    bool is_script = false;
    sema::StabilityReport stability{};
};

/// All programs of one command share types, variables and aggregations. Keeps references to the
/// catalog and the options; a program's pragmas change the options. Programs refer to types that
/// the compiler owns. Not thread-safe.
class Compiler {
public:
    /// `arguments`: $0 and the operands; `target`: $target.
    Compiler(kern::Probes& probes, kern::Options& options, types::KernelCatalog& kernel,
             types::Table& table, std::vector<std::string> arguments, int64_t target,
             types::UserCatalog* user = nullptr);
    ~Compiler();

    /// The error is the whole message, without the name of the command in front.
    Result<Compiled> compile(const ProgramSpec& spec);

    /// What else is wrong with the program whose compilation failed; messages like the first.
    const std::vector<std::string>& more_errors() const { return more_errors_; }

    /// Spellings of the types of a probe's args[].
    std::vector<std::string> arg_types(const kern::Probe& probe);

private:
    struct State;
    std::unique_ptr<State> state_;
    /// Takes the errors in text order; returns the first.
    std::string take_errors(const ProgramSpec& spec);

    std::vector<std::string> more_errors_;
};

} // namespace dtrace::cli
