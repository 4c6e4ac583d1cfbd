/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The integers of debug information, be it BTF or DWARF, as types of D.
#pragma once

#include "types/table.h"

namespace dtrace::types {

/// The type of D for a base integer of that name ("long unsigned int") and size in bytes. One that
/// D cannot compute with is an array of words.
const Type* integer_type(Table& table, std::string_view name, uint32_t size, bool is_signed,
                         bool is_bool);

} // namespace dtrace::types
