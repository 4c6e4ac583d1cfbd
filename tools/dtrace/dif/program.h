/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// A compiled D program: clauses, actions and DIF objects, and what the consumer must know to
/// render their records.
///
/// The code generator makes it, dof/ writes the kernel's part of it as an image, consume/ and
/// format/ use the rest.
#pragma once

#include "fmt/printf_spec.h"
#include "source/range.h"
#include "types/type.h"

#include <linux/dtrace/dof.h>
#include <linux/dtrace/ioctl.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dtrace::dif {

struct Var {
    std::string name;
    dtrace_dif_var row; ///< row.name is filled in by dof/
};

/// One DIF object.
struct Difo {
    std::vector<dtrace_dif_insn> text;
    std::vector<uint64_t> ints;
    std::string strs; ///< NUL-terminated strings back to back; offset 0 is the empty string
    std::vector<Var> vars;
    dtrace_dif_type rtype{};
};

struct Action {
    dtrace_action_kind kind = DTRACE_ACT_NONE;
    std::optional<Difo> difo, difo2;
    uint32_t ntuple = 0;
    uint32_t aggvar = 0;
    uint64_t arg = 0;
    uint32_t statement = 0; ///< index into Program::statements; becomes the uarg
};

/// What the consumer does with the records of one statement.
enum class StatementKind {
    Expr,   ///< evaluated, nothing recorded
    Trace,  ///< trace(), also tracemem(), stack(), sym(): rendered by the type and the action kind
    Printf, ///< format set, one value per conversion argument
    Printa, ///< aggs set, format optional
    Exit,
    Aggregate, ///< nothing in the principal buffer
    Clear,
    Trunc,
    Normalize,
    Denormalize,
    Setopt,
    Ftruncate,
    Freopen,
    System,
    Error, ///< the internal clause on dtrace:::ERROR
};

struct Statement {
    StatementKind kind = StatementKind::Expr;
    source::Range range;
    std::optional<fmt::Format> format;     ///< Printf, Printa, System, Freopen
    std::vector<const types::Type*> types; ///< of the values recorded, in order
    std::vector<uint32_t>
        aggs; ///< Printa, Clear, Trunc, Normalize, Denormalize: aggregation variables
};

struct ProbePattern {
    std::string provider, module, function, name;
    uint32_t id = 0;
};

struct Clause {
    std::vector<ProbePattern> pdescs;
    std::optional<Difo> predicate;
    std::vector<Action> actions;
    source::Range range;
};

/// An aggregation variable of the session.
struct AggVar {
    uint32_t id = 0;
    std::string name;  ///< without the @
    uint32_t kind = 0; ///< DTRACE_ACT_AGG_*
    uint64_t arg = 0;  ///< parameter word
    std::vector<const types::Type*> keys;
};

struct Program {
    std::string name; ///< as messages show it
    std::vector<Clause> clauses;
    std::vector<Statement> statements;
    std::vector<AggVar> aggs; ///< those the program names
};

} // namespace dtrace::dif
