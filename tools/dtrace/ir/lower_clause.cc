// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of clauses, and of `if` statements to clauses without control flow.
///
/// An enabling has a predicate and a list of actions; it cannot branch. A clause with `if` is
/// therefore cut into blocks, each a clause of its own on the same probes, which the engine runs in
/// order:
///
///	/P/ { A; if (c) { B; } else { C; } D; }
///
///	/P/                       { state = 0; A; cond = c ? 1 : 0; state = 1; }
///	/state && cond/           { state = 0; B; state = 1; }
///	/state && !cond/          { state = 0; C; state = 1; }
///	/state/                   { state = 0; D; state = 1; }
///
/// `state` and `cond` are hidden clause-local variables, which are 0 when a firing starts. A block
/// that faults leaves state at 0 and so ends the clause, as a fault in a clause without `if` does;
/// P is evaluated once. Conditions of nested ifs are stored as 0 when the outer condition does not
/// hold.
#include "ir/lower_clause.h"

#include "ir/lower_expr.h"
#include "ir/lower_stmt.h"

namespace dtrace::ir {

namespace {

/// A block runs when the variable is set (or not set).
struct Guard {
    const ast::Symbol* cond;
    bool sense;
};

class ClauseLowering {
public:
    ClauseLowering(const ast::Clause& clause, LocalIds& ids, const types::Type* int_type,
                   Lowered& out)
        : clause_(clause), ids_(ids), int_type_(int_type), out_(out) {}

    std::optional<source::Diagnostic> run() {
        bool branches = false;
        for (const auto& stmt : clause_.body)
            branches |= std::holds_alternative<ast::IfStmt>(stmt->node);
        if (branches) {
            state_ = hidden("%state");
            first_ = true;
            blocks(clause_.body);
        } else {
            plain();
        }
        return error_;
    }

private:
    void plain() {
        Clause& c = open();
        StatementLowering lowering(out_, c.actions);
        for (const auto& stmt : clause_.body)
            lowering.lower(*std::get<ast::ExprStmt>(stmt->node).expr);
        note(lowering.error());
        if (clause_.predicate)
            c.predicate = predicate();
    }

    Clause& open() {
        out_.clauses.push_back({&clause_, std::nullopt, {}});
        return out_.clauses.back();
    }

    void note(const std::optional<source::Diagnostic>& error) {
        if (error && !error_)
            error_ = error;
    }

    const ast::Symbol* hidden(const char* name) {
        hidden_.push_back(std::make_unique<ast::Symbol>());
        ast::Symbol& s = *hidden_.back();
        s.kind = ast::SymbolKind::Variable;
        s.scope = ast::Scope::Local;
        s.name = name + std::to_string(hidden_.size());
        s.type = int_type_;
        s.id = ids_.next_local_id();
        return &s;
    }

    std::optional<Function> predicate() {
        Builder b;
        Lowering lowering(b, out_.strsize);
        Reg reg = lowering.converted(*clause_.predicate, clause_.predicate->type);
        note(lowering.error());
        return b.finish(reg, truth_type());
    }

    static dtrace_dif_type truth_type() { return {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8}; }

    Reg load(Builder& b, const ast::Symbol& s) {
        b.name_variable(s, dif_type(int_type_, out_.strsize), DTRACE_DIF_VF_REF);
        Reg rd = b.fresh();
        b.emit({DTRACE_DIF_OP_LDLS, rd, ZERO, ZERO, s.id});
        return rd;
    }

    void store(Builder& b, const ast::Symbol& s, Reg reg) {
        b.name_variable(s, dif_type(int_type_, out_.strsize), DTRACE_DIF_VF_MOD);
        b.emit({DTRACE_DIF_OP_STLS, ZERO, reg, ZERO, s.id});
    }

