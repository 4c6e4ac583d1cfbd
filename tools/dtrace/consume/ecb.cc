// SPDX-License-Identifier: GPL-2.0
// Descriptions of ECBs and aggregations, joined with the program they came from.
#include "consume/ecb.h"

#include "dof/uarg.h"

namespace dtrace::consume {

namespace {

/// Calls `ask(room)` until the description fits; it returns how many rows there are, or less than
/// 0.
template <class Ask>
bool ask_rows(std::vector<dtrace_rec_desc>& rows, Ask ask) {
    rows.resize(16);
    for (;;) {
        long count = ask(rows);
        if (count < 0)
            return false;
        bool fits = static_cast<size_t>(count) <= rows.size();
        rows.resize(static_cast<size_t>(count));
        if (fits)
            return true;
    }
}

uint64_t address(std::vector<dtrace_rec_desc>& rows) {
    return reinterpret_cast<uintptr_t>(rows.data());
}

/// Splits the records of a clause by statement, in the order of its actions: a statement may also
/// have no record.
std::vector<EcbItem> split_items(const dif::Program& program, const dif::Clause& clause,
                                 const std::vector<dtrace_rec_desc>& recs) {
    std::vector<EcbItem> items;
    size_t next = 0;
    for (size_t i = 0; i < clause.actions.size(); i++) {
        uint32_t index = clause.actions[i].statement;
        if (i > 0 && clause.actions[i - 1].statement == index)
            continue;
        if (index >= program.statements.size())
            continue;
        EcbItem item{&program.statements[index], next, 0};
        while (next < recs.size() && dof::unpack_uarg(recs[next].uarg).index == index)
            next++;
        item.count = next - item.first;
        items.push_back(item);
    }
    return items;
}

} // namespace

bool Ecbs::describe(Ecb& ecb) {
    dtrace_epid_desc desc{};
    bool known = ask_rows(ecb.recs, [&](auto& rows) -> long {
        desc.epid = ecb.epid;
        desc.nrecs = static_cast<uint32_t>(rows.size());
        desc.recs = address(rows);
        return device_.call(DTRACE_IOC_EPID_DESC, desc) < 0 ? -1 : static_cast<long>(desc.nrecs);
    });
    if (!known)
        return false;
    dof::Uarg uarg = dof::unpack_uarg(desc.uarg);
    if (uarg.program >= programs_.size() || uarg.index >= programs_[uarg.program]->clauses.size())
        return false;
    ecb.program = programs_[uarg.program].get();
    ecb.clause = &ecb.program->clauses[uarg.index];
    ecb.probe = probes_.find(desc.probe_id);
    if (!ecb.probe)
        ecb.probe = &unknown_probe_;
    ecb.items = split_items(*ecb.program, *ecb.clause, ecb.recs);
    return true;
}

const Ecb* Ecbs::find(uint32_t epid) {
    auto [place, fresh] = ecbs_.try_emplace(epid);
    Ecb& ecb = place->second;
    if (fresh) {
        ecb.epid = epid;
        if (!describe(ecb))
            ecb.program = nullptr;
    }
    return ecb.program ? &ecb : nullptr;
}

const AggLayout* Ecbs::find_aggregation(uint32_t aggid) {
    auto [place, fresh] = aggregations_.try_emplace(aggid);
    AggLayout& layout = place->second;
    if (!fresh)
        return layout.desc.aggid ? &layout : nullptr;
    dtrace_agg_desc& desc = layout.desc;
    bool known = ask_rows(layout.keys, [&](auto& rows) -> long {
        desc = {};
        desc.aggid = aggid;
        desc.nkeys = static_cast<uint32_t>(rows.size());
        desc.keys = address(rows);
        return device_.call(DTRACE_IOC_AGG_DESC, desc) < 0 ? -1 : static_cast<long>(desc.nkeys);
    });
    if (!known)
        desc = {};
    return known ? &layout : nullptr;
}

} // namespace dtrace::consume
