/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// SystemNames: types and symbols of the running system for the compiler, names of addresses for
/// the renderer.
#pragma once

#include "format/symbols.h"
#include "sym/kallsyms.h"
#include "sym/kernel.h"
#include "sym/process.h"
#include "sym/user.h"
#include "types/btf_read.h"

namespace dtrace::cli {

/// Everything is read at its first use. Not thread-safe; must outlive the types it hands out.
class SystemNames final : public format::SymbolNames {
public:
    explicit SystemNames(types::Table& table)
        : user_(table, processes_), btf_(table), catalog_(table, btf_, kallsyms_) {}

    types::KernelCatalog& catalog() { return catalog_; }
    types::UserCatalog& user_catalog() { return user_; }

    std::optional<format::SymbolName> kernel(uint64_t address) const override;
    std::optional<format::SymbolName> user(uint64_t pid, uint64_t address) const override;
    /// Makes user() know a process that may end before its addresses are printed.
    void remember(uint64_t pid) { processes_.remember(pid); }
    uint64_t target() const override { return target_; }
    void set_target(uint64_t pid) {
        target_ = pid;
        user_.set_target(pid);
    }
    /// false: user addresses stay numbers.
    void set_resolve_user(bool resolve) { resolve_user_ = resolve; }

private:
    mutable sym::Kallsyms kallsyms_; ///< reads its file at the first question
    mutable sym::Processes processes_;
    sym::User user_;
    types::BtfTypes btf_;
    sym::Kernel catalog_;
    uint64_t target_ = 0;
    bool resolve_user_ = true;
};

} // namespace dtrace::cli
