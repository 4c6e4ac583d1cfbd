// SPDX-License-Identifier: GPL-2.0
// Patterns of probe descriptions.
#include <gtest/gtest.h>

#include <string>

extern "C" {
bool dt_glob_match(const char* pattern, const char* text);
bool dt_glob_is_plain(const char* pattern);
}

namespace {

struct Case {
    const char *pattern, *text;
    bool match;
};

constexpr Case kCases[] = {
    {"", "", true},
    {"", "x", true},
    {"abc", "abc", true},
    {"abc", "abd", false},
    {"abc", "ab", false},
    {"ab", "abc", false},
    {"*", "", true},
    {"*", "anything", true},
    {"a*", "a", true},
    {"a*", "ba", false},
    {"*a", "banana", true},
    {"*a", "banan", false},
    {"a*c", "abc", true},
    {"a*c", "ac", true},
    {"a*c", "abcd", false},
    {"*an*an*", "banana", true},
    {"*an*an*an*", "banana", false},
    {"?", "a", true},
    {"?", "", false},
    {"a?c", "abc", true},
    {"a?c", "ac", false},
    {"[abc]", "b", true},
    {"[abc]", "d", false},
    {"[a-c]x", "bx", true},
    {"[a-c]x", "dx", false},
    {"[!a-c]", "d", true},
    {"[!a-c]", "b", false},
    {"[]]", "]", true},
    {"[]a]", "a", true},
    {"[a-]", "-", true},
    {"[!]]", "a", true},
    {"[!]]", "]", false},
    {"[", "[", true},
    {"[ab", "[ab", true},
    {"a[", "a[", true},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"a\\?b", "a?b", true},
    {"[\\]]", "]", true},
    {"\\", "\\", true},
    {"sys_*", "sys_read", true},
    {"*read*", "ksys_pread64", true},
    {"[0-9]*", "7up", true},
    {"**", "x", true},
    {"a**b", "ab", true},
    {"x*y*z", "xyyz", true},
    {"x*y*z", "xzy", false},
};

TEST(Glob, Table) {
    for (const auto& c : kCases)
        EXPECT_EQ(dt_glob_match(c.pattern, c.text), c.match)
            << "'" << c.pattern << "' on '" << c.text << "'";
}

TEST(Glob, Plain) {
    EXPECT_TRUE(dt_glob_is_plain("vfs_read"));
    for (const char* p : {"", "vfs*", "a?", "[a]", "a\\b"})
        EXPECT_FALSE(dt_glob_is_plain(p)) << p;
}

// The worst case of a backtracking matcher stays cheap.
TEST(Glob, Bounded) {
    std::string pattern, text(20000, 'a');
    for (int i = 0; i < 30; i++)
        pattern += "*a";
    EXPECT_FALSE(dt_glob_match((pattern + "b").c_str(), text.c_str()));
    EXPECT_TRUE(dt_glob_match(pattern.c_str(), text.c_str()));
}

} // namespace
