// SPDX-License-Identifier: GPL-2.0
// Ownership and interning of types.
#include "types/table.h"

#include <cassert>
#include <utility>

namespace dtrace::types {

namespace {

template <typename Map, typename Key, typename Make>
const Type* interned(Map& map, const Key& key, Make make) {
    const Type*& slot = map[key];
    if (!slot)
        slot = make();
    return slot;
}

} // namespace

std::string tag_name(TagKind kind, std::string_view tag) {
    static constexpr std::string_view words[] = {"struct", "union", "enum"};
    std::string name(words[static_cast<int>(kind)]);
    if (!tag.empty())
        name.append(" ").append(tag);
    return name;
}

const Type* Table::add(Type type) {
    types_.push_back(std::move(type));
    return &types_.back();
}

const Type* Table::pointer_to(const Type* to, bool user) {
    return interned(pointers_, ArrayKey(to, user), [&] { return add({"", Pointer{to, user}}); });
}

const Type* Table::array_of(const Type* element, uint32_t count) {
    return interned(arrays_, ArrayKey(element, count), [&] {
        return add({"", Array{element, count}});
    });
}

const Type* Table::qualified(const Type* to, bool is_const, bool is_volatile, bool is_restrict) {
    uint32_t bits = is_const | is_volatile << 1 | is_restrict << 2;
    if (bits == 0)
        return to;
    const Alias* inner = to->name.empty() ? to->as<Alias>() : nullptr;
    if (inner) // one layer, whatever the order they were applied in
        return qualified(inner->to, is_const || inner->is_const, is_volatile || inner->is_volatile,
                         is_restrict || inner->is_restrict);
    return interned(qualified_, ArrayKey(to, bits), [&] {
        return add({"", Alias{to, is_const, is_volatile, is_restrict}});
    });
}

const Type* Table::string_literal(uint32_t size) {
    return interned(literals_, size, [&] { return add({"string", String{size}}); });
}

const Type* Table::intrinsic(std::string_view name) const {
    auto found = intrinsics_.find(std::string(name));
    return found == intrinsics_.end() ? nullptr : found->second;
}

const Type* Table::base(std::string_view name) const {
    const Type* type = intrinsic(name);
    assert(type);
    return type;
}

const Type* Table::find_declared(const std::string& name) const {
    auto found = declared_.find(name);
    return found == declared_.end() ? nullptr : found->second;
}

void Table::declare(const std::string& name, const Type* type) {
    declared_[name] = type;
}

const Type* Table::forward(TagKind kind, const std::string& tag) {
    std::string name = tag_name(kind, tag);
    if (!tag.empty())
        if (const Type* known = find_declared(name))
            return known;
    Type type{name, Enum{4, true, {}}};
    if (kind != TagKind::Enum)
        type.node = Struct{kind == TagKind::Union, false, 0, 0, MemberList()};
    const Type* made = add(std::move(type));
    if (!tag.empty())
        declare(name, made);
    return made;
}

Type* Table::own(const Type* type) {
    // Every Type lives in types_, which is not const.
    return const_cast<Type*>(type);
}

void Table::define_struct(const Type* type, std::vector<Member> members, uint64_t size,
                          uint32_t align) {
    Struct& node = std::get<Struct>(own(type)->node);
    assert(!node.complete);
    node = Struct{node.is_union, true, size, align, MemberList(std::move(members))};
}

void Table::define_enum(const Type* type, std::vector<Enumerator> values) {
    std::get<Enum>(own(type)->node).values = std::move(values);
}

} // namespace dtrace::types
