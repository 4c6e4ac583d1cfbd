// SPDX-License-Identifier: GPL-2.0
// struct, union and enum specifiers.
#include "parse/parser_impl.h"

#include <algorithm>

namespace dtrace::parse {

using ast::TagSpec;

namespace {

TagSpec::Kind kind_of(Tok tok) {
    return tok == Tok::KwStruct  ? TagSpec::Kind::Struct
           : tok == Tok::KwUnion ? TagSpec::Kind::Union
                                 : TagSpec::Kind::Enum;
}

} // namespace

// sou-spec  = ("struct"|"union") ( TAG | [ TAG ] "{" { member-decl }+ "}" )
// enum-spec = "enum" ( TAG | [ TAG ] "{" enumerator { "," enumerator } "}" )
bool Parser::tag_spec(ast::Specifiers& specs) {
    Nest nest(*this);
    if (!nest)
        return false;
    if (specs.tag || !specs.type_name.empty()) {
        fail("D_DECL_COMBO", tok_.range, "a declaration takes one type only");
        error_->hints.push_back("a ; may be missing after the type in front of this");
        return false;
    }
    auto tag = std::make_unique<TagSpec>();
    tag->kind = kind_of(tok_.kind);
    advance();
    if (at(Tok::Ident)) {
        tag->tag = tok_.text;
        advance();
    }
    if (failed() || (!at(Tok::LBrace) && tag->tag.empty()))
        return syntax_error("a tag or a { is expected here");
    if (at(Tok::LBrace) && !tag_body(*tag))
        return false;
    specs.tag = std::move(tag);
    return true;
}

bool Parser::tag_body(TagSpec& tag) {
    uint32_t length = static_cast<uint32_t>(tag.tag.size());
    source::Range range{input_.file, last_end_ - std::min(length, last_end_), last_end_};
    if (tag.tag.find('`') != std::string::npos)
        return fail("D_DECL_SCOPE", range, "a name is declared without a module: " + tag.tag);
    constexpr const char* words[] = {"struct ", "union ", "enum "};
    std::string name = words[static_cast<size_t>(tag.kind)] + tag.tag;
    if (length && !scope_.define_tag(name))
        return fail("D_DECL_TYPERED", range, "type is defined twice: " + name);
    tag.defines = true;
    advance();
    if (tag.kind == TagSpec::Kind::Enum) {
        do {
            if (!enumerator(tag))
                return false;
        } while (accept(Tok::Comma));
        return expect(Tok::RBrace, "enumerators are separated by commas, with none after the last");
    }
    do {
        if (!member_decl(tag))
            return false;
    } while (!at(Tok::RBrace));
    return expect(Tok::RBrace, "");
}

// member-decl = { type-spec | qualifier }+ member-dcl { "," member-dcl } ";"
bool Parser::member_decl(TagSpec& tag) {
    ast::MemberDecl decl;
    uint32_t begin = tok_.range.begin;
    if (!specifiers(decl.specs, false))
        return false;
    do {
        if (!member_declarator(decl))
            return false;
    } while (accept(Tok::Comma));
    if (!expect(Tok::Semi, "a member ends with a ;"))
        return false;
    decl.range = since(begin);
    tag.members.push_back(std::move(decl));
    return true;
}

// member-dcl = declarator [ ":" conditional ] | ":" conditional
bool Parser::member_declarator(ast::MemberDecl& decl) {
    ast::Declarator declarator;
    declarator.range = tok_.range;
    if (!at(Tok::Colon) && !this->declarator(declarator, NameRule::Required))
        return false;
    if (accept(Tok::Colon) && !(declarator.bitfield = conditional()))
        return false;
    declarator.range.end = last_end_;
    decl.declarators.push_back(std::move(declarator));
    return !failed();
}

// enumerator = IDENT [ "=" conditional ]
bool Parser::enumerator(TagSpec& tag) {
    ast::EnumeratorDecl decl;
    decl.range = tok_.range;
    if (!declared_name(decl.name) || (accept(Tok::Assign) && !(decl.value = conditional())) ||
        failed())
        return false;
    scope_.add_global(decl.name);
    tag.enumerators.push_back(std::move(decl));
    return true;
}

} // namespace dtrace::parse
