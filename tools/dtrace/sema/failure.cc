// SPDX-License-Identifier: GPL-2.0
// Small questions that every part of the checker asks, and the way it reports errors.
#include "sema/checker.h"

namespace dtrace::sema {

void fail(source::Range range, const char* tag, std::string message,
          std::vector<std::string> hints) {
    throw Failure{
        {.tag = tag, .range = range, .message = std::move(message), .hints = std::move(hints)}};
}

std::string quoted(const types::Type* type) {
    return "\"" + types::spell(type) + "\"";
}

std::string_view spell(ast::BinaryOp op) {
    static constexpr std::string_view names[] = {
        "*",  "/",  "%",  "+", "-", "<<", ">>", "<",  "<=", ">",
        ">=", "==", "!=", "&", "^", "|",  "&&", "^^", "||", ",",
    };
    return names[static_cast<size_t>(op)];
}

std::string_view spell(ast::UnaryOp op) {
    static constexpr std::string_view names[] = {"-", "+",  "~",  "!",  "*",
                                                 "&", "++", "--", "++", "--"};
    return names[static_cast<size_t>(op)];
}

bool is_zero(const ast::Expr& expr) {
    const auto* lit = expr.as<ast::IntLit>();
    return lit && lit->value == 0;
}

bool is_posconst(const ast::Expr& expr) {
    const auto* lit = expr.as<ast::IntLit>();
    return lit && lit->value != 0 &&
           (!types::is_signed(expr.type) || static_cast<int64_t>(lit->value) > 0);
}

const dif::FunctionRow* called(const ast::Expr& expr) {
    const auto* call = expr.as<ast::Call>();
    if (!call)
        return nullptr;
    auto row = dif::find_function(call->name);
    return row ? &dif::functions[*row] : nullptr;
}

std::vector<std::string> member_hint(const types::Struct& node, std::string_view name) {
    std::vector<std::string_view> names;
    for (const types::Member& member : node.members())
        names.push_back(member.name);
    return nearest_hint(name, names);
}

uint64_t normalize(uint64_t value, const types::Type* type) {
    uint64_t size = types::size_of(type);
    if (!types::is_integer(type) || size >= 8)
        return value;
    unsigned shift = 64 - 8 * static_cast<unsigned>(size);
    if (types::is_signed(type))
        return static_cast<uint64_t>(static_cast<int64_t>(value << shift) >> shift);
    return value << shift >> shift;
}

} // namespace dtrace::sema
