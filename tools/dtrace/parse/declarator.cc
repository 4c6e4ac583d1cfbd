// SPDX-License-Identifier: GPL-2.0
// Declarators: pointers, arrays, functions and parentheses around them.
//
// A declarator is written inside out: `int *(*x[3])(long)` is an array of pointers to functions.
// The tree holds its parts in the order in which they are applied to the base type: the pointers in
// front of a direct declarator first, then its suffixes from right to left, then what stands in its
// parentheses.
#include "parse/parser_impl.h"

#include <iterator>

namespace dtrace::parse {

using ast::Declarator;

namespace {

// Parts of one declarator; more would be a mistake and makes a type too deep to walk.
constexpr size_t max_parts = 64;

} // namespace

// declarator = [ pointer ] direct
bool Parser::declarator(Declarator& out, NameRule rule) {
    Nest nest(*this);
    if (!nest)
        return false;
    uint32_t begin = tok_.range.begin;
    Declarator inner, suffixes;
    pointers(out);
    if (failed() || !direct(inner, suffixes, rule))
        return false;
    auto append = [&out](auto first, auto last) {
        out.parts.insert(out.parts.end(), std::make_move_iterator(first),
                         std::make_move_iterator(last));
    };
    append(suffixes.parts.rbegin(), suffixes.parts.rend());
    append(inner.parts.begin(), inner.parts.end());
    if (out.parts.size() > max_parts)
        return fail("D_SYNTAX", since(begin), "declarator has too many parts");
    out.name = std::move(inner.name);
    out.range = since(begin);
    if (out.range.end < begin)
        out.range.end = begin;
    return true;
}

// pointer = "*" { qualifier } [ pointer ]
void Parser::pointers(Declarator& out) {
    while (out.parts.size() <= max_parts && accept(Tok::Star)) {
        ast::PointerPart part;
        for (;;) {
            if (accept(Tok::KwConst))
                part.is_const = true;
            else if (accept(Tok::KwVolatile))
                part.is_volatile = true;
            else if (accept(Tok::KwRestrict))
                part.is_restrict = true;
            else
                break;
        }
        out.parts.emplace_back(part);
    }
}

// direct = IDENT | "(" declarator ")" | direct "[" [ array-arg ] "]" | direct "(" [ params ] ")"
//
// Without a name, a "(" in front of a type or a ")" begins parameters.
bool Parser::direct(Declarator& inner, Declarator& suffixes, NameRule rule) {
    bool may_name = rule != NameRule::Forbidden;
    if (may_name && (at(Tok::Ident) || at(Tok::TypeName)))
        return declared_name(inner.name) && suffix_list(suffixes);
    if (!at(Tok::LParen))
        return rule == NameRule::Required ? syntax_error("a name is expected here")
                                          : suffix_list(suffixes);
    advance();
    bool is_params =
        rule != NameRule::Required && (at(Tok::RParen) || at(Tok::Ellipsis) || starts_type(true));
    if (is_params)
        return function_suffix(suffixes) && suffix_list(suffixes);
    return !failed() && declarator(inner, rule) &&
           expect(Tok::RParen, "a ) is missing in the declarator") && suffix_list(suffixes);
}

bool Parser::suffix_list(Declarator& suffixes) {
    while (!failed() && suffixes.parts.size() <= max_parts) {
        if (accept(Tok::LBracket)) {
            if (!array_suffix(suffixes))
                return false;
        } else if (accept(Tok::LParen)) {
            if (!function_suffix(suffixes))
                return false;
        } else {
            return !failed();
        }
    }
    return !failed();
}

// What follows the "[": [ conditional | params ] "]"
bool Parser::array_suffix(Declarator& suffixes) {
    ast::ArrayPart part;
    bool variadic = false;
    if (at(Tok::Ellipsis) || starts_type(true)) {
        part.is_assoc = true;
        if (!params(part.keys, variadic, Tok::RBracket))
            return false;
        if (variadic)
            return fail("D_DECL_PROTO_VARARGS", tok_.range,
                        "an associative array has a fixed number of keys");
    } else if (!at(Tok::RBracket)) {
        part.size = conditional();
        if (!part.size)
            return false;
    }
    suffixes.parts.emplace_back(std::move(part));
    return expect(Tok::RBracket, "a ] is missing after the array's size or key types");
}

// What follows the "(": [ params ] ")"
bool Parser::function_suffix(Declarator& suffixes) {
    ast::FunctionPart part;
    if (!at(Tok::RParen) && !params(part.params, part.variadic, Tok::RParen))
        return false;
    suffixes.parts.emplace_back(std::move(part));
    return expect(Tok::RParen, "a ) is missing after the parameters");
}

// params = "..." | param { "," param } [ "," "..." ]
bool Parser::params(std::vector<ast::Param>& params, bool& variadic, Tok closer) {
    for (;;) {
        if (accept(Tok::Ellipsis)) {
            variadic = true;
            return at(closer) || syntax_error("the ... stands last");
        }
        if (!param(params))
            return false;
        if (!accept(Tok::Comma))
            return !failed();
    }
}

// param = decl-specifiers [ declarator | abstract ]
bool Parser::param(std::vector<ast::Param>& params) {
    ast::Param param;
    uint32_t begin = tok_.range.begin;
    if (!specifiers(param.specs, true) || !declarator(param.declarator, NameRule::Optional))
        return false;
    param.range = since(begin);
    params.push_back(std::move(param));
    return true;
}

} // namespace dtrace::parse
