// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of subroutine calls.
#include "ir/lower_call.h"

#include "dif/builtin.h"
#include "types/compat.h"

namespace dtrace::ir {

namespace {

// The subroutines on locks take the type of the lock behind it, which only the compiler knows:
// kernel/trace/dtrace/lib/subr_lock.c
bool tells_lock(uint32_t subr) {
    return (subr >= DTRACE_DIF_SUBR_MUTEX_OWNED && subr <= DTRACE_DIF_SUBR_RW_ISWRITER);
}

// Typedefs are seen through: spinlock_t and raw_spinlock_t are structs of these names
bool is_second_lock(const types::Type* type) {
    const types::Type* lock = types::pointee(type);
    const std::string name = lock ? types::resolve(lock)->name : "";
    return name == "struct spinlock" || name == "struct raw_spinlock" ||
           name == "struct rw_semaphore";
}

} // namespace

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
    if (tells_lock(row.id) && is_second_lock(call.args[0]->type))
        builder.emit({DTRACE_DIF_OP_PUSHTV, ZERO, builder.constant(1)});
    Reg rd = builder.fresh();
    builder.emit({DTRACE_DIF_OP_CALL, rd, ZERO, ZERO, row.id});
    return rd;
}

} // namespace dtrace::ir
