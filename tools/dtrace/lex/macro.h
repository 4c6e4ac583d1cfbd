/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Macro variables: $1, $$1, $pid and their kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dtrace::lex {

/// Values that macro variables stand for; fixed for the whole command.
struct MacroArgs {
    std::vector<std::string> args;                          ///< $0, $1, ...
    std::vector<std::pair<std::string, int64_t>> variables; ///< "pid" and so on

    /// The variables of the calling process; `target` is the process of -c or -p, 0 for none.
    static MacroArgs of_process(std::vector<std::string> args, int64_t target);

    std::optional<int64_t> variable(std::string_view name) const;
};

/// What macro references need and leave behind while one program is parsed.
struct MacroState {
    const MacroArgs& macros;
    bool defaultargs = false;  ///< missing arguments are 0 or ""
    bool last_is_used = false; ///< the last argument has been referenced
};

/// A reference as written: `$name`, `$$name`, `$3`, `$$3`.
struct MacroRef {
    std::string_view text; ///< whole
    std::string_view name; ///< digits or identifier
    bool as_string;        ///< $$
    bool is_argument;      ///< digits
};

/// The reference at the `$` that `text` begins with; nothing if no name follows. In probe
/// descriptions a name goes on to the end of the field.
std::optional<MacroRef> macro_ref_at(std::string_view text);

/// The text that a reference stands for; nothing if it is undefined.
std::optional<std::string> macro_text(const MacroRef& ref, MacroState& state);

/// `macro argument $3 is not defined`
std::string macro_undefined_message(const MacroRef& ref);

} // namespace dtrace::lex
