/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The opaque word that travels with clauses and actions through the kernel: which program, which
/// clause or statement.
#pragma once

#include <cstdint>

namespace dtrace::dof {

struct Uarg {
    uint32_t program = 0; ///< number of the program in the session
    uint32_t index = 0;   ///< into Program::clauses or Program::statements
};

constexpr uint64_t pack_uarg(Uarg uarg) {
    return static_cast<uint64_t>(uarg.program) << 32 | uarg.index;
}

constexpr Uarg unpack_uarg(uint64_t word) {
    return {static_cast<uint32_t>(word >> 32), static_cast<uint32_t>(word)};
}

} // namespace dtrace::dof
