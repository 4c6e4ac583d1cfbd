// SPDX-License-Identifier: GPL-2.0
// Probe descriptions against the probes there are.
#include "sema/checker.h"

namespace dtrace::sema {

namespace {

std::string four_fields(const ast::ProbeDesc& desc) {
    return desc.provider + ":" + desc.module + ":" + desc.function + ":" + desc.name;
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
    std::vector<std::string> hints;
    if (!why.empty())
        fail(desc.range, "D_PDESC_ZERO",
             "probe description " + four_fields(desc) + " does not match any probes: " + why);
    for (const std::string& name :
         probes.nearest(desc.provider, desc.module, desc.function, desc.name)) {
        hints.push_back("did you mean " + name + "?");
        break;
    }
    fail(desc.range, "D_PDESC_ZERO",
         "probe description " + four_fields(desc) + " does not match any probes", std::move(hints));
}

} // namespace dtrace::sema
