// SPDX-License-Identifier: GPL-2.0
// The lexer: white space and control lines, then one function for each class of token.
#include "lex/lexer.h"

#include "lex/literal.h"

#include <algorithm>
#include <cctype>

namespace dtrace::lex {

namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c));
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word_start(char c) {
    return is_letter(c) || c == '_' || c == '`';
}
bool is_word_char(char c) {
    return is_word_start(c) || is_digit(c);
}
bool is_description_start(char c) {
    return is_letter(c) ||
           (c != '\0' && std::string_view("_-$:.?*\\[]!").find(c) != std::string_view::npos);
}
bool is_description_char(char c) {
    return is_description_start(c) || is_digit(c) || c == '`';
}

struct StrayRow {
    char character;
    const char* hint;
};
// Why a character that cannot stand between clauses may have been written.
constexpr StrayRow strays[] = {
    {';', "no ; stands behind the } of a clause"},
    {'}', "no { is open here"},
    {'(', "a probe description has no parentheses: syscall::open:entry"},
    {'"', "a probe description has no quotes"},
    {'@', "an aggregation stands inside of a clause: BEGIN { @a = count(); }"},
    {'=', "an assignment stands inside of a clause: BEGIN { x = 1; }"},
};

size_t length_while(std::string_view text, bool (*holds)(char)) {
    return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), holds) - text.begin());
}

/// In front of a backquote, names of objects of a process have dots: a.out`main.
size_t word_length(std::string_view text) {
    size_t length = length_while(text, is_word_char);
    size_t dotted = length_while(text, [](char c) { return is_word_char(c) || c == '.'; });
    size_t tick = text.substr(0, dotted).rfind('`');
    if (tick == text.npos || tick < length)
        return length;
    return tick + 1 + length_while(text.substr(tick + 1), is_word_char);
}

/// Of the process of -c or -p
constexpr std::string_view TARGET_SCOPE = "pid$target`";

} // namespace

Lexer::Lexer(LexInput input) : in_(std::move(input)), text_(in_.sources.file(in_.file).text) {}

// ---- results ----

Token Lexer::take(Tok kind, size_t length) {
    uint32_t begin = static_cast<uint32_t>(at_);
    at_ += length;
    last_end_ = at_;
    Token token;
    token.kind = kind;
    token.range = {in_.file, begin, static_cast<uint32_t>(at_)};
    return token;
}

Token Lexer::fail(std::string tag, size_t length, std::string message) {
    Token token = take(Tok::Error, std::min(length, text_.size() - at_));
    if (!error_)
        error_ = source::Diagnostic{
            .tag = std::move(tag), .range = token.range, .message = std::move(message)};
    return token;
}

Token Lexer::fail_near(size_t length) {
    std::string_view near = rest().substr(0, length);
    return fail("D_SYNTAX", length, "syntax error near \"" + std::string(near) + "\"");
}

std::string_view Lexer::following() const {
    return rest().substr(length_while(rest(), is_space));
}

// ---- between tokens ----

bool Lexer::at_line_start() const {
    size_t at = at_;
    while (at > 0 && is_space(text_[at - 1]) && text_[at - 1] != '\n')
        --at;
    return at == 0 || text_[at - 1] == '\n';
}

// Skips white space, comments and control lines; false after an error.
bool Lexer::skip_blank() {
    for (;;) {
        at_ += length_while(rest(), is_space);
        if (rest().starts_with("\\\n")) {
            at_ += 2;
        } else if (rest().starts_with("/*")) {
            if (!skip_comment())
                return false;
        } else if (peek() == '#' && at_line_start()) {
            if (!control_line())
                return false;
        } else {
            return true;
        }
    }
}

