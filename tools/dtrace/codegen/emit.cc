// SPDX-License-Identifier: GPL-2.0
/// @file
/// Code generation: registers and branch targets are fixed, clauses become the compiled program.
#include "codegen/emit.h"

#include "codegen/regs.h"

#include <algorithm>
#include <utility>

namespace dtrace::codegen {

namespace {

class Generator {
public:
    explicit Generator(const Input& input) : input_(input) {}

    std::variant<dif::Program, source::Diagnostic> run() {
        out_.name = input_.name;
        ir::Lowered lowered{input_.strsize, {}, {}};
        for (const ast::Item& item : input_.program.items) {
            const auto* clause = std::get_if<ast::Clause>(&item);
            if (!clause)
                continue;
            if (auto error = ir::lower_clause(*clause, input_.local_ids, input_.int_type, lowered))
                return *error;
        }
        for (ir::Clause& clause : lowered.clauses)
            add(clause);
        out_.statements = std::move(lowered.statements);
        add_aggregations();
        if (error_)
            return *error_;
        return std::move(out_);
    }

private:
    std::optional<dif::Difo> difo(std::optional<ir::Function>& fn, source::Range range) {
        if (!fn)
            return std::nullopt;
        std::optional<dif::Difo> out = assemble(std::move(*fn), input_.nregs);
        if (!out && !error_)
            error_ = source::Diagnostic{.tag = "D_NOREG",
                                        .range = range,
                                        .message = "Insufficient registers to generate code"};
        return out;
    }

    void add(ir::Clause& from) {
        dif::Clause clause;
        clause.range = from.source->range;
        for (const ast::ProbeDesc& d : from.source->pdescs)
            clause.pdescs.push_back({d.provider, d.module, d.function, d.name, d.id});
        clause.predicate = difo(from.predicate, clause.range);
        for (ir::Action& a : from.actions) {
            dif::Action action;
            action.kind = a.kind;
            action.difo = difo(a.code, clause.range);
            action.difo2 = difo(a.code2, clause.range);
            action.ntuple = a.ntuple;
            action.aggvar = a.aggvar;
            action.arg = a.arg;
            action.statement = a.statement;
            clause.actions.push_back(std::move(action));
        }
        out_.clauses.push_back(std::move(clause));
    }

    void add_aggregations() {
        for (const ast::Symbol* s : input_.aggregations)
            if (s->agg_kind)
                out_.aggs.push_back({s->id, s->name, s->agg_kind, s->agg_arg, s->keys});
    }

    const Input& input_;
    dif::Program out_;
    std::optional<source::Diagnostic> error_;
};

/// The final form of one operation.
dtrace_dif_insn finish(const ir::Inst& inst, const ir::Function& fn,
                       const std::vector<uint8_t>& home) {
    OperandUse use = operand_use(inst.op);
    dtrace_dif_insn out{};
    out.op = static_cast<uint8_t>(inst.op);
    out.rd = use.writes_rd || use.reads_rd ? home[inst.rd] : 0;
    out.r1 = use.reads_r1 ? home[inst.r1] : 0;
    out.r2 = use.reads_r2 ? home[inst.r2] : 0;
    out.imm = use.is_branch ? fn.labels[inst.imm] : inst.imm;
    return out;
}

} // namespace

std::optional<dif::Difo> assemble(ir::Function fn, uint32_t nregs) {
    std::optional<std::vector<uint8_t>> home = allocate(fn, nregs);
    if (!home)
        return std::nullopt;
    dif::Difo out;
    for (const ir::Inst& inst : fn.insts)
        out.text.push_back(finish(inst, fn, *home));
    out.ints = std::move(fn.ints);
    // A table with nothing but the empty string is left out when nobody needs that.
    auto loads_string = [](const dtrace_dif_insn& insn) { return insn.op == DTRACE_DIF_OP_SETS; };
    if (fn.strs.size() > 1 || std::any_of(out.text.begin(), out.text.end(), loads_string))
        out.strs = std::move(fn.strs);
    out.vars = std::move(fn.vars);
    out.rtype = fn.rtype;
    return out;
}

std::variant<dif::Program, source::Diagnostic> generate(const Input& input) {
    return Generator(input).run();
}

} // namespace dtrace::codegen
