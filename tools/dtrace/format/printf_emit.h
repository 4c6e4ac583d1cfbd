/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Text of a format with its values: printf(), formatted printa(), system(), freopen().
#pragma once

#include "consume/agg.h"
#include "consume/value.h"
#include "fmt/printf_spec.h"
#include "format/symbols.h"

#include <span>
#include <string>

namespace dtrace::format {

/// The value of one aggregation in a row of printa(); no entry: the key is absent from it.
struct AggValue {
    const consume::AggTable* table = nullptr;
    const consume::AggEntry* entry = nullptr;
};

/// Applies `format` once. Conversions take `values` in order (missing ones are 0 or ""), %@ takes
/// `aggs` in order and then the last again. Sema has checked the types; whatever comes, the result
/// is some text.
std::string emit(const fmt::Format& format, std::span<const consume::Value* const> values,
                 std::span<const AggValue> aggs, const SymbolNames& symbols);

} // namespace dtrace::format
