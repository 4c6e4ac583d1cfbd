// SPDX-License-Identifier: GPL-2.0
// Rows of the probe listing.
#include "main/list_cmd.h"

#include "base/strings.h"
#include "format/json.h"

#include <algorithm>

namespace dtrace::cli {

namespace {

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

std::string four_fields(const dif::ProbePattern& pattern) {
    return pattern.provider + ":" + pattern.module + ":" + pattern.function + ":" + pattern.name;
}

bool same(const dif::ProbePattern& a, const dif::ProbePattern& b) {
    return a.provider == b.provider && a.module == b.module && a.function == b.function &&
           a.name == b.name && a.id == b.id;
}

} // namespace

std::string attribute_block(const char* title, const types::Attributes& attributes) {
    std::string text = std::string("\n\t") + title;
    text.append("\n\t\tIdentifier Names: ").append(spell(attributes.name));
    text.append("\n\t\tData Semantics:   ").append(spell(attributes.data));
    text.append("\n\t\tDependency Class: ").append(spell(attributes.klass));
    return text.append("\n");
}

std::string probe_attributes(kern::Probes& probes, const kern::Probe& probe,
                             const ArgTypes& arg_types) {
    auto known = probes.attributes(probe.provider).value_or(types::ProviderAttributes{});
    types::Attributes all = lowest(known.provider, known.name);
    if (!probe.module.empty())
        all = lowest(all, known.module);
    if (!probe.function.empty())
        all = lowest(all, known.function);
    std::string text = attribute_block("Probe Description Attributes", all);
    text += attribute_block("Argument Attributes", known.args);
    text += "\n\tArgument Types\n";
    std::vector<std::string> types = arg_types(probe);
    for (size_t i = 0; i < types.size(); i++)
        text += strformat("\t\targs[%zu]: %s\n", i, types[i].c_str());
    return text + (types.empty() ? "\t\tNone\n\n" : "\n");
}

std::string stability_text(const Compiled& compiled) {
    const std::string kind = compiled.is_script ? "script" : "description";
    return "\nStability attributes for " + kind + " " + compiled.program->name + ":\n" +
           attribute_block("Minimum Probe Description Attributes", compiled.stability.context) +
           attribute_block("Minimum Statement Attributes", compiled.stability.statements);
}

void describe_program(const ListInput& input, const Compiled& compiled) {
    input.output.write(stability_text(compiled));
    const dif::ProbePattern* last = nullptr;
    for (const dif::Clause& clause : compiled.program->clauses) {
        for (const dif::ProbePattern& pattern : clause.pdescs) {
            if (last && same(*last, pattern))
                continue;
            last = &pattern;
            input.output.write("\n" + four_fields(pattern) + "\n");
            auto request = kern::make_pattern(pattern.provider, pattern.module, pattern.function,
                                              pattern.name, pattern.id);
            if (!request)
                continue;
            [[maybe_unused]] auto listed = input.probes.each(
                *request,
                [&](const kern::Probe& probe) {
                    input.output.write(probe_attributes(input.probes, probe, input.arg_types));
                    return false;
                },
                1);
        }
    }
}

std::string no_match(const ListInput& input, const dif::ProbePattern& pattern) {
    std::string text = "failed to match " + four_fields(pattern) + ": No probe matches description";
    std::string why;
    if (!pattern.id)
        why =
            input.probes.why_none(pattern.provider, pattern.module, pattern.function, pattern.name);
    return why.empty() ? text : text + ": " + why;
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
                input.report.error(no_match(input, pattern));
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
