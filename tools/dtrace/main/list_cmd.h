/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// -l: the listing of probes.
#pragma once

#include "dif/program.h"
#include "format/output.h"
#include "format/report.h"
#include "kern/probes.h"
#include "main/compiler.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dtrace::cli {

using Programs = std::vector<std::shared_ptr<const dif::Program>>;

/// Spellings of the types of a probe's args[].
using ArgTypes = std::function<std::vector<std::string>(const kern::Probe&)>;

struct ListInput {
    kern::Probes& probes;
    const Programs& programs; ///< none: all probes
    bool verbose;
    bool json;                 ///< -x oformat=json: one object a probe
    const ArgTypes& arg_types; ///< for verbose listings
    format::Output& output;
    const format::Report& report;
};

/// Prints the header and, for each description, the probes that match it. Returns the exit status.
int list_probes(const ListInput& input);

/// The report of -v on a program: the lowest attributes of its descriptions and of its statements.
std::string stability_text(const Compiled& compiled);

/// The same with -e: the attributes and arguments of each description's first probe as well.
void describe_program(const ListInput& input, const Compiled& compiled);

/// The attribute and argument blocks of one probe.
std::string probe_attributes(kern::Probes& probes, const kern::Probe& probe,
                             const ArgTypes& arg_types);

} // namespace dtrace::cli
