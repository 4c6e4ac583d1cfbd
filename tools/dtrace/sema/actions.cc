// SPDX-License-Identifier: GPL-2.0
// What each action asks of its arguments beyond its prototype, and the order of actions in a
// clause.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;

struct Checker::ActionCheck {
    std::string_view name;
    void (Checker::*check)(Call& node);
};

const Checker::ActionCheck Checker::action_checks[] = {
    {"trace", &Checker::action_trace},
    {"tracemem", &Checker::action_tracemem},
    {"print", &Checker::action_print},
    {"printf", &Checker::action_printf},
    {"system", &Checker::action_printf},
    {"freopen", &Checker::action_freopen},
    {"printa", &Checker::action_printa},
    {"clear", &Checker::action_aggregation},
    {"trunc", &Checker::action_aggregation},
    {"normalize", &Checker::action_aggregation},
    {"denormalize", &Checker::action_aggregation},
    {"stack", &Checker::action_stack},
    {"ustack", &Checker::action_ustack},
    {"jstack", &Checker::action_ustack},
};

void Checker::action(Expr&, Call& node, const dif::FunctionRow& row) {
    for (const ActionCheck& entry : action_checks)
        if (entry.name == row.name)
            (this->*entry.check)(node);
}

void Checker::action_trace(Call& node) {
    const Expr& arg = *node.args.front();
    if (types::is_void(arg.type))
        fail(arg.range, "D_TRACE_VOID", "trace( ) may not be applied to a void expression");
    if (arg.as<AggRef>())
        fail(arg.range, "D_TRACE_AGG", "trace( ) may not be applied to an aggregation",
             {"use printa(@" + arg.as<AggRef>()->name + ")"});
    if (types::is_dynamic(arg.type))
        fail(arg.range, "D_TRACE_DYN", "trace( ) may not be applied to a dynamic expression");
}

void Checker::action_print(Call& node) {
    const Expr& arg = *node.args.front();
    if (types::is_void(arg.type))
        fail(arg.range, "D_PRINT_VOID", "print( ) may not be applied to a void expression");
    if (arg.as<AggRef>())
        fail(arg.range, "D_PRINT_AGG", "print( ) may not be applied to an aggregation");
    if (types::is_dynamic(arg.type))
        fail(arg.range, "D_PRINT_DYN", "print( ) may not be applied to a dynamic expression");
}

void Checker::action_tracemem(Call& node) {
    const Expr &addr = *node.args[0], &size = *node.args[1];
    if (!types::is_pointer(addr.type) && !types::is_integer(addr.type))
        fail(addr.range, "D_TRACEMEM_ADDR",
             "tracemem( ) argument #1 must be a pointer or integer, not " + quoted(addr.type));
    if (!is_posconst(size))
        fail(size.range, "D_TRACEMEM_SIZE",
             "tracemem( ) argument #2 must be a non-zero positive integral constant expression");
}

void Checker::action_stack(Call& node) {
    if (!node.args.empty() && !is_posconst(*node.args[0]))
        fail(node.args[0]->range, "D_STACK_SIZE",
             "stack( ) argument #1 must be a non-zero positive integer constant");
}

void Checker::action_ustack(Call& node) {
    if (!node.args.empty() && !is_posconst(*node.args[0]))
        fail(node.args[0]->range, "D_USTACK_FRAMES",
             node.name + "( ) argument #1 must be a non-zero positive integer constant");
    if (node.args.size() < 2)
        return;
    const Expr& size = *node.args[1];
    if (!size.as<IntLit>() || (!is_posconst(size) && !is_zero(size)))
        fail(size.range, "D_USTACK_STRSIZE",
             node.name + "( ) argument #2 must be a positive integer constant");
}

/// clear(), trunc(), normalize(), denormalize(): an aggregation that exists.
void Checker::action_aggregation(Call& node) {
    static constexpr struct {
        std::string_view name;
        const char *arg, *bad;
    } tags[] = {
        {"clear", "D_CLEAR_AGGARG", "D_CLEAR_AGGBAD"},
        {"trunc", "D_TRUNC_AGGARG", "D_TRUNC_AGGBAD"},
        {"normalize", "D_NORMALIZE_AGGARG", "D_NORMALIZE_AGGBAD"},
        {"denormalize", "D_NORMALIZE_AGGARG", "D_NORMALIZE_AGGBAD"},
    };
    const Expr& arg = *node.args.front();
    const auto* agg = arg.as<AggRef>();
    for (const auto& row : tags) {
        if (row.name != node.name)
            continue;
        if (!agg || !agg->keys.empty())
            fail(arg.range, row.arg, node.name + "( ) argument #1 must be an aggregation");
        if (!agg->symbol->agg_kind)
            fail(arg.range, row.bad, "undefined aggregation: @" + agg->name);
    }
}

