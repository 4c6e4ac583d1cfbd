// SPDX-License-Identifier: GPL-2.0
// #pragma D: dependencies, and which names the directives about stability and versions apply to.
#include "sema/checker.h"

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

} // namespace

void Checker::pragma(const Pragma& pragma) {
    const auto& words = pragma.words;
    if (words.size() < 3 || words[0] != "depends_on")
        return;
    bool missing = (words[1] == "provider" &&
                    session_.probes().count_matches(words[2], "", "", "", 0, 1) == 0) ||
                   (words[1] == "module" && !session_.kernel().has_module(words[2]));
    if (missing)
        fail(pragma.range, "D_PRAGMA_DEPEND", "program requires " + words[1] + " " + words[2]);
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
    for (const Item& item : program.items) {
        const auto* found = std::get_if<Pragma>(&item);
        std::string name = found ? subject(*found) : "";
        if (!name.empty() && !scopes_.find(Scope::Global, name))
            fail(found->range, "D_PRAGMA_UNUSED",
                 "unused #pragma " + found->words[0] + ": there is no " + name);
    }
}

} // namespace dtrace::sema
