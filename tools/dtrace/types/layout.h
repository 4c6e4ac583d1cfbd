/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Sizes, alignments and the layout of structs declared in D: the rules of C for x86-64 (LP64).
#pragma once

#include "types/type.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace dtrace::types {

/// sizeof. Strings that are no literals have `strsize` bytes; 0: void, functions, incomplete,
/// unknown length.
uint64_t size_of(const Type* type, uint64_t strsize = 256);
/// _Alignof; 1 where C has none.
uint32_t align_of(const Type* type);

/// A member found by name, through anonymous structs and unions too.
struct FoundMember {
    const Member* member;
    uint64_t offset_bits; ///< from the start of the outermost struct
};
std::optional<FoundMember> find_member(const Struct& node, std::string_view name);

/// Lays out the members of one struct or union in order.
///
/// A bit-field starts at the next free bit, or at the next boundary of its type when it would
/// straddle one; a zero-width one closes the current unit. Bit 0 is the least significant.
class LayoutBuilder {
public:
    explicit LayoutBuilder(bool is_union, uint64_t strsize)
        : is_union_(is_union), strsize_(strsize) {}

    void add(std::string name, const Type* type);
    /// width 0 is legal for an unnamed bit-field only.
    void add_bitfield(std::string name, const Type* type, uint32_t width);

    std::vector<Member> take_members() { return std::move(members_); }
    uint64_t size() const; ///< bytes, padded to align()
    uint32_t align() const { return align_; }

private:
    void place(std::string name, const Type* type, uint64_t offset, uint32_t width, uint64_t bits);

    bool is_union_;
    uint64_t strsize_;
    std::vector<Member> members_;
    uint64_t next_bit_ = 0, end_bit_ = 0;
    uint32_t align_ = 1;
};

} // namespace dtrace::types
