/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The order of aggregation rows: by value or by keys, of one or of several aggregations.
#pragma once

#include "consume/agg.h"

#include <string>
#include <vector>

namespace dtrace::consume {

/// The options aggsortkey, aggsortrev, aggsortkeypos, aggsortpos.
struct SortOrder {
    bool by_key = false;
    bool reverse = false;
    uint64_t key_position = 0;
    uint64_t agg_position = 0;
};

/// One row: the keys, and the entry of each aggregation, nullptr where it has none.
struct Row {
    const std::vector<Value>* keys = nullptr;
    std::vector<const AggEntry*> entries;
};

/// The union of the keys of `tables`, in order.
std::vector<Row> sorted_rows(const std::vector<const AggTable*>& tables, const SortOrder& order);

/// Identities of the entries, ascending by value, then by keys; the sort options do not matter
/// (trunc()).
std::vector<std::string> sorted_by_value(const AggTable& table);

} // namespace dtrace::consume
