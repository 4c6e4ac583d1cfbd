/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The recursive-descent parser; private to this folder. One function a production, in the file of
/// its subject.
///
/// Errors: the first one is kept, the token at hand becomes Tok::Error, which no production takes,
/// so every loop ends. Functions that make nodes return nullptr, others false, exactly when there
/// is an error. Lists of statements and the program then go on where it is clear how (recover.cc).
#pragma once

#include "ast/ast.h"
#include "lex/lexer.h"
#include "lex/suspects.h"
#include "parse/parser.h"
#include "parse/scope.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dtrace::parse {

using lex::Mode;
using lex::Tok;
using lex::Token;

class Parser {
public:
    Parser(ParseInput& input);

    // program.cc
    void program();
    std::optional<source::Diagnostic> take_error() { return std::move(error_); }
    Parsed take();
    void start(Mode mode) { advance(mode); }
    bool at_end() const { return tok_.kind == Tok::End; }
    bool expect_end();

    // expr.cc
    ast::ExprPtr expression();
    // decl.cc
    bool type_name(ast::TypeName& type);

private:
    /// Counts one level of nesting while it lives.
    class Nest {
    public:
        explicit Nest(Parser& parser);
        ~Nest() { --parser_.depth_; }
        Nest(const Nest&) = delete;
        Nest& operator=(const Nest&) = delete;
        explicit operator bool() const { return ok_; }

    private:
        Parser& parser_;
        bool ok_;
    };
    enum class NameRule { Required, Optional, Forbidden };

    // core.cc: tokens and errors
    void advance(Mode mode = Mode::Expr);
    bool at(Tok kind) const { return tok_.kind == kind; }
    bool accept(Tok kind, Mode mode = Mode::Expr);
    bool expect(Tok kind, const char* hint, Mode mode = Mode::Expr);
    bool failed() const { return error_.has_value(); }
    bool fail(const char* tag, source::Range range, std::string message);
    bool syntax_error(std::string hint = {});
    bool syntax_error_near(const char* text, std::string hint = {});
    std::string near_text() const;
    std::string likely_hint() const;
    std::string reserved_hint() const;
    bool is_double_slash() const;
    source::Range since(uint32_t begin) const { return {input_.file, begin, last_end_}; }
    std::optional<source::Diagnostic> directive(const lex::ControlLine& line);
    std::optional<source::Diagnostic> option(const lex::OptionDirective& option);

    // program.cc
    bool external_decl();
    bool check_whole();

    // recover.cc
    void keep_error(uint32_t begin);
    bool skip_statement();
    bool recover_statement(uint32_t begin);
    bool recover_item(uint32_t begin);

    // clause.cc
    bool clause();
    bool probe_desc(ast::Clause& clause);
    bool clause_predicate(ast::Clause& clause);
    bool clause_body(ast::Clause& clause);
    bool close_block(source::Range open, Mode mode = Mode::Expr);

    // stmt.cc
    bool statement_list(ast::StmtList& list);
    bool statement(ast::StmtList& list);
    bool expression_statement(ast::StmtList& list);
    bool if_statement(ast::StmtList& list);
    bool stmt_or_block(ast::StmtList& list);

    // expr.cc
    ast::ExprPtr assign_expr();
    ast::ExprPtr conditional();
    ast::ExprPtr binary(int lowest);
    ast::ExprPtr cast();
    ast::ExprPtr cast_or_paren();
    bool starts_operand() const;
    void unknown_cast(const ast::Expr& meant);
    ast::ExprPtr unary();
    ast::ExprPtr prefix(ast::UnaryOp op, bool takes_cast);
    ast::ExprPtr postfix();
    ast::ExprPtr postfix_tail(ast::ExprPtr base);
    ast::ExprPtr call(ast::ExprPtr base);
    ast::ExprPtr index(ast::ExprPtr base);
    ast::ExprPtr member(ast::ExprPtr base);
    // primary.cc
    ast::ExprPtr primary();
    ast::ExprPtr paren(uint32_t begin);
    ast::ExprPtr identifier();
    ast::ExprPtr scoped_variable();
    ast::ExprPtr integer();
    ast::ExprPtr sizeof_expr();
    ast::ExprPtr stringof_expr();
    ast::ExprPtr offsetof_expr();
    ast::ExprPtr xlate_expr();
    bool arg_list(std::vector<ast::ExprPtr>& args);
    bool count_operator();

    // decl.cc
    bool declaration();
    bool starts_declaration() const;
    bool starts_type(bool comma_ok);
    bool specifiers(ast::Specifiers& specs, bool with_storage);
    bool specifier(ast::Specifiers& specs, bool with_storage);
    bool storage_class(ast::Specifiers& specs);
    bool named_type(ast::Specifiers& specs);
    bool bad_declaration_end(const ast::Declaration& decl);
    bool declares(const ast::Specifiers& specs, const ast::Declarator& declarator);
    bool declared_name(std::string& name);
    // tag.cc
    bool tag_spec(ast::Specifiers& specs);
    bool tag_body(ast::TagSpec& tag);
    bool member_decl(ast::TagSpec& tag);
    bool member_declarator(ast::MemberDecl& decl);
    bool enumerator(ast::TagSpec& tag);
    // declarator.cc
    bool declarator(ast::Declarator& out, NameRule rule);
    void pointers(ast::Declarator& out);
    bool direct(ast::Declarator& inner, ast::Declarator& suffixes, NameRule rule);
    bool suffix_list(ast::Declarator& suffixes);
    bool array_suffix(ast::Declarator& suffixes);
    bool function_suffix(ast::Declarator& suffixes);
    bool params(std::vector<ast::Param>& params, bool& variadic, Tok closer);
    bool param(std::vector<ast::Param>& params);

    // translator.cc
    bool inline_def();
    bool translator_def();
    bool translator_member(ast::TranslatorDef& def);
    bool provider_def();
    bool provider_probe(ast::ProviderDef& def);
    bool end_definition(const char* what);

    template <typename Node>
    ast::ExprPtr make(uint32_t begin, Node node) {
        auto expr = std::make_unique<ast::Expr>();
        expr->range = since(begin);
        expr->node = std::move(node);
        return expr;
    }
    void add_item(ast::Item item);

    ParseInput& input_;
    Scope scope_;
    lex::MacroState macros_;
    lex::Lexer lexer_;
    Token tok_;
    uint32_t last_end_ = 0; // of the token before tok_
    Tok last_kind_ = Tok::End;
    uint32_t depth_ = 0;
    uint32_t operators_ = 0;  // in the expression at hand
    bool assignable_ = false; // the expression just parsed has the form of a unary one
    ast::Program program_;
    std::optional<source::Diagnostic> error_; // of the item or statement at hand
    std::vector<source::Diagnostic> errors_;  // of those before
    std::vector<source::Range> skipped_;      // pieces that are missing in program_
    lex::Suspects suspects_;                  // of declarations in error
    bool in_clause_ = false;                  // or not in one
    bool doubtful_ = false;                   // the item at hand may not be one
};

} // namespace dtrace::parse
