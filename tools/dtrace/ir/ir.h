/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The intermediate form of one expression: DIF operations over any number of virtual registers,
/// branches to labels.
///
/// It is DIF before the two things that make DIF awkward to produce, namely seven registers and
/// absolute branch targets. Code is straight or branches forward, as in DIF, so that the order of
/// instructions is a topological order of control flow: a register is live from its first
/// definition to its last use.
#pragma once

#include "ast/ast.h"
#include "dif/program.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::ir {

/// A virtual register. Register 0 is the constant 0, as in DIF.
using Reg = uint32_t;
constexpr Reg ZERO = 0;

/// A place in the code, placed once after all branches to it.
struct Label {
    uint32_t id;
};

/// One operation. Unused operands are 0; in a branch imm is the id of its label.
struct Inst {
    dtrace_dif_op op;
    Reg rd = ZERO, r1 = ZERO, r2 = ZERO;
    uint32_t imm = 0;
};

/// The code of one DIFO with its tables.
struct Function {
    std::vector<Inst> insts;
    std::vector<uint32_t> labels; ///< label id -> index of the instruction it stands before
    std::vector<uint64_t> ints;
    std::string strs = std::string(1, '\0');
    std::vector<dif::Var> vars;
    uint32_t nregs = 1;
    dtrace_dif_type rtype{};
};

/// Appends operations to a Function. Not thread-safe; every call is amortised O(1) but constant()
/// and string(), which search their table.
class Builder {
public:
    /// A register nobody uses yet.
    Reg fresh() { return fn_.nregs++; }
    void emit(Inst inst) { fn_.insts.push_back(inst); }
    /// result = r1 op r2
    Reg binary(dtrace_dif_op op, Reg r1, Reg r2);
    /// result = op r1
    Reg unary(dtrace_dif_op op, Reg r1);
    /// rd = r1, for a register that several paths define
    void assign(Reg rd, Reg r1) { emit({DTRACE_DIF_OP_MOV, rd, r1}); }
    Reg constant(uint64_t value);
    /// Address of a string constant
    Reg string(std::string_view text);

    Label label();
    void place(Label label);
    void branch(dtrace_dif_op op, Label target) { emit({op, ZERO, ZERO, ZERO, target.id}); }

    /// Name a user variable of the DIFO: `flags` (DTRACE_DIF_VF_*) are added to its row.
    void name_variable(const ast::Symbol& symbol, dtrace_dif_type type, uint32_t flags);

    /// End with `ret value`; the builder must not be used afterwards.
    Function finish(Reg value, dtrace_dif_type rtype);

private:
    Function fn_;
};

} // namespace dtrace::ir
