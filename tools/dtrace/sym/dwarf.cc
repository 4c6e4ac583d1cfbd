// SPDX-License-Identifier: GPL-2.0
// Debugging information entries to types, on demand, through libdw.
#include "sym/dwarf.h"

#include "base/strings.h"
#include "sym/elf.h"
#include "types/integer.h"

#include <algorithm>
#include <cstdint>
#include <dwarf.h>
#include <fcntl.h>
#include <optional>

namespace dtrace::sym {

using types::Type;

namespace {

/// How programs name what an entry describes; symbols have no types of their own.
struct TagRow {
    int tag;
    const char* prefix;
    bool is_symbol;
};
constexpr TagRow named_tags[] = {
    {DW_TAG_structure_type, "struct ", false},
    {DW_TAG_class_type, "struct ", false},
    {DW_TAG_union_type, "union ", false},
    {DW_TAG_enumeration_type, "enum ", false},
    {DW_TAG_typedef, "", false},
    {DW_TAG_base_type, "", false},
    {DW_TAG_variable, "", true},
    {DW_TAG_subprogram, "", true},
};

const TagRow* row_of(Dwarf_Die& die) {
    const auto* found = std::ranges::find(named_tags, ::dwarf_tag(&die), &TagRow::tag);
    return found == std::end(named_tags) ? nullptr : found;
}

std::string name_of(Dwarf_Die& die) {
    const char* name = ::dwarf_diename(&die);
    return name ? name : "";
}

/// "struct x"; "" when it has no name.
std::string full_name(Dwarf_Die& die) {
    std::string name = name_of(die);
    const TagRow* row = row_of(die);
    return name.empty() || !row ? name : row->prefix + name;
}

std::optional<uint64_t> number(Dwarf_Die& die, unsigned int attribute) {
    Dwarf_Attribute found;
    Dwarf_Word value = 0;
    if (!::dwarf_attr_integrate(&die, attribute, &found) || ::dwarf_formudata(&found, &value) != 0)
        return std::nullopt;
    return value;
}

/// A constant that may be negative: producers pick a signed form for those.
int64_t constant(Dwarf_Die& die) {
    Dwarf_Attribute found;
    Dwarf_Word value = 0;
    Dwarf_Sword negative = 0;
    if (!::dwarf_attr_integrate(&die, DW_AT_const_value, &found))
        return 0;
    unsigned int form = ::dwarf_whatform(&found);
    if ((form == DW_FORM_sdata || form == DW_FORM_implicit_const) &&
        ::dwarf_formsdata(&found, &negative) == 0)
        return negative;
    return ::dwarf_formudata(&found, &value) == 0 ? static_cast<int64_t>(value) : 0;
}

bool has(Dwarf_Die& die, unsigned int attribute) {
    return ::dwarf_hasattr_integrate(&die, attribute) != 0;
}

uint64_t size_of(Dwarf_Die& die) {
    return number(die, DW_AT_byte_size).value_or(0);
}

template <typename Visit>
void each_child(Dwarf_Die& die, Visit visit) {
    Dwarf_Die child;
    if (::dwarf_child(&die, &child) != 0)
        return;
    do
        visit(child);
    while (::dwarf_siblingof(&child, &child) == 0);
}

/// In bytes from the start of the struct; DWARF 2 writes an expression that adds it.
uint64_t member_location(Dwarf_Die& member) {
    Dwarf_Attribute found;
    Dwarf_Op* ops = nullptr;
    size_t count = 0;
    if (auto bytes = number(member, DW_AT_data_member_location))
        return *bytes;
    bool added = ::dwarf_attr_integrate(&member, DW_AT_data_member_location, &found) &&
                 ::dwarf_getlocation(&found, &ops, &count) == 0 && count == 1 &&
                 ops->atom == DW_OP_plus_uconst;
    return added ? ops->number : 0;
}

/// From the start of the struct. Older producers count a bit-field from the other end of its
/// storage.
uint64_t bit_offset(Dwarf_Die& member) {
    if (auto bits = number(member, DW_AT_data_bit_offset))
        return *bits;
    uint64_t bits = 8 * member_location(member);
    auto from_top = number(member, DW_AT_bit_offset);
    if (!from_top)
        return bits;
    return bits + 8 * size_of(member) - *from_top - number(member, DW_AT_bit_size).value_or(0);
}

} // namespace

// ---- files ----

Dwarf* DwarfTypes::open(const std::string& path) {
    file_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    dwarf_.reset(file_ ? ::dwarf_begin(file_.get(), DWARF_C_READ) : nullptr);
    return dwarf_.get();
}

Dwarf* DwarfTypes::dwarf() {
    if (opened_)
        return dwarf_.get();
    opened_ = true;
    if (!open(path_)) {
        std::string apart = debug_file_of(path_);
        if (apart.empty() || !open(apart))
            return nullptr;
    }
    read_index();
    return dwarf_.get();
}

void DwarfTypes::read_index() {
    Dwarf_CU* unit = nullptr;
    Dwarf_Die root;
    while (::dwarf_get_units(dwarf_.get(), unit, &unit, nullptr, nullptr, &root, nullptr) == 0)
        each_child(root, [this](Dwarf_Die& die) { index(die); });
}

/// Of several of one name the first counts, but a definition more than a declaration.
void DwarfTypes::index(Dwarf_Die& die) {
    const TagRow* row = row_of(die);
    std::string name = row ? full_name(die) : "";
    bool declaration = row && !row->is_symbol && has(die, DW_AT_declaration);
    if (!name.empty() && !declaration)
        (row->is_symbol ? symbols_ : types_).emplace(std::move(name), die);
}

const Type* DwarfTypes::find(const Index& index, std::string_view name) {
    auto found = dwarf() ? index.find(std::string(name)) : index.end();
    if (found == index.end())
        return nullptr;
    Dwarf_Die die = found->second;
    return ::dwarf_tag(&die) == DW_TAG_variable ? type_of(die) : make(die);
}

const Type* DwarfTypes::find_type(std::string_view name) {
    return find(types_, name);
}

const Type* DwarfTypes::find_symbol_type(std::string_view name) {
    return find(symbols_, name);
}

// ---- conversion ----

const Type* DwarfTypes::make(Dwarf_Die die) {
    // What a broken file defines by itself is void.
    auto [known, is_new] = made_.emplace(die.addr, table_.base("void"));
    if (!is_new)
        return known->second;
    const Type* type = convert(die);
    return made_[die.addr] = type;
}

const Type* DwarfTypes::type_of(Dwarf_Die& die) {
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    if (!::dwarf_attr_integrate(&die, DW_AT_type, &attribute) ||
        !::dwarf_formref_die(&attribute, &type))
        return table_.base("void");
    return make(type);
}

const Type* DwarfTypes::convert(Dwarf_Die& die) {
    switch (::dwarf_tag(&die)) {
    case DW_TAG_base_type: return convert_base(die);
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type: return table_.pointer_to(type_of(die), true);
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type: return convert_struct(die);
    case DW_TAG_enumeration_type: return convert_enum(die);
    case DW_TAG_array_type: return convert_array(die);
    case DW_TAG_subroutine_type:
    case DW_TAG_subprogram: return convert_function(die);
    case DW_TAG_typedef:
        return table_.add({name_of(die), types::Alias{type_of(die), false, false, false}});
    case DW_TAG_const_type: return table_.qualified(type_of(die), true, false, false);
    case DW_TAG_volatile_type: return table_.qualified(type_of(die), false, true, false);
    case DW_TAG_restrict_type: return table_.qualified(type_of(die), false, false, true);
    case DW_TAG_atomic_type: return type_of(die);
    default: return table_.base("void");
    }
}

const Type* DwarfTypes::convert_base(Dwarf_Die& die) {
    auto size = static_cast<uint32_t>(size_of(die));
    uint64_t encoding = number(die, DW_AT_encoding).value_or(DW_ATE_unsigned);
    if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float)
        return table_.add({name_of(die), types::Float{size}});
    bool is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
    return types::integer_type(table_, name_of(die), size, is_signed, encoding == DW_ATE_boolean);
}

