/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What names stand for: the symbols of a session and their ids.
///
/// Scopes outlive the programs compiled against them: variables and aggregations are shared by all
/// programs of one command. Symbols never move or die before the Scopes do. Lookups are O(log n).
/// Not thread-safe.
#pragma once

#include "ast/ast.h"

#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::sema {

class Scopes {
public:
    Scopes();
    Scopes(const Scopes&) = delete;
    Scopes& operator=(const Scopes&) = delete;

    /// nullptr: unknown. Functions, built-in variables, inlines and enumerators are in the global
    /// scope.
    ast::Symbol* find(ast::Scope scope, std::string_view name) const;
    ast::Symbol* find_aggregation(std::string_view name) const;
    ast::Symbol* find_function(std::string_view name) const;

    /// @{ Make a symbol; the name must be free. Variables and aggregations get the next id; nullptr
    /// when ids are used up.
    ast::Symbol* add_variable(ast::Scope scope, const std::string& name, const types::Type* type,
                              bool is_assoc, source::Range where);
    ast::Symbol* add_aggregation(const std::string& name, source::Range where);
    ast::Symbol* add_global(ast::Symbol symbol);
    /// @}
    /// A symbol without a name in any scope, for kernel objects and parameters.
    ast::Symbol* add_unnamed(ast::Symbol symbol);

    /// A kernel object, made once: `key` is "module`name".
    ast::Symbol*& kernel(const std::string& key) { return kernel_[key]; }

    /// Hide (or make visible again) a global: parameters of inlines and translators. Returns what
    /// the name meant before.
    ast::Symbol* exchange_global(const std::string& name, ast::Symbol* symbol);

    uint32_t next_local_id() { return next_id_[2]++; }

    /// Everything made since mark() is forgotten by rollback(), ids included.
    struct Mark {
        size_t made;
        std::array<uint32_t, 3> ids;
        uint32_t agg;
    };
    Mark mark() const { return {journal_.size(), next_id_, next_agg_}; }
    void rollback(const Mark& mark);

    /// Names of one scope, for hints.
    std::vector<std::string_view> names(ast::Scope scope) const;
    std::vector<std::string_view> aggregation_names() const;
    std::vector<std::string_view> function_names() const;

private:
    using Names = std::map<std::string, ast::Symbol*, std::less<>>;
    static ast::Symbol* lookup(const Names& names, std::string_view name);
    ast::Symbol* enter(Names& names, ast::Symbol symbol);

    std::deque<ast::Symbol> symbols_;
    std::array<Names, 3> names_; ///< by ast::Scope
    Names aggs_, kernel_, functions_;
    std::vector<std::pair<Names*, std::string>> journal_;
    std::array<uint32_t, 3> next_id_;
    uint32_t next_agg_ = 1;
};

} // namespace dtrace::sema
