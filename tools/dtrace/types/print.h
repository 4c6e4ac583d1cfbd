/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The C spelling of a type, for messages and print().
#pragma once

#include "types/type.h"

#include <string>

namespace dtrace::types {

/// "struct task_struct *", "char [16]", "int (*)(int, ...)"; typedef names are kept.
std::string spell(const Type* type);

} // namespace dtrace::types
