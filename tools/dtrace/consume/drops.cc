// SPDX-License-Identifier: GPL-2.0
// One row for each class of drop that the status call counts, in the order of reports.
#include "consume/drops.h"

#include "base/strings.h"

namespace dtrace::consume {

namespace {

struct DropRow {
    std::string_view tag;
    std::string_view noun; ///< counted, plural by number
    std::string_view rest;
    __u64 dtrace_status::*counter;
};

constexpr DropRow ROWS[] = {
    {"DYNAMIC", "dynamic variable drop", "", &dtrace_status::drops_dynamic},
    {"DYNRINSE", "dynamic variable drop", " with non-empty rinsing list",
     &dtrace_status::drops_dynamic_rinse},
    {"DYNDIRTY", "dynamic variable drop", " with non-empty dirty list",
     &dtrace_status::drops_dynamic_dirty},
    {"SPEC", "speculative drop", "", &dtrace_status::drops_spec},
    {"SPECBUSY", "failed speculation", " (available buffer(s) still busy)",
     &dtrace_status::drops_spec_busy},
    {"SPECUNAVAIL", "failed speculation", " (no speculative buffer available)",
     &dtrace_status::drops_spec_unavail},
    {"STKSTROVERFLOW", "jstack()/ustack() string table overflow", "",
     &dtrace_status::drops_stkstroverflow},
    {"DBLERROR", "error", " in ERROR probe enabling", &dtrace_status::drops_dblerror},
    {"RECURSION", "probe firing", " skipped inside probe context", &dtrace_status::skips_recursion},
    {"NMI", "probe firing", " skipped in NMI", &dtrace_status::skips_nmi},
    {"SIGNAL", "signal", " of stop() or raise() lost", &dtrace_status::signals_lost},
    {"MISSED", "probe firing", " missed by the provider", &dtrace_status::missed},
    {"LATE", "new probe", " could not be enabled", &dtrace_status::enable_failed},
};

} // namespace

Drop principal_drop(uint32_t cpu, uint64_t count) {
    return {"PRINCIPAL", counted(count, "drop") + " on CPU " + std::to_string(cpu), count, count,
            cpu};
}

Drop aggregation_drop(uint32_t cpu, uint64_t count) {
    return {"AGGREGATION", counted(count, "aggregation drop") + " on CPU " + std::to_string(cpu),
            count, count, cpu};
}

std::vector<Drop> DropCounters::update(const dtrace_status& status) {
    std::vector<Drop> drops;
    for (const DropRow& row : ROWS) {
        uint64_t total = status.*row.counter;
        uint64_t count = total - last_.*row.counter;
        if (count != 0)
            drops.push_back(
                {row.tag, counted(count, row.noun) + std::string(row.rest), count, total, {}});
    }
    last_ = status;
    return drops;
}

} // namespace dtrace::consume
