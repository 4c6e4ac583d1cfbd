/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// A piece of program text: the place that a diagnostic points at.
#pragma once

#include <cstdint>

namespace dtrace::source {

/// Half-open byte range in one file of the source manager; file 0 is "nowhere" (built-in text).
struct Range {
    uint32_t file = 0;
    uint32_t begin = 0;
    uint32_t end = 0;
};

} // namespace dtrace::source
