/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The types of D: a closed variant of plain structs, immutable once made.
///
/// Types are owned by a types::Table and live as long as it does; everybody else holds `const Type
/// *`. Derived types (pointer, array) are interned, so equal types made by one table are the same
/// object; struct identity is by object. The members of a struct read from BTF are made at first
/// use, which is why Struct holds them behind members().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace dtrace::types {

struct Type;

struct Void {};

/// char, short, int, long, long long, _Bool and their unsigned forms.
struct Integer {
    uint32_t size; ///< bytes: 1, 2, 4, 8
    bool is_signed;
    bool is_char;
    bool is_bool;
};

struct Float {
    uint32_t size;
};

struct Enumerator {
    std::string name;
    int64_t value;
};

struct Enum {
    uint32_t size;
    bool is_signed;
    std::vector<Enumerator> values;
};

struct Pointer {
    const Type* to;
    bool user; ///< points into user memory
};

struct Array {
    const Type* element;
    uint32_t count; ///< 0: unknown or flexible
};

struct Member {
    std::string name; ///< "" for an anonymous struct or union (its members are visible through it)
    const Type* type;
    uint32_t offset_bits;
    uint32_t bitfield_bits; ///< 0: not a bit-field
};

/// The members of a struct, made by `load` when they are first asked for. Not thread-safe.
class MemberList {
public:
    MemberList() = default;
    explicit MemberList(std::vector<Member> members) : members_(std::move(members)) {}
    explicit MemberList(std::function<std::vector<Member>()> load) : load_(std::move(load)) {}

    const std::vector<Member>& get() const {
        if (load_)
            members_ = std::exchange(load_, nullptr)();
        return members_;
    }

private:
    mutable std::vector<Member> members_;
    mutable std::function<std::vector<Member>()> load_;
};

struct Struct {
    bool is_union;
    bool complete; ///< false: forward declaration
    uint64_t size;
    uint32_t align; ///< 0: that of its members
    MemberList list;

    const std::vector<Member>& members() const { return list.get(); }
};

/// A name for another type; also carries const, volatile and restrict (name empty then).
struct Alias {
    const Type* to;
    bool is_const, is_volatile, is_restrict;
};

struct Function {
    const Type* result;
    std::vector<const Type*> params;
    bool variadic;
};

/// The D string; its size is the option strsize.
struct String {
    uint32_t literal_size; ///< bytes with the NUL of a string constant, 0 for variables
};

/// Results that only certain places take.
enum class SpecialKind { Stack, SymAddr, USymAddr, Dynamic };

struct Special {
    SpecialKind kind;
};

struct Type {
    std::string name; ///< "int", "struct task_struct", "pid_t"; "" when anonymous or derived
                      ///< (types::spell() spells those)
    std::variant<Void, Integer, Float, Enum, Pointer, Array, Struct, Alias, Function, String,
                 Special>
        node;

    template <typename T>
    const T* as() const {
        return std::get_if<T>(&node);
    }
};

/// Where a type or symbol of the kernel comes from.
struct KernelSymbol {
    std::string module; ///< "vmlinux" or the module
    std::string name;
    uint64_t address;
    uint64_t size;    ///< 0 when unknown
    const Type* type; ///< nullptr: no type information
};

/// A constant of a kernel enum.
struct KernelEnumerator {
    const Type* type;
    int64_t value;
};

} // namespace dtrace::types
