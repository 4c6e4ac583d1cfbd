// SPDX-License-Identifier: GPL-2.0
// Tests of base/: results, checked bytes, text operations.
#include "base/bytes.h"
#include "base/result.h"
#include "base/strings.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <limits>

namespace dtrace {
namespace {

Result<int> half(int value) {
    if (value % 2)
        return make_error("odd");
    return value / 2;
}

TEST(Result, CarriesValueOrError) {
    EXPECT_EQ(*half(4), 2);
    auto odd = half(3);
    ASSERT_FALSE(odd.ok());
    EXPECT_EQ(odd.error().message, "odd");
    EXPECT_TRUE(Status().ok());
    Status failed = errno_error(ENOENT, "open");
    EXPECT_EQ(failed.error().message, "open: No such file or directory");
    EXPECT_EQ(failed.error().sys, ENOENT);
}

TEST(Bytes, RefusesWhatDoesNotFit) {
    const uint32_t words[2] = {1, 0x80000000u};
    Bytes data = std::as_bytes(std::span(words));
    EXPECT_EQ(load<uint32_t>(data, 4), 0x80000000u);
    EXPECT_FALSE(load<uint32_t>(data, 5));
    EXPECT_FALSE(subspan(data, 8, 1));
    EXPECT_TRUE(subspan(data, 8, 0));
    EXPECT_FALSE(subspan(data, std::numeric_limits<uint64_t>::max(), 2));
    EXPECT_EQ(load_signed(data.subspan(4)), std::numeric_limits<int32_t>::min());
    EXPECT_EQ(load_unsigned(data.subspan(4)), 0x80000000u);
    EXPECT_FALSE(load_unsigned(data.subspan(5)));
}

TEST(Bytes, WriterAlignsAndPatches) {
    ByteWriter out;
    EXPECT_EQ(out.append_string("ab"), 0u);
    out.align(8);
    EXPECT_EQ(out.append_value<uint32_t>(7), 8u);
    EXPECT_TRUE(out.patch<uint32_t>(8, 9));
    EXPECT_FALSE(out.patch<uint32_t>(9, 9));
    EXPECT_EQ(load<uint32_t>(out.data(), 8), 9u);
    EXPECT_EQ(c_string(out.data()), "ab");
}

TEST(Strings, Split) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(split_words(" a  bc ", " "), (Words{"a", "bc"}));
    EXPECT_EQ(split_fields("a::b", ':'), (Words{"a", "", "b"}));
    EXPECT_EQ(split_fields("", ':'), (Words{""}));
    EXPECT_EQ(trim("  x y\n"), "x y");
    EXPECT_EQ(path_basename("/a/b"), "b");
}

TEST(Strings, Numbers) {
    EXPECT_EQ(parse_unsigned("0x10"), 16u);
    EXPECT_EQ(parse_unsigned("010"), 8u);
    EXPECT_EQ(parse_unsigned("0"), 0u);
    EXPECT_EQ(parse_unsigned("18446744073709551615"), std::numeric_limits<uint64_t>::max());
    for (const char* bad : {"", "-1", "1x", " 1", "0x", "18446744073709551616", "08"})
        EXPECT_FALSE(parse_unsigned(bad)) << bad;
    EXPECT_EQ(counted(1, "drop"), "1 drop");
    EXPECT_EQ(counted(0, "drop"), "0 drops");
    EXPECT_EQ(strformat("%3d|%s", 7, "x"), "  7|x");
}

} // namespace
} // namespace dtrace
