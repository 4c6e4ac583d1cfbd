/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The C type that an integer constant has by its spelling.
#pragma once

#include <cstdint>

namespace dtrace::lex {

enum class IntType : uint8_t { Int, UInt, Long, ULong, LLong, ULLong };

} // namespace dtrace::lex
