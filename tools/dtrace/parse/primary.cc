// SPDX-License-Identifier: GPL-2.0
// Primary expressions: names, constants, parentheses, and the operators that are words.
#include "parse/parser_impl.h"

namespace dtrace::parse {

using ast::ExprPtr;

// primary = IDENT | AGG | INT | STRING | "self" | "this" | "(" expression ")"
//         | "offsetof" ... | "xlate" ...
ExprPtr Parser::primary() {
    uint32_t begin = tok_.range.begin;
    switch (tok_.kind) {
    case Tok::Ident: return identifier();
    case Tok::Integer: return integer();
    case Tok::KwSelf:
    case Tok::KwThis: return scoped_variable();
    case Tok::KwOffsetof: return offsetof_expr();
    case Tok::KwXlate: return xlate_expr();
    case Tok::Literal: {
        ast::StringLit node{tok_.text};
        advance();
        return failed() ? nullptr : make(begin, std::move(node));
    }
    case Tok::Agg: {
        ast::AggRef node{tok_.text, {}};
        advance();
        return failed() ? nullptr : make(begin, std::move(node));
    }
    case Tok::LParen: {
        Nest nest(*this);
        advance();
        return nest ? paren(begin) : nullptr;
    }
    default: return syntax_error(), nullptr;
    }
}

// What follows the "(" at `begin`: expression ")"
ExprPtr Parser::paren(uint32_t begin) {
    ExprPtr expr = expression();
    if (!expr || !expect(Tok::RParen, "a ) is missing"))
        return nullptr;
    expr->range = since(begin);
    return expr;
}

// name, `name, module`name, ``name
ExprPtr Parser::identifier() {
    uint32_t begin = tok_.range.begin;
    ast::Ident node;
    size_t quote = tok_.text.rfind('`');
    if (quote == std::string::npos) {
        node.name = tok_.text;
        scope_.add_global(node.name); // from here on no type of this name is meant
    } else {
        node.scoped = true;
        node.name = tok_.text.substr(quote + 1);
        node.module = tok_.text.substr(0, quote);
        if (node.name.empty())
            return syntax_error("a symbol's name is expected after the backquote"), nullptr;
        if (node.module.ends_with('`')) {
            node.user_symbol = true;
            node.module.pop_back();
        }
    }
    advance();
    return failed() ? nullptr : make(begin, std::move(node));
}

// self->name, this->name
ExprPtr Parser::scoped_variable() {
    uint32_t begin = tok_.range.begin;
    bool self = at(Tok::KwSelf);
    ast::Ident node;
    node.scope = self ? ast::Scope::Thread : ast::Scope::Local;
    advance();
    if (!failed() && !at(Tok::Arrow)) {
        const char* word = self ? "self" : "this";
        fail("D_IDENT_BADREF", since(begin),
             std::string("pointer \"") + word + "\" may not be referenced as scalar");
        error_->hints.push_back(std::string("variables are written ") + word + "->name");
    }
    if (failed())
        return nullptr;
    advance(Mode::Member);
    if (!at(Tok::Ident) || tok_.text.find('`') != std::string::npos)
        return syntax_error("the name of a variable is expected here"), nullptr;
    node.name = tok_.text;
    advance();
    return failed() ? nullptr : make(begin, std::move(node));
}

// The minus of a negative macro argument is an operator.
ExprPtr Parser::integer() {
    uint32_t begin = tok_.range.begin;
    ast::IntLit node{tok_.value, tok_.int_type};
    bool negated = tok_.negated;
    advance();
    if (failed())
        return nullptr;
    ExprPtr expr = make(begin, node);
    return negated ? make(begin, ast::Unary{ast::UnaryOp::Neg, std::move(expr)}) : std::move(expr);
}

// "sizeof" unary | "sizeof" "(" type-name ")"
ExprPtr Parser::sizeof_expr() {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = tok_.range.begin;
    advance();
    ExprPtr operand;
    if (uint32_t open = tok_.range.begin; at(Tok::LParen)) {
        advance();
        if (starts_type(false)) {
            auto type = std::make_unique<ast::TypeName>();
            if (!type_name(*type) || !expect(Tok::RParen, "a ) is missing after the type"))
                return nullptr;
            return make(begin, ast::SizeofType{std::move(type)});
        }
        operand = paren(open);
        operand = operand ? postfix_tail(std::move(operand)) : nullptr;
    } else {
        operand = unary();
    }
    return operand ? make(begin, ast::SizeofExpr{std::move(operand)}) : nullptr;
}

// "stringof" unary
ExprPtr Parser::stringof_expr() {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = tok_.range.begin;
    advance();
    ExprPtr operand = unary();
    return operand ? make(begin, ast::Stringof{std::move(operand)}) : nullptr;
}

// "offsetof" "(" type-name "," member-name ")"
ExprPtr Parser::offsetof_expr() {
    uint32_t begin = tok_.range.begin;
    ast::Offsetof node{std::make_unique<ast::TypeName>(), {}};
    advance();
    if (!expect(Tok::LParen, "offsetof takes (type, member)"))
        return nullptr;
    if (!starts_type(true))
        return syntax_error("a type is expected here"), nullptr;
    if (!type_name(*node.type))
        return nullptr;
    if (!at(Tok::Comma))
        return syntax_error("offsetof takes (type, member)"), nullptr;
    advance(Mode::Member);
    if (!at(Tok::Ident))
        return syntax_error("the name of a member is expected here"), nullptr;
    node.member = tok_.text;
    advance();
    if (!expect(Tok::RParen, "offsetof takes one member, without . or []"))
        return nullptr;
    return make(begin, std::move(node));
}

// "xlate" "<" type-name ">" "(" expression ")"
ExprPtr Parser::xlate_expr() {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = tok_.range.begin;
    ast::Xlate node{std::make_unique<ast::TypeName>(), nullptr};
    constexpr const char* hint = "a translation is written xlate <type>(expression)";
    advance();
    if (!expect(Tok::Less, hint) || !type_name(*node.type) || !expect(Tok::Greater, hint) ||
        !expect(Tok::LParen, hint))
        return nullptr;
    node.operand = paren(last_end_ - 1);
    return node.operand ? make(begin, std::move(node)) : nullptr;
}

// arg-list = assign-expr { "," assign-expr }
bool Parser::arg_list(std::vector<ExprPtr>& args) {
    do {
        ExprPtr arg = assign_expr();
        if (!arg)
            return false;
        args.push_back(std::move(arg));
    } while (accept(Tok::Comma));
    return !failed();
}

} // namespace dtrace::parse
