/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Copies of expressions: an inline stands for a copy of its body at every use.
#pragma once

#include "ast/ast.h"

#include <functional>

namespace dtrace::sema {

/// What a copy puts in the place of an identifier; nullptr: a plain copy of it.
using Substitute = std::function<ast::ExprPtr(const ast::Ident&)>;

/// A deep copy of a checked expression. Casts keep their type, not its spelling (Cast::to is null
/// in copies).
ast::ExprPtr clone(const ast::Expr& expr, const Substitute& substitute = {});

/// @{ A deep copy of what is not checked yet, names of types included.
ast::ExprPtr clone_unchecked(const ast::Expr& expr);
ast::StmtList clone_unchecked(const ast::StmtList& list);
/// @}

/// An expression with a Cast to `type` around it.
ast::ExprPtr cast_around(ast::ExprPtr inner, const types::Type* type);

} // namespace dtrace::sema
