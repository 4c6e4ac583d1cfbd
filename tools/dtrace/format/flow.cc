// SPDX-License-Identifier: GPL-2.0
// Entries indent what follows, returns end it; further clauses of the same probe do neither.
#include "format/flow.h"

namespace dtrace::format {

namespace {

constexpr size_t STEP = 2;

enum class Kind { Entry, Return, None };

bool is_or_ends(const std::string& name, const std::string& word) {
    return name == word || name.ends_with("-" + word);
}

Kind kind_of(const kern::Probe& probe) {
    if (is_or_ends(probe.name, "entry"))
        return Kind::Entry;
    return is_or_ends(probe.name, "return") ? Kind::Return : Kind::None;
}

bool same_probe_other_clause(const consume::Ecb* a, uint32_t probe, uint32_t epid) {
    return a && a->probe->id == probe && a->epid != epid;
}

std::string arrow(Kind kind, bool is_syscall) {
    if (kind == Kind::None)
        return "| ";
    if (kind == Kind::Entry)
        return is_syscall ? " => " : " -> ";
    return is_syscall ? " <= " : " <- ";
}

} // namespace

std::string Flow::text(const consume::Firing& firing) {
    const consume::Ecb& ecb = *firing.ecb;
    const kern::Probe& probe = *ecb.probe;
    State& state = cpus_[firing.cpu];
    Kind kind = kind_of(probe);
    if (kind == Kind::Entry && same_probe_other_clause(&ecb, state.probe, state.epid))
        kind = Kind::None;
    if (kind == Kind::Return && same_probe_other_clause(firing.next, probe.id, ecb.epid))
        kind = Kind::None;
    state.probe = probe.id;
    state.epid = ecb.epid;
    if (kind == Kind::Return)
        state.indent -= std::min(state.indent, STEP);
    std::string text(state.indent, ' ');
    text += arrow(kind, probe.provider == "syscall") + probe.function;
    if (kind == Kind::None)
        text += ":" + probe.name;
    if (kind == Kind::Entry)
        state.indent += STEP;
    return text;
}

} // namespace dtrace::format
