/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Charts of quantize(), lquantize() and llquantize().
#pragma once

#include "consume/agg.h"

#include <span>
#include <string>

namespace dtrace::format {

/// A newline, the heading, one row for each bucket shown. Counts are divided by `normal`; bars are
/// of raw counts.
std::string chart(const dif::AggVar& var, const std::vector<uint64_t>& words, uint64_t normal);

} // namespace dtrace::format
