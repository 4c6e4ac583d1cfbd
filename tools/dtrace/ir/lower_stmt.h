/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Lowering of one statement to actions.
#pragma once

#include "ir/lower_clause.h"

namespace dtrace::ir {

/// Appends the actions of expression statements to a clause.
class StatementLowering {
public:
    StatementLowering(Lowered& out, std::vector<Action>& actions) : out_(out), actions_(actions) {}

    void lower(const ast::Expr& expr);
    const std::optional<source::Diagnostic>& error() const { return error_; }

    /// Code that evaluates `expr` to a value of its own type, or of `as`; void when `as_void`.
    std::optional<Function> code(const ast::Expr& expr, const types::Type* as = nullptr,
                                 bool as_void = false);

private:
    using Handler = void (StatementLowering::*)(const ast::Call&, uint32_t);
    struct HandlerRow;
    static const HandlerRow handlers[];

    uint32_t statement(dif::StatementKind kind, source::Range range);
    dif::Statement& at(uint32_t index) { return out_.statements[index]; }
    Action& add(dtrace_action_kind kind, uint32_t statement, const ast::Expr* expr = nullptr,
                const types::Type* as = nullptr);
    void aggregate(const ast::Expr& expr, const ast::AggRef& target, const ast::Call& call);
    void key(const ast::Expr& expr, uint32_t statement);
    bool key_action(const ast::Expr& expr, uint32_t statement);
    void action(const ast::Expr& expr, const ast::Call& call);
    void formatted(const ast::Call& call, uint32_t statement, dtrace_action_kind kind);

    void trace(const ast::Call& call, uint32_t statement);
    void tracemem(const ast::Call& call, uint32_t statement);
    void single(const ast::Call& call, uint32_t statement);
    void print_format(const ast::Call& call, uint32_t statement);
    void print_aggregations(const ast::Call& call, uint32_t statement);
    void library(const ast::Call& call, uint32_t statement);

    Lowered& out_;
    std::vector<Action>& actions_;
    std::optional<source::Diagnostic> error_;
};

} // namespace dtrace::ir