    /// state && every guard
    Function guard_predicate() {
        Builder b;
        Label no = b.label();
        b.emit({DTRACE_DIF_OP_TST, ZERO, load(b, *state_)});
        b.branch(DTRACE_DIF_OP_BE, no);
        for (const Guard& g : guards_) {
            b.emit({DTRACE_DIF_OP_TST, ZERO, load(b, *g.cond)});
            b.branch(g.sense ? DTRACE_DIF_OP_BE : DTRACE_DIF_OP_BNE, no);
        }
        Reg rd = b.fresh();
        Label end = b.label();
        b.assign(rd, b.constant(1));
        b.branch(DTRACE_DIF_OP_BA, end);
        b.place(no);
        b.assign(rd, ZERO);
        b.place(end);
        return b.finish(rd, truth_type());
    }

    void add_code(std::vector<Action>& actions, Function code) {
        Action a;
        a.kind = DTRACE_ACT_DIFEXPR;
        a.code = std::move(code);
        a.statement = static_cast<uint32_t>(out_.statements.size());
        out_.statements.emplace_back();
        out_.statements.back().range = clause_.range;
        actions.push_back(std::move(a));
    }

    void set_state(std::vector<Action>& actions, uint64_t value) {
        Builder b;
        store(b, *state_, b.constant(value));
        add_code(actions, b.finish(ZERO, {}));
    }

    void set_condition(std::vector<Action>& actions, const ast::Expr& cond,
                       const ast::Symbol& variable) {
        Builder b;
        Lowering lowering(b, out_.strsize);
        Label no = b.label();
        Label end = b.label();
        Reg rd = b.fresh();
        lowering.branch_if(cond, false, no);
        b.assign(rd, b.constant(1));
        b.branch(DTRACE_DIF_OP_BA, end);
        b.place(no);
        b.assign(rd, ZERO);
        b.place(end);
        store(b, variable, rd);
        note(lowering.error());
        add_code(actions, b.finish(ZERO, {}));
    }

    /// One block: statements [begin, end), then the condition of the `if` that follows, if any.
    void block(const ast::StmtList& list, size_t begin, size_t end, const ast::Expr* cond,
               const ast::Symbol* variable) {
        std::vector<Action> actions;
        set_state(actions, 0);
        StatementLowering lowering(out_, actions);
        for (size_t i = begin; i < end; i++)
            lowering.lower(*std::get<ast::ExprStmt>(list[i]->node).expr);
        note(lowering.error());
        if (cond)
            set_condition(actions, *cond, *variable);
        set_state(actions, 1);
        Clause& c = open();
        c.actions = std::move(actions);
        if (!first_)
            c.predicate = guard_predicate();
        else if (clause_.predicate)
            c.predicate = predicate();
        first_ = false;
    }

    void blocks(const ast::StmtList& list) {
        size_t begin = 0;
        for (size_t i = 0; i < list.size(); i++) {
            const auto* branch = std::get_if<ast::IfStmt>(&list[i]->node);
            if (!branch)
                continue;
            const ast::Symbol* cond = hidden("%cond");
            block(list, begin, i, branch->cond.get(), cond);
            begin = i + 1;
            guarded(branch->then_body, {cond, true});
            guarded(branch->else_body, {cond, false});
        }
        if (begin < list.size())
            block(list, begin, list.size(), nullptr, nullptr);
    }

    void guarded(const ast::StmtList& list, Guard guard) {
        guards_.push_back(guard);
        blocks(list);
        guards_.pop_back();
    }

    const ast::Clause& clause_;
    LocalIds& ids_;
    const types::Type* int_type_;
    Lowered& out_;
    const ast::Symbol* state_ = nullptr;
    bool first_ = false;
    std::vector<Guard> guards_;
    std::vector<std::unique_ptr<ast::Symbol>> hidden_;
    std::optional<source::Diagnostic> error_;
};

} // namespace

std::optional<source::Diagnostic> lower_clause(const ast::Clause& clause, LocalIds& ids,
                                               const types::Type* int_type, Lowered& out) {
    return ClauseLowering(clause, ids, int_type, out).run();
}

} // namespace dtrace::ir
