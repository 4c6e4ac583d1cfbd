// SPDX-License-Identifier: GPL-2.0
// What all productions share: tokens, errors, nesting, directives.
#include "parse/parser_impl.h"

#include <iterator>

namespace dtrace::parse {

using source::Diagnostic;
using source::Range;

namespace {

// Where a directive begins; 0 for items of other kinds.
uint32_t directive_offset(const ast::Item& item) {
    if (auto* option = std::get_if<ast::OptionPragma>(&item))
        return option->range.begin;
    if (auto* pragma = std::get_if<ast::Pragma>(&item))
        return pragma->range.begin;
    return 0;
}

} // namespace

Parser::Parser(ParseInput& input)
    : input_(input), scope_(input.types), macros_{input.macros, input.defaultargs},
      lexer_({input.sources, input.file, macros_, scope_, input.pspec,
              [this](const lex::ControlLine& line) { return directive(line); }}) {}

Parser::Nest::Nest(Parser& parser) : parser_(parser), ok_(++parser.depth_ <= max_nesting) {
    if (!ok_)
        parser.fail("D_SYNTAX", parser.tok_.range,
                    "program text is nested deeper than " + std::to_string(max_nesting) +
                        " levels");
}

void Parser::advance(Mode mode) {
    last_end_ = tok_.range.end;
    last_kind_ = tok_.kind;
    if (failed())
        return;
    tok_ = lexer_.next(mode);
    if (tok_.kind == Tok::Error)
        error_ = lexer_.error();
}

bool Parser::accept(Tok kind, Mode mode) {
    if (!at(kind))
        return false;
    advance(mode);
    return !failed();
}

bool Parser::expect(Tok kind, const char* hint, Mode mode) {
    if (!at(kind))
        return syntax_error(hint);
    advance(mode);
    return !failed();
}

bool Parser::fail(const char* tag, Range range, std::string message) {
    if (!error_)
        error_ = Diagnostic{.tag = tag, .range = range, .message = std::move(message)};
    tok_.kind = Tok::Error;
    return false;
}

// ` near "TOKEN"` or ` near end of input`
std::string Parser::near_text() const {
    if (at(Tok::End))
        return " near end of input";
    std::string_view text = input_.sources.text(tok_.range);
    return " near \"" + std::string(text.substr(0, text.find('\n'))) + "\"";
}

bool Parser::syntax_error_near(const char* text, std::string hint) {
    if (failed())
        return false;
    fail("D_SYNTAX", tok_.range, text + near_text());
    if (!hint.empty())
        error_->hints.push_back(std::move(hint));
    return false;
}

// What is likely meant, judged by the token at hand and the one before it; "" if nothing is known.
std::string Parser::likely_hint() const {
    if (last_kind_ == Tok::Literal && at(Tok::Literal))
        return "strings that stand next to each other are not joined";
    if (last_kind_ == Tok::Literal && at(Tok::Ident) && tok_.range.begin == last_end_)
        return "the string in front of this may lack its closing quote";
    if ((at(Tok::Slash) || at(Tok::PredEnd)) && is_double_slash())
        return "comments are written /* ... */";
    return reserved_hint();
}

// Whether the slash at hand is one of two.
bool Parser::is_double_slash() const {
    uint32_t begin = tok_.range.begin, before = begin - (begin > 0);
    return input_.sources.text({input_.file, before, begin + 1}) == "//" ||
           input_.sources.text({input_.file, begin, begin + 2}) == "//";
}

std::string Parser::reserved_hint() const {
    const lex::Keyword* keyword = lex::keyword_of(tok_.kind);
    if (!keyword || keyword->cls != lex::KeywordClass::Reserved)
        return "";
    if (at(Tok::KwWhile) || at(Tok::KwFor) || at(Tok::KwDo))
        return "D has no loops, so that every clause ends";
    return "\"" + std::string(keyword->spelling) + "\" is a reserved word without a meaning in D";
}

bool Parser::syntax_error(std::string hint) {
    std::string likely = likely_hint();
    return syntax_error_near("syntax error", likely.empty() ? std::move(hint) : likely);
}

// The token behind an item has been read by now, and with it the directives in between: the item
// goes in front of those.
void Parser::add_item(ast::Item item) {
    auto& items = program_.items;
    auto at = items.end();
    while (at != items.begin() && directive_offset(*std::prev(at)) >= last_end_)
        --at;
    items.insert(at, std::move(item));
}

// Directives become items of the program; those that change how the rest is read act at once.
std::optional<Diagnostic> Parser::directive(const lex::ControlLine& line) {
    if (auto* set = std::get_if<lex::OptionDirective>(&line)) {
        program_.items.emplace_back(ast::OptionPragma{set->range, set->name, set->value});
        return option(*set);
    }
    if (auto* other = std::get_if<lex::PragmaDirective>(&line))
        program_.items.emplace_back(ast::Pragma{other->range, other->words});
    return std::nullopt;
}

std::optional<Diagnostic> Parser::option(const lex::OptionDirective& option) {
    const std::pair<std::string_view, bool*> switches[] = {{"argref", &input_.argref},
                                                           {"defaultargs", &macros_.defaultargs},
                                                           {"empty", &input_.empty},
                                                           {"errtags", &input_.errtags},
                                                           {"pspec", &input_.pspec}};
    for (auto [name, target] : switches) {
        if (option.name != name)
            continue;
        auto on = lex::parse_switch(option.value);
        if (!on)
            return Diagnostic{.tag = "D_PRAGMA_OPTSET",
                              .range = option.range,
                              .message = "failed to set option '" + option.name + "' to '" +
                                         *option.value + "': Invalid value for specified option"};
        *target = *on;
        input_.defaultargs = macros_.defaultargs;
    }
    return std::nullopt;
}

} // namespace dtrace::parse
