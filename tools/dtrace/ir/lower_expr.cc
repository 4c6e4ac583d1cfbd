// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of values: operators, conversions, conditions.
#include "ir/lower_expr.h"

#include "ir/lower_call.h"
#include "types/compat.h"

#include <array>
#include <utility>

namespace dtrace::ir {

using ast::BinaryOp;
using ast::UnaryOp;
using types::Type;

namespace {

bool is_narrow(const Type* type) {
    return types::is_integer(type) && types::size_of(type) < 8;
}

bool is_string_compare(const Type* left, const Type* right) {
    return types::is_strcompat(left) && types::is_strcompat(right) &&
           (types::is_string(left) || types::is_string(right));
}

bool is_compare(BinaryOp op) {
    return op >= BinaryOp::Lt && op <= BinaryOp::Ne;
}

/// The comparison that holds when `op` does not.
BinaryOp inverse(BinaryOp op) {
    switch (op) {
    case BinaryOp::Lt: return BinaryOp::Ge;
    case BinaryOp::Le: return BinaryOp::Gt;
    case BinaryOp::Gt: return BinaryOp::Le;
    case BinaryOp::Ge: return BinaryOp::Lt;
    case BinaryOp::Eq: return BinaryOp::Ne;
    default: return BinaryOp::Eq;
    }
}

struct BranchOps {
    BinaryOp op;
    dtrace_dif_op on_signed, on_unsigned;
};

constexpr std::array<BranchOps, 6> branch_table = {{
    {BinaryOp::Lt, DTRACE_DIF_OP_BL, DTRACE_DIF_OP_BLU},
    {BinaryOp::Le, DTRACE_DIF_OP_BLE, DTRACE_DIF_OP_BLEU},
    {BinaryOp::Gt, DTRACE_DIF_OP_BG, DTRACE_DIF_OP_BGU},
    {BinaryOp::Ge, DTRACE_DIF_OP_BGE, DTRACE_DIF_OP_BGEU},
    {BinaryOp::Eq, DTRACE_DIF_OP_BE, DTRACE_DIF_OP_BE},
    {BinaryOp::Ne, DTRACE_DIF_OP_BNE, DTRACE_DIF_OP_BNE},
}};

dtrace_dif_op branch_op(BinaryOp op, bool is_signed) {
    for (const BranchOps& row : branch_table)
        if (row.op == op)
            return is_signed ? row.on_signed : row.on_unsigned;
    return DTRACE_DIF_OP_NOP;
}

/// Arithmetic on values of one integer type. A clean result needs clean operands; `exact`
/// operations keep clean values clean.
struct ArithmeticOps {
    BinaryOp op;
    dtrace_dif_op on_signed, on_unsigned;
    bool needs_clean;
    bool exact;
};

constexpr std::array<ArithmeticOps, 10> arithmetic_table = {{
    {BinaryOp::Mul, DTRACE_DIF_OP_MUL, DTRACE_DIF_OP_MUL, false, false},
    {BinaryOp::Div, DTRACE_DIF_OP_SDIV, DTRACE_DIF_OP_UDIV, true, false},
    {BinaryOp::Mod, DTRACE_DIF_OP_SREM, DTRACE_DIF_OP_UREM, true, true},
    {BinaryOp::Add, DTRACE_DIF_OP_ADD, DTRACE_DIF_OP_ADD, false, false},
    {BinaryOp::Sub, DTRACE_DIF_OP_SUB, DTRACE_DIF_OP_SUB, false, false},
    {BinaryOp::Shl, DTRACE_DIF_OP_SLL, DTRACE_DIF_OP_SLL, false, false},
    {BinaryOp::Shr, DTRACE_DIF_OP_SRA, DTRACE_DIF_OP_SRL, true, true},
    {BinaryOp::BitAnd, DTRACE_DIF_OP_AND, DTRACE_DIF_OP_AND, false, true},
    {BinaryOp::BitXor, DTRACE_DIF_OP_XOR, DTRACE_DIF_OP_XOR, false, true},
    {BinaryOp::BitOr, DTRACE_DIF_OP_OR, DTRACE_DIF_OP_OR, false, true},
}};

const ArithmeticOps& arithmetic_ops(BinaryOp op) {
    for (const ArithmeticOps& row : arithmetic_table)
        if (row.op == op)
            return row;
    return arithmetic_table.front();
}

} // namespace

namespace {

/// Whether a string comes from variables, so that it may be NULL.
bool from_variable(const ast::Expr& expr) {
    if (const auto* ident = expr.as<ast::Ident>())
        return ident->symbol->kind == ast::SymbolKind::Variable ||
               ident->symbol->kind == ast::SymbolKind::Bound;
    if (const auto* let = expr.as<ast::Let>())
        return from_variable(*let->body);
    if (const auto* index = expr.as<ast::Index>())
        return from_variable(*index->base);
    if (const auto* assign = expr.as<ast::Assign>())
        return from_variable(*assign->right);
    if (const auto* choice = expr.as<ast::Ternary>())
        return from_variable(*choice->yes) || from_variable(*choice->no);
    const auto* comma = expr.as<ast::Binary>();
    return comma && comma->op == BinaryOp::Comma && from_variable(*comma->right);
}

} // namespace

dtrace_dif_type dif_type(const Type* type, uint64_t strsize, bool user) {
    dtrace_dif_type out{};
    type = types::resolve(type);
    if (types::is_string(type)) {
        out.kind = DTRACE_DIF_KIND_STRING;
        out.flags = DTRACE_DIF_TF_BYREF;
        return out;
    }
    out.kind = DTRACE_DIF_KIND_C;
    out.size = static_cast<uint32_t>(types::size_of(type, strsize));
    if (types::is_by_reference(type))
        out.flags = static_cast<uint8_t>(user ? DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF
                                              : DTRACE_DIF_TF_BYREF);
    else if (types::is_integer(type) && types::is_signed(type))
        out.flags = DTRACE_DIF_TF_SIGNED;
    return out;
}

void Lowering::fail(const ast::Expr& expr, const char* tag, std::string message) {
    if (!error_)
        error_ = source::Diagnostic{.tag = tag, .range = expr.range, .message = std::move(message)};
}

Value Lowering::unfolded(const ast::Expr& expr, const char* what) {
    fail(expr, "D_UNKNOWN", std::string(what) + " is not supported here");
    return {};
}

Value Lowering::value(const ast::Expr& expr) {
    return std::visit([&](const auto& node) { return visit(expr, node); }, expr.node);
}

Reg Lowering::recorded(const ast::Expr& expr, const Type* as) {
    Reg reg = as ? converted(expr, as) : value(expr).reg;
    return types::is_string(expr.type) && from_variable(expr) ? never_null(reg) : reg;
}

Reg Lowering::converted(const ast::Expr& expr, const Type* type) {
    return clean(convert(value(expr), expr.type, type), type);
}

/// Restore the extension of a narrow integer.
Reg Lowering::clean(Value v, const Type* type) {
    type = types::resolve(type);
    if (v.clean || !is_narrow(type))
        return v.reg;
    Reg shift = b_.constant(64 - 8 * types::size_of(type));
    Reg up = b_.binary(DTRACE_DIF_OP_SLL, v.reg, shift);
    return b_.binary(types::is_signed(type) ? DTRACE_DIF_OP_SRA : DTRACE_DIF_OP_SRL, up, shift);
}

Value Lowering::convert(Value v, const Type* from, const Type* to) {
    from = types::resolve(from);
    to = types::resolve(to);
    if (!types::is_integer(from))
        return {v.reg, !is_narrow(to)};
    uint64_t from_size = types::size_of(from);
    uint64_t to_size = types::is_integer(to) ? types::size_of(to) : 8;
    if (to_size > from_size)
        v = {clean(v, from), true};
    if (to_size == 8)
        return v;
    bool fits = to_size > from_size
                    ? !types::is_signed(from) || types::is_signed(to)
                    : to_size == from_size && types::is_signed(from) == types::is_signed(to);
    return {v.reg, v.clean && fits};
}

Value Lowering::visit(const ast::Expr&, const ast::IntLit& node) {
    return {b_.constant(node.value), true};
}

Value Lowering::visit(const ast::Expr&, const ast::StringLit& node) {
    return {b_.string(node.value), true};
}

Value Lowering::visit(const ast::Expr& expr, const ast::Ident& node) {
    const ast::Symbol& symbol = *node.symbol;
    switch (symbol.kind) {
    case ast::SymbolKind::Constant: return {b_.constant(static_cast<uint64_t>(symbol.value)), true};
    case ast::SymbolKind::Inline: return {converted(*symbol.body, symbol.type), true};
    case ast::SymbolKind::Bound: return bound_.at(&symbol);
    default: return load(place(expr));
    }
}

Value Lowering::visit(const ast::Expr& expr, const ast::AggRef&) {
    return unfolded(expr, "an aggregation");
}

Value Lowering::visit(const ast::Expr& expr, const ast::Index&) {
    return load(place(expr));
}

Value Lowering::visit(const ast::Expr& expr, const ast::MemberRef&) {
    return load(place(expr));
}

Value Lowering::visit(const ast::Expr& expr, const ast::Cast& node) {
    return convert(value(*node.operand), node.operand->type, expr.type);
}

Value Lowering::visit(const ast::Expr&, const ast::Stringof& node) {
    return {clean(value(*node.operand), node.operand->type), true};
}

/// The object in scratch memory.
Value Lowering::visit(const ast::Expr& expr, const ast::Translated& node) {
    Reg start = b_.unary(DTRACE_DIF_OP_ALLOCS, b_.constant(size_of(expr.type)));
    for (const ast::Translated::Part& part : node.parts) {
        Reg reg = converted(*part.value, part.type);
        store(member(start, part.type, part.offset_bits, part.bitfield_bits), reg);
    }
    return {start, true};
}

/// Compute what the body's names stand for; the body is next.
const ast::Expr& Lowering::bind(const ast::Let& let) {
    bound_[let.symbol] = value(*let.value);
    return *let.body;
}

Value Lowering::visit(const ast::Expr&, const ast::Let& node) {
    return value(bind(node));
}

Value Lowering::visit(const ast::Expr& expr, const ast::Call& node) {
    return {lower_subroutine(*this, b_, expr, node), true};
}

Value Lowering::visit(const ast::Expr& expr, const ast::Unary& node) {
    const ast::Expr& operand = *node.operand;
    switch (node.op) {
    case UnaryOp::Plus: return value(operand);
    case UnaryOp::Neg:
        return {b_.binary(DTRACE_DIF_OP_SUB, ZERO, value(operand).reg), !is_narrow(expr.type)};
    case UnaryOp::BitNot:
        return {b_.unary(DTRACE_DIF_OP_NOT, value(operand).reg), !is_narrow(expr.type)};
    case UnaryOp::Not: return truth(expr);
    case UnaryOp::Deref: return load(place(expr));
    case UnaryOp::AddrOf: return {place(operand).address, true};
    default: return step(expr, node);
    }
}

/// ++ and --, before and after.
Value Lowering::step(const ast::Expr&, const ast::Unary& node) {
    Place target = place(*node.operand, Use::Write);
    const Type* type = target.type;
    Reg old = clean(load(target), type);
    const Type* pointee = types::is_pointer(type) ? types::pointee(type) : nullptr;
    Reg amount = b_.constant(pointee ? size_of(pointee) : 1);
    bool up = node.op == UnaryOp::PreInc || node.op == UnaryOp::PostInc;
    Value sum = {b_.binary(up ? DTRACE_DIF_OP_ADD : DTRACE_DIF_OP_SUB, old, amount),
                 !is_narrow(type)};
    Reg updated = clean(sum, type);
    store(target, updated);
    bool post = node.op == UnaryOp::PostInc || node.op == UnaryOp::PostDec;
    return {post ? old : updated, true};
}

Value Lowering::pointer_arithmetic(BinaryOp op, Value left, const Type* ltype, Value right,
                                   const Type* rtype) {
    bool left_pointer = types::is_pointer(ltype) || types::is_string(ltype);
    bool right_pointer = types::is_pointer(rtype) || types::is_string(rtype);
    const Type* base = left_pointer ? ltype : rtype;
    uint64_t scale = types::is_string(base) ? 1 : size_of(types::pointee(base));
    Reg l = clean(left, ltype);
    Reg r = clean(right, rtype);
    if (left_pointer && right_pointer) {
        Reg bytes = b_.binary(DTRACE_DIF_OP_SUB, l, r);
        return {scale > 1 ? b_.binary(DTRACE_DIF_OP_SDIV, bytes, b_.constant(scale)) : bytes, true};
    }
    Reg& count = left_pointer ? r : l;
    if (scale != 1)
        count = b_.binary(DTRACE_DIF_OP_MUL, count, b_.constant(scale));
    return {b_.binary(op == BinaryOp::Add ? DTRACE_DIF_OP_ADD : DTRACE_DIF_OP_SUB, l, r), true};
}

/// left op right; `result` is the type of the result, which for shifts is the left type.
Value Lowering::arithmetic(BinaryOp op, Value left, const Type* ltype, Value right,
                           const Type* rtype, const Type* result) {
    if (!types::is_integer(ltype) || !types::is_integer(rtype))
        return pointer_arithmetic(op, left, ltype, right, rtype);
    const ArithmeticOps& ops = arithmetic_ops(op);
    bool shift = op == BinaryOp::Shl || op == BinaryOp::Shr;
    left = convert(left, ltype, result);
    right = shift ? Value{clean(right, rtype), true} : convert(right, rtype, result);
    if (ops.needs_clean) {
        left = {clean(left, result), true};
        right = {shift ? right.reg : clean(right, result), true};
    }
    Reg reg =
        b_.binary(types::is_signed(result) ? ops.on_signed : ops.on_unsigned, left.reg, right.reg);
    return {reg, !is_narrow(result) || (ops.exact && left.clean && right.clean)};
}

Value Lowering::visit(const ast::Expr& expr, const ast::Binary& node) {
    if (node.op == BinaryOp::Comma) {
        value(*node.left);
        return value(*node.right);
    }
    bool logical =
        node.op == BinaryOp::LogAnd || node.op == BinaryOp::LogOr || node.op == BinaryOp::LogXor;
    if (logical || is_compare(node.op))
        return truth(expr);
    Value left = value(*node.left);
    Value right = value(*node.right);
    return arithmetic(node.op, left, node.left->type, right, node.right->type,
                      types::resolve(expr.type));
}

Value Lowering::visit(const ast::Expr&, const ast::Assign& node) {
    if (!node.op) {
        // The value first: evaluating it may use the tuple stack that an element's keys need.
        const Type* type = node.left->type;
        Reg reg = converted(*node.right, type);
        store(place(*node.left, Use::Write), reg);
        return {reg, true};
    }
    Place target = place(*node.left, Use::Write);
    Value right = value(*node.right);
    const Type* type = types::resolve(target.type);
    const Type* common = type;
    bool shift = *node.op == BinaryOp::Shl || *node.op == BinaryOp::Shr;
    if (types::is_integer(type) && !shift)
        common = types::usual_type(type, node.right->type);
    Value left = load(target);
    Value sum = arithmetic(*node.op, left, type, right, node.right->type, common);
    Reg reg = clean(convert(sum, common, type), type);
    store(target, reg);
    return {reg, true};
}

Value Lowering::visit(const ast::Expr& expr, const ast::Ternary&) {
    Reg rd = b_.fresh();
    into(rd, expr, expr.type);
    return {rd, true};
}

/// rd = the value, converted to `type` and clean. All arms of nested ?: share rd, so that a chain
/// of any length needs no more registers than its longest arm.
void Lowering::into(Reg rd, const ast::Expr& expr, const Type* type) {
    const auto* node = expr.as<ast::Ternary>();
    if (!node)
        return b_.assign(rd, converted(expr, type));
    Label no = b_.label();
    Label end = b_.label();
    branch_if(*node->cond, false, no);
    into(rd, *node->yes, expr.type);
    b_.branch(DTRACE_DIF_OP_BA, end);
    b_.place(no);
    into(rd, *node->no, expr.type);
    b_.place(end);
    Reg result = clean(convert({rd, true}, expr.type, type), type);
    if (result != rd)
        b_.assign(rd, result);
}

/// A condition as 0 or 1.
Value Lowering::truth(const ast::Expr& expr) {
    Label no = b_.label();
    Label end = b_.label();
    Reg rd = b_.fresh();
    branch_if(expr, false, no);
    b_.assign(rd, b_.constant(1));
    b_.branch(DTRACE_DIF_OP_BA, end);
    b_.place(no);
    b_.assign(rd, ZERO);
    b_.place(end);
    return {rd, true};
}

void Lowering::branch_compare(const ast::Binary& node, bool sense, Label target) {
    const Type* ltype = types::resolve(node.left->type);
    const Type* rtype = types::resolve(node.right->type);
    bool is_signed = false;
    if (is_string_compare(ltype, rtype)) {
        Reg left = value(*node.left).reg;
        Reg right = value(*node.right).reg;
        b_.emit({DTRACE_DIF_OP_SCMP, ZERO, left, right});
        is_signed = true;
    } else {
        bool integers = types::is_integer(ltype) && types::is_integer(rtype);
        const Type* common = integers ? types::usual_type(ltype, rtype) : nullptr;
        is_signed = integers && types::is_signed(common);
        Reg left = integers ? converted(*node.left, common) : clean(value(*node.left), ltype);
        Reg right = integers ? converted(*node.right, common) : clean(value(*node.right), rtype);
        b_.emit({DTRACE_DIF_OP_CMP, ZERO, left, right});
    }
    b_.branch(branch_op(sense ? node.op : inverse(node.op), is_signed), target);
}

void Lowering::branch_if(const ast::Expr& cond, bool sense, Label target) {
    if (const auto* unary = cond.as<ast::Unary>(); unary && unary->op == UnaryOp::Not)
        return branch_if(*unary->operand, !sense, target);
    const auto* binary = cond.as<ast::Binary>();
    if (binary && is_compare(binary->op))
        return branch_compare(*binary, sense, target);
    if (binary && (binary->op == BinaryOp::LogAnd || binary->op == BinaryOp::LogOr)) {
        // `a && b` is false as soon as a is; `a || b` is true as soon as a is.
        bool decides = binary->op == BinaryOp::LogOr;
        if (decides == sense) {
            branch_if(*binary->left, sense, target);
            return branch_if(*binary->right, sense, target);
        }
        Label skip = b_.label();
        branch_if(*binary->left, decides, skip);
        branch_if(*binary->right, sense, target);
        b_.place(skip);
        return;
    }
    if (binary && binary->op == BinaryOp::LogXor) {
        Reg left = truth(*binary->left).reg;
        Reg right = truth(*binary->right).reg;
        b_.emit({DTRACE_DIF_OP_CMP, ZERO, left, right});
    } else {
        b_.emit({DTRACE_DIF_OP_TST, ZERO, clean(value(cond), cond.type)});
    }
    b_.branch(sense ? DTRACE_DIF_OP_BNE : DTRACE_DIF_OP_BE, target);
}

} // namespace dtrace::ir
