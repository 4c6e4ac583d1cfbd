/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// DIF as text: the listing that -S prints.
#pragma once

#include "dif/program.h"

#include <string>

namespace dtrace::dif {

/// One instruction: mnemonic and operands, with `! comment` where an operand has a name or a value.
std::string disassemble(const dtrace_dif_insn& insn, const Difo& difo);

/// A whole object: header, one line an instruction, the table of variables. Starts with a blank
/// line, ends with a newline.
std::string listing(const Difo& difo, const std::string& title);

/// Every object of a program, in the order of clauses: predicate, then actions.
std::string listing(const Program& program);

} // namespace dtrace::dif
