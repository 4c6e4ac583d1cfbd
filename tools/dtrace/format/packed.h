/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Aggregations with one line a key, under one heading: agghist and aggpack.
#pragma once

#include "format/columns.h"

#include <optional>
#include <string>
#include <vector>

namespace dtrace::format {

/// The rows of `table` in the form that the style asks for; nothing when the style asks for none or
/// the aggregating function has none.
std::optional<std::string> packed_rows(const consume::AggTable& table,
                                       const std::vector<consume::Row>& rows,
                                       const ColumnStyle& style, const SymbolNames& symbols);

} // namespace dtrace::format
