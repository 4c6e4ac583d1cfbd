// SPDX-License-Identifier: GPL-2.0
// Folding of integer constants, with the arithmetic of the engine.
#include "sema/checker.h"

#include <optional>

namespace dtrace::sema {

using namespace ast;

namespace {

const IntLit* literal(const ExprPtr& expr) {
    return expr->as<IntLit>();
}

uint64_t divide(uint64_t a, uint64_t b, bool is_signed, bool remainder) {
    if (!is_signed)
        return remainder ? a % b : a / b;
    auto x = static_cast<int64_t>(a), y = static_cast<int64_t>(b);
    if (y == -1) // INT64_MIN / -1 must not trap
        return remainder ? 0 : 0 - a;
    return static_cast<uint64_t>(remainder ? x % y : x / y);
}

uint64_t shift_right(uint64_t a, uint64_t count, bool is_signed) {
    count &= 63;
    return is_signed ? static_cast<uint64_t>(static_cast<int64_t>(a) >> count) : a >> count;
}

int compare(uint64_t a, uint64_t b, bool is_signed) {
    auto x = static_cast<int64_t>(a), y = static_cast<int64_t>(b);
    bool less = is_signed ? x < y : a < b;
    return a == b ? 0 : less ? -1 : 1;
}

/// `left` and `right` in the converted type.
std::optional<uint64_t> fold_binary(BinaryOp op, uint64_t a, uint64_t b, bool is_signed) {
    switch (op) {
    case BinaryOp::Mul: return a * b;
    case BinaryOp::Div: return divide(a, b, is_signed, false);
    case BinaryOp::Mod: return divide(a, b, is_signed, true);
    case BinaryOp::Add: return a + b;
    case BinaryOp::Sub: return a - b;
    case BinaryOp::Shl: return a << (b & 63);
    case BinaryOp::Shr: return shift_right(a, b, is_signed);
    case BinaryOp::Lt: return compare(a, b, is_signed) < 0;
    case BinaryOp::Le: return compare(a, b, is_signed) <= 0;
    case BinaryOp::Gt: return compare(a, b, is_signed) > 0;
    case BinaryOp::Ge: return compare(a, b, is_signed) >= 0;
    case BinaryOp::Eq: return a == b;
    case BinaryOp::Ne: return a != b;
    case BinaryOp::BitAnd: return a & b;
    case BinaryOp::BitXor: return a ^ b;
    case BinaryOp::BitOr: return a | b;
    case BinaryOp::LogAnd: return a && b;
    case BinaryOp::LogXor: return !a != !b;
    case BinaryOp::LogOr: return a || b;
    case BinaryOp::Comma: return b;
    }
    return std::nullopt;
}

std::optional<uint64_t> fold_unary(UnaryOp op, uint64_t a) {
    switch (op) {
    case UnaryOp::Neg: return 0 - a;
    case UnaryOp::Plus: return a;
    case UnaryOp::BitNot: return ~a;
    case UnaryOp::Not: return !a;
    default: return std::nullopt;
    }
}

bool is_shift(BinaryOp op) {
    return op == BinaryOp::Shl || op == BinaryOp::Shr;
}

bool is_logic(BinaryOp op) {
    return op == BinaryOp::LogAnd || op == BinaryOp::LogXor || op == BinaryOp::LogOr ||
           op == BinaryOp::Comma;
}

std::optional<uint64_t> folded(const Expr& expr) {
    if (const auto* unary = expr.as<Unary>()) {
        const IntLit* operand = literal(unary->operand);
        return operand ? fold_unary(unary->op, operand->value) : std::nullopt;
    }
    if (const auto* cast = expr.as<Cast>()) {
        const IntLit* operand = literal(cast->operand);
        if (operand && types::is_integer(expr.type))
            return operand->value;
        return std::nullopt;
    }
    const auto* binary = expr.as<Binary>();
    if (!binary || !literal(binary->left) || !literal(binary->right))
        return std::nullopt;
    uint64_t a = literal(binary->left)->value, b = literal(binary->right)->value;
    if (is_logic(binary->op))
        return fold_binary(binary->op, a, b, true);
    const types::Type* type = is_shift(binary->op)
                                  ? binary->left->type
                                  : types::usual_type(binary->left->type, binary->right->type);
    a = normalize(a, type);
    if (!is_shift(binary->op))
        b = normalize(b, type);
    return fold_binary(binary->op, a, b, types::is_signed(type));
}

} // namespace

/// Replace a checked expression by its value when it is an integer constant.
void Checker::fold(Expr& expr) {
    if (expr.as<IntLit>() || !expr.type || !types::is_integer(expr.type))
        return;
    if (auto value = folded(expr))
        constant(expr, expr.type, *value);
}

} // namespace dtrace::sema
