/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Tracing: enables the programs and consumes until somebody ends it.
#pragma once

#include "format/output.h"
#include "format/report.h"
#include "format/symbols.h"
#include "kern/device.h"
#include "kern/options.h"
#include "kern/probes.h"
#include "main/compiler.h"
#include "main/targets.h"

#include <functional>
#include <vector>

namespace dtrace::cli {

struct RunInput {
    kern::Device& device;
    kern::Probes& probes;
    kern::Options& options;
    const std::vector<Compiled>& programs;
    Targets& targets;
    format::Output& output;
    const format::Report& report;
    const format::SymbolNames& symbols;
    const std::function<void(uint64_t)>& remember; ///< the memory maps of a process, for its names
    const std::vector<std::string>& argv;
    bool verbose; ///< -v: a report on the stability of each program
};

/// Returns the exit status.
int run_programs(const RunInput& input);

/// Makes SIGINT and SIGTERM end tracing in order; before anything is enabled.
void install_signal_handlers();

} // namespace dtrace::cli
