/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Probes: the catalog of the engine's probes, asked for over the control device.
#pragma once

#include "kern/device.h"
#include "types/catalog.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dtrace::kern {

struct Probe : types::ProbeName {
    /// provider:module:function:name
    std::string text() const;
};

/// A probe as the engine describes it.
Probe to_probe(const dtrace_probe_desc& desc);

/// The pattern of four fields as the engine takes it; nothing when a field is too long to match any
/// probe.
std::optional<dtrace_pattern> make_pattern(const std::string& provider, const std::string& module,
                                           const std::string& function, const std::string& name,
                                           uint32_t id);

/// Looks probes up and remembers those found by id and how many matched a description. Not
/// thread-safe; keeps a reference to the device.
class Probes final : public types::ProbeCatalog {
public:
    explicit Probes(Device& device) : device_(device) {}

    /// Calls `visit` for each match in ascending order of ids until it returns false. The engine is
    /// asked for at most `wanted` at a time: say so when few are enough.
    Status each(const dtrace_pattern& pattern, const std::function<bool(const Probe&)>& visit,
                uint64_t wanted = UINT64_MAX);

    /// The probe of that id, or nullptr. The pointer stays valid.
    const Probe* find(uint32_t id);

    std::optional<types::ProviderAttributes> attributes(const std::string& provider) override;

    uint64_t count_matches(const std::string& provider, const std::string& module,
                           const std::string& function, const std::string& name, uint32_t id,
                           uint64_t limit) override;
    std::string why_none(const std::string& provider, const std::string& module,
                         const std::string& function, const std::string& name) override;
    std::vector<std::string> nearest(const std::string& provider, const std::string& module,
                                     const std::string& function, const std::string& name) override;
    void each_match(const std::string& provider, const std::string& module,
                    const std::string& function, const std::string& name, uint32_t id,
                    const std::function<bool(const types::ProbeName&)>& visit) override;
    std::optional<types::ArgDesc> argument(uint32_t probe, uint32_t n) override;

private:
    Device& device_;
    std::map<uint32_t, Probe> known_;
    std::map<std::string, uint64_t> counts_;
};

} // namespace dtrace::kern
