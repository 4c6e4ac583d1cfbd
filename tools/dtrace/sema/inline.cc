// SPDX-License-Identifier: GPL-2.0
// Inlines: a name, or a name with parameters, that stands for an expression.
#include "sema/checker.h"
#include "sema/clone.h"

namespace dtrace::sema {

using namespace ast;

namespace {

ArrayPart* parameters(Declarator& declarator) {
    auto* last =
        declarator.parts.empty() ? nullptr : std::get_if<ArrayPart>(&declarator.parts.back());
    return last && last->is_assoc ? last : nullptr;
}

} // namespace

void Checker::inline_def(InlineDef& def) {
    Declarator& declarator = def.declarator;
    if (def.specs.storage != StorageClass::None)
        fail(def.specs.range, "D_DECL_BADCLASS", "invalid storage class for an inline");
    const Type* base = specifiers(def.specs);
    ArrayPart* part = parameters(declarator);
    size_t count = declarator.parts.size();
    const Type* type = apply(base, declarator, part ? count - 1 : count, def.specs.is_user);
    if (types::is_array(type))
        fail(declarator.range, "D_DECL_ARRNULL",
             "inline " + declarator.name + " may not be a scalar array");
    check_object_type(declarator, type);
    check_name_free(declarator);
    const Directive& directive = directives_[declarator.name];
    Symbol symbol{.kind = SymbolKind::Inline, .name = declarator.name, .type = type};
    symbol.attributes = directive.attributes;
    if (part) {
        symbol.is_assoc = symbol.has_keys = true;
        symbol.keys = key_types(part->keys, true);
    }
    inline_body(def, part, type);
    const auto* lit = def.body->as<IntLit>();
    if (lit && !part && types::is_integer(type)) {
        symbol.kind = SymbolKind::Constant;
        symbol.value = static_cast<int64_t>(normalize(lit->value, type));
    }
    if (is_too_new(directive.version))
        return;
    session_.bodies().push_back(std::move(def.body));
    symbol.body = session_.bodies().back().get();
    if (part)
        for (const Param& param : part->keys)
            session_.inline_params()[symbol.body].push_back(param.declarator.name);
    scopes_.add_global(std::move(symbol));
}

/// Check the body with the parameters visible as variables.
void Checker::inline_body(InlineDef& def, ArrayPart* part, const Type* type) {
    std::vector<std::pair<std::string, Symbol*>> hidden;
    for (size_t i = 0; part && i < part->keys.size(); i++) {
        Param& param = part->keys[i];
        const std::string& name = param.declarator.name;
        if (name.empty())
            continue;
        Symbol symbol{.kind = SymbolKind::Variable, .name = name, .type = param_type(param)};
        hidden.emplace_back(name,
                            scopes_.exchange_global(name, scopes_.add_unnamed(std::move(symbol))));
    }
    auto restore = [&] {
        for (auto& [name, symbol] : hidden)
            scopes_.exchange_global(name, symbol);
    };
    try {
        expr(*def.body);
        if (!def.body->as<Xlate>())
            forbid_actions(*def.body, false);
    } catch (Failure&) {
        restore();
        throw;
    }
    restore();
    const auto* translated = def.body->as<Xlate>();
    bool legal = translated ? types::same_type(type, type_of(*translated->type))
                            : types::argcompat(type, def.body->type, is_zero(*def.body));
    if (!legal)
        fail(def.body->range, "D_OP_INCOMPAT",
             "inline " + def.declarator.name + " definition uses incompatible types: " +
                 quoted(type) + " = " + quoted(def.body->type));
}

/// A copy of `part` of the inline's body with the arguments put in for its parameters.
ExprPtr Checker::inline_copy(const Expr& part, const Symbol& symbol,
                             const std::vector<ExprPtr>* args) {
    const std::vector<std::string>& names = session_.inline_params()[symbol.body];
    Substitute substitute = [&](const Ident& ident) -> ExprPtr {
        if (!args || ident.scope != Scope::Global || ident.scoped)
            return nullptr;
        for (size_t i = 0; i < names.size(); i++)
            if (names[i] == ident.name)
                return types::is_scalar(symbol.keys[i]) || types::is_string(symbol.keys[i])
                           ? cast_around(clone(*(*args)[i]), symbol.keys[i])
                           : clone(*(*args)[i]);
        return nullptr;
    };
    return clone(part, substitute);
}

/// Replace a use of an inline by a copy of its body.
void Checker::expand_inline(Expr& expr, const Symbol& symbol, const std::vector<ExprPtr>& args) {
    if (symbol.body->as<Xlate>())
        fail(expr.range, "D_OP_DYN",
             "translated data may only be used through its members: " + symbol.name);
    ExprPtr body = inline_copy(*symbol.body, symbol, &args);
    bool value = types::is_scalar(symbol.type) || types::is_string(symbol.type);
    ExprPtr made = value ? cast_around(std::move(body), symbol.type) : std::move(body);
    Range range = expr.range;
    expr = std::move(*made);
    expr.range = range;
    this->expr(expr);
    if (symbol.attributes) {
        expr.attributes = *symbol.attributes;
        expr.hides_operands = true;
    }
}

} // namespace dtrace::sema
