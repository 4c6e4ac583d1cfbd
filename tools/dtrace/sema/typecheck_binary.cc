// SPDX-License-Identifier: GPL-2.0
// Types of binary operators and of the conditional.
#include "sema/checker.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

/// What an operator wants of its operands, and what its result is.
enum class Family { Arith, Integer, Shift, Additive, Compare, Logic, Comma };

constexpr Family families[] = {
    Family::Arith,    Family::Arith,    Family::Integer,                  // * / %
    Family::Additive, Family::Additive,                                   // + -
    Family::Shift,    Family::Shift,                                      // << >>
    Family::Compare,  Family::Compare,  Family::Compare, Family::Compare, // < <= > >=
    Family::Compare,  Family::Compare,                                    // == !=
    Family::Integer,  Family::Integer,  Family::Integer,                  // & ^ |
    Family::Logic,    Family::Logic,    Family::Logic,                    // && ^^ ||
    Family::Comma,
};

Family family(BinaryOp op) {
    return families[static_cast<size_t>(op)];
}

const types::Type* plain_usual(const Expr& left, const Expr& right, types::Table& table) {
    const types::Type* type = types::usual_type(left.type, right.type);
    if (!types::resolve(type)->as<types::Enum>())
        return type;
    bool wide = types::size_of(type) == 8, is_signed = types::is_signed(type);
    return table.base(wide ? (is_signed ? "long" : "unsigned long")
                           : (is_signed ? "int" : "unsigned int"));
}

bool is_action(const Expr& expr) {
    const dif::FunctionRow* row = called(expr);
    return row && row->kind != dif::FunctionKind::SUBR;
}

void require(bool ok, source::Range range, const char* tag, BinaryOp op, const char* what) {
    if (!ok)
        fail(range, tag,
             "operator " + std::string(spell(op)) + " requires operands of " + what + " type");
}

void refuse_dynamic(const Expr& operand, std::string_view op) {
    if (types::is_dynamic(operand.type))
        fail(operand.range, "D_OP_DYN",
             "operator " + std::string(op) + " operands cannot be of dynamic type");
    if (is_action(operand))
        fail(operand.range, "D_OP_ACT",
             "operator " + std::string(op) + " operands cannot be actions");
}

} // namespace

void Checker::incompatible(Range range, const Expr& left, std::string_view op, const Expr& right) {
    std::vector<std::string> hints;
    bool moves = op == "+" || op == "-";
    if (moves && (types::is_vfptr(left.type) || types::is_vfptr(right.type)))
        hints.push_back("cast the pointer to one to the type that is stored there");
    else if (types::is_pointer(left.type) != types::is_pointer(right.type) && !moves &&
             (types::is_integer(left.type) || types::is_integer(right.type)))
        hints.push_back("cast the integer to the pointer's type");
    fail(range, "D_OP_INCOMPAT",
         "operands have incompatible types: " + quoted(left.type) + " " + std::string(op) + " " +
             quoted(right.type),
         std::move(hints));
}

void Checker::visit(Expr& expr, Binary& node) {
    Expr &left = *node.left, &right = *node.right;
    BinaryOp op = node.op;
    this->expr(left);
    if (family(op) != Family::Compare || !enumerator_operand(left, right))
        this->expr(right);
    bool integers = types::is_integer(left.type) && types::is_integer(right.type);
    switch (family(op)) {
    case Family::Arith:
    case Family::Integer: {
        bool bits = family(op) == Family::Integer;
        require(integers, expr.range, bits ? "D_OP_INT" : "D_OP_ARITH", op,
                bits ? "integral" : "arithmetic");
        if ((op == BinaryOp::Div || op == BinaryOp::Mod) && is_zero(right))
            fail(right.range, "D_DIV_ZERO", "expression contains division by zero");
        expr.type = plain_usual(left, right, table_);
        return;
    }
    case Family::Shift:
        require(integers, expr.range, "D_OP_INT", op, "integral");
        expr.type = plain_usual(left, left, table_);
        return;
    case Family::Additive: expr.type = additive(expr, node); return;
    case Family::Compare: expr.type = comparison(node, expr.range); return;
    case Family::Logic:
        require(types::is_scalar(left.type) && types::is_scalar(right.type), expr.range,
                "D_OP_SCALAR", op, "scalar");
        expr.type = table_.base("int");
        return;
    case Family::Comma:
        refuse_dynamic(left, ",");
        refuse_dynamic(right, ",");
        expr.type = right.type;
        expr.user = right.user;
        return;
    }
}

