// SPDX-License-Identifier: GPL-2.0
// The format grammar: the table of conversions, and a parser that goes once over the text.
#include "fmt/printf_spec.h"

#include <algorithm>
#include <cctype>

namespace dtrace::fmt {

namespace {

constexpr std::string_view any_int = "char, short, int, long, or long long";
constexpr std::string_view small_int = "char, short, or int";
constexpr std::string_view any_short = "short or unsigned short";
constexpr std::string_view any_long = "long or unsigned long";
constexpr std::string_view any_longlong = "long long, unsigned long long, int64_t, or uint64_t";
constexpr std::string_view any_float = "float, double, or long double";
constexpr std::string_view any_string = "char [] or string (or use stringof)";
constexpr std::string_view address = "pointer or integer";
constexpr std::string_view user_address =
    "pointer or integer (with -p/-c) or _usymaddr (without -p/-c)";

// Sorted by letter, then by size.
constexpr ConversionRow conversions[] = {
    {'A', "", Accept::UserSymbol, user_address},
    {'C', "", Accept::SmallInteger, small_int},
    {'E', "", Accept::Float, any_float},
    {'E', "L", Accept::Float, any_float},
    {'G', "", Accept::Float, any_float},
    {'G', "L", Accept::Float, any_float},
    {'I', "", Accept::String, any_string},
    {'P', "", Accept::Port, "uint16_t"},
    {'S', "", Accept::String, any_string},
    {'T', "", Accept::Time, "int64_t"},
    {'X', "", Accept::Integer, any_int},
    {'X', "h", Accept::AnyShort, any_short},
    {'X', "l", Accept::AnyLong, any_long},
    {'X', "ll", Accept::AnyLongLong, any_longlong},
    {'Y', "", Accept::Time, "int64_t"},
    {'a', "", Accept::Symbol, address},
    {'c', "", Accept::SmallInteger, small_int},
    {'c', "l", Accept::WideChar, "int"},
    {'c', "w", Accept::WideChar, "int"},
    {'d', "", Accept::Integer, any_int},
    {'d', "h", Accept::Short, "short"},
    {'d', "l", Accept::Long, "long"},
    {'d', "ll", Accept::LongLong, "long long"},
    {'e', "", Accept::Float, any_float},
    {'e', "L", Accept::Float, any_float},
    {'f', "", Accept::Float, any_float},
    {'f', "L", Accept::Float, any_float},
    {'g', "", Accept::Float, any_float},
    {'g', "L", Accept::Float, any_float},
    {'i', "", Accept::Integer, any_int},
    {'i', "h", Accept::Short, "short"},
    {'i', "l", Accept::Long, "long"},
    {'i', "ll", Accept::LongLong, "long long"},
    {'k', "", Accept::Stack, "stack"},
    {'o', "", Accept::Integer, any_int},
    {'o', "h", Accept::UnsignedShort, "unsigned short"},
    {'o', "l", Accept::UnsignedLong, "unsigned long"},
    {'o', "ll", Accept::UnsignedLongLong, "unsigned long long"},
    {'p', "", Accept::Pointer, address},
    {'s', "", Accept::String, any_string},
    {'s', "l", Accept::WideString, "wchar_t []"},
    {'s', "w", Accept::WideString, "wchar_t []"},
    {'u', "", Accept::Integer, any_int},
    {'u', "h", Accept::UnsignedShort, "unsigned short"},
    {'u', "l", Accept::UnsignedLong, "unsigned long"},
    {'u', "ll", Accept::UnsignedLongLong, "unsigned long long"},
    {'x', "", Accept::Integer, any_int},
    {'x', "h", Accept::AnyShort, any_short},
    {'x', "l", Accept::AnyLong, any_long},
    {'x', "ll", Accept::AnyLongLong, any_longlong},
};

constexpr bool before(const ConversionRow& a, const ConversionRow& b) {
    return a.letter != b.letter ? a.letter < b.letter : a.size < b.size;
}
static_assert(std::ranges::is_sorted(conversions, before));

struct FlagRow {
    char letter;
    bool Conversion::*flag;
};
constexpr FlagRow flags[] = {
    {'#', &Conversion::alt},  {'0', &Conversion::zero},          {'-', &Conversion::left},
    {'+', &Conversion::plus}, {' ', &Conversion::blank},         {'\'', &Conversion::group},
    {'@', &Conversion::agg},  {'?', &Conversion::pointer_width},
};

// Numbers in formats stop growing here.
constexpr uint32_t max_amount = 0x7fffffff;

class FormatParser {
public:
    explicit FormatParser(std::string_view text) : rest_(text) { format_.text = text; }

