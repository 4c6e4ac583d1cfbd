/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What the kernel made of sizes and rates when tracing started.
#pragma once

#include "kern/device.h"
#include "kern/options.h"

#include <string>
#include <vector>

namespace dtrace::cli {

/// A message for each size that was lowered and each rate that was changed.
std::vector<std::string> changed_options(kern::Device& device, const kern::Options& options);

/// "2m", "512 ", or "1500 bytes" when no unit divides it.
std::string size_text(uint64_t bytes);

} // namespace dtrace::cli
