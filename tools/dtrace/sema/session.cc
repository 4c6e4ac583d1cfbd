// SPDX-License-Identifier: GPL-2.0
// The names that exist before any program: built-in variables, NULL, kernel types.
#include "sema/sema.h"

#include "dif/builtin.h"
#include "parse/parser.h"
#include "sema/checker.h"
#include "types/compat.h"
#include "types/type_text.h"

namespace dtrace::sema {

using ast::Symbol;
using ast::SymbolKind;
using types::Type;

namespace {

struct ScopedName {
    std::string_view scope;
    std::string plain;
};

/// "struct module`tag" and "module`name"
ScopedName split_scope(std::string_view name) {
    size_t tick = name.rfind('`');
    size_t space = name.substr(0, tick).rfind(' ');
    size_t start = space == name.npos ? 0 : space + 1;
    return {name.substr(start, tick - start),
            std::string(name.substr(0, start)).append(name.substr(tick + 1))};
}

} // namespace

Session::Session(types::Table& table, types::KernelCatalog& kernel, types::ProbeCatalog& probes)
    : table_(table), kernel_(kernel), probes_(probes) {
    add_builtins();
    add_null();
}

/// Types of built-in variables are found at their first use: most programs need no kernel type.
void Session::add_builtins() {
    for (const dif::BuiltinVarRow& row : dif::builtin_vars) {
        Symbol symbol{.kind = SymbolKind::Builtin, .name = std::string(row.name)};
        symbol.id = row.id;
        symbol.is_assoc = row.id < DTRACE_DIF_VAR_BUILTIN_ARRAYS;
        scopes_.add_global(std::move(symbol));
    }
}

void Session::add_null() {
    Symbol symbol{.kind = SymbolKind::Constant, .name = "NULL", .type = table_.base("int")};
    scopes_.add_global(std::move(symbol));
}

const Type* Session::of_kernel(const Type* type) {
    kernel_type_found_ |= type != nullptr;
    return type;
}

const Type* Session::find_type(std::string_view name) {
    size_t tick = name.rfind('`');
    if (tick == name.npos) {
        if (const Type* type = table_.find_declared(std::string(name)))
            return type;
        if (const Type* type = table_.intrinsic(name))
            return type;
        return of_kernel(kernel_.find_type(name, ""));
    }
    auto [scope, plain] = split_scope(name);
    if (is_user_scope(scope))
        return user_->find_type(plain, scope);
    return of_kernel(kernel_.find_type(plain, scope));
}

bool Session::is_user_scope(std::string_view scope) const {
    return user_ && !scope.empty() && !kernel_.has_module(scope) && user_->is_scope(scope);
}

bool Session::is_user_name(std::string_view name) const {
    return name.find('`') != name.npos && is_user_scope(split_scope(name).scope);
}

const Type* Session::find_user_type(std::string_view name) {
    return user_ ? user_->find_type(name, "") : nullptr;
}

const Type* Session::type_of_text(const std::string& text) {
    auto known = texts_.find(text);
    if (known != texts_.end())
        return known->second;
    source::SourceManager sources;
    lex::MacroArgs macros;
    parse::ParseInput input{.sources = sources,
                            .file = sources.add("", text, source::FileRole::Specifier),
                            .pspec = false,
                            .default_field = parse::Field::Name,
                            .macros = macros,
                            .types = *this};
    auto parsed = parse::parse_type(input);
    auto* name = std::get_if<ast::TypeName>(&parsed);
    if (!name)
        return nullptr; // a library that is still to come may declare it
    try {
        return texts_[text] = Checker(*this, Options()).type_name(*name);
    } catch (Failure&) {
        return nullptr;
    }
}

const Type* Session::complete(const Type* type) {
    const Type* plain = types::resolve(type);
    const types::Struct* node = plain->as<types::Struct>();
    if (!node || node->complete || plain->name.empty())
        return type;
    const Type* found = kernel_.find_type(plain->name, "");
    const types::Struct* full = found ? found->as<types::Struct>() : nullptr;
    return full && full->complete ? found : type;
}

bool Session::is_type(std::string_view name) {
    return find_type(name) != nullptr;
}

bool Session::is_global(std::string_view name) {
    return scopes_.find(ast::Scope::Global, name) || scopes_.find_function(name);
}

} // namespace dtrace::sema
