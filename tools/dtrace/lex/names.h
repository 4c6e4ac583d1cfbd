/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What names mean outside the program being parsed: D tells types from variables by asking.
#pragma once

#include <string_view>

namespace dtrace::lex {

/// Implemented by sema over its scopes and the kernel's types.
class TypeNameOracle {
public:
    virtual ~TypeNameOracle() = default;
    /// Whether this is the name of a type: "pid_t", "module`name". Keywords are never asked for.
    virtual bool is_type(std::string_view name) = 0;
    /// Whether this is a variable, built-in, function, inline or enumerator.
    virtual bool is_global(std::string_view name) = 0;
};

} // namespace dtrace::lex
