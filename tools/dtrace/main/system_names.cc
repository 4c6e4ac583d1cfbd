// SPDX-License-Identifier: GPL-2.0
// Names of addresses: kallsyms for the kernel, memory maps and ELF files for processes.
#include "main/system_names.h"

#include <string>

namespace dtrace::cli {

std::optional<format::SymbolName> SystemNames::kernel(uint64_t address) const {
    if (auto found = kallsyms_.resolve(address)) {
        uint64_t start = kallsyms_.module_start(found->module);
        return format::SymbolName{std::string(found->module), std::string(found->name),
                                  found->offset, start};
    }
    std::string module = kallsyms_.module_text(address);
    if (module.starts_with("0x"))
        return std::nullopt;
    return format::SymbolName{module, "", address, kallsyms_.module_start(module)};
}

std::optional<format::SymbolName> SystemNames::user(uint64_t pid, uint64_t address) const {
    auto found = resolve_user_ ? processes_.resolve(pid, address) : std::nullopt;
    if (!found)
        return std::nullopt;
    return format::SymbolName{found->object, found->name, found->offset, found->object_start};
}

} // namespace dtrace::cli
