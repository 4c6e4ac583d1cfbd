// SPDX-License-Identifier: GPL-2.0
// Deep copies of checked expressions.
#include "sema/clone.h"

namespace dtrace::sema {

namespace {

using namespace ast;

/// One overload for each node that owns others; leaves are copied as they are.
struct Cloner {
    const Substitute& substitute;
    bool with_types; ///< names of types are copied too

    ExprPtr copy(const ExprPtr& expr) const {
        if (!expr)
            return nullptr;
        return with_types ? clone_unchecked(*expr) : clone(*expr, substitute);
    }

    std::vector<ExprPtr> copy(const std::vector<ExprPtr>& list) const {
        std::vector<ExprPtr> out;
        out.reserve(list.size());
        for (const ExprPtr& expr : list)
            out.push_back(copy(expr));
        return out;
    }

    std::unique_ptr<TypeName> copy(const std::unique_ptr<TypeName>& name) const {
        if (!name || !with_types)
            return nullptr;
        return std::make_unique<TypeName>(
            TypeName{name->range, copy(name->specs), copy(name->declarator)});
    }

    Specifiers copy(const Specifiers& specs) const {
        Specifiers out{specs.range,       specs.storage,     specs.is_const,
                       specs.is_volatile, specs.is_restrict, specs.is_user,
                       specs.words,       specs.type_name,   nullptr};
        if (specs.tag)
            out.tag = std::make_unique<TagSpec>(copy(*specs.tag));
        return out;
    }

    TagSpec copy(const TagSpec& tag) const {
        TagSpec out{tag.kind, tag.tag, tag.defines, {}, {}};
        for (const MemberDecl& member : tag.members) {
            out.members.push_back({member.range, copy(member.specs), {}});
            for (const Declarator& declarator : member.declarators)
                out.members.back().declarators.push_back(copy(declarator));
        }
        for (const EnumeratorDecl& decl : tag.enumerators)
            out.enumerators.push_back({decl.name, decl.range, copy(decl.value)});
        return out;
    }

    std::vector<Param> copy(const std::vector<Param>& params) const {
        std::vector<Param> out;
        out.reserve(params.size());
        for (const Param& param : params)
            out.push_back({param.range, copy(param.specs), copy(param.declarator)});
        return out;
    }

    PointerPart copy(const PointerPart& part) const { return part; }
    ArrayPart copy(const ArrayPart& part) const {
        return {copy(part.size), copy(part.keys), part.is_assoc};
    }
    FunctionPart copy(const FunctionPart& part) const { return {copy(part.params), part.variadic}; }

    Declarator copy(const Declarator& declarator) const {
        Declarator out{declarator.range, declarator.name, {}, copy(declarator.bitfield)};
        for (const auto& any : declarator.parts)
            std::visit([&](const auto& part) { out.parts.emplace_back(copy(part)); }, any);
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
    Cast operator()(const Cast& n) const { return {copy(n.to), copy(n.operand)}; }
    SizeofExpr operator()(const SizeofExpr& n) const { return {copy(n.operand)}; }
    SizeofType operator()(const SizeofType& n) const { return {copy(n.type)}; }
    Offsetof operator()(const Offsetof& n) const { return {copy(n.type), n.member}; }
    Stringof operator()(const Stringof& n) const { return {copy(n.operand)}; }
    Xlate operator()(const Xlate& n) const { return {copy(n.type), copy(n.operand)}; }
    Translated operator()(const Translated& n) const {
        Translated out;
        for (const Translated::Part& part : n.parts)
            out.parts.push_back(
                {part.offset_bits, part.bitfield_bits, part.type, copy(part.value)});
        return out;
    }
    Let operator()(const Let& n) const { return {n.symbol, copy(n.value), copy(n.body)}; }
};

/// The node itself, without what `substitute` might put in its place.
ExprPtr copy_node(const Expr& expr, const Cloner& cloner) {
    auto made = std::make_unique<Expr>();
    made->range = expr.range;
    made->type = expr.type;
    made->lvalue = expr.lvalue;
    made->writable = expr.writable;
    made->user = expr.user;
    made->attributes = expr.attributes;
    made->hides_operands = expr.hides_operands;
    std::visit([&](const auto& node) { made->node = cloner(node); }, expr.node);
    return made;
}

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
    return copy_node(expr, Cloner{substitute, false});
}

ExprPtr clone_unchecked(const Expr& expr) {
    static const Substitute nothing;
    return copy_node(expr, Cloner{nothing, true});
}

StmtList clone_unchecked(const StmtList& list) {
    StmtList out;
    for (const auto& stmt : list) {
        auto made = std::make_unique<Stmt>();
        made->range = stmt->range;
        if (const auto* branch = std::get_if<IfStmt>(&stmt->node))
            made->node = IfStmt{clone_unchecked(*branch->cond), clone_unchecked(branch->then_body),
                                clone_unchecked(branch->else_body)};
        else
            made->node = ExprStmt{clone_unchecked(*std::get<ExprStmt>(stmt->node).expr)};
        out.push_back(std::move(made));
    }
    return out;
}

} // namespace dtrace::sema
