// SPDX-License-Identifier: GPL-2.0
// Expressions by operator: comma, assignment, ?:, binary, unary, postfix.
#include "parse/parser_impl.h"

#include <algorithm>

namespace dtrace::parse {

using ast::BinaryOp;
using ast::ExprPtr;
using ast::UnaryOp;

namespace {

struct BinaryRow {
    Tok tok;
    int level; // binds tighter when higher
    BinaryOp op;
};
constexpr BinaryRow binary_rows[] = {
    {Tok::Star, 11, BinaryOp::Mul},     {Tok::Slash, 11, BinaryOp::Div},
    {Tok::Percent, 11, BinaryOp::Mod},  {Tok::Plus, 10, BinaryOp::Add},
    {Tok::Minus, 10, BinaryOp::Sub},    {Tok::Shl, 9, BinaryOp::Shl},
    {Tok::Shr, 9, BinaryOp::Shr},       {Tok::Less, 8, BinaryOp::Lt},
    {Tok::Le, 8, BinaryOp::Le},         {Tok::Greater, 8, BinaryOp::Gt},
    {Tok::Ge, 8, BinaryOp::Ge},         {Tok::EqEq, 7, BinaryOp::Eq},
    {Tok::NotEq, 7, BinaryOp::Ne},      {Tok::And, 6, BinaryOp::BitAnd},
    {Tok::Caret, 5, BinaryOp::BitXor},  {Tok::Or, 4, BinaryOp::BitOr},
    {Tok::AndAnd, 3, BinaryOp::LogAnd}, {Tok::XorXor, 2, BinaryOp::LogXor},
    {Tok::OrOr, 1, BinaryOp::LogOr},
};

struct AssignRow {
    Tok tok;
    std::optional<BinaryOp> op;
};
constexpr AssignRow assign_rows[] = {
    {Tok::Assign, std::nullopt},        {Tok::StarAssign, BinaryOp::Mul},
    {Tok::SlashAssign, BinaryOp::Div},  {Tok::PercentAssign, BinaryOp::Mod},
    {Tok::PlusAssign, BinaryOp::Add},   {Tok::MinusAssign, BinaryOp::Sub},
    {Tok::ShlAssign, BinaryOp::Shl},    {Tok::ShrAssign, BinaryOp::Shr},
    {Tok::AndAssign, BinaryOp::BitAnd}, {Tok::XorAssign, BinaryOp::BitXor},
    {Tok::OrAssign, BinaryOp::BitOr},
};

struct PrefixRow {
    Tok tok;
    UnaryOp op;
    bool takes_cast; // the operand may be a cast
};
constexpr PrefixRow prefix_rows[] = {
    {Tok::PlusPlus, UnaryOp::PreInc, false}, {Tok::MinusMinus, UnaryOp::PreDec, false},
    {Tok::And, UnaryOp::AddrOf, true},       {Tok::Star, UnaryOp::Deref, true},
    {Tok::Plus, UnaryOp::Plus, true},        {Tok::Minus, UnaryOp::Neg, true},
    {Tok::Tilde, UnaryOp::BitNot, true},     {Tok::Not, UnaryOp::Not, true},
};

template <typename Row, size_t N>
const Row* row_of(const Row (&rows)[N], Tok tok) {
    const Row* row = std::ranges::find(rows, tok, &Row::tok);
    return row == std::end(rows) ? nullptr : row;
}

} // namespace

bool Parser::count_operator() {
    if (++operators_ <= max_operators)
        return true;
    return fail("D_SYNTAX", tok_.range,
                "expression has more than " + std::to_string(max_operators) + " operators");
}

// expression = assign-expr { "," assign-expr }
ExprPtr Parser::expression() {
    uint32_t begin = tok_.range.begin;
    ExprPtr left = assign_expr();
    while (left && at(Tok::Comma)) {
        advance();
        ExprPtr right = count_operator() ? assign_expr() : nullptr;
        if (!right)
            return nullptr;
        left = make(begin, ast::Binary{BinaryOp::Comma, std::move(left), std::move(right)});
    }
    return failed() ? nullptr : std::move(left);
}

// assign-expr = conditional | unary assign-op assign-expr
ExprPtr Parser::assign_expr() {
    uint32_t begin = tok_.range.begin;
    ExprPtr left = conditional();
    const AssignRow* row = row_of(assign_rows, tok_.kind);
    if (!left || failed() || !row)
        return failed() ? nullptr : std::move(left);
    if (!assignable_)
        return syntax_error("only a variable can be assigned to"), nullptr;
    Nest nest(*this);
    if (!nest)
        return nullptr;
    advance();
    ExprPtr right = assign_expr();
    if (!right)
        return nullptr;
    assignable_ = false;
    return make(begin, ast::Assign{row->op, std::move(left), std::move(right)});
}

// conditional = binary [ "?" expression ":" conditional ]
ExprPtr Parser::conditional() {
    uint32_t begin = tok_.range.begin;
    ExprPtr cond = binary(1);
    if (!cond || !at(Tok::Question))
        return failed() ? nullptr : std::move(cond);
    Nest nest(*this);
    if (!nest)
        return nullptr;
    advance();
    ExprPtr yes = expression();
    if (!yes || !expect(Tok::Colon, "a : is missing between the arms of ?:"))
        return nullptr;
    ExprPtr no = conditional();
    if (!no)
        return nullptr;
    assignable_ = false;
    return make(begin, ast::Ternary{std::move(cond), std::move(yes), std::move(no)});
}

// binary = cast { operator cast }, operators of at least level `lowest`, all left-associative
ExprPtr Parser::binary(int lowest) {
    uint32_t begin = tok_.range.begin;
    ExprPtr left = cast();
    while (left) {
        const BinaryRow* row = row_of(binary_rows, tok_.kind);
        if (!row || row->level < lowest)
            break;
        advance();
        ExprPtr right = count_operator() ? binary(row->level + 1) : nullptr;
        if (!right)
            return nullptr;
        left = make(begin, ast::Binary{row->op, std::move(left), std::move(right)});
        assignable_ = false;
    }
    return failed() ? nullptr : std::move(left);
}

// cast = unary | "(" type-name ")" cast
ExprPtr Parser::cast() {
    return at(Tok::LParen) ? cast_or_paren() : unary();
}

ExprPtr Parser::cast_or_paren() {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = tok_.range.begin;
    advance();
    if (!starts_type(false)) {
        ExprPtr base = paren(begin);
        if (base && starts_operand())
            return unknown_cast(*base), nullptr;
        return base ? postfix_tail(std::move(base)) : nullptr;
    }
    auto to = std::make_unique<ast::TypeName>();
    if (!type_name(*to) || !expect(Tok::RParen, "a ) is missing after the type of a cast"))
        return nullptr;
    ExprPtr operand = cast();
    if (!operand)
        return nullptr;
    assignable_ = false;
    return make(begin, ast::Cast{std::move(to), std::move(operand)});
}

// Whether the token can only begin an operand: behind a ")" it shows that a cast was meant.
bool Parser::starts_operand() const {
    return at(Tok::Ident) || at(Tok::Integer) || at(Tok::Literal) || at(Tok::KwSelf) ||
           at(Tok::KwThis);
}

void Parser::unknown_cast(const ast::Expr& meant) {
    const auto* name = meant.as<ast::Ident>();
    syntax_error(name ? "\"" + name->name + "\" is not the name of a known type" : "");
}

// unary = postfix | ( "++" | "--" ) unary | ( "&" | "*" | "+" | "-" | "~" | "!" ) cast
//       | "sizeof" ... | "stringof" unary
ExprPtr Parser::unary() {
    if (const PrefixRow* row = row_of(prefix_rows, tok_.kind))
        return prefix(row->op, row->takes_cast);
    if (at(Tok::KwSizeof))
        return sizeof_expr();
    if (at(Tok::KwStringof))
        return stringof_expr();
    return postfix();
}

ExprPtr Parser::prefix(UnaryOp op, bool takes_cast) {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = tok_.range.begin;
    advance();
    ExprPtr operand = takes_cast ? cast() : unary();
    if (!operand)
        return nullptr;
    assignable_ = true;
    return make(begin, ast::Unary{op, std::move(operand)});
}

// postfix = primary { "[" arg-list "]" | "(" [ arg-list ] ")" | ( "." | "->" ) member-name
//                   | "++" | "--" }
ExprPtr Parser::postfix() {
    ExprPtr base = primary();
    return base ? postfix_tail(std::move(base)) : nullptr;
}

ExprPtr Parser::postfix_tail(ExprPtr base) {
    assignable_ = true;
    for (;;) {
        uint32_t begin = base->range.begin;
        if (at(Tok::LBracket)) {
            base = index(std::move(base));
        } else if (at(Tok::LParen)) {
            base = call(std::move(base));
        } else if (at(Tok::Dot) || at(Tok::Arrow)) {
            base = member(std::move(base));
        } else if (at(Tok::PlusPlus) || at(Tok::MinusMinus)) {
            UnaryOp op = at(Tok::PlusPlus) ? UnaryOp::PostInc : UnaryOp::PostDec;
            advance();
            base = make(begin, ast::Unary{op, std::move(base)});
        } else {
            return failed() ? nullptr : std::move(base);
        }
        if (!base || !count_operator())
            return nullptr;
        assignable_ = true;
    }
}

// The subscript of an aggregation is its key list; a second one is left to be complained about.
ExprPtr Parser::index(ExprPtr base) {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    uint32_t begin = base->range.begin;
    std::vector<ExprPtr> args;
    advance();
    if (!arg_list(args) || !expect(Tok::RBracket, "a ] is missing after the subscript"))
        return nullptr;
    if (auto* agg = base->as<ast::AggRef>(); agg && agg->keys.empty()) {
        agg->keys = std::move(args);
        base->range = since(begin);
        return base;
    }
    return make(begin, ast::Index{std::move(base), std::move(args)});
}

// Only a name can be called.
ExprPtr Parser::call(ExprPtr base) {
    Nest nest(*this);
    if (!nest)
        return nullptr;
    auto* name = base->as<ast::Ident>();
    if (!name || name->scoped || name->scope != ast::Scope::Global)
        return fail("D_FUNC_IDENT", base->range, "only a function can be called, by its name"),
               nullptr;
    ast::Call node;
    node.name = name->name;
    node.name_range = base->range;
    advance();
    if ((!at(Tok::RParen) && !arg_list(node.args)) ||
        !expect(Tok::RParen, "a ) is missing after the arguments"))
        return nullptr;
    return make(base->range.begin, std::move(node));
}

// member-name = IDENT, any keyword included
ExprPtr Parser::member(ExprPtr base) {
    uint32_t begin = base->range.begin;
    ast::MemberRef node{std::move(base), at(Tok::Arrow), {}, {}};
    advance(Mode::Member);
    if (!at(Tok::Ident))
        return syntax_error("the name of a member is expected here"), nullptr;
    node.name = tok_.text;
    node.name_range = tok_.range;
    advance();
    return failed() ? nullptr : make(begin, std::move(node));
}

} // namespace dtrace::parse
