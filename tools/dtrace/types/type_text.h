/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Types from short texts: the notation of builtin.def, builtin_vars.def and lib/symbols.def.
#pragma once

#include "types/table.h"

#include <functional>
#include <string_view>

namespace dtrace::types {

/// Finds what a name like "struct mutex" or "dev_t" stands for; nullptr: unknown.
using NameLookup = std::function<const Type*(std::string_view)>;

/// The type that `text` spells: [const] name, then any number of `*` and `[N]` in order of
/// application. nullptr when the name is unknown.
const Type* parse_type_text(std::string_view text, Table& table, const NameLookup& lookup);

} // namespace dtrace::types
