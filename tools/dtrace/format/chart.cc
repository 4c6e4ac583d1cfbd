// SPDX-License-Identifier: GPL-2.0
// Heading, labels and bars of charts.
#include "format/chart.h"

#include "base/strings.h"

#include <algorithm>
#include <cmath>

namespace dtrace::format {

namespace {

using consume::Bucket;
using consume::Histogram;

constexpr const char* HEADING = "------------- Distribution -------------";
constexpr size_t BAR = 40;

std::string blanks(size_t n) {
    return std::string(n, ' ');
}

long double size_of(int64_t count) {
    return std::fabs(static_cast<long double>(count));
}

/// Length of a bar in `units`, rounded half up.
size_t length(int64_t count, const Scale& scale, size_t units) {
    if (scale.total == 0)
        return 0;
    return static_cast<size_t>(
        std::floor(size_of(count) * static_cast<long double>(units) / scale.total + 0.5L));
}

/// Full blocks, then one of 1/8 to 7/8 (U+2588 down to U+258F).
std::string blocks(size_t eighths) {
    std::string text;
    for (size_t i = 0; i < eighths / 8; i++)
        text += "\u2588";
    if (size_t rest = eighths % 8)
        text += std::string("\xe2\x96") + static_cast<char>(0x90 - rest);
    return text;
}

std::string utf8_bar(int64_t count, const Scale& scale) {
    size_t eighths = length(count, scale, BAR * 8);
    return "|" + blocks(eighths) + blanks(BAR - std::min(BAR, (eighths + 7) / 8));
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

} // namespace

Scale scale_of(std::span<const int64_t> counts, bool zoom) {
    constexpr long double zoomed = 0.95L;
    Scale scale;
    long double most = 0;
    for (int64_t count : counts) {
        scale.positive = scale.positive || count > 0;
        scale.negative = scale.negative || count < 0;
        scale.total += size_of(count);
        most = std::max(most, size_of(count));
    }
    if (zoom)
        scale.total = most / zoomed;
    return scale;
}

std::string bar(int64_t count, const Scale& scale, const ChartStyle& style) {
    if (style.utf8_bars && !scale.negative)
        return utf8_bar(count, scale);
    bool mixed = scale.positive && scale.negative;
    size_t width = mixed ? BAR / 2 : BAR;
    size_t marks = length(count, scale, width);
    std::string drawn(marks, '@');
    std::string rest = blanks(width - std::min(width, marks));
    if (!scale.negative)
        return "|" + drawn + rest;
    if (!scale.positive)
        return rest + drawn + "|";
    if (count <= 0)
        return rest + drawn + "|" + blanks(width);
    return blanks(width) + "|" + drawn + rest;
}

std::string chart_heading(size_t width, const char* title) {
    return strformat("\n%*s %41s %-9s\n", static_cast<int>(width), title, HEADING, "count");
}

std::string bucket_label(uint32_t kind, const Histogram& h, const Bucket& b) {
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

std::string chart(const dif::AggVar& var, const std::vector<uint64_t>& words, uint64_t normal,
                  const ChartStyle& style) {
    constexpr size_t label_width = 16;
    Histogram h = consume::histogram(var.kind, var.arg, words);
    auto buckets = consume::shown(var.kind, h);
    std::vector<int64_t> counts;
    for (const Bucket& b : buckets)
        counts.push_back(b.count);
    Scale scale = scale_of(counts, style.zoom);
    std::string text = chart_heading(label_width, "value");
    for (const Bucket& b : buckets)
        text += strformat("%16s %s %-9lld\n", bucket_label(var.kind, h, b).c_str(),
                          bar(b.count, scale, style).c_str(),
                          static_cast<long long>(divided(b.count, normal)));
    return text;
}

} // namespace dtrace::format