void Checker::action_printf(Call& node) {
    fmt::Format format = check_format(node, *node.args.front());
    std::vector<const Type*> args;
    for (size_t i = 1; i < node.args.size(); i++)
        args.push_back(node.args[i]->type);
    check_conversions(node, format, args, false);
}

/// An empty name is legal: back to the original output.
void Checker::action_freopen(Call& node) {
    const auto* text = node.args.front()->as<StringLit>();
    if (text && text->value.empty() && node.args.size() == 1)
        return;
    if (text && text->value == ".")
        fail(node.args.front()->range, "D_FREOPEN_INVALID", "freopen( ) of \".\" is not possible");
    action_printf(node);
}

void Checker::action_printa(Call& node) {
    bool formatted = types::is_string(node.args.front()->type);
    size_t first = formatted ? 1 : 0;
    if (node.args.size() == first)
        fail(node.args.front()->range, "D_PRINTA_PROTO",
             "printa( ) prototype mismatch: an aggregation must follow the format");
    const Symbol* leader = nullptr;
    for (size_t i = first; i < node.args.size(); i++) {
        const Expr& arg = *node.args[i];
        const auto* agg = arg.as<AggRef>();
        if (!agg || !agg->keys.empty())
            fail(arg.range, "D_PRINTA_AGGARG",
                 "printa( ) argument #" + std::to_string(i + 1) + " must be an aggregation");
        if (!agg->symbol->agg_kind)
            fail(arg.range, "D_PRINTA_AGGBAD", "undefined aggregation: @" + agg->name);
        if (leader)
            same_keys(arg, *leader, *agg->symbol);
        leader = agg->symbol;
    }
    if (formatted)
        check_conversions(node, check_format(node, *node.args.front()), leader->keys, true);
}

/// Aggregations that are printed together have keys of the same number and types.
void Checker::same_keys(const Expr& arg, const Symbol& left, const Symbol& right) {
    std::string both = "printa( ) @" + left.name + " and @" + right.name;
    if (left.keys.size() != right.keys.size())
        fail(arg.range, "D_PRINTA_AGGKEY", both + " have different numbers of keys");
    for (size_t i = 0; i < left.keys.size(); i++)
        if (!types::argcompat(left.keys[i], right.keys[i], false))
            fail(arg.range, "D_PRINTA_AGGPROTO",
                 both + " have different types of key #" + std::to_string(i + 1) + ": " +
                     quoted(left.keys[i]) + " and " + quoted(right.keys[i]));
}

// ---- order ----

namespace {

struct OrderRow {
    std::string_view name;                          ///< "" = by flags
    const char *committed, *speculating, *recorded; ///< tag when the state holds; nullptr: fine
};

constexpr OrderRow commit_row = {"commit", nullptr, nullptr, "D_COMM_DREC"};
constexpr OrderRow speculate_row = {"speculate", "D_SPEC_COMM", "D_SPEC_SPEC", "D_SPEC_DREC"};
constexpr OrderRow discard_row = {"discard", nullptr, nullptr, nullptr};
constexpr OrderRow exit_row = {"exit", "D_DREC_COMM", "D_EXIT_SPEC", nullptr};
constexpr OrderRow destructive_row = {"", nullptr, "D_ACT_SPEC", nullptr};
constexpr OrderRow aggregation_row = {"", "D_AGG_COMM", "D_AGG_SPEC", nullptr};
constexpr OrderRow recording_row = {"", "D_DREC_COMM", nullptr, nullptr};
constexpr OrderRow plain_row = {"", nullptr, nullptr, nullptr};

const OrderRow& order_row(const dif::FunctionRow& row) {
    for (const OrderRow* named : {&commit_row, &speculate_row, &discard_row, &exit_row})
        if (named->name == row.name)
            return *named;
    if (row.flags & dif::FN_DESTR)
        return destructive_row;
    if (row.kind == dif::FunctionKind::AGG)
        return aggregation_row;
    return row.flags & dif::FN_REC ? recording_row : plain_row;
}

} // namespace

/// What may follow what in a clause: data may not be recorded after commit(), nor before
/// speculate().
void Checker::action_order(const Expr& expr, const dif::FunctionRow& row) {
    const OrderRow& rule = order_row(row);
    std::string name(row.name);
    auto refuse = [&](bool state, const char* tag, const char* what) {
        if (state && tag)
            fail(expr.range, tag, name + "( ) may not follow " + what + " in the same clause");
    };
    refuse(order_.speculating, rule.speculating, "speculate( )");
    refuse(order_.committed, rule.committed, "commit( )");
    refuse(order_.recorded, rule.recorded, "an action that records data");
    if (&rule == &commit_row)
        order_.committed = true;
    else if (&rule == &speculate_row)
        order_.speculating = true;
    else if (&rule == &aggregation_row || &rule == &exit_row || &rule == &recording_row)
        order_.recorded |= !order_.speculating;
}

} // namespace dtrace::sema
