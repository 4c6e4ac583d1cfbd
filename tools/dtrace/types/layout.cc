// SPDX-License-Identifier: GPL-2.0
// Sizes, alignments and struct layout by the rules of C on x86-64.
#include "types/layout.h"

#include <algorithm>

namespace dtrace::types {

namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>; // clang 14 does not deduce it

uint64_t round_up(uint64_t value, uint64_t unit) {
    return (value + unit - 1) / unit * unit;
}

uint32_t struct_align(const Struct& node) {
    if (node.align)
        return node.align;
    uint32_t align = 1;
    for (const Member& member : node.members())
        align = std::max(align, align_of(member.type));
    return align;
}

} // namespace

uint64_t size_of(const Type* type, uint64_t strsize) {
    return std::visit(
        Overloaded{
            [](const Integer& node) -> uint64_t { return node.size; },
            [](const Float& node) -> uint64_t { return node.size; },
            [](const Enum& node) -> uint64_t { return node.size; },
            [](const Pointer&) -> uint64_t { return 8; },
            [&](const Array& node) { return node.count * size_of(node.element, strsize); },
            [](const Struct& node) { return node.size; },
            [&](const Alias& node) { return size_of(node.to, strsize); },
            [&](const String& node) { return node.literal_size ? node.literal_size : strsize; },
            [](const auto&) -> uint64_t { return 0; }, // Void, Function, Special
        },
        type->node);
}

uint32_t align_of(const Type* type) {
    return std::visit(Overloaded{
                          [](const Integer& node) { return node.size; },
                          [](const Float& node) { return node.size; },
                          [](const Enum& node) { return node.size; },
                          [](const Pointer&) -> uint32_t { return 8; },
                          [](const Array& node) { return align_of(node.element); },
                          [](const Struct& node) { return struct_align(node); },
                          [](const Alias& node) { return align_of(node.to); },
                          [](const auto&) -> uint32_t { return 1; },
                      },
                      type->node);
}

std::optional<FoundMember> find_member(const Struct& node, std::string_view name) {
    for (const Member& member : node.members()) {
        if (!member.name.empty() && member.name == name)
            return FoundMember{&member, member.offset_bits};
        const Type* type = member.type;
        while (const Alias* alias = type->as<Alias>())
            type = alias->to;
        const Struct* inner = member.name.empty() ? type->as<Struct>() : nullptr;
        if (auto found = inner ? find_member(*inner, name) : std::nullopt)
            return FoundMember{found->member, member.offset_bits + found->offset_bits};
    }
    return std::nullopt;
}

void LayoutBuilder::place(std::string name, const Type* type, uint64_t offset, uint32_t width,
                          uint64_t bits) {
    members_.push_back({std::move(name), type, static_cast<uint32_t>(offset), width});
    end_bit_ = std::max(end_bit_, offset + bits);
    if (!is_union_)
        next_bit_ = offset + bits;
}

void LayoutBuilder::add(std::string name, const Type* type) {
    uint32_t align = align_of(type);
    align_ = std::max(align_, align);
    place(std::move(name), type, round_up(next_bit_, uint64_t{align} * 8), 0,
          size_of(type, strsize_) * 8);
}

void LayoutBuilder::add_bitfield(std::string name, const Type* type, uint32_t width) {
    uint64_t unit = size_of(type, strsize_) * 8;
    if (width == 0) {
        next_bit_ = round_up(next_bit_, unit);
        return;
    }
    if (next_bit_ / unit != (next_bit_ + width - 1) / unit)
        next_bit_ = round_up(next_bit_, unit);
    if (name.empty()) { // padding: no member, and its type does not align the struct
        end_bit_ = std::max(end_bit_, next_bit_ + width);
        if (!is_union_)
            next_bit_ += width;
        return;
    }
    align_ = std::max(align_, align_of(type));
    place(std::move(name), type, next_bit_, width, width);
}

uint64_t LayoutBuilder::size() const {
    return round_up(round_up(end_bit_, 8) / 8, align_);
}

} // namespace dtrace::types
