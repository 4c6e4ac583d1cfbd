// SPDX-License-Identifier: GPL-2.0
// Definitions of structs, unions and enums.
#include "sema/checker.h"

#include <algorithm>
#include <climits>

namespace dtrace::sema {

using namespace ast;

namespace {

void check_scope_operator(const std::string& name, source::Range range) {
    if (name.find('`') != name.npos)
        fail(range, "D_DECL_SCOPE",
             "D scoping operator ` may not be used in a declaration: " + name);
}

} // namespace

const types::Type* Checker::define_struct(TagSpec& spec, Range range) {
    check_scope_operator(spec.tag, range);
    bool is_union = spec.kind == TagSpec::Kind::Union;
    auto kind = static_cast<types::TagKind>(spec.kind);
    const Type* type = table_.forward(kind, spec.tag);
    const auto* known = type->as<types::Struct>();
    if (!known || known->complete)
        fail(range, "D_DECL_TYPERED", "type redeclared: " + types::tag_name(kind, spec.tag));
    types::LayoutBuilder layout(is_union, options_.strsize);
    defining_.push_back(type);
    std::vector<std::string_view> names;
    for (MemberDecl& decl : spec.members) {
        const Type* base = specifiers(decl.specs);
        for (Declarator& declarator : decl.declarators) {
            if (!declarator.name.empty() && std::count(names.begin(), names.end(), declarator.name))
                fail(declarator.range, "D_UNKNOWN", "duplicate member " + declarator.name);
            names.push_back(declarator.name);
            member(layout, base, declarator, decl.specs.is_user);
        }
    }
    defining_.pop_back();
    uint64_t size = layout.size();
    table_.define_struct(type, layout.take_members(), size, layout.align());
    return type;
}

void Checker::member(types::LayoutBuilder& layout, const Type* base, Declarator& declarator,
                     bool user) {
    check_scope_operator(declarator.name, declarator.range);
    const Type* type = apply(base, declarator, declarator.parts.size(), user);
    if (declarator.bitfield)
        return bitfield(layout, type, declarator);
    if (declarator.name.empty())
        fail(declarator.range, "D_DECL_MNAME", "member declaration requires a name");
    check_object_type(declarator, type);
    layout.add(declarator.name, type);
}

void Checker::bitfield(types::LayoutBuilder& layout, const Type* type, Declarator& declarator) {
    Expr& width = *declarator.bitfield;
    expr(width);
    const auto* lit = width.as<IntLit>();
    bool closes_unit = declarator.name.empty() && is_zero(width);
    if (!lit || (!is_posconst(width) && !closes_unit))
        fail(width.range, "D_DECL_BFCONST",
             "positive integer constant expression expected as bit-field size");
    if (!types::is_integer(type))
        fail(declarator.range, "D_DECL_BFTYPE", "invalid type for bit-field: " + quoted(type));
    if (lit->value > types::size_of(type) * CHAR_BIT)
        fail(width.range, "D_DECL_BFSIZE", "bit-field too big for type " + quoted(type));
    layout.add_bitfield(declarator.name, type, static_cast<uint32_t>(lit->value));
}

const types::Type* Checker::define_enum(TagSpec& spec, Range range) {
    check_scope_operator(spec.tag, range);
    const Type* type = table_.forward(types::TagKind::Enum, spec.tag);
    const auto* known = type->as<types::Enum>();
    if (!known || !known->values.empty())
        fail(range, "D_DECL_TYPERED",
             "type redeclared: " + types::tag_name(types::TagKind::Enum, spec.tag));
    std::vector<types::Enumerator> values;
    int64_t next = 0;
    for (EnumeratorDecl& decl : spec.enumerators) {
        if (std::any_of(values.begin(), values.end(),
                        [&](const auto& row) { return row.name == decl.name; }))
            fail(decl.range, "D_UNKNOWN", "duplicate enumerator " + decl.name);
        int64_t value = enumerator(decl, next);
        values.push_back({decl.name, value});
        next = value + 1;
        Symbol symbol{.kind = SymbolKind::Constant, .name = decl.name, .type = type};
        symbol.value = value;
        scopes_.add_global(std::move(symbol));
    }
    table_.define_enum(type, std::move(values));
    return type;
}

int64_t Checker::enumerator(EnumeratorDecl& decl, int64_t next) {
    check_scope_operator(decl.name, decl.range);
    if (scopes_.find(Scope::Global, decl.name) || scopes_.find_function(decl.name))
        fail(decl.range, "D_DECL_IDRED", "identifier redeclared: " + decl.name);
    int64_t value = next;
    if (decl.value) {
        expr(*decl.value);
        const auto* lit = decl.value->as<IntLit>();
        if (!lit)
            fail(decl.value->range, "D_DECL_ENCONST",
                 "enumerator " + decl.name +
                     " must be assigned to an integral constant expression");
        value = static_cast<int64_t>(lit->value);
    }
    if (value < INT_MIN || value > INT_MAX)
        fail(decl.range, "D_DECL_ENOFLOW",
             "enumerator " + decl.name + " value overflows int: " + std::to_string(value));
    return value;
}

} // namespace dtrace::sema
