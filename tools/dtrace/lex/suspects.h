/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Suspects: which errors stand for themselves, and which may only follow from earlier ones.
///
/// A piece of text in error might have declared any of its words that nobody else knows. Another
/// error in a piece with one of these words may be a consequence of the first, so it is not worth a
/// message. Lookups are O(log n).
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace dtrace::lex {

class Suspects {
public:
    /// Tells the names that do not depend on the program.
    using IsKnown = std::function<bool(std::string_view)>;

    void add(std::string_view text, const IsKnown& is_known);
    bool has_word_of(std::string_view text) const;

private:
    std::set<std::string, std::less<>> words_;
};

} // namespace dtrace::lex
