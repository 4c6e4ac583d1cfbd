/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From a checked clause to clauses without control flow whose actions carry intermediate code.
#pragma once

#include "ast/ast.h"
#include "dif/program.h"
#include "ir/ir.h"
#include "source/diagnostic.h"

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace dtrace::ir {

/// dif::Action with code that has no registers yet.
struct Action {
    dtrace_action_kind kind = DTRACE_ACT_NONE;
    std::optional<Function> code, code2;
    uint32_t ntuple = 0;
    uint32_t aggvar = 0;
    uint64_t arg = 0;
    uint32_t statement = 0;
};

struct Clause {
    const ast::Clause* source;
    std::optional<Function> predicate;
    std::vector<Action> actions;
};

/// What lowering adds to a program.
struct Lowered {
    uint64_t strsize; ///< bytes of a string; known beforehand
    std::vector<Clause> clauses;
    std::vector<dif::Statement> statements;
};

/// Gives out ids of hidden clause-local variables, which `if` needs; each call a new one.
class LocalIds {
public:
    virtual ~LocalIds() = default;
    virtual uint32_t next_local_id() = 0;
};

/// Lower one clause and append to `out`. A clause with `if` becomes several clauses on the same
/// probes: see lower_if.cc. Returns the first error.
std::optional<source::Diagnostic> lower_clause(const ast::Clause& clause, LocalIds& ids,
                                               const types::Type* int_type, Lowered& out);

} // namespace dtrace::ir
