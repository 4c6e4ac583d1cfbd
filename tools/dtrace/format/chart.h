/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Charts of quantize(), lquantize() and llquantize(), and of aggregations shown as charts
/// (agghist, aggpack).
#pragma once

#include "consume/agg.h"

#include <span>
#include <string>

namespace dtrace::format {

/// How bars are drawn.
struct ChartStyle {
    bool zoom = false;        ///< aggzoom: the longest bar nearly fills the chart
    bool utf8_bars = false;   ///< encoding=utf8: blocks with eighths
    bool utf8_glyphs = false; ///< the same for the columns of aggpack
};

/// What the length of bars is measured against.
struct Scale {
    bool positive = false, negative = false;
    long double total = 0;
};

Scale scale_of(std::span<const int64_t> counts, bool zoom);

/// One bar of 40 columns with its axis.
std::string bar(int64_t count, const Scale& scale, const ChartStyle& style);

/// The heading of charts: a newline, `title` right-aligned in `width` columns, the ruler.
std::string chart_heading(size_t width, const char* title);

/// A newline, the heading, one row for each bucket shown. Counts are divided by `normal`; bars are
/// of raw counts.
std::string chart(const dif::AggVar& var, const std::vector<uint64_t>& words, uint64_t normal,
                  const ChartStyle& style = {});

/// "< 0", "10", ">= 100"
std::string bucket_label(uint32_t kind, const consume::Histogram& h, const consume::Bucket& b);

/// A count under normalize().
int64_t divided(int64_t count, uint64_t normal);

} // namespace dtrace::format
