// SPDX-License-Identifier: GPL-2.0
// The program as a whole: its items in order, and what is checked at its end.
#include "parse/parser_impl.h"

#include <algorithm>

namespace dtrace::parse {

using source::Diagnostic;

// program = { external-decl }
void Parser::program() {
    advance(Mode::Program);
    for (uint32_t begin = 0; failed() || !at_end(); begin = tok_.range.begin) {
        if ((failed() || !external_decl()) && !recover_item(begin))
            return;
    }
    if (errors_.empty() && !check_whole())
        errors_.push_back(std::move(*error_));
}

// external-decl = inline-def | translator-def | provider-def | clause | declaration
bool Parser::external_decl() {
    // Nothing but a program has these.
    for (Tok word : {Tok::KwTypedef, Tok::KwStruct, Tok::KwUnion, Tok::KwEnum, Tok::KwInline,
                     Tok::KwTranslator, Tok::KwProvider})
        doubtful_ &= !at(word);
    operators_ = 0;
    in_clause_ = at(Tok::ProbeDesc) || at(Tok::Integer);
    if (in_clause_)
        return clause();
    switch (tok_.kind) {
    case Tok::KwInline: return inline_def();
    case Tok::KwTranslator: return translator_def();
    case Tok::KwProvider: return provider_def();
    default: break;
    }
    if (starts_declaration())
        return declaration();
    return syntax_error("a clause begins with a probe description, as in BEGIN or syscall:::entry");
}

bool Parser::check_whole() {
    auto is_directive = [](const ast::Item& item) {
        return std::holds_alternative<ast::OptionPragma>(item) ||
               std::holds_alternative<ast::Pragma>(item);
    };
    bool all_directives = true;
    for (const ast::Item& item : program_.items)
        all_directives &= is_directive(item);
    if (all_directives && !input_.empty) {
        fail("D_EMPTY", tok_.range, "empty D program translation unit");
        error_->show_source = false;
        return false;
    }
    const auto& args = input_.macros.args;
    if (args.size() < 2 || macros_.last_is_used || input_.argref)
        return true;
    std::string number = std::to_string(args.size() - 1);
    fail("D_MACRO_UNUSED", tok_.range,
         "extraneous argument '" + args.back() + "' ($" + number + " is not referenced)");
    error_->show_source = false;
    if (args.back().starts_with("{") || args.back().starts_with("/"))
        error_->hints.push_back(
            "predicate and actions belong into the argument that has the probe description");
    return false;
}

bool Parser::expect_end() {
    return !failed() && (at_end() || syntax_error());
}

Parsed Parser::take() {
    std::ranges::sort(skipped_, {}, &source::Range::begin);
    return {std::move(program_), std::move(errors_), std::move(skipped_)};
}

Parsed parse_program(ParseInput& input) {
    Parser parser(input);
    parser.program();
    return parser.take();
}

std::variant<ast::TypeName, Diagnostic> parse_type(ParseInput& input) {
    Parser parser(input);
    parser.start(Mode::Expr);
    ast::TypeName type;
    if (!parser.type_name(type) || !parser.expect_end())
        return *parser.take_error();
    return type;
}

std::variant<ast::ExprPtr, Diagnostic> parse_expression(ParseInput& input) {
    Parser parser(input);
    parser.start(Mode::Expr);
    ast::ExprPtr expr = parser.expression();
    if (!expr || !parser.expect_end())
        return *parser.take_error();
    return expr;
}

} // namespace dtrace::parse
