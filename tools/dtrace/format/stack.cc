// SPDX-License-Identifier: GPL-2.0
// Text of addresses and stacks.
#include "format/stack.h"

#include "base/strings.h"

namespace dtrace::format {

namespace {

using consume::Address;
using Kind = Address::Kind;

std::string hex(uint64_t address) {
    return strformat("0x%llx", static_cast<unsigned long long>(address));
}

std::string frame(const std::optional<SymbolName>& symbol, uint64_t address) {
    if (!symbol || symbol->module.empty())
        return hex(address);
    if (symbol->name.empty())
        return symbol->module + "`" + hex(address);
    std::string text = symbol->module + "`" + symbol->name;
    return symbol->offset ? text + "+" + hex(symbol->offset) : text;
}

bool is_user(Kind kind) {
    return kind == Kind::USym || kind == Kind::UMod || kind == Kind::UAddr;
}

std::optional<SymbolName> lookup(const SymbolNames& symbols, const Address& address) {
    return is_user(address.kind) ? symbols.user(address.pid, address.address)
                                 : symbols.kernel(address.address);
}

bool is_module(Kind kind) {
    return kind == Kind::Mod || kind == Kind::UMod;
}

} // namespace

std::string kernel_frame(const SymbolNames& symbols, uint64_t address) {
    return frame(symbols.kernel(address), address);
}

std::string user_frame(const SymbolNames& symbols, uint64_t pid, uint64_t address) {
    return frame(symbols.user(pid, address), address);
}

std::string address_text_exact(const SymbolNames& symbols, const Address& address) {
    auto symbol = lookup(symbols, address);
    if (!is_module(address.kind))
        return frame(symbol, address.address);
    return symbol && !symbol->module.empty() ? symbol->module : hex(address.address);
}

std::string address_text(const SymbolNames& symbols, const Address& address) {
    if (is_module(address.kind) || address.kind == Kind::UAddr)
        return address_text_exact(symbols, address);
    auto symbol = lookup(symbols, address);
    if (symbol)
        symbol->offset = 0;
    return frame(symbol, address.address);
}

std::string stack_text(const SymbolNames& symbols, const consume::Stack& stack,
                       const StackLayout& layout) {
    std::string text = "\n";
    for (uint64_t pc : stack.pcs) {
        std::string line =
            stack.user ? user_frame(symbols, stack.pid, pc) : kernel_frame(symbols, pc);
        if (line.size() < layout.width)
            line.insert(0, layout.width - line.size(), ' ');
        text.append(layout.indent, ' ');
        text += line + "\n";
    }
    return text;
}

} // namespace dtrace::format