bool Lexer::skip_comment() {
    size_t close = text_.find("*/", at_ + 2);
    size_t nested = text_.find("/*", at_ + 2);
    // In `/*/` the slash that may close the comment is not the star's.
    if (nested < close && nested + 1 != close) {
        at_ = nested;
        fail("D_SYNTAX", 2, "/* inside a comment: comments do not nest");
        return false;
    }
    if (close == text_.npos) {
        fail("D_SYNTAX", 2, "end of file inside a comment");
        return false;
    }
    at_ = close + 2;
    return true;
}

bool Lexer::control_line() {
    size_t end = text_.find('\n', at_);
    bool ended = end != text_.npos;
    end = std::min(end, text_.size());
    std::string_view line = text_.substr(at_ + 1, end - at_ - 1);
    source::Range range{in_.file, static_cast<uint32_t>(at_), static_cast<uint32_t>(end)};
    if (!ended && !line.starts_with('!')) {
        fail("D_SYNTAX", end - at_, "end of file inside a control line");
        return false;
    }
    auto outcome = parse_control_line(line, range);
    at_ = std::min(end + 1, text_.size());
    if (auto* wrong = std::get_if<source::Diagnostic>(&outcome)) {
        error_ = std::move(*wrong);
        return false;
    }
    return apply_control_line(std::get<ControlLine>(outcome), static_cast<uint32_t>(at_));
}

bool Lexer::apply_control_line(const ControlLine& line, uint32_t next_line) {
    if (auto* marker = std::get_if<LineDirective>(&line))
        in_.sources.mark(in_.file, {next_line, marker->line, marker->name});
    else if (!std::holds_alternative<IgnoredLine>(line))
        error_ = in_.directive(line);
    return !error_;
}

Token Lexer::next(Mode mode) {
    if (error_ || !skip_blank())
        return take(Tok::Error, 0);
    if (at_ < text_.size()) {
        if (mode == Mode::Program)
            open_ = {};
        return mode == Mode::Program ? program_token() : expr_token(mode);
    }
    at_ = last_end_;
    Token token = take(Tok::End, 0);
    at_ = text_.size();
    return token;
}

// ---- between clauses ----

Token Lexer::program_token() {
    if (is_description_start(peek()))
        return description();
    if (is_digit(peek()))
        return number();
    constexpr std::string_view others = "/,{";
    if (others.find(peek()) != others.npos) {
        open_.braces = peek() == '{';
        return take(match_punct(rest())->tok, 1);
    }
    Token token = fail_near(1);
    for (const StrayRow& row : strays)
        if (row.character == text_[token.range.begin])
            error_->hints.emplace_back(row.hint);
    return token;
}

// A description, or the keyword or type name that begins a declaration.
Token Lexer::description() {
    size_t length = length_while(rest(), is_description_char);
    std::string_view lexeme = rest().substr(0, length);
    std::string_view base = lexeme.substr(0, lexeme.find('*'));
    const Keyword* keyword = find_keyword(lexeme);
    if (keyword && keyword->outer)
        return take(keyword->tok, length);
    bool plain = !in_.pspec && !base.empty() && lexeme.find_first_of(":-.?!`") == lexeme.npos &&
                 lexeme != "BEGIN" && lexeme != "END" && lexeme != "ERROR";
    if (plain) {
        keyword = find_keyword(base);
        bool is_type = keyword ? keyword->cls == KeywordClass::TypeWord : in_.names.is_type(base);
        if (is_type) {
            Token token = take(keyword ? keyword->tok : Tok::TypeName, base.size());
            token.text = base;
            return token;
        }
    }
    Token token = take(Tok::ProbeDesc, length);
    token.text = lexeme;
    return token;
}

// ---- inside clauses and declarations ----

Token Lexer::expr_token(Mode mode) {
    char c = peek();
    if (size_t length = mode == Mode::Member ? 0 : float_length(rest()))
        return fail("D_SYNTAX", length, "floating-point constants are not permitted");
    if (is_word_start(c) || is_digit(c))
        return word(mode);
    switch (c) {
    case '"': return string_literal();
    case '\'': return char_literal();
    case '@': return aggregation();
    case '$': return macro(mode);
    default: return punctuation();
    }
}

