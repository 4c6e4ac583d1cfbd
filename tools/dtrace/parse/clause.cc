// SPDX-License-Identifier: GPL-2.0
// Clauses: descriptions, predicate, body.
#include "parse/parser_impl.h"

#include "parse/probe_desc.h"

namespace dtrace::parse {

// clause = pdesc { "," pdesc } [ "/" expression EPRED ] [ "{" statement-list "}" ]
bool Parser::clause() {
    ast::Clause clause;
    uint32_t begin = tok_.range.begin;
    do {
        if (!probe_desc(clause))
            return false;
    } while (accept(Tok::Comma, Mode::Program));
    doubtful_ &= !at(Tok::Slash) && !at(Tok::LBrace);
    if (at(Tok::Slash) && !clause_predicate(clause))
        return false;
    if (at(Tok::LBrace) ? !clause_body(clause) : failed())
        return false;
    if (!clause.has_body && !input_.pspec)
        return fail("D_SYNTAX", since(begin),
                    clause.predicate
                        ? "expected actions following the predicate"
                        : "expected predicate and/or actions following probe description");
    clause.range = since(begin);
    add_item(std::move(clause));
    return true;
}

// pdesc = PSPEC | INT
bool Parser::probe_desc(ast::Clause& clause) {
    if (!at(Tok::ProbeDesc) && !at(Tok::Integer))
        return syntax_error("a probe description is expected here");
    std::string_view text = input_.sources.text(tok_.range);
    auto outcome = at(Tok::Integer)
                       ? parse_probe_id(text, tok_.value, tok_.range, input_.default_field)
                       : parse_probe_desc(text, tok_.range, input_.default_field, macros_);
    if (auto* wrong = std::get_if<source::Diagnostic>(&outcome)) {
        error_ = std::move(*wrong);
        return false;
    }
    clause.pdescs.push_back(std::move(std::get<ast::ProbeDesc>(outcome)));
    advance(Mode::Program);
    return !failed();
}

bool Parser::clause_predicate(ast::Clause& clause) {
    advance();
    clause.predicate = expression();
    return clause.predicate &&
           expect(Tok::PredEnd, "a predicate ends with a / in front of the {", Mode::Program);
}

bool Parser::clause_body(ast::Clause& clause) {
    source::Range open = tok_.range;
    clause.has_body = true;
    advance();
    return statement_list(clause.body) && close_block(open, Mode::Program);
}

} // namespace dtrace::parse
