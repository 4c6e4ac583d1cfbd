/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// SymbolNames: what addresses are called. An interface: format/ looks at no kernel and no process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dtrace::format {

/// The object and symbol an address lies in.
struct SymbolName {
    std::string module; ///< "" when not known
    std::string name;   ///< "" when only the module is known
    uint64_t offset = 0;
    uint64_t object_start = 0; ///< where the module is, 0 when not known
};

class SymbolNames {
public:
    virtual ~SymbolNames() = default;
    virtual std::optional<SymbolName> kernel(uint64_t address) const = 0;
    virtual std::optional<SymbolName> user(uint64_t pid, uint64_t address) const = 0;
    /// $target: the process of user addresses that come without one; 0 when there is none.
    virtual uint64_t target() const { return 0; }
};

/// Knows no names: every address is shown as a number.
class NoSymbols final : public SymbolNames {
public:
    std::optional<SymbolName> kernel(uint64_t) const override { return std::nullopt; }
    std::optional<SymbolName> user(uint64_t, uint64_t) const override { return std::nullopt; }
};

} // namespace dtrace::format
