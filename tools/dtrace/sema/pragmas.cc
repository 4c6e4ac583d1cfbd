// SPDX-License-Identifier: GPL-2.0
// #pragma D: dependencies, and which names the directives about stability and versions apply to.
#include "base/strings.h"
#include "sema/checker.h"

#include <cstdlib>

namespace dtrace::sema {

using namespace ast;

namespace {

/// The name that an attributes or binding directive is about; "" for one about a translator or a
/// provider.
std::string subject(const Pragma& pragma) {
    const auto& words = pragma.words;
    bool about_name = words[0] == "attributes" || words[0] == "binding";
    if (!about_name || words.size() < 3 || words[2] == "translator" || words[2] == "provider")
        return "";
    return words[2];
}

/// "1.6.4" as numbers, for comparison.
std::vector<uint64_t> version_numbers(const std::string& text) {
    std::vector<uint64_t> numbers;
    for (const std::string& part : split_fields(text, '.'))
        numbers.push_back(std::strtoull(part.c_str(), nullptr, 10));
    numbers.resize(3);
    return numbers;
}

struct PartRow {
    std::string_view word;
    types::Attributes types::ProviderAttributes::*part;
};
constexpr PartRow provider_words[] = {
    {"provider", &types::ProviderAttributes::provider},
    {"module", &types::ProviderAttributes::module},
    {"function", &types::ProviderAttributes::function},
    {"name", &types::ProviderAttributes::name},
    {"args", &types::ProviderAttributes::args},
};

} // namespace

void Checker::pragma(const Pragma& pragma) {
    const auto& words = pragma.words;
    if (words[0] == "attributes")
        attributes_directive(pragma);
    if (words[0] == "binding" && words.size() > 2 && words[2] == "translator")
        translator_directive_.version = words[1];
    if (words.size() < 3 || words[0] != "depends_on")
        return;
    bool missing = (words[1] == "provider" &&
                    session_.probes().count_matches(words[2], "", "", "", 0, 1) == 0) ||
                   (words[1] == "module" && !session_.kernel().has_module(words[2]));
    if (missing)
        fail(pragma.range, "D_PRAGMA_DEPEND", "program requires " + words[1] + " " + words[2]);
}

/// Directives about names hold wherever they stand.
void Checker::collect_directives(const Program& program) {
    for (const Item& item : program.items) {
        if (const auto* provider = std::get_if<ProviderDef>(&item))
            own_providers_.insert(provider->name);
        const auto* found = std::get_if<Pragma>(&item);
        std::string name = found ? subject(*found) : "";
        if (name.empty())
            continue;
        Directive& directive = directives_[name];
        if (found->words[0] == "attributes")
            directive.attributes = types::parse_attributes(found->words[1]);
        else
            directive.version = found->words[1];
    }
}

/// Those about the next translator or a provider.
void Checker::attributes_directive(const Pragma& pragma) {
    const auto& words = pragma.words;
    if (words.size() > 2 && words[2] == "translator")
        translator_directive_.attributes = types::parse_attributes(words[1]);
    if (words.size() > 4 && words[2] == "provider")
        provider_directive(pragma);
}

void Checker::provider_directive(const Pragma& pragma) {
    const std::string& name = pragma.words[3];
    auto known = provider_attributes(name);
    if (!known && own_providers_.contains(name))
        known = types::ProviderAttributes{};
    if (!known)
        fail(pragma.range, "D_PRAGMA_UNUSED",
             "unused #pragma attributes: there is no provider " + name);
    for (const PartRow& row : provider_words)
        if (row.word == pragma.words[4])
            (*known).*row.part = types::parse_attributes(pragma.words[1]).value_or(types::STABLE);
    session_.provider_attributes()[name] = *known;
}

/// Whether a directive binds the name to a later version than the one asked for.
bool Checker::is_too_new(const std::string& version) const {
    return !options_.version.empty() && !version.empty() &&
           version_numbers(version) > version_numbers(options_.version);
}

/// What the directives before a translator say of it.
void Checker::next_translator(Translator& made) {
    made.attributes = translator_directive_.attributes;
    translator_directive_ = {};
}

/// Names that exist before the program are not the program's to describe.
void Checker::check_pragma_scopes(const Program& program) {
    for (const Item& item : program.items) {
        const auto* found = std::get_if<Pragma>(&item);
        std::string name = found ? subject(*found) : "";
        if (name.empty())
            continue;
        if (scopes_.find(Scope::Global, name) || scopes_.find_function(name))
            fail(found->range, "D_PRAGMA_SCOPE",
                 "#pragma " + found->words[0] + " cannot modify " + name +
                     ", which is defined outside this program");
    }
}

/// By the end, every directive must have found its name.
void Checker::check_pragma_use(const Program& program) {
    bool translators_left =
        translator_directive_.attributes || !translator_directive_.version.empty();
    for (const Item& item : program.items) {
        const auto* found = std::get_if<Pragma>(&item);
        if (!found)
            continue;
        std::string name = subject(*found);
        bool used = scopes_.find(Scope::Global, name) || is_too_new(directives_[name].version);
        if (!name.empty() && !used)
            fail(found->range, "D_PRAGMA_UNUSED",
                 "unused #pragma " + found->words[0] + ": there is no " + name);
    }
    const Pragma* last = nullptr;
    for (const Item& item : program.items) {
        const auto* found = std::get_if<Pragma>(&item);
        if (found && translators_left && found->words.back() == "translator")
            last = found;
    }
    if (last)
        fail(last->range, "D_PRAGMA_UNUSED",
             "unused #pragma " + last->words[0] + ": no translator follows");
}

} // namespace dtrace::sema
