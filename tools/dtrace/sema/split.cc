// SPDX-License-Identifier: GPL-2.0
// Clauses that name args[] are checked once for each of their descriptions, whose probes may have
// other types there: each description gets a clause of its own.
#include "ast/walk.h"
#include "sema/checker.h"
#include "sema/clone.h"

namespace dtrace::sema {

using namespace ast;

namespace {

bool uses_args(const Expr& root) {
    bool found = false;
    walk(root, [&](const Expr& expr) {
        const auto* ident = expr.as<Ident>();
        found |= ident && !ident->scoped && ident->scope == Scope::Global && ident->name == "args";
    });
    return found;
}

bool uses_args(const Clause& clause) {
    bool found = clause.predicate && uses_args(*clause.predicate);
    walk_statements(clause.body, [&](const Stmt& stmt) {
        if (const auto* branch = std::get_if<IfStmt>(&stmt.node))
            found |= uses_args(*branch->cond);
        else
            found |= uses_args(*std::get<ExprStmt>(stmt.node).expr);
    });
    return found;
}

/// The clause for one of its descriptions.
Clause clause_for(const Clause& all, const ProbeDesc& desc) {
    Clause one{all.range, {desc}, nullptr, clone_unchecked(all.body), all.has_body};
    if (all.predicate)
        one.predicate = clone_unchecked(*all.predicate);
    return one;
}

} // namespace

void Checker::split_clauses(Program& program) {
    std::vector<Item> items;
    items.reserve(program.items.size());
    for (Item& item : program.items) {
        const auto* found = std::get_if<Clause>(&item);
        if (!found || found->pdescs.size() < 2 || !uses_args(*found)) {
            items.push_back(std::move(item));
            continue;
        }
        for (const ProbeDesc& desc : found->pdescs)
            items.emplace_back(clause_for(*found, desc));
    }
    program.items = std::move(items);
}

} // namespace dtrace::sema
