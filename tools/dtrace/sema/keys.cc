// SPDX-License-Identifier: GPL-2.0
// Keys of associative arrays and aggregations.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;

/// The type that a key fixes at the first use of its array.
const types::Type* Checker::key_type(const Expr& key, const std::string& what) {
    const Type* type = key.type;
    const dif::FunctionRow* row = called(key);
    bool key_action = row && (row->flags & dif::FN_KEY);
    if (types::is_void(type) || types::is_dynamic(type) || types::is_function(type) ||
        (types::is_any_special(type) && (!key_action || what[0] != '@')))
        fail(key.range, "D_KEY_TYPE",
             "cannot use a value of type " + quoted(type) + " as a key of " + what + "[ ]");
    return types::is_string(type) ? table_.base("string") : type;
}

/// Check keys against the signature of the array, or let them make it.
void Checker::check_keys(const std::string& what, std::vector<ExprPtr>& keys, Symbol& symbol,
                         Range range) {
    for (ExprPtr& key : keys)
        expr(*key);
    if (!symbol.has_keys) {
        for (const ExprPtr& key : keys)
            symbol.keys.push_back(key_type(*key, what));
        symbol.has_keys = true;
        return;
    }
    if (keys.size() != symbol.keys.size()) {
        auto counted = [](size_t n) { return std::to_string(n) + (n == 1 ? " key" : " keys"); };
        fail(range, "D_PROTO_LEN",
             what + "[ ] prototype mismatch: " + counted(keys.size()) + " passed, " +
                 std::to_string(symbol.keys.size()) + " expected");
    }
    for (size_t i = 0; i < keys.size(); i++) {
        const Type* type = key_type(*keys[i], what);
        if (!types::argcompat(symbol.keys[i], type, is_zero(*keys[i])))
            fail(keys[i]->range, "D_PROTO_ARG",
                 what + "[ ] key #" + std::to_string(i + 1) +
                     " is incompatible with prototype:\n\tprototype: " +
                     types::spell(symbol.keys[i]) + "\n\t argument: " + types::spell(type));
    }
}

} // namespace dtrace::sema
