/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Hex dumps of tracemem() and of values that have no other text.
#pragma once

#include "base/bytes.h"

#include <string>

namespace dtrace::format {

/// Starts with a newline; 16 bytes a line under a ruler. No bytes give no text.
std::string hexdump(Bytes bytes);

} // namespace dtrace::format
