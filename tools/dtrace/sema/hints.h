/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// "did you mean": the name nearest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dtrace::sema {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; O(|a| |b|).
size_t edit_distance(std::string_view a, std::string_view b);

/// One hint, or none when no candidate is near enough (a third of the length, at least 1).
std::vector<std::string> nearest_hint(std::string_view name,
                                      const std::vector<std::string_view>& candidates,
                                      std::string_view prefix = "", std::string_view suffix = "");

} // namespace dtrace::sema
