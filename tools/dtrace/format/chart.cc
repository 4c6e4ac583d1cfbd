// SPDX-License-Identifier: GPL-2.0
// Heading, labels and bars of charts.
#include "format/chart.h"

#include "base/strings.h"

#include <cmath>

namespace dtrace::format {

namespace {

using consume::Bucket;
using consume::Histogram;

constexpr const char* HEADING = "------------- Distribution -------------";
constexpr size_t BAR = 40;

/// How bars of one chart are drawn.
struct Scale {
    bool positive = false, negative = false;
    long double total = 0;
};

Scale scale_of(std::span<const Bucket> buckets) {
    Scale scale;
    for (const Bucket& b : buckets) {
        scale.positive = scale.positive || b.count > 0;
        scale.negative = scale.negative || b.count < 0;
        scale.total += std::fabs(static_cast<long double>(b.count));
    }
    return scale;
}

size_t length(int64_t count, const Scale& scale, size_t width) {
    if (scale.total == 0)
        return 0;
    long double size = std::fabs(static_cast<long double>(count));
    return static_cast<size_t>(
        std::floor(size * static_cast<long double>(width) / scale.total + 0.5L));
}

std::string blanks(size_t n) {
    return std::string(n, ' ');
}

std::string bar(int64_t count, const Scale& scale) {
    bool mixed = scale.positive && scale.negative;
    size_t width = mixed ? BAR / 2 : BAR;
    size_t marks = length(count, scale, width);
    std::string drawn(marks, '@');
    std::string rest = blanks(width - marks);
    if (!scale.negative)
        return "|" + drawn + rest;
    if (!scale.positive)
        return rest + drawn + "|";
    if (count <= 0)
        return rest + drawn + "|" + blanks(width);
    return blanks(width) + "|" + drawn + rest;
}

std::string number(int64_t value) {
    return std::to_string(value);
}

/// The middle bucket of llquantize(): everything nearer to zero than its first bound.
std::string middle_label(const Histogram& h, const Bucket& b) {
    if (!h.mirrored)
        return "< " + number(b.label);
    return b.label == 1 ? "0" : "abs() < " + number(b.label);
}

std::string label(uint32_t kind, const Histogram& h, const Bucket& b) {
    if (kind == DTRACE_ACT_AGG_LLQUANTIZE && &b == &h.buckets[h.zero])
        return middle_label(h, b);
    if (!b.lo)
        return (kind == DTRACE_ACT_AGG_LLQUANTIZE ? "<= " : "< ") + number(b.label);
    if (!b.hi)
        return ">= " + number(b.label);
    return number(b.label);
}

int64_t divided(int64_t count, uint64_t normal) {
    return normal > 1 && normal <= INT64_MAX ? count / static_cast<int64_t>(normal) : count;
}

} // namespace

std::string chart(const dif::AggVar& var, const std::vector<uint64_t>& words, uint64_t normal) {
    Histogram h = consume::histogram(var.kind, var.arg, words);
    auto buckets = consume::shown(var.kind, h);
    Scale scale = scale_of(buckets);
    std::string text = strformat("\n%16s %41s %-9s\n", "value", HEADING, "count");
    for (const Bucket& b : buckets)
        text += strformat("%16s %s %-9lld\n", label(var.kind, h, b).c_str(),
                          bar(b.count, scale).c_str(),
                          static_cast<long long>(divided(b.count, normal)));
    return text;
}

} // namespace dtrace::format
