// SPDX-License-Identifier: GPL-2.0
// Integer and character constants, escapes.
#include "lex/literal.h"

#include <algorithm>
#include <climits>

namespace dtrace::lex {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Value of a digit of any base up to 16, 16 if it is none.
unsigned digit_value(char c) {
    if (is_digit(c))
        return static_cast<unsigned>(c - '0');
    char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

bool is_hex_prefix(std::string_view text) {
    return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
           digit_value(text[2]) < 16;
}

size_t skip_digits(std::string_view text, size_t at) {
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return at;
}

struct Suffix {
    bool is_unsigned = false;
    unsigned longs = 0;
    size_t length = 0;
};

Suffix suffix_at(std::string_view text, size_t at) {
    Suffix suffix;
    if (at < text.size() && (text[at] | 0x20) == 'u')
        suffix.is_unsigned = true, suffix.length = 1;
    while (suffix.longs < 2 && at + suffix.length < text.size() &&
           (text[at + suffix.length] | 0x20) == 'l')
        ++suffix.longs, ++suffix.length;
    return suffix;
}

struct Candidate {
    IntType type;
    bool is_unsigned;
    unsigned longs;
    uint64_t limit;
};
// Every type that a constant may have, in the order in which they are tried.
constexpr Candidate candidates[] = {
    {IntType::Int, false, 0, INT_MAX},     {IntType::UInt, true, 0, UINT_MAX},
    {IntType::Long, false, 1, LONG_MAX},   {IntType::ULong, true, 1, ULONG_MAX},
    {IntType::LLong, false, 2, LLONG_MAX}, {IntType::ULLong, true, 2, ULLONG_MAX},
};

// The first type that holds the value: with the suffix u only unsigned ones, without it the
// unsigned ones only for octal and hexadecimal constants.
std::optional<IntType> type_for(uint64_t value, const Suffix& suffix, bool decimal) {
    for (const Candidate& c : candidates) {
        bool allowed = suffix.is_unsigned ? c.is_unsigned : !c.is_unsigned || !decimal;
        if (allowed && c.longs >= suffix.longs && value <= c.limit)
            return c.type;
    }
    return std::nullopt;
}

LiteralError overflow(std::string_view text) {
    return {"D_INT_OFLOW", "integer overflow in constant " + std::string(text)};
}

struct SimpleEscape {
    char letter, value;
};
constexpr SimpleEscape simple_escapes[] = {{'a', '\a'}, {'b', '\b'}, {'f', '\f'},
                                           {'n', '\n'}, {'r', '\r'}, {'t', '\t'},
                                           {'v', '\v'}, {'"', '"'},  {'\\', '\\'}};

struct Escape {
    std::string_view::size_type length;
    char value;
};

// Digits of a numeric escape: at most `most` of them, the value cut to a byte.
Escape numeric_escape(std::string_view text, size_t at, unsigned base, size_t most) {
    unsigned value = 0;
    size_t begin = at;
    for (; at < text.size() && at - begin < most && digit_value(text[at]) < base; ++at)
        value = (value * base + digit_value(text[at])) & 0xff;
    return {at, static_cast<char>(value)};
}

// The escape at the backslash that `text` begins with, if it is one that converts.
std::optional<Escape> escape_at(std::string_view text) {
    if (text.size() < 2)
        return std::nullopt;
    for (const SimpleEscape& simple : simple_escapes)
        if (simple.letter == text[1])
            return Escape{2, simple.value};
    if (digit_value(text[1]) < 8)
        return numeric_escape(text, 1, 8, 3);
    if (text[1] == 'x' && text.size() > 2 && digit_value(text[2]) < 16)
        return numeric_escape(text, 2, 16, text.size());
    return std::nullopt;
}

} // namespace

size_t integer_length(std::string_view text) {
    size_t at = 0;
    if (is_hex_prefix(text))
        for (at = 2; at < text.size() && digit_value(text[at]) < 16;)
            ++at;
    else
        at = skip_digits(text, 0);
    return at == 0 ? 0 : at + suffix_at(text, at).length;
}

size_t float_length(std::string_view text) {
    size_t whole = skip_digits(text, 0), at = whole;
    bool is_float = false;
    if (at < text.size() && text[at] == '.' && !text.substr(at).starts_with("...")) {
        at = skip_digits(text, at + 1);
        is_float = at - whole > 1 || whole > 0;
        if (!is_float)
            return 0;
    }
    if (at > 0 && at < text.size() && (text[at] | 0x20) == 'e' && !is_hex_prefix(text)) {
        size_t sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
        size_t end = skip_digits(text, at + 1 + sign);
        if (end > at + 1 + sign)
            at = end, is_float = true;
    }
    return is_float ? at : 0;
}

std::variant<IntValue, LiteralError> integer_value(std::string_view text) {
    size_t at = is_hex_prefix(text) ? 2 : 0;
    bool decimal = text[0] != '0';
    unsigned base = at ? 16 : decimal ? 10 : 8;
    uint64_t value = 0;
    for (; at < text.size() && digit_value(text[at]) < std::max(base, 10u); ++at) {
        unsigned digit = digit_value(text[at]);
        if (digit >= base)
            return LiteralError{"D_INT_DIGIT", "constant " + std::string(text) +
                                                   " contains invalid digit " + text[at]};
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return overflow(text);
    }
    auto type = type_for(value, suffix_at(text, at), decimal);
    if (!type)
        return overflow(text);
    return IntValue{value, *type};
}

std::variant<IntValue, LiteralError> char_value(std::string_view body) {
    std::string bytes = convert_escapes(body);
    if (bytes.empty())
        return LiteralError{"D_CHR_NULL", "empty character constant"};
    if (bytes.size() > sizeof(uint64_t))
        return LiteralError{"D_CHR_OFLOW", "character constant is too long"};
    uint64_t value = 0;
    for (char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return IntValue{value, value <= INT_MAX ? IntType::Int : IntType::Long};
}

std::string convert_escapes(std::string_view body) {
    std::string out;
    out.reserve(body.size());
    while (!body.empty()) {
        auto escape = body[0] == '\\' ? escape_at(body) : std::nullopt;
        if (escape) {
            out += escape->value;
            body.remove_prefix(escape->length);
        } else {
            // An escape that does not convert keeps its backslash and what follows.
            size_t kept = body[0] == '\\' && body.size() > 1 ? 2 : 1;
            out += body.substr(0, kept);
            body.remove_prefix(kept);
        }
    }
    return out;
}

} // namespace dtrace::lex
