// SPDX-License-Identifier: GPL-2.0
// Input that nobody would write ends in errors, in bounded time and stack.
#include "tests/golden.h"

#include <gtest/gtest.h>
#include <random>

namespace dtrace {
namespace {

std::string repeat(std::string_view text, size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    while (times-- > 0)
        all += text;
    return all;
}

// The tag of the error, "" for a program without one. The message is rendered as well.
std::string tag_of(const std::string& text, bool pspec = false) {
    source::SourceManager sources;
    golden::FakeNames names;
    names.types = {"foo_t"};
    lex::MacroArgs macros{{"dtrace"}, {{"pid", 1}}};
    parse::ParseInput input{.sources = sources,
                            .file = sources.add("junk.d", text, source::FileRole::Script),
                            .pspec = pspec,
                            .default_field = parse::Field::Name,
                            .macros = macros,
                            .types = names};
    auto parsed = parse::parse_program(input);
    for (const source::Diagnostic& wrong : parsed.errors) {
        std::string shown = source::render(wrong, sources, {});
        EXPECT_LT(shown.size(), wrong.message.size() + 1000);
        EXPECT_LE(wrong.range.end, text.size());
        EXPECT_LE(wrong.range.begin, wrong.range.end);
    }
    return parsed.errors.empty() ? "" : parsed.errors.front().tag;
}

TEST(Junk, DeepNesting) {
    constexpr size_t deep = 10000;
    for (const char* open : {"(", "!", "-", "(int)", "sizeof ", "stringof ", "f(", "a[", "@a[",
                             "x = ", "x ? ", "x ? y : ", "++", "xlate <int>(", "(x, ", "*"})
        EXPECT_EQ(tag_of("BEGIN { y = " + repeat(open, deep)), "D_SYNTAX") << open;
    for (const char* open : {"if (1) ", "if (1) { ", "if (1) ; else "})
        EXPECT_EQ(tag_of("BEGIN { " + repeat(open, deep)), "D_SYNTAX") << open;
    for (const char* open : {"*", "(", "(*", "x[", "x(int "})
        EXPECT_EQ(tag_of("int " + repeat(open, deep)), "D_SYNTAX") << open;
    EXPECT_EQ(tag_of(repeat("struct { ", deep)), "D_SYNTAX");
    EXPECT_EQ(tag_of("int x" + repeat("[2]", deep) + ";"), "D_SYNTAX");
    EXPECT_EQ(tag_of("int x[" + repeat("int [", deep)), "D_SYNTAX");
    EXPECT_EQ(tag_of("enum { A = " + repeat("(", deep)), "D_SYNTAX");
}

TEST(Junk, LongChains) {
    constexpr size_t many = 100000;
    for (const char* step : {"+ x ", ", x ", "->y ", ".y ", "[1] ", "++ ", "&& x "})
        EXPECT_EQ(tag_of("BEGIN { x " + repeat(step, many) + "; }"), "D_SYNTAX") << step;
    EXPECT_EQ(tag_of("BEGIN { " + repeat("x; ", many) + "}"), "");
    EXPECT_EQ(tag_of("BEGIN { f(" + repeat("1, ", many) + "1); }"), "");
    EXPECT_EQ(tag_of(repeat("BEGIN { } ", many)), "");
    EXPECT_EQ(tag_of("int " + repeat("a, ", many) + "b;"), "");
}

TEST(Junk, LongLines) {
    constexpr size_t million = 1 << 20;
    EXPECT_EQ(tag_of("BEGIN { x = " + repeat("a", million) + "; }"), "");
    EXPECT_EQ(tag_of("BEGIN { x = \"" + repeat("\\", million) + "\"; }"), "");
    EXPECT_EQ(tag_of("BEGIN { x = \"" + repeat("a", million)), "D_SYNTAX");
    EXPECT_EQ(tag_of("BEGIN { x = " + repeat("9", million) + "; }"), "D_INT_OFLOW");
    EXPECT_EQ(tag_of(repeat(" ", million)), "D_EMPTY");
    EXPECT_EQ(tag_of(repeat("/**/", million)), "D_EMPTY");
    EXPECT_EQ(tag_of("/*" + repeat("*", million)), "D_SYNTAX");
    EXPECT_EQ(tag_of(repeat("#\n", million)), "D_EMPTY");
    EXPECT_EQ(tag_of("#pragma D option " + repeat("x ", million) + "\n"), "D_PRAGMA_MALFORM");
    EXPECT_EQ(tag_of(repeat(":", million)), "D_PDESC_INVAL");
    EXPECT_EQ(tag_of(repeat("a", million) + " { }"), "");
    EXPECT_EQ(tag_of(repeat("?", million)), "D_SYNTAX");
}

TEST(Junk, Binary) {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 200, '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        tag_of(text, round % 2);
        tag_of("BEGIN { x = " + text, round % 2);
        tag_of("#" + text + "\nBEGIN { }", round % 2);
    }
    EXPECT_EQ(tag_of(std::string("BEGIN { x = \0; }", 16)), "D_SYNTAX");
}

TEST(Junk, EveryPrefixOfAProgram) {
    std::string program = golden::read_file(std::filesystem::path(__FILE__).parent_path() /
                                            "../tests/parse/declarations.d");
    program += "BEGIN /x['a', \"b\\n\"] && self->y/ { if (x) { @a[stack()] = sum(-$pid); } else "
               "y = (foo_t *)xlate <struct s>(z).m ? 1 : sizeof (int *); }\n";
    for (size_t length = 0; length < program.size(); ++length)
        tag_of(program.substr(0, length));
    for (size_t skip = 0; skip < program.size(); ++skip)
        tag_of(program.substr(skip));
}

} // namespace
} // namespace dtrace
