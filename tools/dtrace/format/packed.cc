// SPDX-License-Identifier: GPL-2.0
// agghist: a chart with one bar a key. aggpack: a histogram of one character a bucket for each key.
#include "format/packed.h"

#include "base/strings.h"

#include <algorithm>
#include <cmath>

namespace dtrace::format {

namespace {

using consume::AggTable;
using consume::Histogram;
using consume::Row;

std::string keys_text(const Row& row, const ColumnStyle& style, const SymbolNames& symbols) {
    std::string text;
    for (const consume::Value& key : *row.keys)
        text += packed_column(key, style, symbols);
    return text;
}

/// Columns that the keys take when none is too wide: those of the types, not of the values.
size_t keys_width(const std::vector<Row>& rows) {
    constexpr size_t widest = 16;
    size_t width = 0;
    for (const consume::Value& key : *rows.front().keys) {
        const auto* integer = key.as<consume::Integer>();
        width += 1 + (!integer             ? widest
                      : integer->size == 1 ? 3
                      : integer->size == 2 ? 5
                      : integer->size == 4 ? 8
                                           : widest);
    }
    return width;
}

std::string hist_rows(const AggTable& table, const std::vector<Row>& rows, const ColumnStyle& style,
                      const SymbolNames& symbols) {
    constexpr size_t no_keys = 16;
    std::vector<int64_t> raw;
    raw.reserve(rows.size());
    for (const Row& row : rows)
        raw.push_back(consume::scalar_value(table.var, row.entries[0]->words, 1));
    Scale scale = scale_of(raw, style.chart.zoom);
    size_t width = keys_width(rows);
    std::string text = width ? chart_heading(width, "key") : chart_heading(no_keys, "value");
    for (size_t i = 0; i < rows.size(); i++) {
        int64_t value = consume::scalar_value(table.var, rows[i].entries[0]->words, table.normal);
        std::string keys = width ? keys_text(rows[i], style, symbols) : std::string(no_keys, ' ');
        text += keys + " " + bar(raw[i], scale, style.chart) +
                strformat(" %-9lld\n", static_cast<long long>(value));
    }
    return text;
}

/// One bucket as one character, by its share of the row.
std::string glyph(int64_t count, const Scale& scale, bool utf8) {
    constexpr std::string_view positive = "__xxxxXX", negative = "vvvvVV";
    if (count == 0 || scale.total == 0)
        return " ";
    long double share = std::fabs(static_cast<long double>(count)) / scale.total;
    auto level = [&](size_t levels) {
        auto at =
            static_cast<size_t>(std::floor(share * static_cast<long double>(levels - 1) + 0.5L));
        return std::min(at, levels - 1);
    };
    if (count < 0)
        return std::string(1, negative[level(negative.size())]);
    if (utf8) // U+2581 to U+2588
        return std::string("\xe2\x96") + static_cast<char>(0x81 + level(positive.size()));
    return std::string(1, positive[level(positive.size())]);
}

/// The buckets that all rows show, and what stands at their ends.
struct PackRange {
    size_t from = 0, to = 0; ///< inclusive
    std::string min, max;
    size_t min_width = 0, max_width = 0;
};

/// quantize(): what any key has, and one more at each end; 0 is no end to go beyond.
PackRange power_range(const std::vector<Histogram>& all) {
    constexpr size_t narrowest = 4;
    size_t from = all.front().buckets.size() - 1, to = 0;
    for (const Histogram& h : all) {
        for (size_t i = 0; i < h.buckets.size(); i++) {
            if (h.buckets[i].count == 0)
                continue;
            from = std::min(from, i);
            to = std::max(to, i);
        }
    }
    const Histogram& first = all.front();
    if (from > to)
        from = to = first.zero;
    PackRange range;
    range.from = from == first.zero || from == 0 ? from : from - 1;
    range.to = to == first.zero ? to : std::min(to + 1, first.buckets.size() - 1);
    range.min = std::to_string(first.buckets[range.from].label);
    range.max = std::to_string(first.buckets[range.to].label);
    range.min_width = std::max(range.min.size(), narrowest);
    range.max_width = std::max(range.max.size(), narrowest);
    return range;
}

/// lquantize(): all there are.
PackRange linear_range(const Histogram& h, uint32_t kind) {
    constexpr size_t min_width = 7, max_width = 8;
    return {0,
            h.buckets.size() - 1,
            bucket_label(kind, h, h.buckets.front()),
            bucket_label(kind, h, h.buckets.back()),
            min_width,
            max_width};
}

std::string pack_heading(const PackRange& range, size_t key_width) {
    return strformat("\n%*s %*s .", static_cast<int>(key_width), key_width ? "key" : "",
                     static_cast<int>(range.min_width), "min") +
           std::string(range.to - range.from + 1, '-') +
           strformat(". %-*s | count\n", static_cast<int>(range.max_width), "max");
}

std::string pack_row(const Histogram& h, const PackRange& range, const AggTable& table,
                     const ColumnStyle& style) {
    std::vector<int64_t> counts;
    for (size_t i = range.from; i <= range.to; i++)
        counts.push_back(h.buckets[i].count);
    Scale scale = scale_of(counts, style.chart.zoom);
    std::string text = strformat(" %*s :", static_cast<int>(range.min_width), range.min.c_str());
    int64_t total = 0;
    for (int64_t count : counts) {
        text += glyph(count, scale, style.chart.utf8_glyphs);
        total += count;
    }
    return text + strformat(": %-*s | %lld\n", static_cast<int>(range.max_width), range.max.c_str(),
                            static_cast<long long>(divided(total, table.normal)));
}

std::string pack_rows(const AggTable& table, const std::vector<Row>& rows, const ColumnStyle& style,
                      const SymbolNames& symbols) {
    std::vector<Histogram> all;
    all.reserve(rows.size());
    for (const Row& row : rows)
        all.push_back(consume::histogram(table.var.kind, table.var.arg, row.entries[0]->words));
    bool powers = table.var.kind == DTRACE_ACT_AGG_QUANTIZE;
    PackRange range = powers ? power_range(all) : linear_range(all.front(), table.var.kind);
    std::string text = pack_heading(range, keys_width(rows));
    for (size_t i = 0; i < rows.size(); i++)
        text += keys_text(rows[i], style, symbols) + pack_row(all[i], range, table, style);
    return text;
}

} // namespace

std::optional<std::string> packed_rows(const AggTable& table, const std::vector<Row>& rows,
                                       const ColumnStyle& style, const SymbolNames& symbols) {
    if (rows.empty())
        return std::nullopt;
    if (style.hist && !consume::is_quantizer(table.var.kind))
        return hist_rows(table, rows, style, symbols);
    if (style.pack &&
        (table.var.kind == DTRACE_ACT_AGG_QUANTIZE || table.var.kind == DTRACE_ACT_AGG_LQUANTIZE))
        return pack_rows(table, rows, style, symbols);
    return std::nullopt;
}

} // namespace dtrace::format
