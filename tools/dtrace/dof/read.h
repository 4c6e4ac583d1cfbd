/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From an image back to a program, every reference checked: for dumps and for the round-trip test.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "dif/program.h"

namespace dtrace::dof {

/// Reads clauses and actions; Action::statement is the index part of the uarg. What the kernel
/// never sees (names, statements, types) is absent from the result.
Result<dif::Program> read_image(Bytes image);

} // namespace dtrace::dof
