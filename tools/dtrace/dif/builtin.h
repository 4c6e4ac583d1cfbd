/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The tables of D's functions and built-in variables (builtin.def, builtin_vars.def) as constexpr
/// rows.
///
/// Row numbers are stable within one build only: sema puts them into Symbol::id, codegen reads them
/// back.
#pragma once

#include <linux/dtrace/dif.h>
#include <linux/dtrace/record.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace dtrace::dif {

enum class FunctionKind { SUBR, ACT, AGG };

enum FunctionFlag : uint32_t {
    FN_REC = 1,   ///< records data
    FN_DESTR = 2, ///< destructive
    FN_KEY = 4,   ///< also legal as an aggregation key
    FN_SPEC = 8,  ///< speculate, commit, discard
};

constexpr uint32_t FN_ANY = UINT32_MAX;

struct FunctionRow {
    std::string_view name;
    FunctionKind kind;
    uint32_t id; ///< DTRACE_DIF_SUBR_* or DTRACE_ACT_*
    std::string_view prototype;
    uint32_t min, max;
    bool supported;
    uint32_t flags;
};

constexpr FunctionRow functions[] = {
#define DTRACE_FUNCTION(name, kind, id, prototype, min, max, supported, flags)                     \
    {#name, FunctionKind::kind, id, prototype, min, max, supported != 0, flags},
#include "dif/builtin.def"
#undef DTRACE_FUNCTION
};

/// Row of a function; linear in the table.
constexpr std::optional<uint32_t> find_function(std::string_view name) {
    for (uint32_t row = 0; row < std::size(functions); row++)
        if (functions[row].name == name)
            return row;
    return std::nullopt;
}

struct BuiltinVarRow {
    std::string_view name;
    uint32_t id; ///< enum dtrace_dif_builtin
    std::string_view type;
    std::string_view stability;
};

constexpr BuiltinVarRow builtin_vars[] = {
#define DTRACE_BUILTIN_VAR(name, id, type, stability) {#name, id, type, stability},
#include "dif/builtin_vars.def"
#undef DTRACE_BUILTIN_VAR
};

} // namespace dtrace::dif
