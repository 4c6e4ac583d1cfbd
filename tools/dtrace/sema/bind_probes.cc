// SPDX-License-Identifier: GPL-2.0
// Probe descriptions against the probes there are.
#include "sema/checker.h"

#include <array>

namespace dtrace::sema {

namespace {

std::string four_fields(const ast::ProbeDesc& desc) {
    return desc.provider + ":" + desc.module + ":" + desc.function + ":" + desc.name;
}

/// The description with its fields moved, as by a colon too few or too many, when that matches.
std::string moved_fields(const ast::ProbeDesc& desc, types::ProbeCatalog& probes) {
    const std::array fields{desc.provider, desc.module, desc.function, desc.name};
    const auto count = static_cast<ptrdiff_t>(fields.size());
    for (ptrdiff_t by : {-1, 1, -2, 2, -3, 3}) {
        ast::ProbeDesc moved;
        const std::array to{&moved.provider, &moved.module, &moved.function, &moved.name};
        bool lossless = true;
        for (ptrdiff_t i = 0; i < count; i++) {
            if (i + by >= 0 && i + by < count)
                *to[static_cast<size_t>(i + by)] = fields[static_cast<size_t>(i)];
            else
                lossless &= fields[static_cast<size_t>(i)].empty();
        }
        if (lossless &&
            probes.count_matches(moved.provider, moved.module, moved.function, moved.name, 0, 1))
            return four_fields(moved);
    }
    return "";
}

/// What may have been meant by a description that matches nothing.
std::vector<std::string> no_match_hints(const ast::ProbeDesc& desc, types::ProbeCatalog& probes) {
    const std::string& provider = desc.provider;
    if (!provider.empty() && provider.back() >= '0' && provider.back() <= '9')
        return {"there are no probes of processes: a provider that ends with a pid has none"};
    std::string moved = moved_fields(desc, probes);
    if (!moved.empty())
        return {"did you mean " + moved + "? Fields are counted from the right"};
    auto names = probes.nearest(provider, desc.module, desc.function, desc.name);
    if (names.empty())
        return {};
    return {"did you mean " + names.front() + "?"};
}

} // namespace

void Checker::bind(const ast::ProbeDesc& desc) {
    types::ProbeCatalog& probes = session_.probes();
    if (probes.count_matches(desc.provider, desc.module, desc.function, desc.name, desc.id, 1) > 0)
        return;
    if (desc.id)
        fail(desc.range, "D_PDESC_INVAL",
             "invalid probe identifier " + std::to_string(desc.id) + ": Unknown probe identifier");
    if (options_.zdefs)
        return;
    std::string why = probes.why_none(desc.provider, desc.module, desc.function, desc.name);
    if (!why.empty())
        fail(desc.range, "D_PDESC_ZERO",
             "probe description " + four_fields(desc) + " does not match any probes: " + why);
    fail(desc.range, "D_PDESC_ZERO",
         "probe description " + four_fields(desc) + " does not match any probes",
         no_match_hints(desc, probes));
}

} // namespace dtrace::sema
