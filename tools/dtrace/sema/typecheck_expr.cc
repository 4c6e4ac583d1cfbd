// SPDX-License-Identifier: GPL-2.0
// Types of expressions: constants, casts, sizes; the dispatcher for everything else.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;

void Checker::expr(Expr& expr) {
    std::visit([&](auto& node) { visit(expr, node); }, expr.node);
    fold(expr);
}

/// An operand that must be a truth value or a number.
void Checker::scalar(Expr& operand, const char* what) {
    expr(operand);
    if (!types::is_scalar(operand.type))
        fail(operand.range, "D_OP_SCALAR",
             std::string(what) + " requires an operand of scalar type, not " +
                 quoted(operand.type));
}

void Checker::visit(Expr& expr, IntLit& node) {
    static constexpr std::string_view names[] = {
        "int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long"};
    if (expr.type)
        return; // folded
    expr.type = table_.base(names[static_cast<size_t>(node.type_hint)]);
    node.value = normalize(node.value, expr.type);
}

void Checker::visit(Expr& expr, StringLit& node) {
    expr.type = table_.string_literal(static_cast<uint32_t>(node.value.size() + 1));
}

void Checker::visit(Expr& expr, AggRef& node) {
    std::string name = "@" + node.name;
    node.symbol = scopes_.find_aggregation(node.name);
    if (!node.symbol) {
        std::string bare = node.name;
        fail(expr.range, "D_IDENT_UNDEF",
             "failed to resolve " + name + ": Unknown aggregation name",
             nearest_hint(bare, scopes_.aggregation_names(), "@"));
    }
    if (!node.keys.empty())
        check_keys(name, node.keys, *node.symbol, expr.range);
    expr.type = table_.base("<DYN>");
}

void Checker::visit(Expr& expr, Cast& node) {
    if (node.to)
        expr.type = named_type(expr, *node.to);
    cast_to(expr, expr.type);
}

/// A type that an expression names; one of the kernel's makes the expression no more stable than
/// the kernel's types are.
const types::Type* Checker::named_type(Expr& expr, TypeName& name) {
    session_.take_kernel_type_found();
    const Type* type = type_of(name);
    if (session_.take_kernel_type_found())
        expr.attributes = types::KERNEL;
    return type;
}

/// Checks the operand of a Cast whose target is known, and annotates it.
void Checker::cast_to(Expr& expr, const Type* to) {
    Cast& node = *expr.as<Cast>();
    auto* ident = node.operand->as<Ident>();
    if (ident && ident->scoped && types::is_scalar(to)) {
        Symbol* symbol = kernel_symbol(*node.operand, *ident);
        if (!symbol->type) { // no type information: the cast says what it is
            ident->symbol = symbol;
            Expr object = std::move(*node.operand);
            object.type = to;
            object.lvalue = true;
            object.user = symbol->user;
            expr = std::move(object);
            return;
        }
    }
    this->expr(*node.operand);
    const Type* from = node.operand->type;
    bool legal = types::same_type(to, from) || types::is_void(to) ||
                 (types::is_scalar(to) && (types::is_scalar(from) || types::is_function(from))) ||
                 (types::is_string(to) && (types::is_scalar(from) || types::is_strcompat(from))) ||
                 (types::is_pointer(to) && types::is_string(from));
    if (!legal || types::is_array(to) || types::is_dynamic(from))
        fail(expr.range, "D_CAST_INVAL",
             "invalid cast expression: " + quoted(from) + " to " + quoted(to));
    expr.type = to;
    if (types::is_pointer(to) && types::is_user_pointer(from))
        expr.type = table_.pointer_to(types::pointee(to), true);
    expr.lvalue = false;
    expr.writable = types::is_pointer(to);
    expr.user = types::is_string(to) && (types::is_user_pointer(from) || node.operand->user);
}

void Checker::visit(Expr& expr, Stringof& node) {
    this->expr(*node.operand);
    const Type* from = node.operand->type;
    if (!types::is_scalar(from) && !types::is_strcompat(from))
        fail(expr.range, "D_STRINGOF_TYPE",
             "cannot apply stringof to a value of type " + quoted(from));
    expr.type = table_.base("string");
    expr.user = types::is_user_pointer(from) || (types::is_array(from) && node.operand->user);
}

void Checker::constant(Expr& expr, const Type* type, uint64_t value) {
    expr.node = IntLit{normalize(value, type)};
    expr.type = type;
    expr.lvalue = expr.writable = expr.user = false;
}

const types::Type* Checker::size_constant(Expr& expr, uint64_t size) {
    if (size == 0)
        fail(expr.range, "D_SIZEOF_TYPE",
             "cannot apply sizeof to an operand of unknown or zero size");
    constant(expr, table_.base("size_t"), size);
    return expr.type;
}

void Checker::visit(Expr& expr, SizeofExpr& node) {
    this->expr(*node.operand);
    const auto* member = node.operand->as<MemberRef>();
    if (member && member->bitfield_bits)
        fail(expr.range, "D_SIZEOF_BITFIELD", "cannot apply sizeof to a bit-field");
    size_constant(expr, types::size_of(session_.complete(node.operand->type), options_.strsize));
}

void Checker::visit(Expr& expr, SizeofType& node) {
    size_constant(
        expr, types::size_of(session_.complete(named_type(expr, *node.type)), options_.strsize));
}

void Checker::visit(Expr& expr, Offsetof& node) {
    const Type* type = types::resolve(session_.complete(named_type(expr, *node.type)));
    const auto* sou = type->as<types::Struct>();
    if (!sou || !sou->complete)
        fail(expr.range, "D_OFFSETOF_TYPE",
             "offsetof operand must be a complete struct or union, not " + quoted(type));
    auto found = types::find_member(*sou, node.member);
    if (!found)
        fail(expr.range, "D_UNKNOWN", node.member + " is not a member of " + types::spell(type),
             member_hint(*sou, node.member));
    if (found->member->bitfield_bits)
        fail(expr.range, "D_OFFSETOF_BITFIELD",
             "cannot take the offset of bit-field " + node.member);
    constant(expr, table_.base("int"), found->offset_bits / 8);
}

void Checker::visit(Expr& expr, Ternary& node) {
    scalar(*node.cond, "operator ?:");
    if (const auto* lit = node.cond->as<IntLit>()) {
        discard(lit->value ? *node.no : *node.yes);
        ExprPtr chosen = std::move(lit->value ? node.yes : node.no);
        expr = std::move(*chosen);
        this->expr(expr);
        return;
    }
    this->expr(*node.yes);
    this->expr(*node.no);
    expr.type = ternary_type(node, expr.range);
    expr.user = node.yes->user && node.no->user;
    expr.writable = node.yes->writable && node.no->writable;
}

/// The arm of a constant condition that is never taken: it is not checked, but a division by a
/// constant zero is an error wherever it stands.
void Checker::discard(Expr& arm) {
    auto mark = scopes_.mark();
    try {
        expr(arm);
    } catch (Failure& failure) {
        if (failure.diagnostic.tag == "D_DIV_ZERO")
            throw;
    }
    scopes_.rollback(mark);
}

} // namespace dtrace::sema
