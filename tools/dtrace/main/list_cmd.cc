// SPDX-License-Identifier: GPL-2.0
// Rows of the probe listing.
#include "main/list_cmd.h"

#include "base/strings.h"
#include "format/json.h"

#include <algorithm>

namespace dtrace::cli {

namespace {

constexpr const char* STABILITIES[] = {"Internal", "Private",  "Obsolete", "External",
                                       "Unstable", "Evolving", "Stable",   "Standard"};
constexpr const char* CLASSES[] = {"Unknown", "CPU", "Platform", "Group", "ISA", "Common"};

template <size_t N>
const char* word(const char* const (&words)[N], unsigned int at) {
    return at < N ? words[at] : words[0];
}

/// "%5s %10s %17s %33s %s\n": by hand, there are 60,000 of them.
std::string row(const std::string& id, const kern::Probe& probe) {
    std::string text;
    auto right = [&](const std::string& field, size_t width) {
        text.append(width - std::min(width, field.size()), ' ').append(field).push_back(' ');
    };
    right(id, 5);
    right(probe.provider, 10);
    right(probe.module, 17);
    right(probe.function, 33);
    return text.append(probe.name).append("\n");
}

std::string json_row(const ListInput& input, const kern::Probe& probe) {
    format::JsonText json;
    json.begin_object();
    json.key("v").integer(uint64_t{1});
    json.key("type").string("probe");
    format::json_probe(json.key("probe"), probe);
    if (input.verbose) {
        json.key("args").begin_array();
        for (const std::string& type : input.arg_types(probe))
            json.string(type);
        json.end_array();
    }
    json.end_object();
    return json.str() + "\n";
}

std::string attribute_block(const char* title, const dtrace_attr& attr) {
    return strformat("\n\t%s\n\t\tIdentifier Names: %s\n\t\tData Semantics:   %s\n"
                     "\t\tDependency Class: %s\n",
                     title, word(STABILITIES, attr.name), word(STABILITIES, attr.data),
                     word(CLASSES, attr.klass));
}

/// Lists one description; false when nothing matches it.
bool list_pattern(const ListInput& input, const dif::ProbePattern& pattern) {
    auto request = kern::make_pattern(pattern.provider, pattern.module, pattern.function,
                                      pattern.name, pattern.id);
    bool any = false;
    if (!request)
        return false;
    auto listed = input.probes.each(*request, [&](const kern::Probe& probe) {
        any = true;
        if (input.json)
            input.output.write(json_row(input, probe));
        else
            input.output.write(row(std::to_string(probe.id), probe));
        if (input.verbose && !input.json)
            input.output.write(probe_attributes(input.probes, probe, input.arg_types));
        return true;
    });
    if (!listed)
        input.report.error(listed.error().message);
    return any;
}

bool same(const dif::ProbePattern& a, const dif::ProbePattern& b) {
    return a.provider == b.provider && a.module == b.module && a.function == b.function &&
           a.name == b.name && a.id == b.id;
}

} // namespace

std::string probe_attributes(kern::Probes& probes, const kern::Probe& probe,
                             const ArgTypes& arg_types) {
    dtrace_provider_desc desc = probes.provider(probe.provider).value_or(dtrace_provider_desc{});
    std::string text = attribute_block("Probe Description Attributes", desc.provider);
    text += attribute_block("Argument Attributes", desc.args);
    text += "\n\tArgument Types\n";
    std::vector<std::string> types = arg_types(probe);
    for (size_t i = 0; i < types.size(); i++)
        text += strformat("\t\targs[%zu]: %s\n", i, types[i].c_str());
    return text + (types.empty() ? "\t\tNone\n\n" : "\n");
}

int list_probes(const ListInput& input) {
    if (!input.json)
        input.output.write(row("ID", kern::Probe{{0, "PROVIDER", "MODULE", "FUNCTION", "NAME"}}));
    if (input.programs.empty())
        list_pattern(input, {});
    for (const auto& program : input.programs) {
        const dif::ProbePattern* last = nullptr;
        for (const dif::Clause& clause : program->clauses) {
            for (const dif::ProbePattern& pattern : clause.pdescs) {
                if (last && same(*last, pattern))
                    continue;
                last = &pattern;
                if (list_pattern(input, pattern))
                    continue;
                auto flushed = input.output.flush();
                input.report.error("failed to match " + pattern.provider + ":" + pattern.module +
                                   ":" + pattern.function + ":" + pattern.name +
                                   ": No probe matches description");
                if (!flushed)
                    break;
            }
        }
    }
    auto flushed = input.output.flush();
    if (!flushed)
        input.report.error(flushed.error().message);
    return flushed.ok() ? 0 : 1;
}

} // namespace dtrace::cli
