/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Golden programs of the front end: NAME.d is the program, NAME.out what is expected of it.
///
/// The first line of NAME.out may be `options: WORD... [-- MACRO-ARGUMENT...]`:
///   text           the program is the text of an option (-n), not a script; no newline at its end
///   field=NAME     what a bare word describes: provider, module, function, name
///   types=A,B      names of types; globals=A,B: names of variables
///   defaultargs, argref, empty: those options
/// The rest is the expected output, with [D_TAG]. With DTRACE_UPDATE_GOLDEN=1 in the environment
/// the expected output is rewritten: read the difference before believing it.
#pragma once

#include "base/strings.h"
#include "lex/names.h"
#include "parse/parser.h"
#include "source/diagnostic.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace dtrace::golden {

/// Names given by hand.
struct FakeNames final : lex::TypeNameOracle {
    std::vector<std::string> types, globals;
    bool is_type(std::string_view name) override {
        return std::ranges::find(types, name) != types.end();
    }
    bool is_global(std::string_view name) override {
        return std::ranges::find(globals, name) != globals.end();
    }
};

struct Case {
    std::filesystem::path program;
    std::string options; ///< the line, with its newline; "" if there is none
    std::string expected;
    bool text = false, defaultargs = false, argref = false, empty = false;
    parse::Field field = parse::Field::Name;
    FakeNames names;
    lex::MacroArgs macros;

    std::filesystem::path output() const {
        return std::filesystem::path(program).replace_extension(".out");
    }
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void apply_option(Case& test, const std::string& word) {
    size_t equals = word.find('=');
    std::string name = word.substr(0, equals), value;
    if (equals != word.npos)
        value = word.substr(equals + 1);
    constexpr std::string_view fields[] = {"provider", "module", "function", "name"};
    test.text |= name == "text";
    test.defaultargs |= name == "defaultargs";
    test.argref |= name == "argref";
    test.empty |= name == "empty";
    if (name == "types")
        test.names.types = split_fields(value, ',');
    if (name == "globals")
        test.names.globals = split_fields(value, ',');
    if (name == "field")
        test.field = static_cast<parse::Field>(std::ranges::find(fields, value) - fields);
}

inline Case load_case(const std::filesystem::path& program) {
    Case test;
    test.program = program;
    test.expected = read_file(test.output());
    test.macros.args = {"dtrace"};
    test.macros.variables = {{"pid", 1234}, {"uid", 0}, {"target", 0}};
    if (!test.expected.starts_with("options:"))
        return test;
    size_t end = std::min(test.expected.find('\n'), test.expected.size() - 1) + 1;
    test.options = test.expected.substr(0, end);
    test.expected.erase(0, end);
    bool macros = false;
    for (const std::string& word : split_words(test.options.substr(8), " \n")) {
        if (macros)
            test.macros.args.push_back(word);
        else if (word == "--")
            macros = true;
        else
            apply_option(test, word);
    }
    return test;
}

inline std::vector<std::filesystem::path> programs_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> programs;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".d")
            programs.push_back(entry.path());
    std::ranges::sort(programs);
    return programs;
}

/// Adds the program to `sources` as its options say.
inline uint32_t add_program(const Case& test, source::SourceManager& sources) {
    std::string text = read_file(test.program);
    if (!test.text)
        return sources.add(test.program.filename(), text, source::FileRole::Script);
    if (text.ends_with('\n'))
        text.pop_back();
    return sources.add("", text, source::FileRole::Specifier);
}

/// How the program is to be parsed.
inline parse::ParseInput parse_input(Case& test, source::SourceManager& sources,
                                     lex::TypeNameOracle& types) {
    return {.sources = sources,
            .file = add_program(test, sources),
            .pspec = test.text,
            .default_field = test.field,
            .macros = test.macros,
            .types = types,
            .defaultargs = test.defaultargs,
            .argref = test.argref,
            .empty = test.empty};
}

inline std::string render_case(const Case& test, const source::SourceManager& sources,
                               std::vector<source::Diagnostic> errors) {
    using Kind = source::RenderContext::Kind;
    std::string name = test.text ? sources.file(1).text : test.program.filename().string();
    source::RenderContext context{
        .kind = test.text ? Kind::Specifier : Kind::Script, .name = name, .errtags = true};
    source::sort_by_place(errors);
    std::string text;
    for (const source::Diagnostic& error : errors)
        text += source::render(error, sources, context);
    return text;
}

/// Compares, or rewrites what is expected.
inline void check(const Case& test, const std::string& actual) {
    if (const char* update = std::getenv("DTRACE_UPDATE_GOLDEN"); update && *update == '1')
        std::ofstream(test.output(), std::ios::binary) << test.options << actual;
    else
        EXPECT_EQ(test.expected, actual) << test.program;
}

} // namespace dtrace::golden
