// SPDX-License-Identifier: GPL-2.0
// Kernel symbols with the types that are known of them.
#include "sym/kernel.h"

#include "types/type_text.h"

namespace dtrace::sym {

namespace {

struct KnownRow {
    std::string_view name, type;
};

constexpr KnownRow known_symbols[] = {
#define DTRACE_KERNEL_SYMBOL(name, type) {#name, type},
#include "lib/symbols.def"
#undef DTRACE_KERNEL_SYMBOL
};

} // namespace

const types::Type* Kernel::find_type(std::string_view name, std::string_view module) {
    return btf_.find_type(name, module);
}

const types::Type* Kernel::known_type(std::string_view name) {
    for (const KnownRow& row : known_symbols)
        if (row.name == name)
            return types::parse_type_text(
                row.type, table_, [&](std::string_view type) { return btf_.find_type(type, ""); });
    return nullptr;
}

std::optional<types::KernelSymbol> Kernel::find_symbol(std::string_view name,
                                                       std::string_view module) {
    auto found = kallsyms_.find(name, module);
    if (!found)
        return std::nullopt;
    const types::Type* type = btf_.find_symbol_type(name, found->module);
    if (!type && found->module == "vmlinux")
        type = known_type(name);
    return types::KernelSymbol{std::string(found->module), std::string(found->name), found->address,
                               0, type};
}

const types::Type* Kernel::find_prototype(std::string_view function, std::string_view module) {
    const types::Type* type = btf_.find_symbol_type(function, module);
    return type && type->as<types::Function>() ? type : nullptr;
}

std::optional<types::KernelEnumerator> Kernel::find_enumerator(std::string_view name) {
    return btf_.find_enumerator(name);
}

bool Kernel::has_module(std::string_view module) {
    return kallsyms_.has_module(module);
}

std::string Kernel::missing_types_reason() {
    return btf_.missing_reason();
}

} // namespace dtrace::sym
