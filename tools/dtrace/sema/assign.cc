// SPDX-License-Identifier: GPL-2.0
// Assignments: what may be a target, and the variables that come to life by being assigned.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;

namespace {

std::string_view op_text(const Assign& node) {
    static constexpr std::string_view names[] = {"*=", "/=", "%=", "+=", "-=", "<<=", ">>="};
    if (!node.op)
        return "=";
    switch (*node.op) {
    case BinaryOp::BitAnd: return "&=";
    case BinaryOp::BitXor: return "^=";
    case BinaryOp::BitOr: return "|=";
    default: return names[static_cast<size_t>(*node.op)];
    }
}

bool is_d_variable(const Expr& target) {
    const auto* index = target.as<Index>();
    const auto* ident = index ? index->base->as<Ident>() : target.as<Ident>();
    return ident && ident->symbol && ident->symbol->kind == SymbolKind::Variable &&
           (!index || ident->symbol->is_assoc);
}

/// *= and /= take numbers, += and -= pointers too, the others bits.
const char* operand_error(BinaryOp op, const types::Type* left, const types::Type* right) {
    bool integers = types::is_integer(left) && types::is_integer(right);
    switch (op) {
    case BinaryOp::Mul:
    case BinaryOp::Div: return integers ? nullptr : "D_OP_ARITH";
    case BinaryOp::Add:
    case BinaryOp::Sub:
        if (types::is_vfptr(left))
            return "D_OP_VFPTR";
        return integers || (types::is_pointer(left) && types::is_integer(right)) ? nullptr
                                                                                 : "D_OP_INCOMPAT";
    default: return integers ? nullptr : "D_OP_INT";
    }
}

} // namespace

void Checker::visit(Expr& expr, Assign& node) {
    if (auto* target = node.left->as<AggRef>())
        return aggregation(expr, node, *target);
    refuse_args(*node.left, "operator =");
    auto* ident = node.left->as<Ident>();
    auto* index = node.left->as<Index>();
    auto* array = index ? index->base->as<Ident>() : nullptr;
    if (ident && !ident->scoped && !node.op && !lookup(*ident))
        assign_new(expr, node, ident->scope, ident->name);
    else if (array && !array->scoped && !node.op && !lookup(*array))
        assign_new_element(expr, node, *index, *array);
    else if (node.op)
        assign_op(expr, node);
    else
        assign_plain(expr, node);
    expr.type = node.left->type;
    expr.writable = node.left->writable;
    expr.user = node.left->user;
}

/// The right side of an assignment, which may be translated data as a whole.
void Checker::assigned(Expr& value) {
    if (!translated_whole(value))
        expr(value);
}

void Checker::assign_plain(Expr&, Assign& node) {
    Expr &left = *node.left, &right = *node.right;
    expr(left);
    assigned(right);
    check_target(left, "=");
    bool frees = is_zero(right) && is_d_variable(left);
    if (!frees && !types::argcompat(left.type, right.type, is_zero(right)))
        incompatible(left.range, left, "=", right);
}

void Checker::assign_op(Expr& expr, Assign& node) {
    Expr &left = *node.left, &right = *node.right;
    auto* ident = left.as<Ident>();
    if (ident && !ident->scoped && !lookup(*ident))
        fail(left.range, "D_VAR_UNDEF", ident->name + " has not yet been declared or assigned");
    this->expr(left);
    this->expr(right);
    std::string_view op = op_text(node);
    check_target(left, op);
    if (const char* tag = operand_error(*node.op, left.type, right.type))
        fail(expr.range, tag,
             "operands have incompatible types: " + quoted(left.type) + " " + std::string(op) +
                 " " + quoted(right.type));
    if ((*node.op == BinaryOp::Div || *node.op == BinaryOp::Mod) && is_zero(right))
        fail(right.range, "D_DIV_ZERO", "expression contains division by zero");
}

/// First assignment: the variable gets the type of the value.
void Checker::assign_new(Expr&, Assign& node, Scope scope, const std::string& name) {
    assigned(*node.right);
    new_variable(scope, name, variable_type(*node.right), false, node.left->range);
    expr(*node.left);
}

void Checker::assign_new_element(Expr&, Assign& node, Index& index, const Ident& array) {
    assigned(*node.right);
    new_element(index, array, variable_type(*node.right), node.left->range);
    expr(*node.left);
}

void Checker::new_element(Index& index, const Ident& array, const Type* type, Range range) {
    if (array.scope == Scope::Local)
        fail(range, "D_ARR_LOCAL", "this->" + array.name + " may not be an associative array",
             {"use a thread-local one: self->" + array.name + "[...]"});
    std::vector<const Type*> keys;
    for (ExprPtr& arg : index.args) {
        expr(*arg);
        keys.push_back(key_type(*arg, array.name));
    }
    Symbol* symbol = new_variable(array.scope, array.name, type, true, range);
    symbol->keys = std::move(keys);
    symbol->has_keys = true;
}

Symbol* Checker::new_variable(Scope scope, const std::string& name, const Type* type, bool is_assoc,
                              Range range) {
    if (scope == Scope::Global && scopes_.find_function(name))
        fail(range, "D_IDENT_BADREF",
             "function " + name + "( ) may not be referenced as a variable");
    Symbol* symbol = scopes_.add_variable(scope, name, type, is_assoc, range);
    if (!symbol)
        fail(range, "D_ID_OFLOW", "cannot create " + name + ": too many variables");
    return symbol;
}

/// The type that a variable takes from its first value.
const types::Type* Checker::variable_type(const Expr& value) {
    const Type* type = value.type;
    while (const auto* alias = type->as<types::Alias>()) { // const and volatile go, typedefs stay
        if (!type->name.empty())
            break;
        type = alias->to;
    }
    const Type* plain = types::resolve(type);
    if (types::is_dynamic(plain))
        fail(value.range, "D_OP_INCOMPAT",
             "translated data and aggregations may not be assigned as a whole");
    if (types::is_any_special(plain) || (types::is_void(plain) && called(value)))
        return type; // forbid_actions() or the caller reports it
    if (types::is_void(plain))
        fail(value.range, "D_OP_INCOMPAT", "cannot assign a value of type " + quoted(plain));
    if (types::is_array(plain) || types::is_function(plain)) {
        std::vector<std::string> hints;
        if (types::is_strcompat(plain))
            hints.push_back("use stringof() to take the text");
        fail(value.range, "D_OP_ARRFUN",
             "operator = may not be applied to a value of type " + quoted(type), std::move(hints));
    }
    return types::is_string(plain) ? table_.base("string") : type;
}

/// An element of args[] becomes a plain value when it is checked, so this comes before.
void Checker::refuse_args(const Expr& target, const std::string& op) {
    if (names_args(target))
        fail(target.range, "D_OP_WRITE",
             op + " can only be applied to a writable variable: args[ ] is read-only");
}

void Checker::check_target(const Expr& target, std::string_view op) {
    std::string text = "operator " + std::string(op);
    if (!target.lvalue)
        fail(target.range, "D_OP_LVAL", text + " requires modifiable lvalue as an operand");
    if (!target.writable)
        fail(target.range, "D_OP_WRITE",
             text + " can only be applied to a writable variable: this is read-only");
    if (types::is_array(target.type) || types::is_function(target.type))
        fail(target.range, "D_OP_ARRFUN",
             text + " may not be applied to a value of type " + quoted(target.type));
}

} // namespace dtrace::sema
