// SPDX-License-Identifier: GPL-2.0
// Declarations: specifiers, and the decision whether a name is a type.
#include "parse/parser_impl.h"

#include <algorithm>
#include <iterator>

namespace dtrace::parse {

using ast::StorageClass;
using lex::KeywordClass;

namespace {

struct StorageRow {
    Tok tok;
    StorageClass storage;
};
constexpr StorageRow storage_rows[] = {
    {Tok::KwAuto, StorageClass::Auto},       {Tok::KwRegister, StorageClass::Register},
    {Tok::KwStatic, StorageClass::Static},   {Tok::KwExtern, StorageClass::Extern},
    {Tok::KwTypedef, StorageClass::Typedef}, {Tok::KwSelf, StorageClass::Self},
    {Tok::KwThis, StorageClass::This},
};

KeywordClass class_of(Tok tok) {
    const lex::Keyword* keyword = lex::keyword_of(tok);
    return keyword ? keyword->cls : KeywordClass::Other;
}

// Words that go along with another type: a type may still follow.
bool is_attribute(std::string_view word) {
    return word == "unsigned" || word == "signed" || word == "long" || word == "short";
}

// Whether a complete type stands in the specifiers already.
bool has_kind(const ast::Specifiers& specs) {
    return specs.tag || !specs.type_name.empty() || !std::ranges::all_of(specs.words, is_attribute);
}

// Whether what follows a name shows that it is a variable: it may be made by this assignment.
bool follows_variable(std::string_view text, bool comma_ok) {
    if (text.starts_with("++") || text.starts_with("--") || text.starts_with('[') ||
        text.starts_with(';') || (text.starts_with(',') && !comma_ok))
        return true;
    return text.starts_with('=') && !text.starts_with("==");
}

} // namespace

bool Parser::starts_declaration() const {
    const lex::Keyword* keyword = lex::keyword_of(tok_.kind);
    return at(Tok::TypeName) || (keyword && keyword->outer && keyword->cls != KeywordClass::Other &&
                                 keyword->cls != KeywordClass::Reserved);
}

// Whether the token begins a type. `comma_ok`: a comma may follow the type here.
bool Parser::starts_type(bool comma_ok) {
    if (!at(Tok::Ident)) {
        KeywordClass cls = class_of(tok_.kind);
        return at(Tok::TypeName) || cls == KeywordClass::TypeWord ||
               cls == KeywordClass::Qualifier || cls == KeywordClass::Tag;
    }
    return !scope_.is_global(tok_.text) && !follows_variable(lexer_.following(), comma_ok) &&
           scope_.is_type(tok_.text);
}

// declaration = decl-specifiers [ declarator { "," declarator } ] ";"
bool Parser::declaration() {
    ast::Declaration decl;
    uint32_t begin = tok_.range.begin;
    if (!specifiers(decl.specs, true))
        return false;
    while (!at(Tok::Semi)) {
        ast::Declarator declarator;
        if (!this->declarator(declarator, NameRule::Required) || !declares(decl.specs, declarator))
            return false;
        decl.declarators.push_back(std::move(declarator));
        if (!accept(Tok::Comma))
            break;
        if (at(Tok::Semi))
            return syntax_error("a name is expected after the comma");
    }
    if (failed())
        return false;
    if (!at(Tok::Semi))
        return bad_declaration_end(decl);
    decl.range = since(begin);
    if (!expect(Tok::Semi, "a declaration ends with a ;", Mode::Program))
        return false;
    decl.range.end = last_end_;
    add_item(std::move(decl));
    return true;
}

bool Parser::bad_declaration_end(const ast::Declaration& decl) {
    if (at(Tok::Assign))
        return syntax_error("a declaration has no initial value; assign it in a BEGIN clause");
    if (at(Tok::Ident) && decl.specs.words.empty() && !decl.specs.tag && !decl.declarators.empty())
        return syntax_error("\"" + decl.declarators.back().name +
                            "\" is not the name of a known type");
    return syntax_error("a declaration ends with a ;");
}

// Notes what the declaration introduces, for telling types from variables further on.
bool Parser::declares(const ast::Specifiers& specs, const ast::Declarator& declarator) {
    if (specs.storage == StorageClass::Typedef)
        scope_.add_type(declarator.name);
    else if (specs.storage != StorageClass::Self && specs.storage != StorageClass::This)
        scope_.add_global(declarator.name);
    return true;
}

// Takes the identifier at hand as a name that is being declared.
bool Parser::declared_name(std::string& name) {
    if (!at(Tok::Ident) && !at(Tok::TypeName))
        return syntax_error("a name is expected here");
    if (tok_.text.find('`') != std::string::npos)
        return fail("D_DECL_SCOPE", tok_.range,
                    "a name is declared without a module: " + tok_.text);
    name = tok_.text;
    advance();
    return !failed();
}

// decl-specifiers = { storage-class | type-spec | qualifier }+
bool Parser::specifiers(ast::Specifiers& specs, bool with_storage) {
    uint32_t begin = tok_.range.begin, first = begin;
    const Tok kind = tok_.kind;
    while (!failed() && specifier(specs, with_storage))
        ;
    specs.range = since(begin);
    if (!failed() && tok_.range.begin == first && kind == tok_.kind)
        return syntax_error("a type is expected here");
    return !failed();
}

// One specifier; false when there is none, or after an error.
bool Parser::specifier(ast::Specifiers& specs, bool with_storage) {
    switch (class_of(tok_.kind)) {
    case KeywordClass::Storage: return with_storage && storage_class(specs);
    case KeywordClass::Tag: return tag_spec(specs);
    case KeywordClass::Qualifier:
        specs.is_const |= at(Tok::KwConst);
        specs.is_volatile |= at(Tok::KwVolatile);
        specs.is_restrict |= at(Tok::KwRestrict);
        specs.is_user |= at(Tok::KwUserland);
        break;
    case KeywordClass::TypeWord: specs.words.emplace_back(lex::token_name(tok_.kind)); break;
    default: return named_type(specs);
    }
    advance();
    return !failed();
}

bool Parser::storage_class(ast::Specifiers& specs) {
    if (specs.storage != StorageClass::None)
        return fail("D_DECL_CLASS", tok_.range, "a declaration takes one storage class only");
    specs.storage = std::ranges::find(storage_rows, tok_.kind, &StorageRow::tok)->storage;
    advance();
    return !failed();
}

// After a complete type a name is what is being declared, even if there is a type of that name.
// Types of processes are not known here.
bool Parser::named_type(ast::Specifiers& specs) {
    bool is_name = at(Tok::Ident) && !has_kind(specs);
    bool is_type = is_name && (specs.is_user || starts_type(lexer_.inside_brackets()));
    if (!at(Tok::TypeName) && !is_type)
        return false;
    specs.type_name = tok_.text;
    advance();
    return !failed();
}

// type-name = { type-spec | qualifier }+ [ abstract-declarator ]
bool Parser::type_name(ast::TypeName& type) {
    uint32_t begin = tok_.range.begin;
    if (!specifiers(type.specs, false) || !declarator(type.declarator, NameRule::Forbidden))
        return false;
    type.range = since(begin);
    return true;
}

} // namespace dtrace::parse
