// SPDX-License-Identifier: GPL-2.0
// Symbols by name, and the ids of variables.
#include "sema/scopes.h"

#include "dif/builtin.h"

#include <utility>

namespace dtrace::sema {

using ast::Symbol;
using ast::SymbolKind;

namespace {

std::vector<std::string_view> keys_of(const auto& names) {
    std::vector<std::string_view> keys;
    for (const auto& [name, symbol] : names)
        if (symbol)
            keys.push_back(name);
    return keys;
}

} // namespace

Scopes::Scopes() {
    next_id_.fill(DTRACE_DIF_VAR_USER);
    for (uint32_t row = 0; row < std::size(dif::functions); row++) {
        Symbol symbol{.kind = SymbolKind::Function, .name = std::string(dif::functions[row].name)};
        symbol.id = row;
        enter(functions_, std::move(symbol));
    }
    journal_.clear();
}

Symbol* Scopes::lookup(const Names& names, std::string_view name) {
    auto found = names.find(name);
    return found == names.end() ? nullptr : found->second;
}

Symbol* Scopes::find(ast::Scope scope, std::string_view name) const {
    return lookup(names_[static_cast<size_t>(scope)], name);
}

Symbol* Scopes::find_aggregation(std::string_view name) const {
    return lookup(aggs_, name);
}

Symbol* Scopes::find_function(std::string_view name) const {
    return lookup(functions_, name);
}

Symbol* Scopes::enter(Names& names, Symbol symbol) {
    symbols_.push_back(std::move(symbol));
    Symbol* made = &symbols_.back();
    names[made->name] = made;
    journal_.emplace_back(&names, made->name);
    return made;
}

Symbol* Scopes::add_variable(ast::Scope scope, const std::string& name, const types::Type* type,
                             bool is_assoc, source::Range where) {
    uint32_t& next = next_id_[static_cast<size_t>(scope)];
    if (next > DTRACE_DIF_VAR_MAX)
        return nullptr;
    Symbol symbol{.kind = SymbolKind::Variable, .name = name, .type = type, .scope = scope};
    symbol.id = next++;
    symbol.is_assoc = is_assoc;
    symbol.first_use = where;
    return enter(names_[static_cast<size_t>(scope)], std::move(symbol));
}

Symbol* Scopes::add_aggregation(const std::string& name, source::Range where) {
    Symbol symbol{.kind = SymbolKind::Aggregation, .name = name};
    symbol.id = next_agg_++;
    symbol.first_use = where;
    return enter(aggs_, std::move(symbol));
}

Symbol* Scopes::add_global(Symbol symbol) {
    return enter(names_[0], std::move(symbol));
}

Symbol* Scopes::add_unnamed(Symbol symbol) {
    symbols_.push_back(std::move(symbol));
    return &symbols_.back();
}

Symbol* Scopes::exchange_global(const std::string& name, Symbol* symbol) {
    return std::exchange(names_[0][name], symbol);
}

void Scopes::rollback(const Mark& mark) {
    while (journal_.size() > mark.made) {
        auto& [names, name] = journal_.back();
        names->erase(name);
        journal_.pop_back();
    }
    next_id_ = mark.ids;
    next_agg_ = mark.agg;
}

std::vector<std::string_view> Scopes::names(ast::Scope scope) const {
    return keys_of(names_[static_cast<size_t>(scope)]);
}

std::vector<std::string_view> Scopes::aggregation_names() const {
    return keys_of(aggs_);
}

std::vector<std::string_view> Scopes::function_names() const {
    return keys_of(functions_);
}

} // namespace dtrace::sema
