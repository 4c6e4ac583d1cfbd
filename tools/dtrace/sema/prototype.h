/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The prototypes of dif/builtin.def, taken apart: "string(const char *, [int])".
#pragma once

#include <string_view>
#include <vector>

namespace dtrace::sema {

struct Prototype {
    std::string_view result;
    std::vector<std::string_view> params; ///< brackets of optional ones removed; "@": any type
    bool variadic = false;

    /// Text of parameter `index`, "@" for those of a variadic tail.
    std::string_view param(size_t index) const {
        return index < params.size() ? params[index] : "@";
    }
};

/// Views into `text`.
Prototype parse_prototype(std::string_view text);

} // namespace dtrace::sema
