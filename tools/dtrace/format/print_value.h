/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// print(): a value with its type, structs with one member a line.
#pragma once

#include "base/bytes.h"
#include "format/symbols.h"
#include "types/type.h"

#include <string>

namespace dtrace::format {

/// `bytes` is the object as it lies in memory; what it lacks is shown as zero. Nesting is limited.
/// Strings in structs and arrays have `strsize` bytes.
std::string print_value(const types::Type& type, Bytes bytes, const SymbolNames& symbols,
                        uint64_t strsize);

} // namespace dtrace::format
