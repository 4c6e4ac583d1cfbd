/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Tokens: kinds, spellings and the table of keywords.
#pragma once

#include "lex/int_type.h"
#include "source/range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dtrace::lex {

enum class Tok : uint8_t {
    End,       ///< end of the program
    Error,     ///< Lexer::error() says why
    Ident,     ///< text; may hold backquotes
    TypeName,  ///< where a description may stand: an identifier that names a type
    Integer,   ///< value, int_type, negated
    Literal,   ///< string constant: text with its escapes converted
    Agg,       ///< @name: text without the @, "_" for a bare one
    ProbeDesc, ///< text as written
    PredEnd,   ///< the `/` that ends a predicate
#define PUNCT(name, spelling) name,
#include "lex/token.def"
#define KEYWORD(name, spelling, cls, outer) Kw##name,
#include "lex/token.def"
};

enum class KeywordClass : uint8_t { Storage, TypeWord, Qualifier, Tag, Other, Reserved };

struct Keyword {
    Tok tok;
    std::string_view spelling;
    KeywordClass cls;
    bool outer; ///< begins a declaration where probe descriptions may stand
};

struct Token {
    Tok kind = Tok::End;
    source::Range range{};
    std::string text{};
    uint64_t value = 0;
    IntType int_type = IntType::Int;
    bool negated = false; ///< Integer from a macro argument with a minus sign
};

/// The keyword spelled so, nullptr if it is none.
const Keyword* find_keyword(std::string_view spelling);
/// The keyword of a token kind, nullptr if it is none.
const Keyword* keyword_of(Tok kind);
/// Name of the kind, for dumps: "Ident", "<<=", "struct".
std::string_view token_name(Tok kind);

struct Punct {
    Tok tok;
    std::string_view spelling;
};
/// The longest punctuation that `text` begins with.
std::optional<Punct> match_punct(std::string_view text);

} // namespace dtrace::lex