const Type* DwarfTypes::convert_struct(Dwarf_Die& die) {
    bool is_union = ::dwarf_tag(&die) == DW_TAG_union_type;
    std::string name = full_name(die);
    if (has(die, DW_AT_declaration)) {
        if (const Type* defined = find_type(name))
            return defined;
        // The kernel may have a type of that name: it is not the one.
        name = (is_union ? "union " : "struct ") + std::string(path_basename(path_)) + "`" +
               name_of(die);
        return table_.add(
            {std::move(name), types::Struct{is_union, false, 0, 0, types::MemberList()}});
    }
    types::MemberList members([this, die] { return read_members(die); });
    return table_.add({name, types::Struct{is_union, true, size_of(die), 0, std::move(members)}});
}

std::vector<types::Member> DwarfTypes::read_members(Dwarf_Die die) {
    std::vector<types::Member> members;
    each_child(die, [&](Dwarf_Die& child) {
        int tag = ::dwarf_tag(&child);
        bool is_static = has(child, DW_AT_external) || has(child, DW_AT_const_value);
        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || is_static)
            return;
        // The members of what a class inherits are its own.
        members.push_back({tag == DW_TAG_member ? name_of(child) : "", type_of(child),
                           static_cast<uint32_t>(bit_offset(child)),
                           static_cast<uint32_t>(number(child, DW_AT_bit_size).value_or(0))});
    });
    return members;
}

/// An enum counts as int unless a value does not fit.
const Type* DwarfTypes::convert_enum(Dwarf_Die& die) {
    types::Enum node{static_cast<uint32_t>(size_of(die)), true, {}};
    each_child(die, [&](Dwarf_Die& child) {
        if (::dwarf_tag(&child) != DW_TAG_enumerator)
            return;
        int64_t value = constant(child);
        node.is_signed &= node.size != 4 || value <= INT32_MAX;
        node.values.push_back({name_of(child), value});
    });
    return table_.add({full_name(die), std::move(node)});
}

/// The innermost dimension comes last.
const Type* DwarfTypes::convert_array(Dwarf_Die& die) {
    std::vector<uint64_t> counts;
    each_child(die, [&](Dwarf_Die& child) {
        if (::dwarf_tag(&child) != DW_TAG_subrange_type)
            return;
        auto last = number(child, DW_AT_upper_bound);
        counts.push_back(number(child, DW_AT_count).value_or(last ? *last + 1 : 0));
    });
    const Type* type = type_of(die);
    std::ranges::reverse(counts);
    for (uint64_t count : counts)
        type = table_.array_of(type, static_cast<uint32_t>(std::min<uint64_t>(count, UINT32_MAX)));
    return type;
}

const Type* DwarfTypes::convert_function(Dwarf_Die& die) {
    types::Function node{type_of(die), {}, false};
    each_child(die, [&](Dwarf_Die& child) {
        if (::dwarf_tag(&child) == DW_TAG_formal_parameter)
            node.params.push_back(type_of(child));
        node.variadic |= ::dwarf_tag(&child) == DW_TAG_unspecified_parameters;
    });
    return table_.add({"", std::move(node)});
}

} // namespace dtrace::sym
