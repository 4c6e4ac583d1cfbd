// SPDX-License-Identifier: GPL-2.0
// Tests of the lexer's helpers: literals, macros, options, dependencies, the preprocessor.
#include "lex/cpp.h"
#include "lex/literal.h"
#include "lex/macro.h"
#include "lex/scan.h"
#include "lex/token.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace dtrace::lex {
namespace {

TEST(Literal, Lengths) {
    EXPECT_EQ(integer_length("12+"), 2u);
    EXPECT_EQ(integer_length("0x"), 1u);
    EXPECT_EQ(integer_length("0x1gf"), 3u);
    EXPECT_EQ(integer_length("1ulll"), 4u);
    EXPECT_EQ(integer_length("x"), 0u);
    EXPECT_EQ(float_length("1.5e+3x"), 6u);
    EXPECT_EQ(float_length("1..."), 0u);
    EXPECT_EQ(float_length(".5"), 2u);
    EXPECT_EQ(float_length("."), 0u);
    EXPECT_EQ(float_length(".e5"), 0u);
    EXPECT_EQ(float_length("0x1e5"), 0u);
    EXPECT_EQ(float_length("12"), 0u);
    EXPECT_EQ(float_length("1e"), 0u);
}

TEST(Token, Keywords) {
    ASSERT_NE(find_keyword("translator"), nullptr);
    EXPECT_EQ(find_keyword("translator")->tok, Tok::KwTranslator);
    EXPECT_EQ(find_keyword("translators"), nullptr);
    EXPECT_EQ(find_keyword(""), nullptr);
    EXPECT_EQ(keyword_of(Tok::KwXlate)->spelling, "xlate");
    EXPECT_EQ(keyword_of(Tok::Ident), nullptr);
    EXPECT_EQ(keyword_of(Tok::RBrace), nullptr);
    EXPECT_EQ(token_name(Tok::ShlAssign), "<<=");
    EXPECT_EQ(match_punct(">>=x")->tok, Tok::ShrAssign);
    EXPECT_FALSE(match_punct("\\"));
}

TEST(Macro, OfProcess) {
    MacroArgs macros = MacroArgs::of_process({"dtrace"}, 77);
    EXPECT_EQ(macros.variable("pid"), getpid());
    EXPECT_EQ(macros.variable("target"), 77);
    EXPECT_EQ(macros.variable("euid"), geteuid());
    for (const char* name : {"egid", "gid", "pgid", "ppid", "sid", "uid"})
        EXPECT_TRUE(macros.variable(name)) << name;
    EXPECT_FALSE(macros.variable("projid"));
}

TEST(Macro, OnlyTheLastArgumentIsWatched) {
    MacroArgs macros{{"x", "one", "two"}, {}};
    MacroState state{macros};
    EXPECT_EQ(macro_text(*macro_ref_at("$1"), state), "one");
    EXPECT_FALSE(state.last_is_used);
    EXPECT_EQ(macro_text(*macro_ref_at("$$02"), state), "two");
    EXPECT_TRUE(state.last_is_used);
    EXPECT_EQ(macro_text(*macro_ref_at("$0"), state), "x");
    EXPECT_FALSE(macro_text(*macro_ref_at("$99999999999999999999"), state));
    EXPECT_FALSE(macro_ref_at("$"));
    EXPECT_FALSE(macro_ref_at("$$"));
}

TEST(Pragma, Switches) {
    EXPECT_EQ(parse_switch(std::nullopt), true);
    EXPECT_EQ(parse_switch("Enabled"), true);
    EXPECT_EQ(parse_switch("OFF"), false);
    EXPECT_EQ(parse_switch(""), false);
    EXPECT_EQ(parse_switch("please"), std::nullopt);
}

TEST(Scan, DeclaredWords) {
    auto words =
        declared_words("#pragma D binding \"1.0\" hidden\n/* c1; */ typedef int a_t;\n"
                       "inline int b = used + 1;\nstruct c { int member; } d, *e;\n"
                       "enum f { G, H = 2\n};translator c < struct in *T > { member = T->x; };"
                       "inline struct c *g = xlate<struct c *>(input);inline int h[int k] = k;"
                       "enum f late;");
    std::set<std::string, std::less<>> expected{"a_t", "b", "c", "d", "e", "f",
                                                "G",   "H", "g", "h", "k", "late"};
    EXPECT_EQ(words, expected);
}

TEST(Scan, Dependencies) {
    auto found = scan_dependencies("/* c */\n#pragma D depends_on library a.d\n x #pragma D\n"
                                   "  #pragma D depends_on provider io\n#pragma D nosuch\n"
                                   "#pragma D option quiet\n#pragma D depends_on module xfs");
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].words, (std::vector<std::string>{"depends_on", "library", "a.d"}));
    EXPECT_EQ(found[1].words[2], "io");
    EXPECT_EQ(found[2].words[1], "module");
}

TEST(Cpp, ExpandsAndKeepsLines) {
    auto result = preprocess("#!/usr/sbin/dtrace -Cs\n#define N 5\nBEGIN { trace(N + M); }\n",
                             {.args = {"-DM=7"}});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_NE(result->find("BEGIN { trace(5 + 7); }"), std::string::npos);
    EXPECT_NE(result->find("\"/dev/stdin\""), std::string::npos);
    EXPECT_EQ(result->find("#!"), std::string::npos);
}

TEST(Cpp, LargeOutput) {
    std::string text(3 << 20, ' ');
    text += "x\n";
    for (int i = 0; i < 20000; ++i)
        text += "a line of the program;\n";
    auto result = preprocess(text, {});
    ASSERT_TRUE(result.ok());
    EXPECT_GT(result->size(), 400000u);
}

TEST(Cpp, Errors) {
    auto missing = preprocess("x", {.path = "no-such-preprocessor", .args = {}});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().message, "Preprocessor not found");
    testing::internal::CaptureStderr();
    auto failing = preprocess("#error no\n", {});
    EXPECT_NE(testing::internal::GetCapturedStderr().find("no"), std::string::npos);
    ASSERT_FALSE(failing.ok());
    EXPECT_EQ(failing.error().message, "Preprocessor failed to process input program");
}

} // namespace
} // namespace dtrace::lex
