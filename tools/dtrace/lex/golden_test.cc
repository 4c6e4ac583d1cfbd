// SPDX-License-Identifier: GPL-2.0
// Every program of tests/lex/ against its tokens or, for bad-*, its whole message. The first token
// is read between clauses when the file is called outer-*, everything else as inside of one.
#include "tests/golden.h"

#include "lex/lexer.h"

namespace dtrace {
namespace {

std::string describe(const lex::Token& token) {
    std::string text(lex::token_name(token.kind));
    constexpr const char* types[] = {"int", "uint", "long", "ulong", "llong", "ullong"};
    if (token.kind == lex::Tok::Integer)
        return text + " " + (token.negated ? "-" : "") + std::to_string(token.value) + " " +
               types[static_cast<size_t>(token.int_type)] + "\n";
    if (token.text.empty() || lex::keyword_of(token.kind))
        return text + "\n";
    text += " ";
    for (char c : token.text)
        text += c >= ' ' && c <= '~' ? std::string(1, c)
                                     : strformat("\\x%02x", static_cast<unsigned char>(c));
    return text + "\n";
}

std::string directive_text(const lex::ControlLine& line) {
    if (auto* option = std::get_if<lex::OptionDirective>(&line))
        return "option " + option->name + (option->value ? "=" + *option->value : "") + "\n";
    std::string text = "pragma";
    for (const std::string& word : std::get<lex::PragmaDirective>(line).words)
        text += " " + word;
    return text + "\n";
}

std::string outcome_of(golden::Case& test, bool outer) {
    source::SourceManager sources;
    uint32_t file = golden::add_program(test, sources);
    lex::MacroState macros{test.macros, test.defaultargs};
    std::string text;
    auto take_directive = [&](const lex::ControlLine& line) {
        text += directive_text(line);
        return std::optional<source::Diagnostic>();
    };
    lex::Lexer lexer({sources, file, macros, test.names, test.text, take_directive});
    lex::Mode mode = outer ? lex::Mode::Program : lex::Mode::Expr;
    for (;;) {
        lex::Token token = lexer.next(mode);
        if (token.kind == lex::Tok::Error)
            return golden::render_case(test, sources, {lexer.error()});
        if (token.kind == lex::Tok::End)
            return text;
        text += describe(token);
        bool member = token.kind == lex::Tok::Dot || token.kind == lex::Tok::Arrow;
        mode = member ? lex::Mode::Member : outer ? lex::Mode::Program : lex::Mode::Expr;
    }
}

TEST(LexGolden, Programs) {
    auto folder = std::filesystem::path(__FILE__).parent_path() / "../tests/lex";
    auto programs = golden::programs_in(folder);
    EXPECT_GT(programs.size(), 20u);
    for (const auto& program : programs) {
        std::string name = program.filename();
        golden::Case test = golden::load_case(program);
        std::string actual = outcome_of(test, name.starts_with("outer-"));
        EXPECT_EQ(actual.starts_with("dtrace: "), name.starts_with("bad-")) << program << actual;
        golden::check(test, actual);
    }
}

} // namespace
} // namespace dtrace
