/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From a compiled program to the image that enters the kernel (include/uapi/linux/dtrace/dof.h).
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "dif/program.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dtrace::dof {

/// Lays out the image of `program`, which is number `number` of the session. Linear in the size of
/// the program, apart from one lookup for each string. Fails when the image is larger than the
/// kernel takes.
Result<std::vector<std::byte>> write_image(const dif::Program& program, uint32_t number);

} // namespace dtrace::dof
