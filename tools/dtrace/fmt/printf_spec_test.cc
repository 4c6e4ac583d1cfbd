// SPDX-License-Identifier: GPL-2.0
// Tests of the format grammar.
#include "fmt/printf_spec.h"

#include <gtest/gtest.h>

namespace dtrace::fmt {
namespace {

Format good(std::string_view text) {
    auto result = parse_format(text);
    EXPECT_TRUE(std::holds_alternative<Format>(result)) << text;
    return std::holds_alternative<Format>(result) ? std::get<Format>(result) : Format{};
}

Conversion only(std::string_view text) {
    Format format = good(text);
    EXPECT_EQ(format.parts.size(), 1u) << text;
    return format.parts.size() == 1 ? std::get<Conversion>(format.parts[0]) : Conversion{};
}

std::string error(std::string_view text) {
    auto result = parse_format(text);
    auto* wrong = std::get_if<FormatError>(&result);
    return wrong ? wrong->message : "no error";
}

TEST(PrintfSpec, SplitsLiteralsAndConversions) {
    Format format = good("a%d b%%c%s");
    ASSERT_EQ(format.parts.size(), 4u);
    EXPECT_EQ(std::get<std::string>(format.parts[0]), "a");
    EXPECT_EQ(std::get<Conversion>(format.parts[1]).letter, 'd');
    EXPECT_EQ(std::get<std::string>(format.parts[2]), " b%c");
    EXPECT_EQ(std::get<Conversion>(format.parts[3]).text, "%s");
    EXPECT_EQ(format.text, "a%d b%%c%s");
}

TEST(PrintfSpec, EmptyAndLiteralOnly) {
    EXPECT_TRUE(good("").parts.empty());
    EXPECT_EQ(good("x\n").parts.size(), 1u);
    EXPECT_EQ(good("%%").parts.size(), 1u);
}

TEST(PrintfSpec, Flags) {
    Conversion c = only("%#+ '@?lld");
    EXPECT_TRUE(c.alt && c.plus && c.blank && c.group && c.agg && c.pointer_width);
    EXPECT_FALSE(c.zero || c.left);
    EXPECT_EQ(c.size, "ll");
    EXPECT_EQ(c.text, "%lld");
    EXPECT_TRUE(only("%0-5d").left);
    EXPECT_FALSE(only("%0-5d").zero);
    EXPECT_TRUE(only("%-05d").zero);
    EXPECT_FALSE(only("%-05d").left);
}

TEST(PrintfSpec, Amounts) {
    Conversion c = only("%-12.34s");
    EXPECT_TRUE(c.width.present && !c.width.dynamic && c.width.value == 12);
    EXPECT_TRUE(c.precision.present && !c.precision.dynamic && c.precision.value == 34);
    c = only("%*.*d");
    EXPECT_TRUE(c.width.dynamic && c.precision.dynamic);
    c = only("%.s");
    EXPECT_TRUE(c.precision.present && c.precision.value == 0);
    EXPECT_FALSE(only("%d").width.present);
    EXPECT_EQ(only("%99999999999999999999d").width.value, 0x7fffffffu);
}

TEST(PrintfSpec, Errors) {
    EXPECT_EQ(error("%Z"), "format conversion #1 is undefined: %Z");
    EXPECT_EQ(error("%d %% %lp"), "format conversion #3 is undefined: %lp");
    EXPECT_EQ(error("%n"), "format conversion #1 is undefined: %n");
    EXPECT_EQ(error("%"), "format conversion #1 name expected before end of format string");
    EXPECT_EQ(error("%ll"), "format conversion #1 name expected before end of format string");
    EXPECT_EQ(error("%..d"), "format conversion #1 has more than one '.' specified");
    EXPECT_EQ(error("%1.2.3d"), "format conversion #1 has more than one '.' specified");
    EXPECT_EQ(error("%**d"),
              "format conversion #1 has more than one '*' specified for the output width");
    EXPECT_EQ(error("%.**d"),
              "format conversion #1 has more than one '*' specified for the output precision");
    EXPECT_EQ(error("%2$d"), "format conversion #1 uses unsupported positional format (%n$)");
    EXPECT_EQ(error("%5%"), "format conversion #1 cannot be combined with other format flags: %%");
    EXPECT_EQ(error("%-%"), "format conversion #1 cannot be combined with other format flags: %%");
}

TEST(PrintfSpec, TableOfConversions) {
    EXPECT_EQ(find_conversion("", 'd')->prototype, "char, short, int, long, or long long");
    EXPECT_EQ(find_conversion("", 'c')->prototype, "char, short, or int");
    EXPECT_EQ(find_conversion("", 's')->accept, Accept::String);
    EXPECT_EQ(find_conversion("w", 's')->prototype, "wchar_t []");
    EXPECT_EQ(find_conversion("ll", 'x')->accept, Accept::AnyLongLong);
    EXPECT_EQ(find_conversion("h", 'u')->accept, Accept::UnsignedShort);
    EXPECT_EQ(find_conversion("L", 'd'), nullptr);
    EXPECT_EQ(find_conversion("l", 'Y'), nullptr);
    EXPECT_EQ(find_conversion("", '\0'), nullptr);
    for (char letter : std::string_view("diouxXcCsSpaAkeEfgGTYIP"))
        EXPECT_NE(find_conversion("", letter), nullptr) << letter;
}

} // namespace
} // namespace dtrace::fmt
