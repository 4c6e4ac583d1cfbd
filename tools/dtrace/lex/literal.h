/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Values of constants: integers with their C types, escapes of strings and characters.
#pragma once

#include "lex/int_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace dtrace::lex {

struct IntValue {
    uint64_t value;
    IntType type;
};

struct LiteralError {
    std::string tag;
    std::string message;
};

/// Length of the integer constant at the beginning of `text` with its suffix; 0 if there is none.
/// An octal constant takes the digits 8 and 9 along, so that they can be complained about.
size_t integer_length(std::string_view text);
/// Length of the floating-point constant at the beginning of `text`; 0 if there is none.
size_t float_length(std::string_view text);

/// Value and type of a complete integer constant.
std::variant<IntValue, LiteralError> integer_value(std::string_view text);

/// Value of a character constant, given what stands between its quotes.
std::variant<IntValue, LiteralError> char_value(std::string_view body);

/// Converts escapes; unknown ones keep both characters. NUL bytes are kept.
std::string convert_escapes(std::string_view body);

} // namespace dtrace::lex
