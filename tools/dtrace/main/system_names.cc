// SPDX-License-Identifier: GPL-2.0
// Names of addresses: kallsyms for the kernel, the memory map for processes.
#include "main/system_names.h"

#include "base/strings.h"

#include <cinttypes>
#include <cstdio>
#include <fstream>

namespace dtrace::cli {

namespace {

/// What `text` says between its last two separators: "vmlinux`schedule" gives both names.
std::optional<format::SymbolName> module_alone(const std::string& text, uint64_t address) {
    size_t tick = text.find('`');
    std::string module = tick == text.npos ? text : text.substr(0, tick);
    if (module.starts_with("0x"))
        return std::nullopt;
    return format::SymbolName{module, "", address};
}

} // namespace

std::optional<format::SymbolName> SystemNames::kernel(uint64_t address) const {
    if (auto found = kallsyms_.resolve(address))
        return format::SymbolName{std::string(found->module), std::string(found->name),
                                  found->offset};
    return module_alone(kallsyms_.module_text(address), address);
}

std::optional<format::SymbolName> SystemNames::user(uint64_t pid, uint64_t address) const {
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(maps, line);) {
        uint64_t begin = 0, end = 0;
        if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64, &begin, &end) != 2)
            continue;
        size_t path = line.find('/');
        if (address < begin || address >= end || path == line.npos)
            continue;
        return format::SymbolName{std::string(path_basename(std::string_view(line).substr(path))),
                                  "", address};
    }
    return std::nullopt;
}

} // namespace dtrace::cli
