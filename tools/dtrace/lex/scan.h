/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What a D library depends on and what it declares, found without parsing it.
#pragma once

#include "lex/pragma.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::lex {

/// The `#pragma D depends_on` lines of a text, in order: words are "depends_on", class, name. Lines
/// that are wrong are left out; the parser complains about them later.
std::vector<PragmaDirective> scan_dependencies(std::string_view text);

/// Calls `visit` for each identifier or keyword of a text, those in comments and strings included.
void each_word(std::string_view text, const std::function<void(std::string_view)>& visit);

/// The words outside of braces (and those of enums) that stand where a declaration has its name:
/// what a text declares is among them, and little else. Function pointers are not looked for.
std::set<std::string, std::less<>> declared_words(std::string_view text);

} // namespace dtrace::lex
