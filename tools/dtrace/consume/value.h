/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Value: one datum of a record, decoded from bytes; what all renderers work on.
#pragma once

#include "types/type.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace dtrace::consume {

/// An integer, enum or pointer of 1, 2, 4 or 8 bytes; `bits` is sign or zero extended to 64.
struct Integer {
    uint64_t bits = 0;
    uint32_t size = 8;
    bool is_signed = true;

    bool operator==(const Integer&) const = default;
};

/// A D string or an array of char, up to its NUL; may hold any other byte.
struct Text {
    std::string text;

    bool operator==(const Text&) const = default;
};

/// A struct, another array, a floating point number: bytes as they were recorded.
struct Raw {
    std::vector<std::byte> bytes;

    bool operator==(const Raw&) const = default;
};

/// Program counters of stack() or ustack(), without the zeroes at the end.
struct Stack {
    bool user = false;
    uint64_t pid = 0; ///< of a user stack
    std::vector<uint64_t> pcs;

    bool operator==(const Stack&) const = default;
};

/// Address that is shown as a symbol or module: sym(), mod(), usym(), umod(), uaddr().
struct Address {
    enum class Kind { Sym, Mod, USym, UMod, UAddr };

    Kind kind = Kind::Sym;
    uint64_t pid = 0; ///< of the user kinds
    uint64_t address = 0;

    bool operator==(const Address&) const = default;
};

struct Value {
    std::variant<Integer, Text, Raw, Stack, Address> data;
    const types::Type* type = nullptr; ///< nullptr when nothing is known but the record description

    template <class T>
    const T* as() const {
        return std::get_if<T>(&data);
    }
};

} // namespace dtrace::consume
