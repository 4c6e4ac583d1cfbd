// SPDX-License-Identifier: GPL-2.0
// The words of attributes and their order.
#include "types/attributes.h"

#include "base/strings.h"

#include <algorithm>

namespace dtrace::types {

namespace {

constexpr std::string_view stabilities[] = {"Internal", "Private",  "Obsolete", "External",
                                            "Unstable", "Evolving", "Stable",   "Standard"};
constexpr std::string_view classes[] = {"Unknown", "CPU", "Platform", "Group", "ISA", "Common"};

/// Sets `to` to the place of a word in its list.
template <class Level, size_t N>
bool find(const std::string_view (&words)[N], const std::string& word, Level& to) {
    for (size_t i = 0; i < N; i++) {
        if (to_lower(words[i]) != word)
            continue;
        to = static_cast<Level>(i);
        return true;
    }
    return false;
}

} // namespace

std::optional<Attributes> parse_attributes(std::string_view text) {
    auto parts = split_fields(to_lower(text), '/');
    Attributes out;
    bool known = parts.size() <= 3 && find(stabilities, parts[0], out.name) &&
                 (parts.size() < 2 || find(stabilities, parts[1], out.data)) &&
                 (parts.size() < 3 || find(classes, parts[2], out.klass));
    return known ? std::optional(out) : std::nullopt;
}

std::string_view spell(Stability stability) {
    auto at = static_cast<size_t>(stability);
    return at < std::size(stabilities) ? stabilities[at] : stabilities[0];
}

std::string_view spell(DependencyClass klass) {
    auto at = static_cast<size_t>(klass);
    return at < std::size(classes) ? classes[at] : classes[0];
}

std::string spell(const Attributes& attributes) {
    return std::string(spell(attributes.name))
        .append("/")
        .append(spell(attributes.data))
        .append("/")
        .append(spell(attributes.klass));
}

Attributes lowest(const Attributes& a, const Attributes& b) {
    return {std::min(a.name, b.name), std::min(a.data, b.data), std::min(a.klass, b.klass)};
}

bool is_below(const Attributes& a, const Attributes& least) {
    return a.name < least.name || a.data < least.data || a.klass < least.klass;
}

} // namespace dtrace::types
