// SPDX-License-Identifier: GPL-2.0
// After an error: where to go on, so that further errors are found which do not follow from it.
//
// Inside of a block a statement in error ends at its ; or at the } of the block, unless the error
// is about a brace. Everything else goes on at the next line that begins, in its first column, with
// a word or a }. That is a guess, so the item there is in doubt until its head has been parsed: an
// error before that is not told.
#include "parse/parser_impl.h"

#include <algorithm>
#include <cctype>

namespace dtrace::parse {

namespace {

bool begins_item(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == ':' || c == '*';
}

/// Behind the comment or string at `at`, or the next character. A comment may have no end.
size_t skip_opaque(std::string_view text, size_t at) {
    if (text.substr(at).starts_with("/*"))
        return std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    if (text[at] != '"')
        return at + 1;
    do
        at += text[at] == '\\' ? 2 : 1;
    while (at < text.size() && text[at] != '"' && text[at] != '\n');
    return std::min(at + 1, text.size());
}

/// Behind the } at `at` and the ; of a definition.
size_t skip_close(std::string_view text, size_t at) {
    size_t semi = text.find_first_not_of(" \t", at + 1);
    return semi != text.npos && text[semi] == ';' ? semi + 1 : at + 1;
}

/// Where the next item seems to begin; nothing when only a control line, which might matter, or the
/// end follows.
std::optional<size_t> next_item(std::string_view text, size_t at) {
    for (; at < text.size(); at = skip_opaque(text, at)) {
        if (at > 0 && text[at - 1] != '\n')
            continue;
        if (text[at] == '#')
            return std::nullopt;
        if (text[at] == '}')
            return skip_close(text, at);
        if (begins_item(text[at]))
            return at;
    }
    return std::nullopt;
}

} // namespace

/// Files the error of a piece that begins at `begin`.
void Parser::keep_error(uint32_t begin) {
    source::Diagnostic error = *std::exchange(error_, std::nullopt);
    source::Range piece{input_.file, begin, std::max(begin, error.range.end)};
    bool follows = doubtful_ || suspects_.has_word_of(input_.sources.text(piece));
    if (!follows && errors_.size() < max_errors)
        errors_.push_back(std::move(error));
}

/// Skips to the first token behind the statement: past a ; outside of all brackets opened on the
/// way, or past a block, and what follows on either by else or while; or to the } or the end in
/// front of which it must end. False after an error of the lexer.
bool Parser::skip_statement() {
    uint32_t blocks = 0, parens = 0;
    for (bool ended = false; !ended || at(Tok::KwElse) || at(Tok::KwWhile);) {
        std::string_view text =
            input_.sources.text(tok_.range); // the kind of the first one is lost
        if (at(Tok::End) || (blocks == 0 && text == "}"))
            break;
        blocks += text == "{";
        blocks -= text == "}";
        parens += text == "(";
        parens -= text == ")" && parens > 0;
        ended = blocks == 0 && (text == "}" || (text == ";" && parens == 0));
        advance();
        if (failed())
            return false;
    }
    return true;
}

/// Goes on behind the statement in error. False, with an error, when it is not clear where that is.
bool Parser::recover_statement(uint32_t begin) {
    std::string_view text = input_.sources.text(tok_.range);
    if (lexer_.failed() || text.empty() || text == "{" || text == "}")
        return false;
    keep_error(begin);
    if (!skip_statement()) {
        doubtful_ = true; // the error is about text that was left out
        return false;
    }
    lexer_.close_brackets();
    skipped_.push_back(since(begin));
    return true;
}

/// Goes on with another item. False: there is none.
bool Parser::recover_item(uint32_t begin) {
    std::string_view text = input_.sources.file(input_.file).text;
    uint32_t from = lexer_.failed() ? error_->range.end : tok_.range.begin;
    keep_error(begin);
    auto next = next_item(text, std::max(from, begin + 1));
    source::Range skipped{input_.file, begin, static_cast<uint32_t>(next.value_or(text.size()))};
    skipped_.push_back(skipped);
    if (!in_clause_)
        suspects_.add(input_.sources.text(skipped), [this](std::string_view word) {
            return scope_.is_type(word) || scope_.is_global(word);
        });
    if (!next)
        return false;
    lexer_.restart(*next);
    doubtful_ = true;
    advance(Mode::Program);
    return true;
}

} // namespace dtrace::parse
