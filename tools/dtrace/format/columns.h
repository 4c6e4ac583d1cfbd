/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Values in their default columns: records of trace() and rows of aggregations.
#pragma once

#include "consume/agg_sort.h"
#include "consume/sink.h"
#include "format/symbols.h"

#include <string>

namespace dtrace::format {

/// How values are shown.
struct ColumnStyle {
    bool quiet = false;     ///< without padding (records only)
    bool raw_bytes = false; ///< what is no integer as a hex dump
    size_t text_width = 33; ///< of strings
    size_t stack_indent = 14;
};

/// One value with its leading blanks.
std::string column(const consume::Value& value, const ColumnStyle& style,
                   const SymbolNames& symbols);

/// The rows of one or several aggregations: keys, one value each, newline.
std::string agg_rows(const std::vector<const consume::AggTable*>& tables,
                     const consume::SortOrder& order, const ColumnStyle& style,
                     const SymbolNames& symbols);

} // namespace dtrace::format
