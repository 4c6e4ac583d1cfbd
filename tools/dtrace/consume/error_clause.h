/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The internal clause on dtrace:::ERROR that records what "error on enabled probe" lines are made
/// of.
#pragma once

#include "consume/sink.h"
#include "dif/program.h"

#include <memory>

namespace dtrace::consume {

/// A program of one clause that records arg1..arg5 of dtrace:::ERROR.
std::shared_ptr<const dif::Program> make_error_program();

/// Reads a record of that clause; `ecbs` finds the ECB that failed.
ProbeError read_error(const std::vector<Datum>& data, Ecbs& ecbs);

} // namespace dtrace::consume
