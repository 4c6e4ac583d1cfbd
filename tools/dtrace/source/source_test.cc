// SPDX-License-Identifier: GPL-2.0
// Tests of files, places and the text form of diagnostics.
#include "source/diagnostic.h"

#include <gtest/gtest.h>

namespace dtrace::source {
namespace {

using Kind = RenderContext::Kind;

TEST(SourceManager, Lines) {
    SourceManager sources;
    uint32_t id = sources.add("a.d", "one\ntwo\n\nfour", FileRole::Script);
    EXPECT_EQ(sources.locate({id, 0, 1}).line, 1u);
    EXPECT_EQ(sources.locate({id, 3, 4}).line, 1u);
    EXPECT_EQ(sources.locate({id, 4, 5}).line, 2u);
    EXPECT_EQ(sources.locate({id, 6, 7}).column, 3u);
    EXPECT_EQ(sources.locate({id, 8, 8}).line, 3u);
    EXPECT_EQ(sources.locate({id, 13, 13}).line, 4u);
    EXPECT_EQ(sources.text(sources.line_of({id, 5, 6})), "two");
    EXPECT_EQ(sources.text(sources.line_of({id, 13, 13})), "four");
    EXPECT_EQ(sources.text(sources.line_of({id, 8, 8})), "");
}

TEST(SourceManager, TextOfBadRangesIsEmpty) {
    SourceManager sources;
    uint32_t id = sources.add("", "abc", FileRole::Specifier);
    EXPECT_EQ(sources.text({id, 1, 3}), "bc");
    EXPECT_EQ(sources.text({id, 2, 1}), "");
    EXPECT_EQ(sources.text({id, 9, 12}), "");
    EXPECT_EQ(sources.text({0, 0, 1}), "");
    EXPECT_EQ(sources.text({7, 0, 1}), "");
}

TEST(SourceManager, MarkersRenumber) {
    SourceManager sources;
    uint32_t id = sources.add("a.d", "x\n#\ny\nz\n#\nw\n", FileRole::Script);
    sources.mark(id, {4, 10, "inc.h"});
    sources.mark(id, {10, 2, ""});
    EXPECT_EQ(sources.locate({id, 0, 1}).name, "");
    EXPECT_EQ(sources.locate({id, 4, 5}).name, "inc.h");
    EXPECT_EQ(sources.locate({id, 6, 7}).line, 11u);
    EXPECT_EQ(sources.locate({id, 10, 11}).name, "");
    EXPECT_EQ(sources.locate({id, 10, 11}).line, 2u);
}

TEST(SourceManager, Load) {
    SourceManager sources;
    auto id = sources.load("/proc/self/comm", FileRole::Script);
    ASSERT_TRUE(id.ok());
    EXPECT_FALSE(sources.file(*id).text.empty());
    auto missing = sources.load("/nonexistent/x.d", FileRole::Script);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().message,
              "failed to open /nonexistent/x.d: No such file or directory");
    EXPECT_FALSE(sources.load("/", FileRole::Script).ok());
}

class Render : public ::testing::Test {
protected:
    std::string text(FileRole role, Kind kind, Region region = Region::None, bool tags = true) {
        uint32_t id = sources.add("lib.d", "BEGIN\n{\n\tx = y;\n}\n", role);
        Diagnostic wrong{.tag = "D_TAG",
                         .range = {id, 13, 14},
                         .message = "no such thing",
                         .hints = {"try z"},
                         .region = region};
        return render(wrong, sources, {kind, "NAME", tags});
    }
    SourceManager sources;
    std::string excerpt = "    3 | \tx = y;\n      | \t    ^\nhint: try z\n";
};

TEST_F(Render, Script) {
    EXPECT_EQ(text(FileRole::Script, Kind::Script, Region::ActionList),
              "dtrace: failed to compile script NAME: [D_TAG] line 3: no such thing\n" + excerpt);
    EXPECT_EQ(text(FileRole::Script, Kind::Script, Region::None, false),
              "dtrace: failed to compile script NAME: line 3: no such thing\n" + excerpt);
}

TEST_F(Render, Specifier) {
    std::string begin = "dtrace: invalid probe specifier NAME: [D_TAG] ";
    EXPECT_EQ(text(FileRole::Specifier, Kind::Specifier), begin + "no such thing\n" + excerpt);
    EXPECT_EQ(text(FileRole::Specifier, Kind::Specifier, Region::Predicate),
              begin + "in predicate: no such thing\n" + excerpt);
    EXPECT_EQ(text(FileRole::Specifier, Kind::Specifier, Region::ActionList),
              begin + "in action list: no such thing\n" + excerpt);
}

TEST_F(Render, Library) {
    EXPECT_EQ(text(FileRole::Library, Kind::Specifier),
              "dtrace: invalid probe specifier NAME: [D_TAG] \"lib.d\", line 3: no such thing\n" +
                  excerpt);
}

TEST_F(Render, WithoutTagOrPlace) {
    Diagnostic wrong{.message = "out of registers"};
    EXPECT_EQ(render(wrong, sources, {Kind::Script, "NAME", true}),
              "dtrace: failed to compile script NAME: out of registers\n");
}

TEST_F(Render, Headline) {
    uint32_t id = sources.add("", "x", FileRole::Specifier);
    Diagnostic wrong{.tag = "D_X", .range = {id, 0, 1}, .message = "two\n\tlines\x1b"};
    EXPECT_EQ(render_headline(wrong, sources, {Kind::Bare, "", true}), "[D_X] two\n\tlines?");
}

TEST_F(Render, MultiLineRangeStopsAtTheLine) {
    uint32_t id = sources.add("", "abc\ndef", FileRole::Specifier);
    Diagnostic wrong{.tag = "D_X", .range = {id, 1, 6}, .message = "m"};
    EXPECT_EQ(render(wrong, sources, {}), "m\n    1 | abc\n      |  ^~\n");
}

TEST_F(Render, NonAsciiTextKeepsColumns) {
    uint32_t id = sources.add("", "\xc3\xa4\xc3\xb6 x", FileRole::Specifier);
    Diagnostic wrong{.tag = "D_X", .range = {id, 5, 6}, .message = "m"};
    EXPECT_EQ(render(wrong, sources, {}), "m\n    1 | \xc3\xa4\xc3\xb6 x\n      |    ^\n");
}

TEST_F(Render, Notes) {
    uint32_t id = sources.add("", "ab", FileRole::Specifier);
    Diagnostic wrong{.range = {id, 0, 1}, .message = "m", .notes = {{{id, 1, 2}, "here"}}};
    EXPECT_EQ(render(wrong, sources, {}),
              "m\n    1 | ab\n      | ^\nnote: here\n    1 | ab\n      |  ^\n");
}

} // namespace
} // namespace dtrace::source
