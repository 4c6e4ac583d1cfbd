// SPDX-License-Identifier: GPL-2.0
// Calls: names, numbers and types of arguments.
#include "ast/walk.h"
#include "base/strings.h"
#include "sema/checker.h"
#include "sema/prototype.h"
#include "types/type_text.h"

namespace dtrace::sema {

using namespace ast;

void Checker::visit(Expr& expr, Call& node) {
    node.symbol = scopes_.find_function(node.name);
    if (!node.symbol && scopes_.find(Scope::Global, node.name))
        fail(node.name_range, "D_FUNC_IDKIND", node.name + " is not a function");
    if (!node.symbol)
        fail(node.name_range, "D_FUNC_UNDEF", "undefined function name: " + node.name,
             nearest_hint(node.name, scopes_.function_names(), "", "()"));
    const dif::FunctionRow& row = dif::functions[node.symbol->id];
    if (!row.supported)
        fail(node.name_range, "D_FUNC_UNDEF", node.name + "( ) is not implemented");
    for (ExprPtr& arg : node.args)
        this->expr(*arg);
    check_count(expr, node, row);
    check_arguments(expr, node, row);
    expr.writable = types::is_pointer(expr.type);
    if (row.kind == dif::FunctionKind::ACT)
        action(expr, node, row);
    else if (row.flags & dif::FN_DESTR)
        action_order(expr, row);
}

void Checker::check_count(const Expr& expr, const Call& node, const dif::FunctionRow& row) {
    size_t passed = node.args.size();
    if (passed >= row.min && passed <= row.max)
        return;
    bool few = passed < row.min;
    std::string expected = row.min == row.max ? "" : few ? "at least " : "at most ";
    expected += std::to_string(few ? row.min : row.max);
    fail(expr.range, "D_PROTO_LEN",
         node.name + "( ) prototype mismatch: " + std::to_string(passed) +
             (passed == 1 ? " arg" : " args") + " passed, " + expected + " expected");
}

const types::Type* Checker::prototype_type(std::string_view text, const Call& node) {
    const Type* type = types::parse_type_text(
        text, table_, [&](std::string_view name) { return session_.find_type(name); });
    if (!type)
        fail(node.name_range, "D_TYPE_ERR",
             node.name + "( ) needs the type " + std::string(text) +
                 ", which is unknown: " + session_.kernel().missing_types_reason());
    return type;
}

void Checker::check_arguments(Expr& expr, Call& node, const dif::FunctionRow& row) {
    Prototype prototype = parse_prototype(row.prototype);
    for (size_t i = 0; i < node.args.size(); i++) {
        std::string_view text = prototype.param(i);
        if (text == "@")
            continue;
        const Expr& arg = *node.args[i];
        const Type* type = nullptr;
        bool fits = false;
        for (const std::string& choice : split_fields(text, '|')) {
            type = prototype_type(choice, node);
            fits |= types::argcompat(type, arg.type, is_zero(arg));
        }
        if (fits)
            continue;
        std::vector<std::string> hints;
        if (types::is_integer(type) && types::is_pointer(arg.type))
            hints.push_back("cast the pointer: (uintptr_t)");
        fail(arg.range, "D_PROTO_ARG",
             node.name + "( ) argument #" + std::to_string(i + 1) +
                 " is incompatible with prototype:\n\tprototype: " + std::string(text) +
                 "\n\t argument: " + types::spell(arg.type),
             std::move(hints));
    }
    if (row.name == "alloca")
        check_scratch(*node.args.front());
    expr.type = prototype_type(prototype.result, node);
}

/// A constant that can never be had.
void Checker::check_scratch(const Expr& size) {
    const auto* lit = size.as<IntLit>();
    constexpr uint64_t unit = 8; // sizes are rounded up
    if (lit && lit->value > options_.scratchsize / unit * unit)
        fail(size.range, "D_ALLOCA_SIZE",
             "alloca( ) size " + std::to_string(lit->value) +
                 " is larger than the scratch memory, whose size is that of option scratchsize");
}

/// Actions and aggregating functions stand only where the language lets them: as statements
/// (`top`), or as keys.
void Checker::forbid_actions(const Expr& expr, bool top, bool key) {
    if (expr.as<Xlate>())
        fail(expr.range, "D_CG_DYN", "translated data may only be used through its members");
    const dif::FunctionRow* row = called(expr);
    bool legal = !row || row->kind == dif::FunctionKind::SUBR ||
                 (top && row->kind == dif::FunctionKind::ACT) ||
                 (key && (row->flags & dif::FN_KEY));
    if (!legal)
        fail(expr.range, "D_CG_EXPR",
             std::string(row->name) +
                 "( ) may not be called from a D expression (D program context required)");
    const auto* assign = expr.as<Assign>();
    if (const auto* target = assign ? assign->left->as<AggRef>() : nullptr; target && top) {
        for (const ExprPtr& operand : target->keys)
            forbid_actions(*operand, false, true);
        for (const ExprPtr& operand : assign->right->as<Call>()->args)
            forbid_actions(*operand, false);
        return;
    }
    bool formatted = row && top && row->name.starts_with("printf");
    for_each_operand(expr,
                     [&](const ExprPtr& operand) { forbid_actions(*operand, false, formatted); });
}

} // namespace dtrace::sema
