/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The types of a probe's args[]: what its provider describes, or what the kernel's type
/// information says of the function or tracepoint that it stands for.
#pragma once

#include "sema/sema.h"

#include <optional>
#include <string>
#include <vector>

namespace dtrace::sema {

/// One element of args[].
struct ProbeArg {
    /// C type of the value; nullptr when it cannot be told or does not fit into 64 bits: `problem`
    /// says why.
    const types::Type* native = nullptr;
    const types::Type* translated = nullptr; ///< type that programs see; nullptr: see `problem`
    uint32_t mapping = 0;                    ///< the value is that of arg<mapping>
    std::string problem;

    bool known() const { return native && translated; }
};

/// args[n] of a probe; nothing: it has no such argument.
std::optional<ProbeArg> probe_arg(Session& session, const types::ProbeName& probe, uint32_t n);

/// How a listing spells the types of args[] of a probe, in order; "(unknown)" where they cannot be
/// told.
std::vector<std::string> probe_arg_types(Session& session, const types::ProbeName& probe);

/// Elements that two probes have in common: the same types and the same argument.
bool same_arg(const std::optional<ProbeArg>& left, const std::optional<ProbeArg>& right);

} // namespace dtrace::sema
