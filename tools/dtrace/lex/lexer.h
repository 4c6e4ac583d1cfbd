/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Text to tokens. What a character means depends on where it stands, so the parser says for each
/// token which mode it is in; it never reads ahead by more than one token.
///
/// Linear time (each character is looked at a bounded number of times); not thread-safe. The first
/// error ends the text: next() returns Tok::Error from then on.
#pragma once

#include "lex/macro.h"
#include "lex/names.h"
#include "lex/pragma.h"
#include "lex/token.h"
#include "source/diagnostic.h"
#include "source/file.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dtrace::lex {

enum class Mode {
    Program, ///< between declarations and clauses: descriptions, keywords that begin a declaration
    Expr,    ///< inside of either
    Member,  ///< one token after `.` or `->`: every word is a name
};

struct LexInput {
    source::SourceManager& sources;
    uint32_t file;
    MacroState& macros;
    TypeNameOracle& names;
    const bool& pspec; ///< words between clauses are always descriptions
    /// Takes a directive when it is met; may return an error.
    std::function<std::optional<source::Diagnostic>(const ControlLine&)> directive;
};

class Lexer {
public:
    explicit Lexer(LexInput input);

    /// The next token. `range` of a Tok::End is just behind the last thing in the text.
    Token next(Mode mode);
    /// The text that follows the last token, from its first character that is not white space.
    std::string_view following() const;
    /// Whether a ( or [ is open.
    bool inside_brackets() const { return open_.parens || open_.brackets; }
    /// What is wrong, after a Tok::Error.
    const source::Diagnostic& error() const { return *error_; }
    bool failed() const { return error_.has_value(); }
    /// Forgets which ( and [ are open: what they belonged to is given up.
    void close_brackets() { open_.parens = open_.brackets = 0; }
    /// Goes on, in Mode::Program, further down in the text.
    void restart(size_t at) {
        at_ = last_end_ = at;
        error_.reset();
    }

private:
    bool skip_blank();
    bool skip_comment();
    bool control_line();
    bool apply_control_line(const ControlLine& line, uint32_t next_line);
    bool at_line_start() const;

    Token program_token();
    Token description();
    Token expr_token(Mode mode);
    Token word(Mode mode);
    Token target_word(Mode mode);
    Token number();
    Token string_literal();
    Token char_literal();
    Token aggregation();
    Token macro(Mode mode);
    Token macro_argument(const MacroRef& ref, Mode mode);
    Token punctuation();
    Token slash();
    Token bracket(Token token);

    std::optional<size_t> closing_quote(char quote) const;
    Token bad_quote(char quote, const char* what, const char* newline_tag);
    Token classify(Token token, std::string_view text, Mode mode) const;
    Token take(Tok kind, size_t length);
    Token fail(std::string tag, size_t length, std::string message);
    Token fail_near(size_t length);
    std::string_view rest() const { return text_.substr(at_); }
    char peek(size_t offset = 0) const {
        return at_ + offset < text_.size() ? text_[at_ + offset] : '\0';
    }

    LexInput in_;
    std::string_view text_;
    size_t at_ = 0;
    size_t last_end_ = 0; // of the last token
    struct {
        uint32_t parens = 0, brackets = 0, braces = 0;
    } open_;
    std::optional<source::Diagnostic> error_;
};

} // namespace dtrace::lex
