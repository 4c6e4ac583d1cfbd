// SPDX-License-Identifier: GPL-2.0
// Control lines: words, one function for each directive, checks of their operands.
#include "lex/pragma.h"

#include "base/strings.h"
#include "lex/literal.h"
#include "types/attributes.h"

#include <algorithm>
#include <array>
#include <climits>
#include <span>

namespace dtrace::lex {

namespace {

using source::Diagnostic;
using source::Range;
using Outcome = std::variant<ControlLine, Diagnostic>;

struct Word {
    std::string text;
    bool quoted;
    Range range;
};
using Words = std::span<const Word>;

constexpr std::string_view blanks = " \t\v\f\r";
constexpr std::string_view preprocessor_words[] = {
    "if", "ifdef", "ifndef", "else", "elif", "endif", "define", "undef", "include", "warning"};

// Blank-separated words; a word that begins with a quote goes to the closing one.
std::vector<Word> words_of(std::string_view line, Range range) {
    std::vector<Word> words;
    for (size_t at = line.find_first_not_of(blanks); at < line.size();) {
        bool quoted = line[at] == '"';
        size_t close = quoted ? line.find('"', at + 1) : line.npos;
        size_t end = close != line.npos ? close + 1 : line.find_first_of(blanks, at);
        end = std::min(end, line.size());
        quoted = close != line.npos;
        std::string_view text = line.substr(at, end - at);
        uint32_t begin = range.end - static_cast<uint32_t>(line.size() - at);
        words.push_back(
            {quoted ? convert_escapes(text.substr(1, text.size() - 2)) : std::string(text),
             quoted,
             {range.file, begin, begin + static_cast<uint32_t>(end - at)}});
        at = line.find_first_not_of(blanks, end);
    }
    return words;
}

Diagnostic error(const char* tag, Range range, std::string message) {
    return {.tag = tag, .range = range, .message = std::move(message)};
}

Diagnostic malformed(Range range, std::string message) {
    return error("D_PRAGMA_MALFORM", range, std::move(message));
}

std::optional<uint32_t> number_of(const Word& word) {
    auto value = word.quoted ? std::nullopt : parse_unsigned(word.text);
    return value && *value <= UINT32_MAX ? std::optional(static_cast<uint32_t>(*value))
                                         : std::nullopt;
}

std::string joined(Words words) {
    std::string text;
    for (const Word& word : words)
        text += (text.empty() ? "" : " ") + word.text;
    return text;
}

// ---- directives: `words` are those after the directive's own ----

Outcome ignore(Words, Range) {
    return ControlLine{IgnoredLine{}};
}

Outcome raise_error(Words words, Range range) {
    return error("D_PRAGERR", range, "#error: " + joined(words));
}

Outcome line_marker(Words words, Range range) {
    auto line = words.empty() ? std::nullopt : number_of(words[0]);
    if (!line)
        return malformed(range, "#line needs a line number");
    if (words.size() > 1 && !words[1].quoted)
        return malformed(words[1].range, "the name of a file stands in quotes");
    std::string name = words.size() > 1 ? words[1].text : "";
    auto is_flag = [](const Word& word) { return number_of(word).has_value(); };
    if (words.size() > 2 && !std::ranges::all_of(words.subspan(2), is_flag))
        return malformed(range, "only numbers may follow the name of a file");
    return ControlLine{LineDirective{*line, name == "/dev/stdin" ? "" : name}};
}

Outcome option(Words words, Range range) {
    if (words.empty())
        return malformed(range, "#pragma D option needs the name of an option");
    if (words.size() > 1)
        return malformed(words[1].range, "superfluous word after the option");
    const std::string& text = words[0].text;
    size_t equals = text.find('=');
    OptionDirective directive{words[0].range, text.substr(0, equals), std::nullopt};
    if (equals != text.npos)
        directive.value = text.substr(equals + 1);
    return ControlLine{std::move(directive)};
}

Outcome keep(const char* name, Words words, Range range) {
    PragmaDirective directive{range, {name}};
    for (const Word& word : words)
        directive.words.push_back(word.text);
    return ControlLine{std::move(directive)};
}

Outcome attributes(Words words, Range range) {
    constexpr std::string_view parts[] = {"provider", "module", "function", "name", "args"};
    if (words.size() < 2)
        return malformed(range, "#pragma D attributes needs attributes and a name");
    if (!types::parse_attributes(words[0].text))
        return error("D_PRAGMA_INVAL", words[0].range, "bad attributes: " + words[0].text);
    bool provider = words[1].text == "provider";
    if (words.size() != (provider ? 4u : 2u))
        return malformed(range, "#pragma D attributes has too few or too many words");
    if (provider && std::ranges::find(parts, words[3].text) == std::end(parts))
        return error("D_PRAGMA_INVAL", words[3].range,
                     "a provider has no such part: " + words[3].text);
    return keep("attributes", words, range);
}

// "1.2" or "1.2.3"
bool is_version(std::string_view text) {
    auto parts = split_fields(text, '.');
    auto is_number = [](const std::string& part) {
        return !part.empty() && part.size() <= 4 &&
               part.find_first_not_of("0123456789") == part.npos;
    };
    return parts.size() >= 2 && parts.size() <= 3 && std::ranges::all_of(parts, is_number);
}

Outcome binding(Words words, Range range) {
    if (words.size() != 2 || !words[0].quoted || words[1].quoted)
        return malformed(range, "#pragma D binding needs a version in quotes and a name");
    if (!is_version(words[0].text))
        return error("D_PRAGMA_INVAL", words[0].range, "bad version: " + words[0].text);
    return keep("binding", words, range);
}

Outcome depends_on(Words words, Range range) {
    constexpr std::string_view kinds[] = {"provider", "module", "library"};
    if (words.size() != 2)
        return malformed(range, "#pragma D depends_on needs a class and a name");
    if (std::ranges::find(kinds, words[0].text) == std::end(kinds))
        return error("D_PRAGMA_INVAL", words[0].range,
                     "unknown class of dependency: " + words[0].text);
    return keep("depends_on", words, range);
}

struct DirectiveRow {
    std::string_view name;
    bool bare; ///< also without `pragma D`
    Outcome (*handle)(Words words, Range range);
};
constexpr DirectiveRow directives[] = {
    {"attributes", false, attributes}, {"binding", false, binding},
    {"depends_on", false, depends_on}, {"error", true, raise_error},
    {"ident", true, ignore},           {"line", true, line_marker},
    {"option", false, option},
};

const DirectiveRow* find_directive(std::string_view name) {
    auto row = std::ranges::find(directives, name, &DirectiveRow::name);
    return row == std::end(directives) ? nullptr : row;
}

// `words` are those after `#pragma`.
Outcome pragma(Words words, Range range) {
    if (words.empty())
        return ignore(words, range);
    if (words[0].text != "D") {
        const DirectiveRow* row = find_directive(words[0].text);
        return row && row->bare ? row->handle(words.subspan(1), range) : ignore(words, range);
    }
    if (words.size() < 2)
        return malformed(range, "#pragma D needs a directive");
    if (const DirectiveRow* row = find_directive(words[1].text))
        return row->handle(words.subspan(2), range);
    return error("D_PRAGMA_INVAL", words[1].range, "unknown D pragma: " + words[1].text);
}

} // namespace

Outcome parse_control_line(std::string_view line, Range range) {
    if (line.starts_with('!'))
        return ignore({}, range);
    std::vector<Word> storage = words_of(line, range);
    Words words = storage;
    if (words.empty())
        return ignore(words, range);
    if (number_of(words[0]))
        return line_marker(words, range);
    if (words[0].text == "pragma")
        return pragma(words.subspan(1), range);
    const DirectiveRow* row = find_directive(words[0].text);
    if (row && row->bare)
        return row->handle(words.subspan(1), range);
    Diagnostic wrong =
        error("D_PRAGCTL_INVAL", range, "invalid control directive: #" + words[0].text);
    if (std::ranges::find(preprocessor_words, words[0].text) != std::end(preprocessor_words))
        wrong.hints.push_back("option -C has the C preprocessor read the program first");
    return wrong;
}

std::optional<bool> parse_switch(const std::optional<std::string>& value) {
    constexpr std::string_view on[] = {"yes", "true", "on", "enable", "enabled", "set", "1"};
    constexpr std::string_view off[] = {"no", "false", "off", "disable", "disabled", "unset", "0"};
    if (!value)
        return true;
    std::string word = to_lower(*value);
    if (std::ranges::find(on, word) != std::end(on))
        return true;
    if (word.empty() || std::ranges::find(off, word) != std::end(off))
        return false;
    return std::nullopt;
}

} // namespace dtrace::lex
