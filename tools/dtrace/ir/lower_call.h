/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Lowering of subroutine calls.
#pragma once

#include "ir/lower_expr.h"

namespace dtrace::ir {

/// Evaluate the arguments, push them and call the subroutine. Returns the register of the result.
Reg lower_subroutine(Lowering& lowering, Builder& builder, const ast::Expr& expr,
                     const ast::Call& call);

} // namespace dtrace::ir
