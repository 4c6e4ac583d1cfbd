/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What the fuzz targets share: the first byte of an input says how the rest is taken.
#pragma once

#include "lex/names.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace dtrace::fuzz {

struct Input {
    uint8_t how = 0;
    std::string text;
};

inline Input take(const uint8_t* data, size_t size) {
    if (size == 0)
        return {};
    return {data[0], std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
}

inline void require(bool holds) {
    if (!holds)
        std::abort();
}

/// Names told by their looks.
struct Names final : lex::TypeNameOracle {
    bool is_type(std::string_view name) override { return name.ends_with("_t"); }
    bool is_global(std::string_view name) override { return name == "pid"; }
};

} // namespace dtrace::fuzz
