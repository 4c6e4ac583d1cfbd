/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Control lines: line markers, #error, #pragma D.
#pragma once

#include "source/diagnostic.h"
#include "source/range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dtrace::lex {

/// `#pragma D option NAME[=VALUE]`
struct OptionDirective {
    source::Range range;
    std::string name;
    std::optional<std::string> value;
};

/// Another `#pragma D` line that means something: its words after the D ("attributes", ...).
struct PragmaDirective {
    source::Range range;
    std::vector<std::string> words;
};

/// `# N "file" flags` or `#line N "file"`: the next line is line `line` of `name`.
struct LineDirective {
    uint32_t line;
    std::string name;
};

struct IgnoredLine {};

using ControlLine = std::variant<IgnoredLine, LineDirective, OptionDirective, PragmaDirective>;

/// Parses a control line; `line` is what stands between its `#` and its newline, `range` its place.
std::variant<ControlLine, source::Diagnostic> parse_control_line(std::string_view line,
                                                                 source::Range range);

/// A boolean option's value: nothing for a word that is neither yes nor no. No value means yes.
std::optional<bool> parse_switch(const std::optional<std::string>& value);

} // namespace dtrace::lex
