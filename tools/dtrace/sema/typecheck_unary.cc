// SPDX-License-Identifier: GPL-2.0
// Types of unary operators.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;

namespace {

/// Arithmetic on an enum gives a plain integer.
const types::Type* plain_integer(const types::Type* type, types::Table& table) {
    const auto* node = types::resolve(type)->as<types::Enum>();
    if (!node)
        return type;
    return table.base(node->size == 8 ? (node->is_signed ? "long" : "unsigned long")
                                      : (node->is_signed ? "int" : "unsigned int"));
}

} // namespace

void Checker::visit(Expr& expr, Unary& node) {
    switch (node.op) {
    case UnaryOp::Neg:
    case UnaryOp::Plus:
    case UnaryOp::BitNot:
    case UnaryOp::Not: return arithmetic_sign(expr, node);
    case UnaryOp::Deref: return dereference(expr, node);
    case UnaryOp::AddrOf: return address_of(expr, node);
    default: return step(expr, node);
    }
}

void Checker::arithmetic_sign(Expr& expr, Unary& node) {
    std::string op = "operator " + std::string(spell(node.op));
    if (node.op == UnaryOp::Not) {
        scalar(*node.operand, op.c_str());
        expr.type = table_.base("int");
        return;
    }
    this->expr(*node.operand);
    bool bits = node.op == UnaryOp::BitNot;
    if (!types::is_integer(node.operand->type))
        fail(expr.range, bits ? "D_OP_INT" : "D_OP_ARITH",
             op + " requires an operand of " + (bits ? "integral" : "arithmetic") + " type, not " +
                 quoted(node.operand->type));
    expr.type = plain_integer(node.operand->type, table_);
}

/// ++ and --; the first use of a variable makes it an int64_t.
void Checker::step(Expr& expr, Unary& node) {
    Expr& operand = *node.operand;
    std::string_view op = spell(node.op);
    refuse_args(operand, "operator " + std::string(op));
    Ident* ident = operand.as<Ident>();
    Index* index = operand.as<Index>();
    const Ident* array = index ? index->base->as<Ident>() : nullptr;
    const Type* type = table_.base("int64_t");
    if (ident && !ident->scoped && !lookup(*ident))
        new_variable(ident->scope, ident->name, type, false, operand.range);
    if (array && !array->scoped && !lookup(*array))
        new_element(*index, *array, type, operand.range);
    this->expr(operand);
    if (!types::is_scalar(operand.type))
        fail(expr.range, "D_OP_SCALAR",
             "operator " + std::string(op) + " requires an operand of scalar type, not " +
                 quoted(operand.type));
    if (types::is_vfptr(operand.type))
        fail(expr.range, "D_OP_VFPTR",
             "operator " + std::string(op) + " may not be applied to a value of type " +
                 quoted(operand.type));
    check_target(operand, op);
    expr.type = operand.type;
    expr.writable = operand.writable;
}

void Checker::dereference(Expr& expr, Unary& node) {
    Expr& operand = *node.operand;
    this->expr(operand);
    const Type* to = types::pointee(operand.type);
    if (!to)
        fail(expr.range, "D_DEREF_NONPTR",
             "cannot dereference a value that is no pointer, but " + quoted(operand.type));
    if (types::is_void(to))
        fail(expr.range, "D_DEREF_VOID", "cannot dereference pointer to void",
             {"cast it to a pointer to the type that is stored there"});
    if (types::is_function(to))
        fail(expr.range, "D_DEREF_FUNC", "cannot dereference pointer to function");
    expr.type = session_.complete(to);
    expr.lvalue = true;
    expr.writable = operand.writable;
    expr.user =
        types::is_user_pointer(operand.type) || (types::is_array(operand.type) && operand.user);
}

void Checker::address_of(Expr& expr, Unary& node) {
    Expr& operand = *node.operand;
    Ident* ident = operand.as<Ident>();
    if (ident && ident->scoped) {
        ident->symbol = kernel_symbol(operand, *ident);
        if (!ident->symbol->type) { // no type information: an address all the same
            operand.type = table_.base("void");
            operand.lvalue = true;
            expr.type = table_.pointer_to(operand.type, ident->symbol->user);
            return;
        }
    }
    Symbol* array = nullptr;
    const auto* index = operand.as<Index>();
    bool element = index && names_assoc(*index->base, array);
    this->expr(operand);
    if ((ident && ident->symbol && ident->symbol->kind != SymbolKind::Kernel) || element ||
        operand.as<AggRef>() || types::is_dynamic(operand.type))
        fail(expr.range, "D_ADDROF_VAR", "cannot take the address of a D variable or aggregation");
    if (!operand.lvalue)
        fail(expr.range, "D_ADDROF_LVAL",
             "unacceptable operand for unary & operator: it is no lvalue");
    const auto* member = operand.as<MemberRef>();
    if (member && member->bitfield_bits)
        fail(expr.range, "D_ADDROF_BITFIELD",
             "cannot take the address of bit-field " + member->name);
    expr.type = table_.pointer_to(operand.type, operand.user);
    expr.writable = operand.writable;
}

} // namespace dtrace::sema
