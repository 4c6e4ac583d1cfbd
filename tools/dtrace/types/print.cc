// SPDX-License-Identifier: GPL-2.0
// Spelling of types: a declarator grown from the inside out.
#include "types/print.h"

namespace dtrace::types {

namespace {

/// The text of a declarator and whether a prefix operator of its own stands outermost, so that a
/// suffix needs parentheses.
struct Declarator {
    std::string text;
    bool prefixed = false;

    void prefix(const std::string& piece) {
        text = piece + text;
        prefixed = true;
    }
    void suffix(const std::string& piece) {
        if (prefixed)
            text = "(" + text + ")";
        text += piece;
        prefixed = false;
    }
};

std::string qualifiers(const Alias& node) {
    std::string words;
    for (auto [set, word] :
         {std::pair(node.is_const, "const"), std::pair(node.is_volatile, "volatile"),
          std::pair(node.is_restrict, "restrict")})
        if (set)
            words += std::string(words.empty() ? "" : " ") + word;
    return words;
}

std::string parameters(const Function& node) {
    std::string text;
    for (const Type* param : node.params)
        text += (text.empty() ? "" : ", ") + spell(param);
    if (node.variadic)
        text += text.empty() ? "..." : ", ...";
    return "(" + (text.empty() ? "void" : text) + ")";
}

std::string anonymous(const Type* type) {
    if (const Struct* node = type->as<Struct>())
        return node->is_union ? "union {...}" : "struct {...}";
    return type->as<Enum>() ? "enum {...}" : "void";
}

std::string joined(const std::string& base, const Declarator& declarator) {
    return declarator.text.empty() ? base : base + " " + declarator.text;
}

std::string spell_around(const Type* type, Declarator declarator);

std::string spell_qualified(const Alias& node, Declarator declarator) {
    const Type* to = node.to;
    bool behind_star = to->name.empty() && to->as<Pointer>();
    if (!behind_star)
        return qualifiers(node) + " " + spell_around(to, std::move(declarator));
    declarator.prefix(qualifiers(node) + (declarator.text.empty() ? "" : " "));
    return spell_around(to, std::move(declarator));
}

std::string spell_around(const Type* type, Declarator declarator) {
    if (!type->name.empty())
        return joined(type->name, declarator);
    if (const Pointer* node = type->as<Pointer>()) {
        declarator.prefix("*");
        return spell_around(node->to, std::move(declarator));
    }
    if (const Array* node = type->as<Array>()) {
        declarator.suffix("[" + (node->count ? std::to_string(node->count) : "") + "]");
        return spell_around(node->element, std::move(declarator));
    }
    if (const Function* node = type->as<Function>()) {
        declarator.suffix(parameters(*node));
        return spell_around(node->result, std::move(declarator));
    }
    if (const Alias* node = type->as<Alias>())
        return spell_qualified(*node, std::move(declarator));
    return joined(anonymous(type), declarator);
}

} // namespace

std::string spell(const Type* type) {
    return spell_around(type, {});
}

} // namespace dtrace::types
