// SPDX-License-Identifier: GPL-2.0
// The words of texts in error.
#include "lex/suspects.h"

#include "lex/scan.h"
#include "lex/token.h"

namespace dtrace::lex {

void Suspects::add(std::string_view text, const IsKnown& is_known) {
    each_word(text, [&](std::string_view word) {
        if (!find_keyword(word) && !is_known(word))
            words_.emplace(word);
    });
}

bool Suspects::has_word_of(std::string_view text) const {
    bool found = false;
    if (!words_.empty())
        each_word(text, [&](std::string_view word) { found |= words_.contains(word); });
    return found;
}

} // namespace dtrace::lex
