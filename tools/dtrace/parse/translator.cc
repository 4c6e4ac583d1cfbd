// SPDX-License-Identifier: GPL-2.0
// Inlines, translators and provider definitions.
#include "parse/parser_impl.h"

namespace dtrace::parse {

// The ";" after a definition.
bool Parser::end_definition(const char* what) {
    return expect(Tok::Semi, (std::string(what) + " ends with a ;").c_str(), Mode::Program);
}

// inline-def = "inline" decl-specifiers declarator "=" assign-expr ";"
bool Parser::inline_def() {
    ast::InlineDef def;
    uint32_t begin = tok_.range.begin;
    advance();
    if (!specifiers(def.specs, true) || !declarator(def.declarator, NameRule::Required) ||
        !expect(Tok::Assign, "an inline is written inline type name = expression;"))
        return false;
    def.body = assign_expr();
    def.range = since(begin);
    if (!def.body || !end_definition("an inline"))
        return false;
    scope_.add_global(def.declarator.name);
    add_item(std::move(def));
    return true;
}

// translator-def = "translator" type-name "<" type-name IDENT ">"
//                  "{" { IDENT "=" assign-expr ";" } "}" ";"
bool Parser::translator_def() {
    ast::TranslatorDef def;
    uint32_t begin = tok_.range.begin;
    constexpr const char* hint = "a translator begins translator type < type name > {";
    advance();
    if (!type_name(def.output) || !expect(Tok::Less, hint) || !type_name(def.input) ||
        !declared_name(def.input_name) || !expect(Tok::Greater, hint) || !expect(Tok::LBrace, hint))
        return false;
    while (!at(Tok::RBrace))
        if (!translator_member(def))
            return false;
    advance();
    def.range = since(begin);
    if (!end_definition("a translator"))
        return false;
    add_item(std::move(def));
    return true;
}

bool Parser::translator_member(ast::TranslatorDef& def) {
    ast::TranslatorMember member;
    member.range = tok_.range;
    operators_ = 0;
    if (!declared_name(member.name) ||
        !expect(Tok::Assign, "a member is written name = expression;") ||
        !(member.value = assign_expr()) || !expect(Tok::Semi, "a member ends with a ;"))
        return false;
    def.members.push_back(std::move(member));
    return true;
}

// provider-def = "provider" IDENT "{" { provider-probe } "}" ";"
bool Parser::provider_def() {
    ast::ProviderDef def;
    uint32_t begin = tok_.range.begin;
    advance();
    if (!declared_name(def.name) ||
        !expect(Tok::LBrace, "a provider is written provider name { probe ...; };"))
        return false;
    while (!at(Tok::RBrace))
        if (!provider_probe(def))
            return false;
    advance();
    def.range = since(begin);
    if (!end_definition("a provider"))
        return false;
    add_item(std::move(def));
    return true;
}

// provider-probe = "probe" IDENT "(" [ params ] ")" [ ":" "(" [ params ] ")" ] ";"
bool Parser::provider_probe(ast::ProviderDef& def) {
    ast::ProviderProbe probe;
    uint32_t begin = tok_.range.begin;
    constexpr const char* hint = "a probe is written probe name(types);";
    ast::Declarator input, output;
    if (!expect(Tok::KwProbe, hint) || !declared_name(probe.name) || !expect(Tok::LParen, hint) ||
        !function_suffix(input))
        return false;
    if (accept(Tok::Colon)) {
        probe.has_output = true;
        if (!expect(Tok::LParen, hint) || !function_suffix(output))
            return false;
    }
    auto take = [](ast::Declarator& declarator, std::vector<ast::Param>& params) {
        auto& part = std::get<ast::FunctionPart>(declarator.parts[0]);
        params = std::move(part.params);
        return part.variadic;
    };
    bool variadic = take(input, probe.params);
    variadic |= probe.has_output && take(output, probe.output);
    if (variadic)
        return fail("D_DECL_PROTO_VARARGS", since(begin),
                    "a probe has a fixed number of arguments");
    probe.range = since(begin);
    def.probes.push_back(std::move(probe));
    return expect(Tok::Semi, hint);
}

} // namespace dtrace::parse
