/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Register allocation: virtual registers of the intermediate form onto the registers of DIF.
#pragma once

#include "ir/ir.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace dtrace::codegen {

/// Which operands of an operation are registers that it reads or writes; from
/// kernel/trace/dtrace/lib/dif_ops.def.
struct OperandUse {
    bool writes_rd, reads_rd, reads_r1, reads_r2, is_branch;
};

OperandUse operand_use(dtrace_dif_op op);

/// Linear scan in O(n * registers): a register lives from its first to its last mention, which is
/// right because control flow only goes forward. Returns the DIF register of each virtual one (0
/// for those never mentioned), or nothing when `nregs` registers (register 0 counts) do not
/// suffice.
std::optional<std::vector<uint8_t>> allocate(const ir::Function& fn, uint32_t nregs);

} // namespace dtrace::codegen
