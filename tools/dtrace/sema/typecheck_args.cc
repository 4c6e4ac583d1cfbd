// SPDX-License-Identifier: GPL-2.0
// args[n]: typed by the probe that the clause is for, and translated where its provider says so.
#include "sema/checker.h"
#include "sema/clone.h"

namespace dtrace::sema {

using namespace ast;

namespace {

std::string four_fields(const types::ProbeName& probe) {
    return probe.provider + ":" + probe.module + ":" + probe.function + ":" + probe.name;
}

std::string element(uint64_t n) {
    return "args[" + std::to_string(n) + "]";
}

} // namespace

bool Checker::names_args(const Expr& expr) const {
    const auto* index = expr.as<Index>();
    const auto* base = index ? index->base->as<Ident>() : nullptr;
    const Symbol* symbol = base && !base->scoped ? lookup(*base) : nullptr;
    return symbol && symbol->kind == SymbolKind::Builtin && symbol->id == DTRACE_DIF_VAR_ARGS;
}

/// The one index of args[] or uregs[].
int64_t Checker::constant_index(const Expr& expr, Index& node, const std::string& array) {
    std::string name = array + "[ ]";
    if (node.args.size() != 1)
        fail(expr.range, "D_PROTO_LEN",
             name + " prototype mismatch: " + std::to_string(node.args.size()) +
                 " keys passed, 1 expected");
    Expr& index = *node.args.front();
    this->expr(index);
    const auto* lit = index.as<IntLit>();
    if (!lit)
        fail(index.range, "D_PROTO_ARG", name + " key #1 must be an integer constant");
    return static_cast<int64_t>(lit->value);
}

/// args[n] of every probe that the description matches; they have to agree.
ProbeArg Checker::find_arg(const Expr& expr, uint32_t n) {
    std::optional<ProbeArg> first;
    std::optional<types::ProbeName> probe, other;
    session_.probes().each_match(pdesc_->provider, pdesc_->module, pdesc_->function, pdesc_->name,
                                 pdesc_->id, [&](const types::ProbeName& match) {
                                     auto arg = probe_arg(session_, match, n);
                                     if (!probe)
                                         first = arg, probe = match;
                                     else if (!same_arg(first, arg))
                                         other = match;
                                     return !other;
                                 });
    if (!probe)
        fail(expr.range, "D_ARGS_NONE",
             "args[ ] may not be referenced because probe description " + pdesc_->text +
                 " does not match any probes");
    if (other)
        fail(expr.range, "D_ARGS_MULTI",
             element(n) + " may not be referenced because probe description " + pdesc_->text +
                 " matches probes that differ in it",
             {"they differ at " + four_fields(*probe) + " and " + four_fields(*other) +
              ": describe one kind of probe, or use arg" + std::to_string(n)});
    if (!first)
        no_arg(expr, *probe, n);
    if (!first->known())
        fail(expr.range, "D_ARGS_TYPE",
             "the type of " + element(n) + " of " + four_fields(*probe) +
                 " is not known: " + first->problem,
             {"arg" + std::to_string(first->mapping) + " has the value, untyped"});
    return *first;
}

void Checker::no_arg(const Expr& expr, const types::ProbeName& probe, uint32_t n) {
    size_t count = probe_arg_types(session_, probe).size();
    std::string hint = "the probe has " + std::to_string(count) + " typed arguments";
    if (count == 1)
        hint = "the probe has one typed argument, args[0]";
    if (count == 0)
        hint = "the probe has no typed arguments; arg0 and up are the untyped ones";
    std::string why = session_.kernel().missing_types_reason();
    auto desc = session_.probes().argument(probe.id, n);
    if (desc && desc->native.empty() && !why.empty())
        hint = why;
    fail(expr.range, "D_ARGS_IDX",
         "index " + std::to_string(n) + " is out of range for " + four_fields(probe) + " args[ ]",
         {hint});
}

/// The native value of args[n].
ExprPtr Checker::native_arg(const ProbeArg& arg, Range range) {
    auto value = std::make_unique<Expr>();
    value->range = range;
    Ident name{};
    name.name = "arg" + std::to_string(arg.mapping);
    value->node = std::move(name);
    return cast_around(std::move(value), arg.native);
}

ProbeArg Checker::clause_arg(const Expr& expr, Index& node) {
    int64_t n = constant_index(expr, node, "args");
    if (!pdesc_)
        fail(expr.range, "D_ARGS_NONE", "args[ ] may not be referenced outside a clause");
    if (n < 0 || n > UINT8_MAX)
        fail(node.args.front()->range, "D_ARGS_IDX",
             "index " + std::to_string(n) + " is out of range for args[ ]");
    return find_arg(expr, static_cast<uint32_t>(n));
}

/// Whether the value needs a translator: then only its members can be used.
bool Checker::needs_translator(const ProbeArg& arg) const {
    return !types::same_type(arg.native, arg.translated) &&
           !types::argcompat(arg.translated, arg.native, false);
}

const Translator& Checker::arg_translator(const ProbeArg& arg, Range range) {
    const Translator* found = search_translator(output_of(arg.translated), arg.native);
    if (!found)
        fail(range, "D_ARGS_XLATOR",
             "no translator from " + types::spell(arg.native) + " to " +
                 types::spell(arg.translated) + " is defined for this element of args[ ]",
             {"arg" + std::to_string(arg.mapping) + " has the value, untyped"});
    return *found;
}

/// args[n] as a value.
void Checker::index_args(Expr& expr, Index& node) {
    ProbeArg arg = clause_arg(expr, node);
    Range range = expr.range;
    if (needs_translator(arg)) {
        arg_translator(arg, range);
        node.base->type = table_.base("<DYN>");
        expr.type = table_.base("<DYN>");
        return;
    }
    ExprPtr value = native_arg(arg, range);
    if (arg.translated != arg.native)
        value = cast_around(std::move(value), arg.translated);
    expr = std::move(*value);
    this->expr(expr);
}

} // namespace dtrace::sema
