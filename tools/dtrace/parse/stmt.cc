// SPDX-License-Identifier: GPL-2.0
// Statements.
#include "parse/parser_impl.h"

namespace dtrace::parse {

// statement-list = { statement } [ expression ]
bool Parser::statement_list(ast::StmtList& list) {
    while (!at(Tok::RBrace) && !at(Tok::End) && !failed()) {
        uint32_t begin = tok_.range.begin;
        if (!statement(list) && !recover_statement(begin))
            return false;
    }
    return !failed();
}

// statement = ";" | expression ";" | if-statement
bool Parser::statement(ast::StmtList& list) {
    if (at(Tok::Semi))
        return accept(Tok::Semi);
    if (at(Tok::LBrace))
        return syntax_error("a block stands only after if (...) and else");
    if (starts_type(false) && !at(Tok::Ident))
        return syntax_error("declarations stand outside of clauses");
    return at(Tok::KwIf) ? if_statement(list) : expression_statement(list);
}

// The last ";" of a list may be missing.
bool Parser::expression_statement(ast::StmtList& list) {
    uint32_t begin = tok_.range.begin;
    operators_ = 0;
    ast::ExprPtr expr = expression();
    if (!expr)
        return false;
    auto stmt = std::make_unique<ast::Stmt>();
    stmt->range = since(begin);
    stmt->node = ast::ExprStmt{std::move(expr)};
    list.push_back(std::move(stmt));
    return at(Tok::RBrace) || at(Tok::End) ||
           expect(Tok::Semi, "a ; may be missing in front of this");
}

// if-statement = "if" "(" expression ")" stmt-or-block [ "else" stmt-or-block ]
bool Parser::if_statement(ast::StmtList& list) {
    Nest nest(*this);
    if (!nest)
        return false;
    uint32_t begin = tok_.range.begin;
    ast::IfStmt node;
    advance();
    operators_ = 0;
    if (!expect(Tok::LParen, "the condition of an if stands in parentheses") ||
        !(node.cond = expression()) || !expect(Tok::RParen, "a ) is missing after the condition") ||
        !stmt_or_block(node.then_body) || (accept(Tok::KwElse) && !stmt_or_block(node.else_body)) ||
        failed())
        return false;
    auto stmt = std::make_unique<ast::Stmt>();
    stmt->range = since(begin);
    stmt->node = std::move(node);
    list.push_back(std::move(stmt));
    return true;
}

// stmt-or-block = statement | "{" statement-list "}"
bool Parser::stmt_or_block(ast::StmtList& list) {
    if (!at(Tok::LBrace))
        return statement(list);
    source::Range open = tok_.range;
    advance();
    return statement_list(list) && close_block(open);
}

// The "}" after a statement list; only the end of the text can stand in its place.
bool Parser::close_block(source::Range open, Mode mode) {
    bool ended = at(Tok::End);
    if (expect(Tok::RBrace, "a } is missing", mode))
        return true;
    if (ended)
        error_->notes.push_back({open, "this { is not closed"});
    return false;
}

} // namespace dtrace::parse
