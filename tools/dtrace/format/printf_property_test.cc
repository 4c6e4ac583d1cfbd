// SPDX-License-Identifier: GPL-2.0
// Random conversions against the C library's, for what D and C share.
#include "format/printf_emit.h"

#include <cstdio>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <string>

namespace dtrace::format {
namespace {

using consume::Value;

const NoSymbols NONE;
std::mt19937_64 generator(20);

uint64_t random_below(uint64_t limit) {
    return generator() % limit;
}

/// A letter with the flags that C defines for it.
struct Letter {
    char letter;
    const char* flags;
    bool precision;
};

constexpr Letter LETTERS[] = {
    {'d', "-+ 0'", true}, {'i', "-+ 0", true},  {'u', "-0", true},    {'x', "-0#", true},
    {'X', "-0#", true},   {'o', "-0#", true},   {'c', "-", false},    {'s', "-", true},
    {'e', "-+ 0#", true}, {'f', "-+ 0#", true}, {'g', "-+ 0#", true}, {'E', "-+ 0#", true},
    {'G', "-+ 0#", true},
};

/// "%-08.3" without a letter. Precision 0 means something else in D.
std::string random_head(const Letter& letter) {
    std::string head = "%";
    for (const char* flag = letter.flags; *flag; flag++) {
        // D takes the last of '-' and '0', C always '-'.
        if (random_below(3) == 0 && (*flag != '0' || head.find('-') == head.npos))
            head += *flag;
    }
    if (random_below(2))
        head += std::to_string(1 + random_below(24));
    if (letter.precision && random_below(2))
        head += "." + std::to_string(1 + random_below(12));
    return head;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
template <class T>
std::string c_printf(const std::string& format, T value) {
    char text[512];
    std::snprintf(text, sizeof(text), format.c_str(), value);
    return text;
}
#pragma GCC diagnostic pop

std::string d_printf(const std::string& format, const Value& value) {
    auto parsed = fmt::parse_format(format);
    EXPECT_TRUE(std::holds_alternative<fmt::Format>(parsed)) << format;
    const Value* values[] = {&value};
    return emit(std::get<fmt::Format>(parsed), values, {}, NONE);
}

void check_integer(const std::string& head, char letter) {
    const uint32_t size = 1u << random_below(4);
    const uint64_t mask = size == 8 ? UINT64_MAX : (uint64_t{1} << (8 * size)) - 1;
    uint64_t bits = (random_below(4) ? generator() : random_below(3)) & mask;
    bool is_signed = letter == 'd' || letter == 'i';
    if (is_signed && size < 8 && bits >> (8 * size - 1))
        bits |= ~mask;
    Value value{consume::Integer{bits, size, is_signed}, nullptr};
    EXPECT_EQ(d_printf(head + letter, value), c_printf(head + "ll" + letter, bits)) << head;
}

void check_character(const std::string& head) {
    auto c = static_cast<char>(1 + random_below(255));
    Value value{consume::Integer{static_cast<uint64_t>(c), 1, true}, nullptr};
    EXPECT_EQ(d_printf(head + "c", value), c_printf(head + "c", c)) << head;
}

void check_string(const std::string& head) {
    std::string text;
    for (size_t i = random_below(20); i > 0; i--)
        text += static_cast<char>(1 + random_below(255));
    Value value{consume::Text{text}, nullptr};
    EXPECT_EQ(d_printf(head + "s", value), c_printf(head + "s", text.c_str())) << head;
}

void check_float(const std::string& head, char letter) {
    double number = static_cast<double>(static_cast<int64_t>(generator())) /
                    static_cast<double>(1 + random_below(uint64_t{1} << 62));
    std::vector<std::byte> bytes(sizeof(number));
    std::memcpy(bytes.data(), &number, sizeof(number));
    Value value{consume::Raw{bytes}, nullptr};
    EXPECT_EQ(d_printf(head + letter, value), c_printf(head + letter, number)) << head;
}

TEST(PrintfProperty, AgreesWithTheCLibrary) {
    for (int i = 0; i < 20000; i++) {
        const Letter& letter = LETTERS[random_below(std::size(LETTERS))];
        std::string head = random_head(letter);
        if (letter.letter == 'c')
            check_character(head);
        else if (letter.letter == 's')
            check_string(head);
        else if (std::strchr("eEfgG", letter.letter))
            check_float(head, letter.letter);
        else
            check_integer(head, letter.letter);
    }
}

/// Only whole conversions are random here: nothing but some text may come out.
TEST(PrintfProperty, AnyTextIsAFormatOrAnError) {
    constexpr char alphabet[] = "%%%%dsxk@*.-+#0 '?123lhcCaAYTIPS\n";
    for (int i = 0; i < 20000; i++) {
        std::string format;
        for (size_t n = random_below(12); n > 0; n--)
            format += alphabet[random_below(sizeof(alphabet) - 1)];
        auto parsed = fmt::parse_format(format);
        if (const auto* good = std::get_if<fmt::Format>(&parsed)) {
            Value value{consume::Integer{random_below(40), 4, true}, nullptr};
            const Value* values[] = {&value, &value};
            emit(*good, values, {}, NONE);
        }
    }
}

} // namespace
} // namespace dtrace::format