// A keyword or an identifier by its text; every word is an identifier as a member's name.
Token Lexer::classify(Token token, std::string_view text, Mode mode) const {
    const Keyword* keyword = mode == Mode::Member ? nullptr : find_keyword(text);
    token.kind = keyword ? keyword->tok : Tok::Ident;
    token.text = text;
    return token;
}

Token Lexer::word(Mode mode) {
    if (rest().starts_with(TARGET_SCOPE))
        return target_word(mode);
    size_t length = word_length(rest());
    std::string_view text = rest().substr(0, length);
    // Modules may have names that begin with a digit.
    if (is_digit(text[0]) && text.find('`') == text.npos)
        return number();
    return classify(take(Tok::Ident, length), text, mode);
}

/// pid$target`name: a word in whose scope a macro variable stands.
Token Lexer::target_word(Mode mode) {
    std::string_view after = rest().substr(TARGET_SCOPE.size());
    std::string_view tail = after.substr(0, word_length(after));
    int64_t pid = in_.macros.macros.variable("target").value_or(0);
    std::string text = "pid" + std::to_string(pid) + "`" + std::string(tail);
    return classify(take(Tok::Ident, TARGET_SCOPE.size() + tail.size()), text, mode);
}

Token Lexer::number() {
    size_t length = integer_length(rest());
    auto value = integer_value(rest().substr(0, length));
    if (auto* wrong = std::get_if<LiteralError>(&value))
        return fail(wrong->tag, length, wrong->message);
    Token token = take(Tok::Integer, length);
    token.value = std::get<IntValue>(value).value;
    token.int_type = std::get<IntValue>(value).type;
    return token;
}

// Offset of the quote that closes the constant at hand; a backslash hides what follows it.
std::optional<size_t> Lexer::closing_quote(char quote) const {
    for (size_t i = 1; at_ + i < text_.size() && peek(i) != '\n'; ++i) {
        if (peek(i) == quote)
            return i;
        if (peek(i) == '\\' && peek(i + 1) != '\n')
            ++i;
    }
    return std::nullopt;
}

Token Lexer::bad_quote(char quote, const char* what, const char* newline_tag) {
    size_t line = std::min(rest().find('\n'), rest().size());
    bool newline = line < rest().size();
    std::string name = quote == '"' ? "string" : "character";
    Token token =
        newline && peek(line - 1) == '\\' && line > 1
            ? fail("D_SYNTAX", line, "a " + name + " constant cannot be continued on the next line")
        : newline ? fail(newline_tag, line, std::string("newline encountered in ") + what)
                  : fail("D_SYNTAX", line, std::string("end of file in ") + what);
    error_->hints.push_back(std::string("a closing ") + quote + " seems to be missing");
    return token;
}

Token Lexer::string_literal() {
    auto close = closing_quote('"');
    if (!close)
        return bad_quote('"', "string literal", "D_STR_NL");
    std::string value = convert_escapes(rest().substr(1, *close - 1));
    value.resize(std::min(value.find('\0'), value.size()));
    Token token = take(Tok::Literal, *close + 1);
    token.text = std::move(value);
    return token;
}

Token Lexer::char_literal() {
    auto close = closing_quote('\'');
    if (!close)
        return bad_quote('\'', "character constant", "D_CHR_NL");
    auto value = char_value(rest().substr(1, *close - 1));
    if (auto* wrong = std::get_if<LiteralError>(&value))
        return fail(wrong->tag, *close + 1, wrong->message);
    Token token = take(Tok::Integer, *close + 1);
    token.value = std::get<IntValue>(value).value;
    token.int_type = std::get<IntValue>(value).type;
    return token;
}

Token Lexer::aggregation() {
    size_t length = is_word_start(peek(1)) ? length_while(rest().substr(1), is_word_char) : 0;
    std::string_view name = rest().substr(1, length);
    if (name.find('`') != name.npos)
        return fail_near(1 + length);
    Token token = take(Tok::Agg, 1 + length);
    token.text = length ? std::string(name) : "_";
    return token;
}

