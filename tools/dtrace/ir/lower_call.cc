// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of subroutine calls.
#include "ir/lower_call.h"

#include "dif/builtin.h"

namespace dtrace::ir {

Reg lower_subroutine(Lowering& lowering, Builder& builder, const ast::Expr& expr,
                     const ast::Call& call) {
    const dif::FunctionRow& row = dif::functions[call.symbol->id];
    if (row.kind != dif::FunctionKind::SUBR) {
        std::string name(row.name);
        lowering.fail(expr, "D_CG_EXPR", name + "( ) may not be called from a D expression");
        return ZERO;
    }
    // All arguments first: an argument may itself use the tuple stack.
    std::vector<Reg> args;
    for (const ast::ExprPtr& arg : call.args)
        args.push_back(lowering.converted(*arg, arg->type));
    builder.emit({DTRACE_DIF_OP_FLUSHTS});
    for (Reg arg : args)
        builder.emit({DTRACE_DIF_OP_PUSHTV, ZERO, arg});
    Reg rd = builder.fresh();
    builder.emit({DTRACE_DIF_OP_CALL, rd, ZERO, ZERO, row.id});
    return rd;
}

} // namespace dtrace::ir
