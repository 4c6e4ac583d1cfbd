/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From intermediate code to DIF objects and to the compiled program.
#pragma once

#include "ast/ast.h"
#include "dif/program.h"
#include "ir/lower_clause.h"
#include "source/diagnostic.h"

#include <string>
#include <variant>
#include <vector>

namespace dtrace::codegen {

/// What code generation needs besides the tree.
struct Input {
    const ast::Program& program;
    ir::LocalIds& local_ids;
    const types::Type* int_type;                  ///< type of hidden variables
    std::vector<const ast::Symbol*> aggregations; ///< every aggregation variable of the session
    uint32_t nregs = DTRACE_DIF_NREGS;
    std::string name;       ///< of the program, for messages
    uint64_t strsize = 256; ///< bytes of a string
};

/// Compile a program that sema accepted.
std::variant<dif::Program, source::Diagnostic> generate(const Input& input);

/// The DIF object of a function; nothing when registers do not suffice.
std::optional<dif::Difo> assemble(ir::Function fn, uint32_t nregs);

} // namespace dtrace::codegen
