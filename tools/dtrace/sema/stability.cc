// SPDX-License-Identifier: GPL-2.0
// Attributes of checked clauses: of their descriptions, and the lowest of all that their
// expressions name.
#include "ast/walk.h"
#include "sema/checker.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;
using types::Attributes;

namespace {

constexpr Attributes EVOLVING{types::Stability::Evolving, types::Stability::Evolving,
                              types::DependencyClass::Common};
/// Of descriptions that leave the provider open.
constexpr Attributes UNSTABLE{types::Stability::Unstable, types::Stability::Unstable,
                              types::DependencyClass::Common};

/// Functions that follow the kernel's ways.
constexpr std::string_view evolving_functions[] = {
    "d_path",          "getmajor",    "getminor",
    "htonl",           "htonll",      "htons",
    "mutex_owned",     "mutex_owner", "ntohl",
    "ntohll",          "ntohs",       "mutex_type_adaptive",
    "mutex_type_spin", "rw_iswriter", "rw_read_held",
    "rw_write_held",   "vtop",        "whatis",
};

/// Built-in variables whose attributes are those of the probe's provider, and which.
struct ProviderPart {
    std::string_view variable;
    Attributes types::ProviderAttributes::*part;
};
constexpr ProviderPart provider_parts[] = {
    {"probeprov", &types::ProviderAttributes::provider},
    {"probemod", &types::ProviderAttributes::module},
    {"probefunc", &types::ProviderAttributes::function},
    {"probename", &types::ProviderAttributes::name},
    {"args", &types::ProviderAttributes::args},
};

bool is_open(const std::string& field) {
    return field.empty() || field.find_first_of("*?[\\") != field.npos;
}

} // namespace

/// Of the description: the provider's, and those of the other fields that it fixes.
Attributes Checker::context_attributes(const ProbeDesc& desc) {
    if (is_open(desc.provider))
        return UNSTABLE;
    auto found = provider_attributes(desc.provider);
    if (!found)
        return UNSTABLE;
    Attributes out = found->provider;
    if (!is_open(desc.module))
        out = types::lowest(out, found->module);
    if (!is_open(desc.function))
        out = types::lowest(out, found->function);
    if (!is_open(desc.name))
        out = types::lowest(out, found->name);
    return out;
}

/// With what #pragma D attributes ... provider changed.
std::optional<types::ProviderAttributes> Checker::provider_attributes(const std::string& provider) {
    auto& known = session_.provider_attributes();
    auto at = known.find(provider);
    if (at != known.end())
        return at->second;
    return session_.probes().attributes(provider);
}

Attributes Checker::builtin_attributes(const Symbol& symbol) {
    for (const ProviderPart& row : provider_parts) {
        if (row.variable != symbol.name || !pdesc_)
            continue;
        auto found = provider_attributes(pdesc_->provider);
        return found ? (*found).*row.part : UNSTABLE;
    }
    for (const dif::BuiltinVarRow& row : dif::builtin_vars)
        if (row.name == symbol.name)
            return types::parse_attributes(row.stability).value_or(types::STABLE);
    return types::STABLE;
}

/// Of what one node names, without its operands.
Attributes Checker::own_attributes(const Expr& expr) {
    Attributes own = types::STABLE;
    if (const auto* ident = expr.as<Ident>(); ident && ident->symbol) {
        if (ident->symbol->kind == SymbolKind::Builtin)
            own = builtin_attributes(*ident->symbol);
        else if (ident->symbol->kind == SymbolKind::Kernel)
            own = types::KERNEL;
    } else if (const auto* call = expr.as<Call>()) {
        if (std::ranges::find(evolving_functions, call->name) != std::end(evolving_functions))
            own = EVOLVING;
    }
    return types::lowest(own, expr.attributes);
}

/// The lowest of an expression; with a least one in force, the first node below it is an error.
Attributes Checker::attributes_of(const Expr& expr) {
    Attributes out = own_attributes(expr);
    if (!expr.hides_operands)
        for_each_operand(expr, [&](const ExprPtr& operand) {
            out = types::lowest(out, attributes_of(*operand));
        });
    if (options_.least && types::is_below(out, *options_.least))
        fail(expr.range, "D_ATTR_MIN",
             "attributes for this expression (" + types::spell(out) +
                 ") are less than the required minimum (" + types::spell(*options_.least) + ")");
    return out;
}

/// Of a whole clause that has been checked.
void Checker::clause_stability(const Clause& clause, StabilityReport& report) {
    for (const ProbeDesc& desc : clause.pdescs) {
        Attributes context = context_attributes(desc);
        if (options_.least && types::is_below(context, *options_.least))
            fail(desc.range, "D_ATTR_MIN",
                 "attributes for clause (" + types::spell(context) +
                     ") are less than the required minimum (" + types::spell(*options_.least) +
                     ")");
        report.context = types::lowest(report.context, context);
    }
    auto add = [&](const Expr& expr) {
        report.statements = types::lowest(report.statements, attributes_of(expr));
    };
    if (clause.predicate)
        in_region(source::Region::Predicate, [&] { add(*clause.predicate); });
    in_region(source::Region::ActionList, [&] {
        walk_statements(clause.body, [&](const Stmt& stmt) {
            const auto* branch = std::get_if<IfStmt>(&stmt.node);
            add(branch ? *branch->cond : *std::get<ExprStmt>(stmt.node).expr);
        });
    });
}

} // namespace dtrace::sema
