/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Snapshots: switching a buffer of one CPU and finding its data.
#pragma once

#include "kern/device.h"

#include <optional>

namespace dtrace::consume {

struct Snapshot {
    Bytes data; ///< oldest first up to the end of the buffer; valid until the next snapshot of the
                ///< same buffer
    Bytes newest; ///< ring policy: the part that was written over the start
    uint64_t drops = 0;
    uint64_t switch_time = 0;
};

/// Nothing: the CPU has no buffer, or it cannot be read while tracing runs. `kind` is enum
/// dtrace_bufkind.
Result<std::optional<Snapshot>> take_snapshot(kern::Device& device, uint32_t cpu, uint32_t kind);

} // namespace dtrace::consume