Token Lexer::macro(Mode mode) {
    auto ref = macro_ref_at(rest());
    if (!ref)
        return fail_near(1);
    if (ref->is_argument && !ref->as_string)
        return macro_argument(*ref, mode);
    auto text = macro_text(*ref, in_.macros);
    if (!text)
        return fail("D_MACRO_UNDEF", ref->text.size(), macro_undefined_message(*ref));
    if (!ref->as_string) {
        Token token = take(Tok::Integer, ref->text.size());
        token.value = static_cast<uint64_t>(*in_.macros.macros.variable(ref->name));
        return token;
    }
    Token token = take(Tok::Literal, ref->text.size());
    token.text = std::move(*text);
    return token;
}

// $N is an integer, a name or a string, whatever its text looks like.
Token Lexer::macro_argument(const MacroRef& ref, Mode mode) {
    size_t length = ref.text.size();
    auto found = macro_text(ref, in_.macros);
    if (!found)
        return fail("D_MACRO_UNDEF", length, macro_undefined_message(ref));
    std::string_view text = *found;
    bool sign = !text.empty() && (text[0] == '-' || text[0] == '+');
    std::string_view digits = text.substr(sign);
    if (!digits.empty() && integer_length(digits) == digits.size()) {
        auto value = integer_value(digits);
        if (auto* wrong = std::get_if<LiteralError>(&value))
            return fail(wrong->tag == "D_INT_OFLOW" ? "D_MACRO_OFLOW" : wrong->tag, length,
                        "macro argument " + std::string(ref.text) + ": " + wrong->message);
        Token token = take(Tok::Integer, length);
        token.value = std::get<IntValue>(value).value;
        token.int_type = std::get<IntValue>(value).type;
        token.negated = text[0] == '-';
        return token;
    }
    bool word = !text.empty() && length_while(text, is_word_char) == text.size();
    if (word && (!is_digit(text[0]) || text.find('`') != text.npos))
        return classify(take(Tok::Ident, length), text, mode);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    Token token = take(Tok::Literal, length);
    token.text = convert_escapes(text);
    token.text.resize(std::min(token.text.find('\0'), token.text.size()));
    return token;
}

Token Lexer::punctuation() {
    auto punct = match_punct(rest());
    if (!punct)
        return fail_near(1);
    if (punct->tok == Tok::Slash)
        return slash();
    return bracket(take(punct->tok, punct->spelling.size()));
}

// A `/` ends a predicate when what follows cannot begin an operand.
Token Lexer::slash() {
    std::string_view after = rest().substr(1);
    after.remove_prefix(length_while(after, is_space));
    bool ends = after.empty() || after[0] == ';' || after[0] == '{' || after[0] == '/';
    if (ends && (open_.parens || open_.brackets)) {
        const char* missing = open_.parens ? ")" : "]";
        return fail("D_SYNTAX", 1,
                    std::string("closing ") + missing + " expected in predicate before /");
    }
    return take(ends ? Tok::PredEnd : Tok::Slash, 1);
}

// Counts brackets, so that one too many is told from one in the wrong place.
Token Lexer::bracket(Token token) {
    switch (token.kind) {
    case Tok::LParen: ++open_.parens; return token;
    case Tok::LBracket: ++open_.brackets; return token;
    case Tok::LBrace: ++open_.braces; return token;
    case Tok::RParen:
        if (open_.parens-- > 0)
            return token;
        break;
    case Tok::RBracket:
        if (open_.brackets-- > 0)
            return token;
        break;
    case Tok::RBrace:
        if (open_.braces-- > 0)
            return token;
        break;
    default: return token;
    }
    at_ = token.range.begin;
    std::string closer(token_name(token.kind));
    return fail("D_SYNTAX", 1, "extra " + closer + " in input stream");
}

} // namespace dtrace::lex
