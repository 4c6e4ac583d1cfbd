/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Values in their default columns: records of trace() and rows of aggregations.
#pragma once

#include "consume/agg_sort.h"
#include "consume/sink.h"
#include "format/chart.h"
#include "format/symbols.h"

#include <string>

namespace dtrace::format {

/// How values are shown.
struct ColumnStyle {
    bool quiet = false;     ///< without padding (records only)
    bool raw_bytes = false; ///< what is no integer as a hex dump
    size_t text_width = 33; ///< of strings
    size_t stack_indent = 14;
    // aggregations only
    bool hist = false;   ///< agghist: the rows of one aggregation as one chart
    bool pack = false;   ///< aggpack: each histogram on one line
    bool percpu = false; ///< aggpercpu: the values of the CPUs after the total
    ChartStyle chart = {};
};

/// One value with its leading blanks.
std::string column(const consume::Value& value, const ColumnStyle& style,
                   const SymbolNames& symbols);

/// A key as the charts of agghist and aggpack show it: right-aligned.
std::string packed_column(const consume::Value& value, const ColumnStyle& style,
                          const SymbolNames& symbols);

/// The rows of one or several aggregations: keys, one value each, newline.
std::string agg_rows(const std::vector<const consume::AggTable*>& tables,
                     const consume::SortOrder& order, const ColumnStyle& style,
                     const SymbolNames& symbols);

} // namespace dtrace::format
