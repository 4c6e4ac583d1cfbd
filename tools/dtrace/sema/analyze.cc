// SPDX-License-Identifier: GPL-2.0
// The order of analysis: declarations first, then clauses in text order.
#include "sema/checker.h"

#include "ast/walk.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

constexpr size_t MOST_ERRORS = 10;

/// Errors that the lack of a name explains.
constexpr std::string_view consequential_tags[] = {"D_IDENT_UNDEF",   "D_VAR_UNDEF",
                                                   "D_PRAGMA_UNUSED", "D_OP_INCOMPAT",
                                                   "D_PROTO_ARG",     "D_PROTO_LEN"};

bool may_follow(const std::string& tag) {
    return std::ranges::find(consequential_tags, tag) != std::end(consequential_tags);
}

} // namespace

std::variant<StabilityReport, Errors> analyze(Program& program, Session& session,
                                              const Options& options) {
    auto mark = session.scopes().mark();
    Checker checker(session, options);
    StabilityReport report;
    try {
        report = checker.program(program);
    } catch (Failure& failure) {
        checker.add_error(std::move(failure.diagnostic));
    }
    if (checker.errors().empty())
        return report;
    session.scopes().rollback(mark);
    return checker.errors();
}

void Checker::add_error(source::Diagnostic error) {
    if (errors_.empty() || (errors_.size() < MOST_ERRORS && !may_follow(error.tag)))
        errors_.push_back(std::move(error));
}

/// Declarations count for the whole program, wherever they stand; clauses are checked in text
/// order.
StabilityReport Checker::program(Program& program) {
    check_pragma_scopes(program);
    collect_directives(program);
    StabilityReport report;
    for (Item& item : program.items)
        std::visit(Overloaded{
                       [&](Declaration& decl) { declaration(decl); },
                       [&](InlineDef& def) { inline_def(def); },
                       [&](TranslatorDef& def) { translator(def); },
                       [&](ProviderDef& def) { provider(def); },
                       [&](Pragma& directive) { pragma(directive); },
                       [](auto&) {}, // clauses later; options are the command's business
                   },
                   item);
    split_clauses(program);
    for (Item& item : program.items)
        if (auto* found = std::get_if<Clause>(&item))
            try {
                clause(*found, report);
            } catch (Failure& failure) {
                add_error(std::move(failure.diagnostic));
            }
    check_pragma_use(program);
    return report;
}

/// The body is checked before the predicate; when it fails on an unknown name, which the predicate
/// may bring to life, once more the other way round.
void Checker::clause(Clause& clause, StabilityReport& report) {
    for (const ProbeDesc& desc : clause.pdescs)
        bind(desc);
    pdesc_ = &clause.pdescs.front();
    auto mark = scopes_.mark();
    try {
        clause_parts(clause, false);
    } catch (Failure& failure) {
        const std::string& tag = failure.diagnostic.tag;
        bool in_body = failure.diagnostic.region == source::Region::ActionList;
        if (!clause.predicate || !in_body || (tag != "D_IDENT_UNDEF" && tag != "D_VAR_UNDEF"))
            throw;
        scopes_.rollback(mark);
        clause_parts(clause, true);
    }
    clause_stability(clause, report);
    pdesc_ = nullptr;
}

void Checker::clause_parts(Clause& clause, bool predicate_first) {
    order_ = {};
    if (predicate_first)
        in_region(source::Region::Predicate, [&] { predicate(clause); });
    in_region(source::Region::ActionList, [&] { statements(clause.body); });
    if (!predicate_first)
        in_region(source::Region::Predicate, [&] { predicate(clause); });
}

void Checker::predicate(Clause& clause) {
    if (!clause.predicate)
        return;
    Expr& condition = *clause.predicate;
    expr(condition);
    if (!types::is_scalar(condition.type)) {
        forbid_actions(condition, false);
        std::vector<std::string> hints;
        if (types::is_strcompat(condition.type))
            hints.push_back("compare the string: != \"\" or != NULL");
        fail(condition.range, "D_PRED_SCALAR",
             "predicate result must be of scalar type, not " + quoted(condition.type),
             std::move(hints));
    }
    forbid_actions(condition, false);
}

void Checker::statements(StmtList& list) {
    for (auto& stmt : list)
        statement(*stmt);
}

void Checker::statement(Stmt& stmt) {
    if (auto* branch = std::get_if<IfStmt>(&stmt.node)) {
        scalar(*branch->cond, "if");
        forbid_actions(*branch->cond, false);
        Order before = order_;
        statements(branch->then_body);
        std::swap(order_, before);
        statements(branch->else_body);
        order_.committed |= before.committed;
        order_.speculating |= before.speculating;
        order_.recorded |= before.recorded;
        return;
    }
    Expr& root = *std::get<ExprStmt>(stmt.node).expr;
    expression_statement(root);
}

void Checker::expression_statement(Expr& root) {
    const auto* bare = root.as<AggRef>();
    expr(root);
    if (bare)
        fail(root.range, "D_AGG_NULL", "expression statement @" + bare->name + " has null effect");
    forbid_actions(root, true);
    const auto* assign = root.as<Assign>();
    const dif::FunctionRow* row = called(assign ? *assign->right : root);
    if (row && row->kind != dif::FunctionKind::SUBR)
        action_order(root, *row);
}

} // namespace dtrace::sema
