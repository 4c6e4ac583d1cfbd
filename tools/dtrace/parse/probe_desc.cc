// SPDX-License-Identifier: GPL-2.0
// Probe descriptions: fields from the right, macro variables inside them, numbers.
#include "parse/probe_desc.h"

#include "base/strings.h"

#include <cstdint>

namespace dtrace::parse {

namespace {

using ast::ProbeDesc;
using source::Diagnostic;
using source::Range;
using Outcome = std::variant<ProbeDesc, Diagnostic>;

// From left to right, as they are written.
constexpr std::string ProbeDesc::*fields[] = {&ProbeDesc::provider, &ProbeDesc::module,
                                              &ProbeDesc::function, &ProbeDesc::name};
constexpr const char* plural_names[] = {"providers", "modules", "functions", "names"};

Diagnostic invalid(Range range, std::string_view text, const char* reason) {
    return {.tag = "D_PDESC_INVAL",
            .range = range,
            .message = "invalid probe description \"" + std::string(text) + "\": " + reason};
}

ProbeDesc described(Range range, std::string_view text) {
    ProbeDesc desc;
    desc.range = range;
    desc.text = text;
    return desc;
}

// The reference in a field: a variable's name goes on to the end of the field.
std::optional<lex::MacroRef> reference_in(std::string_view rest) {
    auto ref = lex::macro_ref_at(rest);
    if (ref && !ref->is_argument && ref->text.size() != rest.size())
        return std::nullopt;
    return ref;
}

// Replaces the one reference that a field may hold; nothing if it is undefined.
std::optional<std::string> expand(const std::string& field, lex::MacroState& macros) {
    size_t dollar = field.find('$');
    if (dollar == field.npos)
        return field;
    auto ref = reference_in(std::string_view(field).substr(dollar));
    auto value = ref ? lex::macro_text(*ref, macros) : std::nullopt;
    if (!value)
        return std::nullopt;
    std::string tail = field.substr(dollar + ref->text.size());
    if (tail.find('$') != tail.npos)
        return std::nullopt;
    return field.substr(0, dollar) + *value + tail;
}

} // namespace

Outcome parse_probe_desc(std::string_view text, Range range, Field field, lex::MacroState& macros) {
    auto parts = split_fields(text, ':');
    size_t most = static_cast<size_t>(field) + 1;
    if (parts.size() > most)
        return invalid(range, text, "Overspecified probe description");
    ProbeDesc desc = described(range, text);
    for (size_t i = 0; i < parts.size(); ++i) {
        auto value = expand(parts[i], macros);
        if (!value)
            return invalid(range, text, "Undefined macro variable in probe description");
        desc.*fields[most - parts.size() + i] = std::move(*value);
    }
    return desc;
}

Outcome parse_probe_id(std::string_view text, uint64_t value, Range range, Field field) {
    std::string id(text);
    if (field != Field::Name)
        return Diagnostic{.tag = "D_PDESC_INVAL",
                          .range = range,
                          .message = "probe identifier " + id + " not permitted when specifying " +
                                     plural_names[static_cast<size_t>(field)]};
    if (value == 0 || value > UINT32_MAX)
        return Diagnostic{.tag = "D_PDESC_INVAL",
                          .range = range,
                          .message =
                              "invalid probe identifier " + id + ": Unknown probe identifier"};
    ProbeDesc desc = described(range, text);
    desc.id = static_cast<uint32_t>(value);
    return desc;
}

} // namespace dtrace::parse
