// SPDX-License-Identifier: GPL-2.0
// JSON texts: commas, escapes, UTF-8, large numbers; values by type.
#include "format/json_text.h"
#include "format/json_value.h"
#include "types/table.h"

#include <gtest/gtest.h>
#include <limits>

namespace dtrace::format {
namespace {

template <class Fill>
std::string made(Fill fill) {
    JsonText json;
    fill(json);
    return json.str();
}

std::string as_string(std::string_view text) {
    return made([&](JsonText& json) { json.string(text); });
}

TEST(Json, Nesting) {
    EXPECT_EQ(made([](JsonText& json) {
                  json.begin_object();
                  json.key("a").begin_array();
                  json.integer(int64_t{-1});
                  json.begin_object();
                  json.end_object();
                  json.null();
                  json.end_array();
                  json.key("b").boolean(true);
                  json.end_object();
              }),
              R"({"a":[-1,{},null],"b":true})");
}

TEST(Json, IntegersBeyondDoublesAreStrings) {
    auto number = [](auto n) { return made([&](JsonText& json) { json.integer(n); }); };
    EXPECT_EQ(number(int64_t{1} << 53), "9007199254740992");
    EXPECT_EQ(number((int64_t{1} << 53) + 1), "\"9007199254740993\"");
    EXPECT_EQ(number(std::numeric_limits<int64_t>::min()), "\"-9223372036854775808\"");
    EXPECT_EQ(number(UINT64_MAX), "\"18446744073709551615\"");
}

TEST(Json, Reals) {
    auto real = [](long double n) { return made([&](JsonText& json) { json.real(n); }); };
    EXPECT_EQ(real(1.5L), "1.5");
    EXPECT_EQ(real(std::numeric_limits<double>::infinity()), "\"inf\"");
    EXPECT_EQ(real(std::numeric_limits<double>::quiet_NaN()), "\"nan\"");
}

TEST(Json, Escapes) {
    EXPECT_EQ(as_string("a\"b\\c/\n\t\r\b\f"), R"("a\"b\\c/\n\t\r\b\f")");
    EXPECT_EQ(as_string(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
}

TEST(Json, Utf8) {
    EXPECT_EQ(as_string("\u00e4\u20ac\U0001f600"), "\"\u00e4\u20ac\U0001f600\"");
    EXPECT_EQ(as_string("\xff"
                        "a"),
              R"("\ufffda")");
    EXPECT_EQ(as_string("\xc3"), R"("\ufffd")");                     // cut off
    EXPECT_EQ(as_string("\xc0\xaf"), R"("\ufffd\ufffd")");           // overlong
    EXPECT_EQ(as_string("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")"); // surrogate
    EXPECT_EQ(as_string("\xf4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")");
    EXPECT_EQ(made([](JsonText& json) { json.text("a\xff"); }),
              R"({"text":"a\ufffd","hex":"61ff"})");
    EXPECT_EQ(made([](JsonText& json) { json.text("a"); }), "\"a\"");
}

/// Every byte string gives text without raw control characters and with balanced quotes.
TEST(Json, AnyBytes) {
    for (int a = 0; a < 256; a++) {
        for (int b = 0; b < 256; b++) {
            std::string bytes{static_cast<char>(a), static_cast<char>(b)};
            std::string text = as_string(bytes);
            ASSERT_GE(text.size(), 3u);
            for (size_t i = 1; i + 1 < text.size(); i++)
                ASSERT_GE(static_cast<unsigned char>(text[i]), 0x20) << a << " " << b;
        }
    }
}

TEST(Json, Values) {
    types::Table table;
    auto value = [](const consume::Value& v) {
        return made([&](JsonText& json) { json_value(json, v, NoSymbols(), 256); });
    };
    EXPECT_EQ(value({consume::Integer{static_cast<uint64_t>(-2), 4, true}, nullptr}), "-2");
    EXPECT_EQ(value({consume::Text{"t"}, nullptr}), "\"t\"");
    EXPECT_EQ(value({consume::Raw{{std::byte{1}, std::byte{0xab}}}, nullptr}), R"({"hex":"01ab"})");
    EXPECT_EQ(value({consume::Stack{true, 7, {16}}, nullptr}),
              R"({"pid":7,"frames":[{"addr":"0x10"}]})");
    EXPECT_EQ(value({consume::Address{consume::Address::Kind::Sym, 0, 16}, nullptr}),
              R"({"addr":"0x10"})");
}

} // namespace
} // namespace dtrace::format
