// SPDX-License-Identifier: GPL-2.0
// Goes through the control lines and the words of a library.
#include "lex/scan.h"

#include "base/strings.h"
#include "lex/token.h"

#include <cctype>

namespace dtrace::lex {

std::vector<PragmaDirective> scan_dependencies(std::string_view text) {
    std::vector<PragmaDirective> found;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = trim(line);
        if (!line.starts_with('#'))
            continue;
        auto outcome = parse_control_line(line.substr(1), {});
        auto* control = std::get_if<ControlLine>(&outcome);
        auto* pragma = control ? std::get_if<PragmaDirective>(control) : nullptr;
        if (pragma && pragma->words[0] == "depends_on")
            found.push_back(std::move(*pragma));
    }
    return found;
}

namespace {

bool is_word_start(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool is_word(char c) {
    return is_word_start(c) || std::isdigit(static_cast<unsigned char>(c));
}

std::string without_comments(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        size_t begin = std::min(text.find("/*"), text.size());
        kept.append(text.substr(0, begin)).push_back(' ');
        text.remove_prefix(begin);
        size_t end = text.find("*/");
        text.remove_prefix(end == text.npos ? text.size() : end + 2);
    }
    return kept;
}

std::string without_control_lines(std::string_view text) {
    std::string kept;
    for (const std::string& line : split_words(text, "\n"))
        if (!trim(line).starts_with('#'))
            kept.append(line).push_back(' ');
    return kept;
}

/// What may follow the name in a declaration.
bool ends_name(std::string_view rest) {
    size_t at = rest.find_first_not_of(" \t");
    return at == rest.npos || std::string_view(";={[,}").find(rest[at]) != rest.npos;
}

} // namespace

void each_word(std::string_view text, const std::function<void(std::string_view)>& visit) {
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && is_word(text[end]))
            end++;
        if (end > at && is_word_start(text[at]))
            visit(text.substr(at, end - at));
        at = std::max(end, at + 1);
    }
}

std::set<std::string, std::less<>> declared_words(std::string_view text) {
    const std::string plain = without_control_lines(without_comments(text));
    std::set<std::string, std::less<>> words;
    int depth = 0;
    bool is_enum = false; // since the last closing brace
    auto braces = [&](std::string_view between) {
        for (char c : between) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            is_enum &= c != '}';
        }
    };
    const char* after = plain.data(); // the last word
    each_word(plain, [&](std::string_view word) {
        braces({after, word.data()});
        after = word.data() + word.size();
        is_enum |= word == "enum";
        bool declared = (depth == 0 || is_enum) && !find_keyword(word);
        if (declared && ends_name({after, plain.data() + plain.size()}))
            words.emplace(word);
    });
    return words;
}

} // namespace dtrace::lex
