// SPDX-License-Identifier: GPL-2.0
// Joins BTF types and kernel symbols.
#include "main/kernel_names.h"

namespace dtrace::cli {

const types::Type* KernelNames::find_type(std::string_view name, std::string_view module) {
    return btf_.find_type(name, module);
}

std::optional<types::KernelSymbol> KernelNames::find_symbol(std::string_view, std::string_view) {
    return std::nullopt;
}

std::optional<types::KernelEnumerator> KernelNames::find_enumerator(std::string_view name) {
    return btf_.find_enumerator(name);
}

bool KernelNames::has_module(std::string_view module) {
    return module == "vmlinux";
}

std::string KernelNames::missing_types_reason() {
    return btf_.missing_reason();
}

std::optional<format::SymbolName> KernelNames::kernel(uint64_t) const {
    return std::nullopt;
}

std::optional<format::SymbolName> KernelNames::user(uint64_t, uint64_t) const {
    return std::nullopt;
}

} // namespace dtrace::cli
