// SPDX-License-Identifier: GPL-2.0
// Declarations of variables, typedefs and kernel objects.
#include "sema/checker.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

bool is_scoped(const std::string& name) {
    return name.find('`') != name.npos;
}

Scope scope_of(StorageClass storage) {
    switch (storage) {
    case StorageClass::Self: return Scope::Thread;
    case StorageClass::This: return Scope::Local;
    default: return Scope::Global;
    }
}

bool equal_keys(const std::vector<const types::Type*>& a,
                const std::vector<const types::Type*>& b) {
    if (a.size() != b.size())
        return false;
    for (size_t i = 0; i < a.size(); i++)
        if (!types::same_type(a[i], b[i]))
            return false;
    return true;
}

} // namespace

void Checker::declaration(Declaration& decl) {
    Specifiers& specs = decl.specs;
    if (specs.storage == StorageClass::Auto || specs.storage == StorageClass::Register ||
        specs.storage == StorageClass::Static)
        fail(specs.range, "D_DECL_BADCLASS", "specified storage class not appropriate in D");
    const Type* base = specifiers(specs);
    if (decl.declarators.empty() && !(specs.tag && (specs.tag->defines || !specs.tag->tag.empty())))
        fail(decl.range, "D_DECL_USELESS", "declaration declares nothing");
    for (Declarator& declarator : decl.declarators)
        declare(specs, base, declarator);
}

void Checker::declare(const Specifiers& specs, const Type* base, Declarator& declarator) {
    if (is_scoped(declarator.name))
        fail(declarator.range, "D_DECL_SCOPE",
             "D scoping operator ` may not be used in a declaration: " + declarator.name);
    size_t count = declarator.parts.size();
    auto* last = count ? std::get_if<ArrayPart>(&declarator.parts.back()) : nullptr;
    bool is_assoc = last && last->is_assoc;
    const Type* type = apply(base, declarator, is_assoc ? count - 1 : count, specs.is_user);
    if (specs.storage == StorageClass::Typedef)
        return declare_typedef(declarator, type);
    if (specs.storage == StorageClass::Extern || (types::is_function(type) && !is_assoc)) {
        session_.externs()[declarator.name] = type;
        return;
    }
    std::vector<const Type*> keys;
    if (is_assoc)
        keys = key_types(last->keys, true);
    check_object_type(declarator, type);
    declare_variable(specs, declarator, type, std::move(keys), is_assoc);
}

/// Objects have a size.
void Checker::check_object_type(const Declarator& declarator, const Type* type) {
    const Type* plain = types::resolve(type);
    if (std::ranges::find(defining_, plain) == defining_.end())
        plain = types::resolve(session_.complete(type));
    const auto* array = plain->as<types::Array>();
    const auto* sou = plain->as<types::Struct>();
    const auto* list = plain->as<types::Enum>();
    std::string name = declarator.name;
    if (types::is_void(plain) || types::is_function(plain))
        fail(declarator.range, "D_DECL_VOIDOBJ",
             "cannot have a member or variable of void or function type: " + name);
    if ((sou && (!sou->complete || sou->size == 0)) || (list && list->values.empty()))
        fail(declarator.range, "D_DECL_INCOMPLETE",
             "incomplete struct/union/enum " + types::spell(type) + ": " + name);
    if (array && array->count == 0)
        fail(declarator.range, "D_DECL_ARRNULL", "array " + name + " must have a dimension");
    if (array)
        check_object_type(declarator, array->element);
}

void Checker::check_name_free(const Declarator& declarator) {
    const std::string& name = declarator.name;
    bool type = table_.find_declared(name) || table_.intrinsic(name);
    if (type || scopes_.find(Scope::Global, name) || scopes_.find_function(name))
        fail(declarator.range, "D_DECL_IDRED", "identifier redeclared: " + name);
}

void Checker::declare_typedef(const Declarator& declarator, const Type* type) {
    const Type* known = table_.find_declared(declarator.name);
    const auto* alias = known ? known->as<types::Alias>() : nullptr;
    if (alias && types::same_type(alias->to, type))
        return;
    check_name_free(declarator);
    table_.declare(declarator.name,
                   table_.add({declarator.name, types::Alias{type, false, false, false}}));
}

void Checker::declare_variable(const Specifiers& specs, Declarator& declarator, const Type* type,
                               std::vector<const Type*> keys, bool is_assoc) {
    Scope scope = scope_of(specs.storage);
    const std::string& name = declarator.name;
    if (is_assoc && scope == Scope::Local)
        fail(declarator.range, "D_DECL_LOCASSC",
             "this->" + name + " may not be an associative array",
             {"a thread-local one may: self"});
    const Symbol* known = scopes_.find(scope, name);
    if (known && known->kind == SymbolKind::Variable && known->is_assoc == is_assoc &&
        types::same_type(known->type, type) && equal_keys(known->keys, keys))
        return;
    if (known)
        fail(declarator.range, "D_DECL_IDRED",
             "identifier redeclared: " + name +
                 (known->type ? "\n\t current: " + types::spell(type) +
                                    "\n\tprevious: " + types::spell(known->type)
                              : ""));
    if (scope == Scope::Global)
        check_name_free(declarator);
    Symbol* symbol = new_variable(scope, name, type, is_assoc, declarator.range);
    symbol->keys = std::move(keys);
    symbol->has_keys = is_assoc;
}

} // namespace dtrace::sema
