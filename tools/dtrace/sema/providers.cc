// SPDX-License-Identifier: GPL-2.0
// Provider definitions: names, and how the arguments of probes become those that programs see.
#include "sema/checker.h"

#include <algorithm>
#include <cctype>

namespace dtrace::sema {

using namespace ast;

namespace {

constexpr size_t LONGEST_NAME = 63;
constexpr size_t MOST_PARAMS = 255;

void check_name(const std::string& name, source::Range range, bool of_provider) {
    const char* what = of_provider ? "provider " : "probe ";
    if (name.size() > LONGEST_NAME)
        fail(range, "D_PROV_BADNAME", what + name + " is longer than 63 characters");
    if (name.find('`') != name.npos)
        fail(range, "D_PROV_BADNAME",
             what + name + " may not have a scoping operator ` in its name");
    if (of_provider && std::isdigit(static_cast<unsigned char>(name.back())))
        fail(range, "D_PROV_BADNAME", what + name + " may not end with a digit");
}

/// As descriptions spell it.
std::string probe_name(std::string name) {
    for (size_t at = name.find("__"); at != name.npos; at = name.find("__", at))
        name.replace(at, 2, "-");
    return name;
}

/// The input that an output parameter takes: the one of its name, else the one at its place.
size_t input_of(const ProviderProbe& probe, size_t output) {
    const Param& param = probe.output[output];
    const std::string& name = param.declarator.name;
    auto found = std::find_if(probe.params.begin(), probe.params.end(), [&](const Param& input) {
        return !name.empty() && input.declarator.name == name;
    });
    if (found != probe.params.end())
        return static_cast<size_t>(found - probe.params.begin());
    if (!name.empty())
        fail(param.range, "D_DECL_PROTO_FORM",
             "parameter name " + name + " not found among the inputs of probe " + probe.name);
    if (output >= probe.params.size())
        fail(param.range, "D_PROV_PRARGLEN",
             "probe " + probe.name + " has more output parameters than inputs");
    return output;
}

} // namespace

void Checker::provider(ProviderDef& def) {
    check_name(def.name, def.range, true);
    for (ProviderProbe& probe : def.probes) {
        check_name(probe.name, probe.range, false);
        auto same = [&](const ProviderProbe& other) { return other.name == probe.name; };
        if (std::count_if(def.probes.begin(), def.probes.end(), same) > 1)
            fail(probe.range, "D_PROV_PRDUP", "probe redeclared: " + def.name + ":::" + probe.name);
        provider_probe(probe);
        match_known_probe(def, probe);
    }
}

/// A provider that the kernel has already must be declared as it is.
void Checker::match_known_probe(const ProviderDef& def, const ProviderProbe& probe) {
    if (!session_.probes().attributes(def.name))
        return;
    std::optional<types::ProbeName> known;
    session_.probes().each_match(def.name, "", "", probe_name(probe.name), 0,
                                 [&](const types::ProbeName& match) {
                                     known = match;
                                     return false;
                                 });
    const std::string where = def.name + ":::" + probe_name(probe.name);
    if (!known)
        fail(probe.range, "D_PROV_INCOMPAT",
             "provider " + def.name + " is known and has no probe " + where);
    const auto& declared = probe.has_output ? probe.output : probe.params;
    if (probe_arg(session_, *known, static_cast<uint32_t>(declared.size())) ||
        (!declared.empty() &&
         !probe_arg(session_, *known, static_cast<uint32_t>(declared.size() - 1))))
        fail(probe.range, "D_PROV_INCOMPAT",
             "probe " + where + " is known with another number of arguments");
}

void Checker::provider_probe(ProviderProbe& probe) {
    std::vector<const Type*> inputs = key_types(probe.params, false);
    std::vector<const Type*> outputs = key_types(probe.output, false);
    if (std::max(inputs.size(), outputs.size()) > MOST_PARAMS)
        fail(probe.range, "D_PROV_PRARGLEN",
             "probe " + probe.name + " has more than 255 parameters");
    for (size_t i = 0; i < outputs.size(); i++) {
        const Type* input = inputs[input_of(probe, i)];
        if (types::same_type(outputs[i], input) || types::argcompat(outputs[i], input, false) ||
            search_translator(output_of(outputs[i]), input))
            continue;
        fail(probe.output[i].range, "D_PROV_PRXLATOR",
             "translator from " + types::spell(input) + " to " + types::spell(outputs[i]) +
                 " has not been defined for probe " + probe.name);
    }
}

} // namespace dtrace::sema
