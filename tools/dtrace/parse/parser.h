/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Program text to syntax tree.
///
/// The tree is as written: nothing is resolved, except that names of types are told from names of
/// variables, and that macro variables are replaced. Nesting and the number of operators in one
/// expression are limited, so the depth of every tree is bounded. After an error the parse goes on
/// where that is sound: no error is reported that may only follow from an earlier one.
#pragma once

#include "ast/ast.h"
#include "lex/macro.h"
#include "lex/names.h"
#include "source/diagnostic.h"
#include "source/file.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace dtrace::parse {

using lex::MacroArgs;
using lex::TypeNameOracle;

/// Nesting of expressions, statements and declarators.
constexpr uint32_t max_nesting = 256;
/// Operators in one expression.
constexpr uint32_t max_operators = 4096;
/// Errors of one program.
constexpr size_t max_errors = 10;

/// What a description without colons names; further fields go to its left.
enum class Field { Provider, Module, Function, Name };

/// What to parse and how. The switches are also outputs: a `#pragma D option` changes them from
/// where it stands on.
struct ParseInput {
    source::SourceManager& sources;
    uint32_t file;
    bool pspec; ///< words between clauses are descriptions; a clause needs no body
    Field default_field;
    const MacroArgs& macros;
    TypeNameOracle& types;
    bool defaultargs = false; ///< missing macro arguments are 0 or ""
    bool argref = false;      ///< the last macro argument need not be used
    bool empty = false;       ///< a program may have no clauses
    bool errtags = false;     ///< for the caller's messages
};

/// What came of a program.
struct Parsed {
    ast::Program program;                     ///< without the pieces in error
    std::vector<source::Diagnostic> errors{}; ///< in text order
    std::vector<source::Range> skipped{};     ///< pieces in error
};

/// program
Parsed parse_program(ParseInput& input);

/// A type name alone ("struct file *"), for tables that hold C types as text.
std::variant<ast::TypeName, source::Diagnostic> parse_type(ParseInput& input);

/// An expression alone.
std::variant<ast::ExprPtr, source::Diagnostic> parse_expression(ParseInput& input);

} // namespace dtrace::parse
