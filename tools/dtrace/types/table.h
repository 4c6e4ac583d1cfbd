/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The owner of types: makes them, interns the derived ones, knows D's own names.
///
/// One table serves a whole command; pointers into it stay valid as long as it lives. Lookups are
/// O(1). Not thread-safe.
#pragma once

#include "types/type.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dtrace::types {

enum class TagKind { Struct, Union, Enum };

/// Spelling of a tagged type: "struct x".
std::string tag_name(TagKind kind, std::string_view tag);

class Table {
public:
    Table(); ///< with D's intrinsic types and their typedefs
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    /// Take over a type. The only way a Type comes to life.
    const Type* add(Type type);

    /// @{ Derived types: interned.
    const Type* pointer_to(const Type* to, bool user = false);
    const Type* array_of(const Type* element, uint32_t count);
    const Type* qualified(const Type* to, bool is_const, bool is_volatile, bool is_restrict);
    const Type* string_literal(uint32_t size); ///< bytes with the NUL
    /// @}

    /// An intrinsic type of D: "int", "unsigned long", "string", "uint64_t", "void", "stack", ...;
    /// nullptr when there is none. The spelling of integer types is the short one: "long long".
    const Type* intrinsic(std::string_view name) const;
    /// An intrinsic that is certainly there.
    const Type* base(std::string_view name) const;

    /// @{ The names that D programs declare ("foo_t", "struct foo"). A program's tag may first be
    /// forward.
    const Type* find_declared(const std::string& name) const;
    void declare(const std::string& name, const Type* type);
    const Type* forward(TagKind kind, const std::string& tag);
    /// Give a forward tag of this table its members. Callers check that it is incomplete.
    void define_struct(const Type* type, std::vector<Member> members, uint64_t size,
                       uint32_t align);
    void define_enum(const Type* type, std::vector<Enumerator> values);
    /// @}

private:
    void add_base(const std::string& name, decltype(Type::node) node);
    void add_alias(const std::string& name, std::string_view to);
    Type* own(const Type* type);

    using ArrayKey = std::pair<const Type*, uint32_t>;
    std::deque<Type> types_; ///< stable addresses
    std::map<ArrayKey, const Type*> pointers_, arrays_, qualified_;
    std::map<uint32_t, const Type*> literals_;
    std::unordered_map<std::string, const Type*> intrinsics_, declared_;
};

} // namespace dtrace::types
