/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The format grammar of printf(), printa(), system() and freopen(): text to conversions; shared by
/// sema and format/.
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
    std::string size; ///< "", "h", "l", "ll", "L", "w"
    char letter = 'd';
    std::string text; ///< for messages, without flags and amounts: "%lld"
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

/// Parse a format string. Linear time. "%%" becomes literal text.
std::variant<Format, FormatError> parse_format(std::string_view text);

/// Which arguments a conversion takes.
enum class Accept {
    Integer,      ///< any integer
    SmallInteger, ///< integer of at most 4 bytes
    Short,
    UnsignedShort,
    AnyShort, ///< exactly this size; Any: of either sign
    Long,
    UnsignedLong,
    AnyLong,
    LongLong,
    UnsignedLongLong,
    AnyLongLong, ///< long long of either sign, and int64_t and uint64_t by name
    String,      ///< string or char[]
    WideString,  ///< array of 4-byte integers
    WideChar,    ///< 4-byte integer
    Pointer,     ///< pointer or integer
    Symbol,      ///< pointer, integer or _symaddr
    UserSymbol,  ///< _usymaddr; pointer or integer when there is a target process
    Float,       ///< float, double or long double
    Stack,       ///< stack
    Time,        ///< 8-byte integer
    Port,        ///< 2-byte integer
};

/// One line of the table of conversions: size and letter, what they accept, and how a message
/// spells that.
struct ConversionRow {
    char letter;
    std::string_view size;
    Accept accept;
    std::string_view prototype;
};

/// The table's line for a size and a letter; nullptr if there is no such conversion.
const ConversionRow* find_conversion(std::string_view size, char letter);

} // namespace dtrace::fmt
