/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What a D library depends on, found without parsing it.
#pragma once

#include "lex/pragma.h"

#include <string_view>
#include <vector>

namespace dtrace::lex {

/// The `#pragma D depends_on` lines of a text, in order: words are "depends_on", class, name. Lines
/// that are wrong are left out; the parser complains about them later.
std::vector<PragmaDirective> scan_dependencies(std::string_view text);

} // namespace dtrace::lex
