// SPDX-License-Identifier: GPL-2.0
// D's spelling of base integers.
#include "types/integer.h"

namespace dtrace::types {

namespace {

/// "" when there is none.
std::string_view integer_name(uint32_t size, bool is_signed, bool is_bool, std::string_view name) {
    static constexpr std::string_view names[2][4] = {
        {"unsigned char", "unsigned short", "unsigned int", "unsigned long"},
        {"char", "short", "int", "long"},
    };
    if (is_bool)
        return "_Bool";
    if (size == 8 && name.starts_with("long long"))
        return is_signed ? "long long" : "unsigned long long";
    for (int i = 0; i < 4; i++)
        if (size == 1u << i)
            return names[is_signed][i];
    return "";
}

} // namespace

const Type* integer_type(Table& table, std::string_view name, uint32_t size, bool is_signed,
                         bool is_bool) {
    std::string_view spelled = integer_name(size, is_signed, is_bool, name);
    if (!spelled.empty())
        return table.base(spelled);
    // __int128
    return table.add({std::string(name), Array{table.base("unsigned long"), size / 8}});
}

} // namespace dtrace::types
