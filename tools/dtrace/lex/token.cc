// SPDX-License-Identifier: GPL-2.0
// The tables of punctuation and keywords.
#include "lex/token.h"

#include <algorithm>

namespace dtrace::lex {

namespace {

constexpr Punct puncts[] = {
#define PUNCT(name, spelling) {Tok::name, spelling},
#include "lex/token.def"
};

constexpr Keyword keywords[] = {
#define KEYWORD(name, spelling, cls, outer) {Tok::Kw##name, spelling, KeywordClass::cls, outer},
#include "lex/token.def"
};
static_assert(std::ranges::is_sorted(keywords, {}, &Keyword::spelling));

constexpr std::string_view plain_names[] = {"End",     "Error", "Ident",     "TypeName", "Integer",
                                            "Literal", "Agg",   "ProbeDesc", "PredEnd"};

} // namespace

const Keyword* find_keyword(std::string_view spelling) {
    auto found = std::ranges::lower_bound(keywords, spelling, {}, &Keyword::spelling);
    return found != std::end(keywords) && found->spelling == spelling ? found : nullptr;
}

const Keyword* keyword_of(Tok kind) {
    if (kind < keywords[0].tok)
        return nullptr;
    return &keywords[static_cast<size_t>(kind) - static_cast<size_t>(keywords[0].tok)];
}

std::string_view token_name(Tok kind) {
    if (const Keyword* keyword = keyword_of(kind))
        return keyword->spelling;
    if (kind < puncts[0].tok)
        return plain_names[static_cast<size_t>(kind)];
    return puncts[static_cast<size_t>(kind) - static_cast<size_t>(puncts[0].tok)].spelling;
}

std::optional<Punct> match_punct(std::string_view text) {
    for (const Punct& punct : puncts)
        if (text.starts_with(punct.spelling))
            return punct;
    return std::nullopt;
}

} // namespace dtrace::lex
