/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Attributes: how stable a name, its data and its machine dependence are; one triple for each
/// entity of D.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dtrace::types {

enum class Stability : uint8_t {
    Internal,
    Private,
    Obsolete,
    External,
    Unstable,
    Evolving,
    Stable,
    Standard
};

enum class DependencyClass : uint8_t { Unknown, Cpu, Platform, Group, Isa, Common };

/// The default is the highest: what has no attributes lowers nothing.
struct Attributes {
    Stability name = Stability::Standard, data = Stability::Standard;
    DependencyClass klass = DependencyClass::Common;

    bool operator==(const Attributes&) const = default;
};

/// Of D variables, constants, strings: everything that the program itself defines.
constexpr Attributes STABLE{Stability::Stable, Stability::Stable, DependencyClass::Common};
/// Of kernel symbols and kernel types.
constexpr Attributes KERNEL{Stability::Private, Stability::Private, DependencyClass::Unknown};

/// What a provider says of itself.
struct ProviderAttributes {
    Attributes provider, module, function, name, args;
};

/// "Stable/Evolving/ISA", in any case; missing parts at the end are the highest.
std::optional<Attributes> parse_attributes(std::string_view text);
/// The same, all three parts.
std::string spell(const Attributes& attributes);

std::string_view spell(Stability stability);
std::string_view spell(DependencyClass klass);

/// The lower of each part.
Attributes lowest(const Attributes& a, const Attributes& b);
/// Whether some part of `a` is lower than that of `least`.
bool is_below(const Attributes& a, const Attributes& least);

} // namespace dtrace::types
