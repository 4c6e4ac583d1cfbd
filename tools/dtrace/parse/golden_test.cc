// SPDX-License-Identifier: GPL-2.0
// Every program of tests/parse/ against its tree or, for bad-*, its whole message.
#include "tests/golden.h"

#include "ast/print.h"

namespace dtrace {
namespace {

std::string outcome_of(golden::Case& test) {
    source::SourceManager sources;
    auto input = golden::parse_input(test, sources, test.names);
    auto parsed = parse::parse_program(input);
    return parsed.errors.empty() ? ast::to_text(parsed.program)
                                 : golden::render_case(test, sources, parsed.errors);
}

TEST(ParseGolden, Programs) {
    auto folder = std::filesystem::path(__FILE__).parent_path() / "../tests/parse";
    auto programs = golden::programs_in(folder);
    EXPECT_GT(programs.size(), 50u);
    for (const auto& program : programs) {
        golden::Case test = golden::load_case(program);
        std::string actual = outcome_of(test);
        bool bad = program.filename().string().starts_with("bad-");
        EXPECT_EQ(actual.starts_with("dtrace: "), bad) << program << "\n" << actual;
        golden::check(test, actual);
    }
}

} // namespace
} // namespace dtrace
