// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of statements: plain expressions, aggregations, actions.
#include "ir/lower_stmt.h"

#include "dif/builtin.h"
#include "ir/lower_expr.h"
#include "types/compat.h"

#include <string_view>

namespace dtrace::ir {

using dif::StatementKind;
using types::Type;

namespace {

const dif::FunctionRow* row_of(const ast::Expr& expr) {
    const auto* call = expr.as<ast::Call>();
    return call ? &dif::functions[call->symbol->id] : nullptr;
}

uint64_t literal(const ast::Expr& expr) {
    const auto* lit = expr.as<ast::IntLit>();
    return lit ? lit->value : 0;
}

fmt::Format format_of(const ast::Expr& expr) {
    const auto* text = expr.as<ast::StringLit>();
    auto parsed = fmt::parse_format(text ? text->value : "");
    auto* format = std::get_if<fmt::Format>(&parsed); // sema refused the others
    return format ? std::move(*format) : fmt::Format{};
}

} // namespace

std::optional<Function> StatementLowering::code(const ast::Expr& expr, const Type* as,
                                                bool as_void) {
    Builder builder;
    Lowering lowering(builder, out_.strsize);
    Reg reg = as_void ? lowering.value(expr).reg : lowering.recorded(expr, as);
    if (lowering.error() && !error_)
        error_ = lowering.error();
    dtrace_dif_type rtype{};
    if (!as_void)
        rtype = dif_type(as ? as : expr.type, out_.strsize, expr.user);
    return builder.finish(as_void ? ZERO : reg, rtype);
}

uint32_t StatementLowering::statement(StatementKind kind, source::Range range) {
    out_.statements.emplace_back();
    out_.statements.back().kind = kind;
    out_.statements.back().range = range;
    return static_cast<uint32_t>(out_.statements.size() - 1);
}

/// Append an action; with an expression, it records the value and the statement learns its type.
Action& StatementLowering::add(dtrace_action_kind kind, uint32_t statement, const ast::Expr* expr,
                               const Type* as) {
    Action action;
    action.kind = kind;
    action.statement = statement;
    if (expr) {
        action.code = code(*expr, as);
        at(statement).types.push_back(as ? as : expr->type);
    }
    actions_.push_back(std::move(action));
    return actions_.back();
}

void StatementLowering::lower(const ast::Expr& expr) {
    const auto* assign = expr.as<ast::Assign>();
    const auto* target = assign ? assign->left->as<ast::AggRef>() : nullptr;
    if (target)
        return aggregate(expr, *target, *assign->right->as<ast::Call>());
    const dif::FunctionRow* row = row_of(expr);
    if (row && row->kind == dif::FunctionKind::ACT)
        return action(expr, *expr.as<ast::Call>());
    Action plain;
    plain.kind = DTRACE_ACT_DIFEXPR;
    plain.statement = statement(StatementKind::Expr, expr.range);
    plain.code = code(expr, nullptr, true);
    actions_.push_back(std::move(plain));
}

/// stack(), sym() and their relatives as keys or statements; false when `expr` is none of them.
bool StatementLowering::key_action(const ast::Expr& expr, uint32_t statement) {
    const dif::FunctionRow* row = row_of(expr);
    if (!row || !(row->flags & dif::FN_KEY))
        return false;
    const ast::Call& call = *expr.as<ast::Call>();
    auto kind = static_cast<dtrace_action_kind>(row->id);
    if (kind == DTRACE_ACT_STACK || kind == DTRACE_ACT_USTACK || kind == DTRACE_ACT_JSTACK) {
        Action& action = add(kind, statement);
        for (size_t i = 0; i < call.args.size(); i++) // frames, then bytes of strings
            action.arg |= literal(*call.args[i]) << (32 * i);
    } else {
        add(kind, statement);
        actions_.back().code = code(*call.args.front());
    }
    at(statement).types.push_back(expr.type);
    return true;
}

void StatementLowering::key(const ast::Expr& expr, uint32_t statement) {
    if (!key_action(expr, statement))
        add(DTRACE_ACT_DIFEXPR, statement, &expr);
}

void StatementLowering::aggregate(const ast::Expr& expr, const ast::AggRef& target,
                                  const ast::Call& call) {
    uint32_t stmt = statement(StatementKind::Aggregate, expr.range);
    const ast::Symbol& symbol = *target.symbol;
    for (size_t i = 0; i < target.keys.size(); i++) {
        const ast::Expr& k = *target.keys[i];
        const Type* as =
            i < symbol.keys.size() && types::is_integer(k.type) ? symbol.keys[i] : nullptr;
        if (!key_action(k, stmt))
            add(DTRACE_ACT_DIFEXPR, stmt, &k, as);
    }
    Action action;
    action.kind = static_cast<dtrace_action_kind>(symbol.agg_kind);
    action.statement = stmt;
    action.ntuple = static_cast<uint32_t>(target.keys.size());
    action.aggvar = symbol.id;
    action.arg = symbol.agg_arg;
    const dif::FunctionRow& row = dif::functions[call.symbol->id];
    if (!call.args.empty()) {
        const Type* type = call.args.front()->type;
        action.code = code(*call.args.front(), type);
        action.code->rtype.size = 8;
        // The increment stands after the parameters, which are constants.
        bool has_increment = row.max > row.min && call.args.size() == row.max;
        if (has_increment) {
            action.code2 = code(*call.args.back(), call.args.back()->type);
            action.code2->rtype.size = 8;
        }
    }
    actions_.push_back(std::move(action));
}

struct StatementLowering::HandlerRow {
    std::string_view name;
    StatementKind kind;
    Handler handler;
};

/// One row for each action; rows of the same handler differ by their kind or by the action id in
/// dif/builtin.def.
const StatementLowering::HandlerRow StatementLowering::handlers[] = {
    {"trace", StatementKind::Trace, &StatementLowering::trace},
    {"print", StatementKind::Trace, &StatementLowering::single},
    {"tracemem", StatementKind::Trace, &StatementLowering::tracemem},
    {"exit", StatementKind::Exit, &StatementLowering::single},
    {"printf", StatementKind::Printf, &StatementLowering::print_format},
    {"system", StatementKind::System, &StatementLowering::print_format},
    {"freopen", StatementKind::Freopen, &StatementLowering::print_format},
    {"printa", StatementKind::Printa, &StatementLowering::print_aggregations},
    {"clear", StatementKind::Clear, &StatementLowering::library},
    {"trunc", StatementKind::Trunc, &StatementLowering::library},
    {"normalize", StatementKind::Normalize, &StatementLowering::library},
    {"denormalize", StatementKind::Denormalize, &StatementLowering::library},
    {"setopt", StatementKind::Setopt, &StatementLowering::library},
    {"ftruncate", StatementKind::Ftruncate, &StatementLowering::library},
    {"raise", StatementKind::Expr, &StatementLowering::single},
    {"chill", StatementKind::Expr, &StatementLowering::single},
    {"stop", StatementKind::Expr, &StatementLowering::single},
    {"breakpoint", StatementKind::Expr, &StatementLowering::single},
    {"panic", StatementKind::Expr, &StatementLowering::single},
    {"speculate", StatementKind::Expr, &StatementLowering::single},
    {"commit", StatementKind::Expr, &StatementLowering::single},
    {"discard", StatementKind::Expr, &StatementLowering::single},
};

void StatementLowering::action(const ast::Expr& expr, const ast::Call& call) {
    const dif::FunctionRow& row = dif::functions[call.symbol->id];
    if (row.flags & dif::FN_KEY) {
        key_action(expr, statement(StatementKind::Trace, expr.range));
        return;
    }
    for (const HandlerRow& h : handlers)
        if (h.name == row.name)
            return (this->*h.handler)(call, statement(h.kind, expr.range));
    if (!error_)
        error_ = source::Diagnostic{.tag = "D_UNKNOWN",
                                    .range = expr.range,
                                    .message = std::string(row.name) + "( ) is not supported yet"};
}

void StatementLowering::trace(const ast::Call& call, uint32_t statement) {
    key(*call.args.front(), statement);
}

/// An action with no argument or one that is recorded or used.
void StatementLowering::single(const ast::Call& call, uint32_t statement) {
    auto kind = static_cast<dtrace_action_kind>(dif::functions[call.symbol->id].id);
    if (call.args.empty())
        add(kind, statement);
    else
        add(kind, statement, call.args.front().get(), call.args.front()->type);
}

void StatementLowering::tracemem(const ast::Call& call, uint32_t statement) {
    if (call.args.size() == 3)
        add(DTRACE_ACT_TRACEMEM_LEN, statement, call.args[2].get(), call.args[2]->type);
    add(DTRACE_ACT_TRACEMEM, statement, call.args[0].get()).arg = literal(*call.args[1]);
}

/// One action for each argument after the format, or a bare one.
void StatementLowering::formatted(const ast::Call& call, uint32_t statement,
                                  dtrace_action_kind kind) {
    at(statement).format = format_of(*call.args.front());
    for (size_t i = 1; i < call.args.size(); i++) {
        if (key_action(*call.args[i], statement))
            continue;
        add(kind, statement, call.args[i].get());
    }
    if (call.args.size() == 1)
        add(kind, statement);
}

void StatementLowering::print_format(const ast::Call& call, uint32_t statement) {
    formatted(call, statement, static_cast<dtrace_action_kind>(dif::functions[call.symbol->id].id));
}

void StatementLowering::print_aggregations(const ast::Call& call, uint32_t statement) {
    size_t first = 0;
    if (call.args.front()->as<ast::StringLit>()) {
        at(statement).format = format_of(*call.args.front());
        first = 1;
    }
    for (size_t i = first; i < call.args.size(); i++) {
        uint32_t id = call.args[i]->as<ast::AggRef>()->symbol->id;
        at(statement).aggs.push_back(id);
        add(DTRACE_ACT_PRINTA, statement).arg = id;
    }
}

/// clear() and its relatives: the aggregation is known now, a further argument is recorded.
void StatementLowering::library(const ast::Call& call, uint32_t statement) {
    bool recorded = false;
    for (const ast::ExprPtr& arg : call.args) {
        if (const auto* agg = arg->as<ast::AggRef>()) {
            at(statement).aggs.push_back(agg->symbol->id);
            continue;
        }
        add(DTRACE_ACT_LIBACT, statement, arg.get(), arg->type);
        recorded = true;
    }
    if (!recorded)
        add(DTRACE_ACT_LIBACT, statement);
}

} // namespace dtrace::ir