/// Pointers move by elements; the difference of two counts elements.
const types::Type* Checker::additive(Expr& expr, Binary& node) {
    Expr &left = *node.left, &right = *node.right;
    if (types::is_integer(left.type) && types::is_integer(right.type))
        return plain_usual(left, right, table_);
    auto address = [](const Type* type) {
        return types::is_string(type) || (types::is_pointer(type) && !types::is_vfptr(type));
    };
    bool lp = address(left.type), rp = address(right.type);
    if (lp && rp && node.op == BinaryOp::Sub &&
        types::ptrcompat(left.type, false, right.type, false))
        return table_.base("ptrdiff_t");
    bool left_moves = lp && types::is_integer(right.type);
    bool right_moves = rp && types::is_integer(left.type) && node.op == BinaryOp::Add;
    if (!left_moves && !right_moves)
        incompatible(expr.range, left, spell(node.op), right);
    const Expr& base = left_moves ? left : right;
    expr.writable = base.writable;
    if (types::is_string(base.type)) {
        expr.user = base.user;
        return table_.base("string");
    }
    bool user = types::is_user_pointer(base.type) || base.user;
    return types::is_array(base.type) ? table_.pointer_to(types::pointee(base.type), user)
                                      : base.type;
}

const types::Type* Checker::comparison(Binary& node, Range range) {
    const Expr &left = *node.left, &right = *node.right;
    bool integers = types::is_integer(left.type) && types::is_integer(right.type);
    bool strings = types::is_strcompat(left.type) && types::is_strcompat(right.type) &&
                   (types::is_string(left.type) || types::is_string(right.type));
    if (!integers && !strings &&
        !types::ptrcompat(left.type, is_zero(left), right.type, is_zero(right)))
        incompatible(range, left, spell(node.op), right);
    return table_.base("int");
}

/// In `e == NAME` with an enum on the left, NAME may be an enumerator of that enum. True when it
/// was.
bool Checker::enumerator_operand(const Expr& left, Expr& right) {
    const auto* node = types::resolve(left.type)->as<types::Enum>();
    const auto* ident = right.as<Ident>();
    if (!node || !ident || ident->scoped || ident->scope != Scope::Global)
        return false;
    auto found = std::find_if(node->values.begin(), node->values.end(),
                              [&](const auto& row) { return row.name == ident->name; });
    if (found == node->values.end())
        return false;
    const Symbol* global = lookup(*ident);
    if (global && !(global->kind == SymbolKind::Constant && global->value == found->value))
        fail(right.range, "D_IDENT_AMBIG",
             "ambiguous use of " + ident->name + ": enumerator of " + types::spell(left.type) +
                 " or D variable");
    constant(right, left.type, static_cast<uint64_t>(found->value));
    return true;
}

const types::Type* Checker::ternary_type(const Ternary& node, Range range) {
    const Expr &yes = *node.yes, &no = *node.no;
    refuse_dynamic(yes, "?:");
    refuse_dynamic(no, "?:");
    if (types::is_integer(yes.type) && types::is_integer(no.type))
        return types::same_type(yes.type, no.type) ? yes.type : plain_usual(yes, no, table_);
    bool some_string = types::is_string(yes.type) || types::is_string(no.type);
    if (types::is_strcompat(yes.type) && types::is_strcompat(no.type) && some_string)
        return table_.base("string");
    if (some_string && (is_zero(yes) || is_zero(no)))
        return table_.base("string");
    if (types::same_type(yes.type, no.type))
        return yes.type;
    if (!types::ptrcompat(yes.type, is_zero(yes), no.type, is_zero(no)))
        incompatible(range, yes, ":", no);
    bool take_no =
        types::is_integer(yes.type) || (types::is_vfptr(yes.type) && types::is_pointer(no.type));
    return take_no ? no.type : yes.type;
}

} // namespace dtrace::sema
