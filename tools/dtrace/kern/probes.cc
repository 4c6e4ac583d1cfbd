// SPDX-License-Identifier: GPL-2.0
// Listing of probes in batches, and hints for descriptions that match none.
#include "kern/probes.h"

#include "base/strings.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace dtrace::kern {

namespace {

constexpr uint32_t BATCH = 512;
constexpr size_t HINTS = 3;

template <size_t N>
bool copy_field(char (&to)[N], const std::string& from) {
    if (from.size() >= N)
        return false;
    std::memcpy(to, from.data(), from.size());
    return true;
}

template <size_t N>
std::string field(const char (&from)[N]) {
    return std::string(from, ::strnlen(from, N));
}

/// Number of single-character edits between two words.
size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size(); i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); j++) {
            size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

} // namespace

std::string Probe::text() const {
    return provider + ":" + module + ":" + function + ":" + name;
}

Probe to_probe(const dtrace_probe_desc& desc) {
    return {{desc.id, field(desc.provider), field(desc.module), field(desc.function),
             field(desc.name)}};
}

std::optional<dtrace_pattern> make_pattern(const std::string& provider, const std::string& module,
                                           const std::string& function, const std::string& name,
                                           uint32_t id) {
    dtrace_pattern pattern{};
    pattern.id = id;
    if (copy_field(pattern.provider, provider) && copy_field(pattern.module, module) &&
        copy_field(pattern.function, function) && copy_field(pattern.name, name))
        return pattern;
    return std::nullopt;
}

Status Probes::each(const dtrace_pattern& pattern, const std::function<bool(const Probe&)>& visit,
                    uint64_t wanted) {
    const auto room = static_cast<uint32_t>(std::min<uint64_t>(wanted, BATCH));
    std::vector<dtrace_probe_desc> batch(room);
    dtrace_probes request{};
    request.pattern = pattern;
    for (;;) {
        request.count = room;
        request.probes = reinterpret_cast<uintptr_t>(batch.data());
        long rc = device_.call(DTRACE_IOC_PROBES, request);
        if (rc < 0)
            return errno_error(static_cast<int>(-rc), "cannot list probes");
        for (uint32_t i = 0; i < request.count; i++) {
            if (!visit(to_probe(batch[i])))
                return {};
        }
        if (request.count == 0)
            return {};
        request.after = batch[request.count - 1].id;
    }
}

const Probe* Probes::find(uint32_t id) {
    auto found = known_.find(id);
    if (found != known_.end())
        return &found->second;
    dtrace_pattern pattern{};
    pattern.id = id;
    auto listed = each(
        pattern,
        [&](const Probe& probe) {
            known_.emplace(probe.id, probe);
            return false;
        },
        1);
    found = known_.find(id);
    return listed.ok() && found != known_.end() ? &found->second : nullptr;
}

std::optional<types::ProviderAttributes> Probes::attributes(const std::string& provider) {
    dtrace_provider_desc desc{};
    if (!copy_field(desc.name, provider) || device_.call(DTRACE_IOC_PROVIDER, desc) < 0)
        return std::nullopt;
    auto part = [](const dtrace_attr& attr) {
        return types::Attributes{static_cast<types::Stability>(attr.name),
                                 static_cast<types::Stability>(attr.data),
                                 static_cast<types::DependencyClass>(attr.klass)};
    };
    return types::ProviderAttributes{part(desc.provider), part(desc.module), part(desc.function),
                                     part(desc.probe_name), part(desc.args)};
}

uint64_t Probes::count_matches(const std::string& provider, const std::string& module,
                               const std::string& function, const std::string& name, uint32_t id,
                               uint64_t limit) {
    auto pattern = make_pattern(provider, module, function, name, id);
    uint64_t count = 0;
    if (!pattern || limit == 0)
        return 0;
    // Clauses of one script repeat each other's descriptions.
    std::string key = strformat("%u %llu ", id, static_cast<unsigned long long>(limit))
                          .append(provider + ":" + module + ":" + function + ":" + name);
    auto known = counts_.find(key);
    if (known != counts_.end())
        return known->second;
    auto listed = each(
        *pattern, [&](const Probe&) { return ++count < limit; }, limit);
    return counts_[key] = listed.ok() ? count : 0;
}

void Probes::each_match(const std::string& provider, const std::string& module,
                        const std::string& function, const std::string& name, uint32_t id,
                        const std::function<bool(const types::ProbeName&)>& visit) {
    auto pattern = make_pattern(provider, module, function, name, id);
    if (pattern) [[maybe_unused]]
        auto listed = each(*pattern, visit);
}

std::optional<types::ArgDesc> Probes::argument(uint32_t probe, uint32_t n) {
    dtrace_argdesc desc{};
    desc.probe_id = probe;
    desc.n = n;
    if (device_.call(DTRACE_IOC_ARGDESC, desc) < 0)
        return std::nullopt;
    return types::ArgDesc{static_cast<types::ArgsFrom>(desc.from), desc.mapping, field(desc.native),
                          field(desc.translated)};
}

std::string Probes::why_none(const std::string& provider, const std::string& module,
                             const std::string& function, const std::string& name) {
    auto pattern = make_pattern(provider, module, function, name, 0);
    std::array<char, 256> text{};
    dtrace_explain request{};
    if (!pattern)
        return {};
    request.pattern = *pattern;
    request.msg = reinterpret_cast<uintptr_t>(text.data());
    request.msg_size = text.size();
    return device_.call(DTRACE_IOC_EXPLAIN, request) < 0 ? std::string() : std::string(text.data());
}

std::vector<std::string> Probes::nearest(const std::string& provider, const std::string& module,
                                         const std::string& function, const std::string& name) {
    const std::string wanted = provider + ":" + module + ":" + function + ":" + name;
    std::vector<std::pair<size_t, std::string>> ranked;
    auto pattern = make_pattern(provider, "", "", "", 0);
    if (!pattern || count_matches(provider, "", "", "", 0, 1) == 0)
        pattern = dtrace_pattern{};
    auto listed = each(*pattern, [&](const Probe& probe) {
        // A field the user left out is no difference.
        std::string text = ":" + (module.empty() ? "" : probe.module) + ":" +
                           (function.empty() ? "" : probe.function) + ":" +
                           (name.empty() ? "" : probe.name);
        size_t distance = edit_distance(wanted, (provider.empty() ? "" : probe.provider) + text);
        if (distance <= wanted.size() / 3)
            ranked.emplace_back(distance, probe.provider + text);
        return true;
    });
    std::sort(ranked.begin(), ranked.end());
    ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
    std::vector<std::string> names;
    for (size_t i = 0; listed.ok() && i < std::min(HINTS, ranked.size()); i++)
        names.push_back(ranked[i].second);
    return names;
}

} // namespace dtrace::kern
