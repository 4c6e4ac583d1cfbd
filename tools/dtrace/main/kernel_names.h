/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// KernelNames: types and symbols of the running kernel for the compiler, names of addresses for
/// the renderer.
#pragma once

#include "format/symbols.h"
#include "types/btf_read.h"
#include "types/catalog.h"

namespace dtrace::cli {

/// Everything is read at its first use. Not thread-safe; must outlive the types it hands out.
class KernelNames final : public types::KernelCatalog, public format::SymbolNames {
public:
    explicit KernelNames(types::Table& table) : btf_(table) {}

    const types::Type* find_type(std::string_view name, std::string_view module) override;
    std::optional<types::KernelSymbol> find_symbol(std::string_view name,
                                                   std::string_view module) override;
    std::optional<types::KernelEnumerator> find_enumerator(std::string_view name) override;
    bool has_module(std::string_view module) override;
    std::string missing_types_reason() override;

    std::optional<format::SymbolName> kernel(uint64_t address) const override;
    std::optional<format::SymbolName> user(uint64_t pid, uint64_t address) const override;

private:
    types::BtfTypes btf_;
};

} // namespace dtrace::cli
