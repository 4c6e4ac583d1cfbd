/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Names that the program being parsed has introduced so far, over those known outside.
#pragma once

#include "lex/names.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace dtrace::parse {

class Scope final : public lex::TypeNameOracle {
public:
    explicit Scope(lex::TypeNameOracle& outer) : outer_(outer) {}

    bool is_type(std::string_view name) override {
        return types_.contains(name) || outer_.is_type(name);
    }
    bool is_global(std::string_view name) override {
        return globals_.contains(name) || (!types_.contains(name) && outer_.is_global(name));
    }

    void add_type(const std::string& name) { types_.insert(name); }
    void add_global(const std::string& name) { globals_.insert(name); }
    /// Returns false if the tag ("struct x") was defined before.
    bool define_tag(const std::string& tag) { return tags_.insert(tag).second; }

private:
    using Names = std::set<std::string, std::less<>>;
    lex::TypeNameOracle& outer_;
    Names types_, globals_, tags_;
};

} // namespace dtrace::parse
