// SPDX-License-Identifier: GPL-2.0
// Deep copies of checked expressions.
#include "sema/clone.h"

namespace dtrace::sema {

namespace {

using namespace ast;

/// One overload for each node that owns others; leaves are copied as they are.
struct Cloner {
    const Substitute& substitute;

    ExprPtr copy(const ExprPtr& expr) const { return expr ? clone(*expr, substitute) : nullptr; }

    std::vector<ExprPtr> copy(const std::vector<ExprPtr>& list) const {
        std::vector<ExprPtr> out;
        out.reserve(list.size());
        for (const ExprPtr& expr : list)
            out.push_back(copy(expr));
        return out;
    }

    IntLit operator()(const IntLit& n) const { return n; }
    StringLit operator()(const StringLit& n) const { return n; }
    Ident operator()(const Ident& n) const { return n; }
    AggRef operator()(const AggRef& n) const { return {n.name, copy(n.keys), n.symbol}; }
    Unary operator()(const Unary& n) const { return {n.op, copy(n.operand)}; }
    Binary operator()(const Binary& n) const { return {n.op, copy(n.left), copy(n.right)}; }
    Assign operator()(const Assign& n) const { return {n.op, copy(n.left), copy(n.right)}; }
    Ternary operator()(const Ternary& n) const { return {copy(n.cond), copy(n.yes), copy(n.no)}; }
    Call operator()(const Call& n) const { return {n.name, n.name_range, copy(n.args), n.symbol}; }
    Index operator()(const Index& n) const { return {copy(n.base), copy(n.args)}; }
    MemberRef operator()(const MemberRef& n) const {
        return {copy(n.base), n.arrow, n.name, n.name_range, n.offset_bits, n.bitfield_bits};
    }
    Cast operator()(const Cast& n) const { return {nullptr, copy(n.operand)}; }
    SizeofExpr operator()(const SizeofExpr& n) const { return {copy(n.operand)}; }
    SizeofType operator()(const SizeofType&) const { return {}; } // folded, never met
    Offsetof operator()(const Offsetof& n) const { return {nullptr, n.member}; } // ditto
    Stringof operator()(const Stringof& n) const { return {copy(n.operand)}; }
    Xlate operator()(const Xlate& n) const { return {nullptr, copy(n.operand)}; }
};

} // namespace

ExprPtr cast_around(ExprPtr inner, const types::Type* type) {
    auto outer = std::make_unique<Expr>();
    outer->range = inner->range;
    outer->type = type;
    outer->node = Cast{nullptr, std::move(inner)};
    return outer;
}

ExprPtr clone(const Expr& expr, const Substitute& substitute) {
    if (const Ident* ident = expr.as<Ident>(); ident && substitute)
        if (ExprPtr instead = substitute(*ident))
            return instead;
    auto made = std::make_unique<Expr>();
    made->range = expr.range;
    made->type = expr.type;
    made->lvalue = expr.lvalue;
    made->writable = expr.writable;
    made->user = expr.user;
    Cloner cloner{substitute};
    std::visit([&](const auto& node) { made->node = cloner(node); }, expr.node);
    return made;
}

} // namespace dtrace::sema
