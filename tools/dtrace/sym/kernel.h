/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The running kernel as sema sees it: types from BTF, addresses from kallsyms.
#pragma once

#include "sym/kallsyms.h"
#include "types/btf_read.h"
#include "types/catalog.h"

namespace dtrace::sym {

/// Holds references; `table`, `btf` and `kallsyms` must outlive it. Nothing is read before it is
/// asked for.
class Kernel : public types::KernelCatalog {
public:
    Kernel(types::Table& table, types::BtfTypes& btf, Kallsyms& kallsyms)
        : table_(table), btf_(btf), kallsyms_(kallsyms) {}

    const types::Type* find_type(std::string_view name, std::string_view module) override;
    std::optional<types::KernelSymbol> find_symbol(std::string_view name,
                                                   std::string_view module) override;
    const types::Type* find_prototype(std::string_view function, std::string_view module) override;
    std::optional<types::KernelEnumerator> find_enumerator(std::string_view name) override;
    bool has_module(std::string_view module) override;
    std::string missing_types_reason() override;

private:
    const types::Type* known_type(std::string_view name);

    types::Table& table_;
    types::BtfTypes& btf_;
    Kallsyms& kallsyms_;
};

} // namespace dtrace::sym
