/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Decoded values as JSON; Documentation/trace/dtrace/json.rst says how each looks.
#pragma once

#include "consume/value.h"
#include "format/json_text.h"
#include "format/symbols.h"

namespace dtrace::format {

/// Any value of a record or key. Strings in structs and arrays have `strsize` bytes.
void json_value(JsonText& json, const consume::Value& value, const SymbolNames& symbols,
                uint64_t strsize);

/// An object in memory by its type: structs as objects, arrays as arrays. What `bytes` lacks is
/// zero. Nesting is limited.
void json_typed(JsonText& json, const types::Type& type, Bytes bytes, uint64_t strsize);

} // namespace dtrace::format
