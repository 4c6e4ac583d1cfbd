// SPDX-License-Identifier: GPL-2.0
/// @file
/// Tests of register allocation and assembly.
#include "codegen/emit.h"
#include "codegen/regs.h"

#include <gtest/gtest.h>

namespace dtrace {
namespace {

using ir::Builder;
using ir::Reg;
using ir::ZERO;

constexpr dtrace_dif_type kInt64 = {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8};

/// A slow machine for the arithmetic that the tests use: what the object returns.
uint64_t run(const dif::Difo& difo) {
    uint64_t r[DTRACE_DIF_NREGS] = {};
    bool zero = false;
    for (size_t pc = 0; pc < difo.text.size(); pc++) {
        const dtrace_dif_insn& i = difo.text[pc];
        switch (i.op) {
        case DTRACE_DIF_OP_SETX: r[i.rd] = difo.ints[i.imm]; break;
        case DTRACE_DIF_OP_ADD: r[i.rd] = r[i.r1] + r[i.r2]; break;
        case DTRACE_DIF_OP_MOV: r[i.rd] = r[i.r1]; break;
        case DTRACE_DIF_OP_TST: zero = r[i.r1] == 0; break;
        case DTRACE_DIF_OP_BE:
            if (zero)
                pc = i.imm - 1;
            break;
        case DTRACE_DIF_OP_BA: pc = i.imm - 1; break;
        case DTRACE_DIF_OP_RET: return r[i.r1];
        default: ADD_FAILURE() << "operation " << int(i.op);
        }
        EXPECT_EQ(r[0], 0u);
    }
    ADD_FAILURE() << "fell off the end";
    return 0;
}

TEST(Regs, ReusesRegistersOfDeadValues) {
    Builder b;
    Reg sum = b.constant(1);
    for (uint64_t i = 2; i <= 100; i++)
        sum = b.binary(DTRACE_DIF_OP_ADD, sum, b.constant(i));
    auto difo = codegen::assemble(b.finish(sum, kInt64), 3);
    ASSERT_TRUE(difo);
    EXPECT_EQ(run(*difo), 5050u);
}

TEST(Regs, RefusesWhatDoesNotFit) {
    auto sum_of = [](unsigned n) {
        Builder b;
        std::vector<Reg> live;
        for (unsigned i = 1; i <= n; i++)
            live.push_back(b.constant(i));
        Reg sum = live.front();
        for (unsigned i = 1; i < n; i++)
            sum = b.binary(DTRACE_DIF_OP_ADD, sum, live[i]);
        return b.finish(sum, kInt64);
    };
    auto fits = codegen::assemble(sum_of(7), DTRACE_DIF_NREGS);
    ASSERT_TRUE(fits);
    EXPECT_EQ(run(*fits), 28u);
    EXPECT_FALSE(codegen::assemble(sum_of(8), DTRACE_DIF_NREGS));
}

/// Both arms of a conditional write one register; a value that is live across it must survive.
TEST(Regs, KeepsValuesAcrossBranches) {
    for (uint64_t condition : {0, 1}) {
        Builder b;
        Reg kept = b.constant(1000);
        Reg cond = condition ? b.constant(condition) : ZERO;
        Reg result = b.fresh();
        ir::Label no = b.label();
        ir::Label end = b.label();
        b.emit({DTRACE_DIF_OP_TST, ZERO, cond});
        b.branch(DTRACE_DIF_OP_BE, no);
        b.assign(result, b.constant(10));
        b.branch(DTRACE_DIF_OP_BA, end);
        b.place(no);
        b.assign(result, b.constant(20));
        b.place(end);
        auto difo =
            codegen::assemble(b.finish(b.binary(DTRACE_DIF_OP_ADD, result, kept), kInt64), 4);
        ASSERT_TRUE(difo);
        EXPECT_EQ(run(*difo), condition ? 1010u : 1020u);
    }
}

TEST(Builder, SharesConstantsAndStrings) {
    Builder b;
    EXPECT_EQ(b.constant(0), ZERO);
    b.constant(7);
    b.constant(7);
    b.string("abc");
    b.string("bc");
    b.string("abc");
    b.string("");
    ir::Function fn = b.finish(ZERO, kInt64);
    EXPECT_EQ(fn.ints, std::vector<uint64_t>{7});
    EXPECT_EQ(fn.strs, std::string("\0abc\0bc\0", 8));
    EXPECT_EQ(fn.insts[2].imm, 1u);
    EXPECT_EQ(fn.insts[3].imm, 5u);
    EXPECT_EQ(fn.insts[4].imm, 1u);
    EXPECT_EQ(fn.insts[5].imm, 0u);
}

TEST(OperandUse, FollowsTheTable) {
    EXPECT_TRUE(codegen::operand_use(DTRACE_DIF_OP_STX).reads_rd);
    EXPECT_FALSE(codegen::operand_use(DTRACE_DIF_OP_STX).writes_rd);
    EXPECT_TRUE(codegen::operand_use(DTRACE_DIF_OP_BLEU).is_branch);
    EXPECT_TRUE(codegen::operand_use(DTRACE_DIF_OP_PUSHTR).reads_r2);
    EXPECT_TRUE(codegen::operand_use(DTRACE_DIF_OP_CALL).writes_rd);
}

} // namespace
} // namespace dtrace
