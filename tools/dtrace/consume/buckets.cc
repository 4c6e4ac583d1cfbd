// SPDX-License-Identifier: GPL-2.0
// Bounds of buckets, from the parameter words of record.h.
#include "consume/buckets.h"

#include <linux/dtrace/ioctl.h>

#include <algorithm>
#include <limits>

namespace dtrace::consume {

namespace {

constexpr int64_t INT_LEAST = std::numeric_limits<int64_t>::min();
constexpr int64_t INT_MOST = std::numeric_limits<int64_t>::max();

/// Label of bucket `i` of quantize().
int64_t power_label(int i) {
    if (i == DTRACE_QUANTIZE_ZERO)
        return 0;
    int64_t power = int64_t{1} << (i < DTRACE_QUANTIZE_ZERO ? DTRACE_QUANTIZE_ZERO - 1 - i
                                                            : i - DTRACE_QUANTIZE_ZERO - 1);
    return i < DTRACE_QUANTIZE_ZERO ? -power : power;
}

Histogram power_histogram(std::span<const uint64_t> words) {
    Histogram h;
    h.zero = DTRACE_QUANTIZE_ZERO;
    for (int i = 0; i < DTRACE_QUANTIZE_NBUCKETS; i++) {
        int64_t label = power_label(i);
        Bucket bucket{label, label, label, static_cast<int64_t>(words[i])};
        if (i < DTRACE_QUANTIZE_ZERO)
            bucket.lo = i == 0 ? INT_LEAST : power_label(i - 1) + 1;
        if (i > DTRACE_QUANTIZE_ZERO)
            bucket.hi = i == DTRACE_QUANTIZE_NBUCKETS - 1 ? INT_MOST : power_label(i + 1) - 1;
        h.buckets.push_back(bucket);
    }
    return h;
}

Histogram linear_histogram(uint64_t word, std::span<const uint64_t> words) {
    LinearParams p = linear_params(word);
    Histogram h;
    h.zero = 1;
    if (words.size() < p.levels + 2)
        return h;
    h.buckets.push_back({std::nullopt, p.base - 1, p.base, static_cast<int64_t>(words[0])});
    for (uint32_t i = 0; i < p.levels; i++) {
        int64_t lo = p.base + static_cast<int64_t>(p.step) * i;
        h.buckets.push_back({lo, lo + p.step - 1, lo, static_cast<int64_t>(words[1 + i])});
    }
    h.buckets.push_back(
        {p.limit(), std::nullopt, p.limit(), static_cast<int64_t>(words[1 + p.levels])});
    return h;
}

uint64_t power(uint64_t base, uint32_t exponent) {
    uint64_t value = 1;
    while (exponent-- > 0)
        value *= base;
    return value;
}

/// Lower bounds of the buckets on the positive side, and the bound of the overflow bucket last.
std::vector<uint64_t> log_linear_bounds(const LogLinearParams& p) {
    std::vector<uint64_t> bounds;
    uint64_t start = power(p.factor, p.low);
    for (uint32_t m = p.low; m <= p.high; m++) {
        uint64_t end = start * p.factor;
        uint64_t steps = std::min<uint64_t>(end, p.steps);
        for (uint64_t j = steps / p.factor; j < steps; j++)
            bounds.push_back(std::max(start, j * (end / steps)));
        start = end;
    }
    bounds.push_back(start);
    return bounds;
}

Histogram log_linear_histogram(uint64_t word, std::span<const uint64_t> words) {
    std::vector<uint64_t> bounds = log_linear_bounds(log_linear_params(word));
    Histogram h;
    if (words.size() < 2 * bounds.size() + 1)
        return h;
    const size_t middle = bounds.size();
    for (size_t i = 0; i < 2 * bounds.size() + 1; i++) {
        Bucket b;
        b.count = static_cast<int64_t>(words[i]);
        h.mirrored = h.mirrored || (i < middle && b.count != 0);
        if (i == middle) {
            b.hi = static_cast<int64_t>(bounds[0]) - 1;
            b.lo = -*b.hi;
            b.label = static_cast<int64_t>(bounds[0]);
        } else {
            size_t distance = i < middle ? middle - i : i - middle;
            std::optional<int64_t> near = static_cast<int64_t>(bounds[distance - 1]);
            std::optional<int64_t> far;
            if (distance < bounds.size())
                far = static_cast<int64_t>(bounds[distance]) - 1;
            b.lo = i < middle ? (far ? std::optional(-*far) : std::nullopt) : near;
            b.hi = i < middle ? std::optional(-*near) : far;
            b.label = i < middle ? -*near : *near;
        }
        h.buckets.push_back(b);
    }
    h.zero = middle;
    h.first = h.mirrored ? 0 : middle;
    return h;
}

/// Range of an empty chart, as offsets from the zero bucket.
struct EmptyRange {
    size_t before, after;
};

EmptyRange empty_range(uint32_t kind) {
    return kind == DTRACE_ACT_AGG_LLQUANTIZE ? EmptyRange{0, 1} : EmptyRange{1, 1};
}

} // namespace

LinearParams linear_params(uint64_t word) {
    return {static_cast<uint32_t>(word >> 48), static_cast<uint32_t>(word >> 32) & 0xffff,
            static_cast<int32_t>(static_cast<uint32_t>(word))};
}

LogLinearParams log_linear_params(uint64_t word) {
    return {static_cast<uint32_t>(word >> 48), static_cast<uint32_t>(word >> 32) & 0xffff,
            static_cast<uint32_t>(word >> 16) & 0xffff, static_cast<uint32_t>(word) & 0xffff};
}

size_t log_linear_words(const LogLinearParams& params) {
    return 1 + 2 * log_linear_bounds(params).size() + 1;
}

Histogram histogram(uint32_t kind, uint64_t param, std::span<const uint64_t> words) {
    if (kind == DTRACE_ACT_AGG_QUANTIZE && words.size() >= DTRACE_QUANTIZE_NBUCKETS)
        return power_histogram(words);
    if (words.empty())
        return {};
    if (kind == DTRACE_ACT_AGG_LQUANTIZE)
        return linear_histogram(param, words.subspan(1));
    if (kind == DTRACE_ACT_AGG_LLQUANTIZE)
        return log_linear_histogram(param, words.subspan(1));
    return {};
}

std::span<const Bucket> shown(uint32_t kind, const Histogram& h) {
    std::span<const Bucket> all(h.buckets);
    if (all.empty())
        return all;
    auto counted = [](const Bucket& b) { return b.count != 0; };
    auto first = std::find_if(all.begin(), all.end(), counted);
    size_t from, to;
    if (first == all.end()) {
        EmptyRange range = empty_range(kind);
        from = h.zero - std::min(h.zero, range.before);
        to = h.zero + range.after;
    } else {
        auto last = std::find_if(all.rbegin(), all.rend(), counted);
        from = static_cast<size_t>(first - all.begin());
        from -= from > h.first;
        to = static_cast<size_t>(all.rend() - last);
    }
    to = std::min(to, all.size() - 1);
    return all.subspan(from, to - from + 1);
}

long double weight(const Histogram& h) {
    long double sum = 0;
    for (size_t i = 0; i < h.buckets.size(); i++) {
        const Bucket& b = h.buckets[i];
        long double value = static_cast<long double>(b.label);
        if (!b.lo || (i == h.zero && b.label > 0 && b.lo != b.label))
            value -= 1; // what lies below the named bound
        else if (!b.hi)
            value += 1;
        sum += value * static_cast<long double>(b.count);
    }
    return sum;
}

} // namespace dtrace::consume
