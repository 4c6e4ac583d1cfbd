/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Drops: what was lost since the last report, by class.
#pragma once

#include <linux/dtrace/ioctl.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::consume {

struct Drop {
    std::string_view tag; ///< "PRINCIPAL": the name after DTRACEDROP_
    std::string text;     ///< "3 drops on CPU 0"
    uint64_t count = 0;
    uint64_t total = 0;
    std::optional<uint32_t> cpu; ///< of the buffer that was full
};

Drop principal_drop(uint32_t cpu, uint64_t count);
Drop aggregation_drop(uint32_t cpu, uint64_t count);

/// Turns the cumulative counters of the status call into differences. Not thread-safe.
class DropCounters {
public:
    std::vector<Drop> update(const dtrace_status& status);

private:
    dtrace_status last_{};
};

} // namespace dtrace::consume
