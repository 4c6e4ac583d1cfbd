// SPDX-License-Identifier: GPL-2.0
// Macro variables and arguments.
#include "lex/macro.h"

#include "base/strings.h"

#include <cctype>
#include <unistd.h>

namespace dtrace::lex {

namespace {

bool is_name_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

} // namespace

MacroArgs MacroArgs::of_process(std::vector<std::string> args, int64_t target) {
    return {std::move(args),
            {{"egid", getegid()},
             {"euid", geteuid()},
             {"gid", getgid()},
             {"pgid", getpgid(0)},
             {"pid", getpid()},
             {"ppid", getppid()},
             {"sid", getsid(0)},
             {"target", target},
             {"uid", getuid()}}};
}

std::optional<int64_t> MacroArgs::variable(std::string_view name) const {
    for (const auto& [known, value] : variables)
        if (known == name)
            return value;
    return std::nullopt;
}

std::optional<MacroRef> macro_ref_at(std::string_view text) {
    size_t begin = text.starts_with("$$") ? 2 : 1, end = begin;
    bool is_argument = begin < text.size() && std::isdigit(static_cast<unsigned char>(text[begin]));
    while (end < text.size() && (is_argument ? std::isdigit(static_cast<unsigned char>(text[end]))
                                             : is_name_char(text[end])))
        ++end;
    if (end == begin)
        return std::nullopt;
    return MacroRef{text.substr(0, end), text.substr(begin, end - begin), begin == 2, is_argument};
}

std::optional<std::string> macro_text(const MacroRef& ref, MacroState& state) {
    if (!ref.is_argument) {
        auto value = state.macros.variable(ref.name);
        return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    const auto& args = state.macros.args;
    // Leading zeros do not make an argument number octal.
    size_t digits = ref.name.find_first_not_of('0');
    auto index = digits == ref.name.npos ? 0 : parse_unsigned(ref.name.substr(digits));
    if (index && *index < args.size()) {
        state.last_is_used |= *index + 1 == args.size();
        return args[*index];
    }
    if (state.defaultargs)
        return ref.as_string ? "" : "0";
    return std::nullopt;
}

std::string macro_undefined_message(const MacroRef& ref) {
    const char* kind = ref.is_argument ? "macro argument " : "macro variable ";
    return kind + std::string(ref.text) + " is not defined";
}

} // namespace dtrace::lex
