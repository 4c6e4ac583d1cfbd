// SPDX-License-Identifier: GPL-2.0
/// @file
/// Register allocation by linear scan.
#include "codegen/regs.h"

#include <array>

namespace dtrace::codegen {

namespace {

enum class Use { NONE, DST, ADDR, SRC };
enum class Imm {
    NONE,
    LABEL,
    INT,
    STR,
    BUILTIN_ARRAY,
    GLOBAL,
    GLOBAL_OR_BUILTIN,
    THREAD,
    LOCAL,
    GLOBAL_ARRAY,
    THREAD_ARRAY,
    SUBR,
    KIND
};

constexpr OperandUse uses[DTRACE_DIF_OP_MAX] = {
    {},
#define DIF_OP(symbol, mnemonic, format, rd, r1, r2, imm, flags)                                   \
    {Use::rd == Use::DST, Use::rd == Use::ADDR, Use::r1 == Use::SRC, Use::r2 == Use::SRC,          \
     Imm::imm == Imm::LABEL},
#include "dif_ops.def"
#undef DIF_OP
};

struct Interval {
    uint32_t first = UINT32_MAX, last = 0;
    bool mentioned() const { return first != UINT32_MAX; }
};

std::vector<Interval> live_intervals(const ir::Function& fn) {
    std::vector<Interval> live(fn.nregs);
    auto mention = [&](ir::Reg reg, uint32_t at) {
        if (reg == ir::ZERO)
            return;
        live[reg].first = std::min(live[reg].first, at);
        live[reg].last = at;
    };
    for (uint32_t i = 0; i < fn.insts.size(); i++) {
        const ir::Inst& inst = fn.insts[i];
        OperandUse use = operand_use(inst.op);
        if (use.reads_r1)
            mention(inst.r1, i);
        if (use.reads_r2)
            mention(inst.r2, i);
        if (use.reads_rd || use.writes_rd)
            mention(inst.rd, i);
    }
    return live;
}

} // namespace

OperandUse operand_use(dtrace_dif_op op) {
    return uses[op];
}

std::optional<std::vector<uint8_t>> allocate(const ir::Function& fn, uint32_t nregs) {
    std::vector<Interval> live = live_intervals(fn);
    std::vector<uint8_t> home(fn.nregs, 0);
    std::vector<ir::Reg> owner(nregs, ir::ZERO);
    for (uint32_t i = 0; i < fn.insts.size(); i++) {
        const ir::Inst& inst = fn.insts[i];
        // An operation reads before it writes, so that a source that ends here may share its
        // register with the result.
        for (ir::Reg& reg : owner)
            if (reg != ir::ZERO && live[reg].last <= i && live[reg].first < i)
                reg = ir::ZERO;
        ir::Reg rd = inst.rd;
        if (!operand_use(inst.op).writes_rd || live[rd].first != i)
            continue;
        uint8_t free = 1;
        while (free < nregs && owner[free] != ir::ZERO)
            free++;
        if (free == nregs)
            return std::nullopt;
        owner[free] = rd;
        home[rd] = free;
    }
    return home;
}

} // namespace dtrace::codegen
