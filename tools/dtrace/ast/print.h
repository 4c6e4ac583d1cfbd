/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// A tree as s-expressions, for tests and for looking at what the parser understood.
#pragma once

#include "ast/ast.h"

#include <string>

namespace dtrace::ast {

std::string to_text(const Expr& expr);
std::string to_text(const TypeName& type);
/// One item, over several lines when it is a clause; ends with a newline.
std::string to_text(const Item& item);
std::string to_text(const Program& program);

/// Spelling of an operator: "+", "post++".
const char* spelling(BinaryOp op);
const char* spelling(UnaryOp op);

} // namespace dtrace::ast
