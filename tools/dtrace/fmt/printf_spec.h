/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The format grammar of printf(), printa(), system() and freopen(): text to conversions; shared by sema and format/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dtrace::fmt {

/// Width or precision: none, a number, or '*' (taken from an argument).
struct Amount {
    bool present = false;
    bool dynamic = false;
    uint32_t value = 0;
};

/// One conversion, `%` flags width `.`precision size letter.
struct Conversion {
    bool alt = false, zero = false, left = false, plus = false, blank = false, group = false;
    bool agg = false;           ///< %@: takes the aggregation's value
    bool pointer_width = false; ///< %?: 16
    Amount width, precision;
    std::string size;   ///< "", "h", "l", "ll", "L", "w"
    char letter = 'd';
    std::string text;   ///< as written, for messages: "%lld"
};

/// A format: literal pieces and conversions in order.
struct Format {
    std::string text;
    std::vector<std::variant<std::string, Conversion>> parts;
};

/// What is wrong with a format, in the words of the language (tag D_SYNTAX).
struct FormatError {
    std::string message;
};

/// Parse a format string. Linear time.
std::variant<Format, FormatError> parse_format(std::string_view text);

} // namespace dtrace::fmt
