// SPDX-License-Identifier: GPL-2.0
// Types from the short texts of the .def tables.
#include "types/type_text.h"

#include "base/strings.h"

namespace dtrace::types {

namespace {

constexpr std::string_view CONST = "const ";

const Type* apply_suffixes(const Type* type, std::string_view text, Table& table) {
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '*')
            type = table.pointer_to(type);
        if (c != '[')
            continue;
        size_t close = text.find(']');
        auto count = parse_unsigned(text.substr(0, close));
        type = table.array_of(type, static_cast<uint32_t>(count.value_or(0)));
        text.remove_prefix(close == text.npos ? text.size() : close + 1);
    }
    return type;
}

} // namespace

const Type* parse_type_text(std::string_view text, Table& table, const NameLookup& lookup) {
    text = trim(text);
    bool is_const = text.starts_with(CONST);
    if (is_const)
        text.remove_prefix(CONST.size());
    size_t end = std::min(text.find_first_of("*["), text.size());
    std::string_view name = trim(text.substr(0, end));
    const Type* type = table.intrinsic(name);
    if (!type)
        type = lookup(name);
    if (!type)
        return nullptr;
    return apply_suffixes(table.qualified(type, is_const, false, false), text.substr(end), table);
}

} // namespace dtrace::types