    std::variant<Format, FormatError> parse() {
        while (!rest_.empty() && error_.empty()) {
            if (take('%'))
                conversion();
            else
                literal(rest_.substr(0, rest_.find('%')));
        }
        if (!error_.empty())
            return FormatError{std::move(error_)};
        return std::move(format_);
    }

private:
    bool at(char c) const { return !rest_.empty() && rest_[0] == c; }
    bool at_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
    bool take(char c) {
        bool there = at(c);
        rest_.remove_prefix(there);
        return there;
    }
    void fail(const std::string& what) {
        error_ = "format conversion #" + std::to_string(number_) + " " + what;
    }

    void literal(std::string_view text) {
        rest_.remove_prefix(text.size());
        if (format_.parts.empty() || !std::holds_alternative<std::string>(format_.parts.back()))
            format_.parts.emplace_back(std::string());
        std::get<std::string>(format_.parts.back()) += text;
    }

    // What follows a '%'.
    void conversion() {
        ++number_;
        if (at('%'))
            return literal("%");
        Conversion conversion;
        take_flags(conversion);
        if (take_amount(conversion.width, "width") && take_precision(conversion))
            finish(std::move(conversion));
    }

    // '-' and '0' exclude each other; the last one counts.
    void take_flags(Conversion& conversion) {
        for (;;) {
            auto row = rest_.empty() ? std::end(flags)
                                     : std::ranges::find(flags, rest_[0], &FlagRow::letter);
            if (row == std::end(flags))
                return;
            conversion.*row->flag = true;
            if (at('-'))
                conversion.zero = false;
            if (at('0'))
                conversion.left = false;
            rest_.remove_prefix(1);
        }
    }

    // Digits or '*'; false after an error.
    bool take_amount(Amount& amount, const char* what) {
        for (; take('*'); amount.present = amount.dynamic = true)
            if (amount.dynamic)
                return fail(std::string("has more than one '*' specified for the output ") + what),
                       false;
        for (; !amount.dynamic && at_digit(); rest_.remove_prefix(1)) {
            uint64_t grown = uint64_t{amount.value} * 10 + static_cast<uint32_t>(rest_[0] - '0');
            amount.value = static_cast<uint32_t>(std::min<uint64_t>(grown, max_amount));
            amount.present = true;
        }
        if (at('$'))
            return fail("uses unsupported positional format (%n$)"), false;
        return true;
    }

    bool take_precision(Conversion& conversion) {
        if (!take('.'))
            return true;
        conversion.precision.present = true;
        if (!take_amount(conversion.precision, "precision"))
            return false;
        if (at('.'))
            return fail("has more than one '.' specified"), false;
        return true;
    }

    void finish(Conversion conversion) {
        constexpr std::string_view sizes = "hlLw";
        while (!rest_.empty() && sizes.find(rest_[0]) != sizes.npos && conversion.size.size() < 2) {
            conversion.size += rest_[0];
            rest_.remove_prefix(1);
        }
        if (rest_.empty())
            return fail("name expected before end of format string");
        if (at('%'))
            return fail("cannot be combined with other format flags: %%");
        conversion.letter = rest_[0];
        conversion.text = "%" + conversion.size + conversion.letter;
        rest_.remove_prefix(1);
        if (!find_conversion(conversion.size, conversion.letter))
            return fail("is undefined: " + conversion.text);
        format_.parts.emplace_back(std::move(conversion));
    }

    std::string_view rest_;
    unsigned number_ = 0; // of the conversion at hand
    Format format_;
    std::string error_;
};

} // namespace

const ConversionRow* find_conversion(std::string_view size, char letter) {
    ConversionRow wanted{letter, size, Accept::Integer, ""};
    auto row = std::ranges::lower_bound(conversions, wanted, before);
    bool found = row != std::end(conversions) && row->letter == letter && row->size == size;
    return found ? row : nullptr;
}

std::variant<Format, FormatError> parse_format(std::string_view text) {
    return FormatParser(text).parse();
}

} // namespace dtrace::fmt
