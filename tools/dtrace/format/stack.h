/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Addresses and stacks as text: MODULE`SYMBOL+0xOFF.
#pragma once

#include "consume/value.h"
#include "format/symbols.h"

#include <string>

namespace dtrace::format {

/// MODULE`SYMBOL+0xOFF, MODULE`0xADDR or 0xADDR.
std::string kernel_frame(const SymbolNames& symbols, uint64_t address);
std::string user_frame(const SymbolNames& symbols, uint64_t pid, uint64_t address);

/// What sym(), mod(), usym(), umod() and uaddr() show.
std::string address_text(const SymbolNames& symbols, const consume::Address& address);
/// The same as %a and %A show it: symbols with their offset.
std::string address_text_exact(const SymbolNames& symbols, const consume::Address& address);

/// Where the frames of a stack stand in their lines.
struct StackLayout {
    size_t indent = 0; ///< blanks before each frame
    size_t width = 0;  ///< frames are right-aligned in that many columns
};

/// A newline, then one line for each frame.
std::string stack_text(const SymbolNames& symbols, const consume::Stack& stack,
                       const StackLayout& layout);

} // namespace dtrace::format
