/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// One probe description: text to fields.
#pragma once

#include "ast/ast.h"
#include "lex/macro.h"
#include "parse/parser.h"
#include "source/diagnostic.h"

#include <string_view>
#include <variant>

namespace dtrace::parse {

/// Splits `provider:module:function:name`, fields counted from the right, `field` being the
/// right-most, and replaces macro variables inside the fields.
std::variant<ast::ProbeDesc, source::Diagnostic>
parse_probe_desc(std::string_view text, source::Range range, Field field, lex::MacroState& macros);

/// A description by number.
std::variant<ast::ProbeDesc, source::Diagnostic>
parse_probe_id(std::string_view text, uint64_t value, source::Range range, Field field);

} // namespace dtrace::parse
