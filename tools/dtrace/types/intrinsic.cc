// SPDX-License-Identifier: GPL-2.0
// The types that D knows by itself: C's base types for LP64, string, and their typedefs.
#include "types/table.h"

namespace dtrace::types {

namespace {

struct IntegerRow {
    const char* name;
    uint32_t size;
    bool is_signed, is_char, is_bool;
};

constexpr IntegerRow integers[] = {
    {"char", 1, true, true, false},
    {"signed char", 1, true, true, false},
    {"unsigned char", 1, false, true, false},
    {"short", 2, true, false, false},
    {"unsigned short", 2, false, false, false},
    {"int", 4, true, false, false},
    {"signed", 4, true, false, false},
    {"unsigned int", 4, false, false, false},
    {"unsigned", 4, false, false, false},
    {"long", 8, true, false, false},
    {"unsigned long", 8, false, false, false},
    {"long long", 8, true, false, false},
    {"unsigned long long", 8, false, false, false},
    {"_Bool", 1, false, false, true},
};

struct FloatRow {
    const char* name;
    uint32_t size;
};

constexpr FloatRow floats[] = {{"float", 4}, {"double", 8}, {"long double", 16}};

struct AliasRow {
    const char *name, *to;
};

constexpr AliasRow aliases[] = {
    {"int8_t", "char"},
    {"uint8_t", "unsigned char"},
    {"uchar_t", "unsigned char"},
    {"int16_t", "short"},
    {"uint16_t", "unsigned short"},
    {"ushort_t", "unsigned short"},
    {"int32_t", "int"},
    {"id_t", "int"},
    {"pid_t", "int"},
    {"uint32_t", "unsigned int"},
    {"uint_t", "unsigned int"},
    {"int64_t", "long"},
    {"intptr_t", "long"},
    {"ssize_t", "long"},
    {"ptrdiff_t", "long"},
    {"uint64_t", "unsigned long"},
    {"uintptr_t", "unsigned long"},
    {"size_t", "unsigned long"},
    {"ulong_t", "unsigned long"},
    {"u_longlong_t", "unsigned long long"},
    {"ipaddr_t", "unsigned int"},
};

struct SpecialRow {
    const char* name;
    SpecialKind kind;
};

constexpr SpecialRow specials[] = {
    {"stack", SpecialKind::Stack},
    {"_symaddr", SpecialKind::SymAddr},
    {"_usymaddr", SpecialKind::USymAddr},
    {"<DYN>", SpecialKind::Dynamic},
};

} // namespace

void Table::add_base(const std::string& name, decltype(Type::node) node) {
    intrinsics_[name] = add({name, std::move(node)});
}

void Table::add_alias(const std::string& name, std::string_view to) {
    add_base(name, Alias{base(to), false, false, false});
}

Table::Table() {
    add_base("void", Void{});
    for (const IntegerRow& row : integers)
        add_base(row.name, Integer{row.size, row.is_signed, row.is_char, row.is_bool});
    for (const FloatRow& row : floats)
        add_base(row.name, Float{row.size});
    for (const AliasRow& row : aliases)
        add_alias(row.name, row.to);
    for (const SpecialRow& row : specials)
        add_base(row.name, Special{row.kind});
    add_base("string", String{0});
    literals_[0] = base("string");
}

} // namespace dtrace::types
