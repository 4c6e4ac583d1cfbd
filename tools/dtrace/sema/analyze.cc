// SPDX-License-Identifier: GPL-2.0
// The order of analysis: declarations first, then clauses in text order.
#include "sema/checker.h"

#include "ast/walk.h"
#include "parse/parser.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

/// Errors that a statement, a translator or a declaration in error may explain whatever their words
/// are.
constexpr std::string_view consequential_tags[] = {
    "D_ACT_SPEC",  "D_AGG_COMM",  "D_AGG_SPEC",   "D_ARGS_XLATOR",   "D_COMM_DREC",
    "D_DREC_COMM", "D_EXIT_SPEC", "D_ID_OFLOW",   "D_PRAGMA_UNUSED", "D_SPEC_COMM",
    "D_SPEC_DREC", "D_SPEC_SPEC", "D_XLATE_NONE", "D_XLATE_NOCONV"};

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
        checker.add_error(std::move(failure.diagnostic), failure.diagnostic.range);
    }
    if (checker.errors().empty())
        return report;
    session.scopes().rollback(mark);
    return checker.errors();
}

std::string_view Checker::text_of(Range range) const {
    bool known = options_.sources && options_.sources->has(range.file);
    return known ? options_.sources->text(range) : std::string_view();
}

void Checker::suspect(Range piece) {
    suspects_.add(text_of(piece), [this](std::string_view word) {
        return session_.is_global(word) || session_.is_type(word) || scopes_.find_function(word);
    });
}

void Checker::add_error(source::Diagnostic error, Range piece) {
    const auto& skipped = options_.skipped;
    while (skipped_seen_ < skipped.size() && skipped[skipped_seen_].begin < piece.begin)
        suspect(skipped[skipped_seen_++]);
    bool first = errors_.empty() && skipped_seen_ == 0;
    bool follows = !first && (may_follow(error.tag) || suspects_.has_word_of(text_of(piece)));
    // A clause is checked once for each of its descriptions.
    bool known = std::ranges::any_of(errors_, [&](const source::Diagnostic& other) {
        return other.range.file == error.range.file && other.range.begin == error.range.begin;
    });
    if (!follows && !known && errors_.size() < parse::max_errors)
        errors_.push_back(std::move(error));
    suspect(piece);
}

/// Files the error of a piece of the program, if it has one.
template <typename Check>
void Checker::checked(Range piece, Check check) {
    try {
        check();
    } catch (Failure& failure) {
        defining_.clear();
        add_error(std::move(failure.diagnostic), piece);
    }
}

/// Declarations count for the whole program, wherever they stand; clauses are checked in text
/// order. Without what a directive asks for nothing else is worth checking.
StabilityReport Checker::program(Program& program) {
    check_pragma_scopes(program);
    collect_directives(program);
    StabilityReport report;
    for (Item& item : program.items)
        std::visit(Overloaded{
                       [&](Declaration& decl) { checked(decl.range, [&] { declaration(decl); }); },
                       [&](InlineDef& def) { checked(def.range, [&] { inline_def(def); }); },
                       [&](TranslatorDef& def) { checked(def.range, [&] { translator(def); }); },
                       [&](ProviderDef& def) { checked(def.range, [&] { provider(def); }); },
                       [&](Pragma& directive) { pragma(directive); },
                       [](auto&) {}, // clauses later; options are the command's business
                   },
                   item);
    split_clauses(program);
    for (Item& item : program.items)
        if (auto* found = std::get_if<Clause>(&item))
            checked(found->range, [&] { clause(*found, report); });
    if (errors_.empty() && options_.skipped.empty())
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
    const size_t before = errors_.size();
    predicate_follows_ = clause.predicate != nullptr;
    try {
        clause_parts(clause, false);
    } catch (Failure&) {
        scopes_.rollback(mark);
        predicate_follows_ = false;
        clause_parts(clause, true);
    }
    // Nothing depends on stability.
    if (errors_.size() == before)
        checked({}, [&] { clause_stability(clause, report); });
    pdesc_ = nullptr;
}

void Checker::clause_parts(Clause& clause, bool predicate_first) {
    order_ = {};
    if (predicate_first)
        predicate(clause);
    statements(clause.body);
    if (!predicate_first)
        predicate(clause);
}

void Checker::predicate(Clause& clause) {
    if (clause.predicate)
        checked(clause.predicate->range, [&] {
            in_region(source::Region::Predicate, [&] { condition(*clause.predicate); });
        });
}

void Checker::condition(Expr& condition) {
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

/// Each on its own. An unknown name that the predicate may bring to life ends all, without a
/// message.
void Checker::statements(StmtList& list) {
    for (auto& stmt : list)
        try {
            in_region(source::Region::ActionList, [&] { statement(*stmt); });
        } catch (Failure& failure) {
            const std::string& tag = failure.diagnostic.tag;
            if (predicate_follows_ && (tag == "D_IDENT_UNDEF" || tag == "D_VAR_UNDEF"))
                throw;
            predicate_follows_ = false;
            add_error(std::move(failure.diagnostic), stmt->range);
        }
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
