/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Buckets: what the words of quantize(), lquantize() and llquantize() stand for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace dtrace::consume {

/// Parameter word of lquantize(): base, base + step, ... levels times.
struct LinearParams {
    uint32_t step, levels;
    int64_t base;

    int64_t limit() const { return base + static_cast<int64_t>(step) * levels; }
};
LinearParams linear_params(uint64_t word);

/// Parameter word of llquantize(): `steps` linear steps in each magnitude factor^low ..
/// factor^(high + 1).
struct LogLinearParams {
    uint32_t factor, low, high, steps;
};
LogLinearParams log_linear_params(uint64_t word);
/// Words of its state, the parameter word included.
size_t log_linear_words(const LogLinearParams& params);

/// One bucket: the values lo..hi inclusive; an absent bound is open.
struct Bucket {
    std::optional<int64_t> lo, hi;
    int64_t label = 0; ///< the bound that names it in charts
    int64_t count = 0;
};

/// All buckets of one state, ascending.
struct Histogram {
    std::vector<Bucket> buckets;
    size_t zero = 0;       ///< bucket that an empty chart is centred on
    size_t first = 0;      ///< lowest bucket a chart may show
    bool mirrored = false; ///< llquantize() with counts on the negative side
};

/// The histogram of a state of `kind` (DTRACE_ACT_AGG_*); empty for other kinds and for too few
/// words. `param` is the parameter word.
Histogram histogram(uint32_t kind, uint64_t param, std::span<const uint64_t> words);

/// The part that a chart shows: from one before the first bucket with a count to one after the
/// last.
std::span<const Bucket> shown(uint32_t kind, const Histogram& histogram);

/// Sum of bucket times count, for sorting.
long double weight(const Histogram& histogram);

} // namespace dtrace::consume
