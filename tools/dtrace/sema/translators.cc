// SPDX-License-Identifier: GPL-2.0
// Translators: `xlate <T>(e)->member` stands for the member's expression with the input put in.
#include "sema/checker.h"
#include "sema/clone.h"

namespace dtrace::sema {

using namespace ast;

const types::Type* output_of(const types::Type* type) {
    const types::Type* to = types::pointee(type);
    return types::resolve(to && !types::is_array(type) ? to : type);
}

namespace {

bool is_input(const Ident& ident, const Translator& translator) {
    return !ident.scoped && ident.scope == Scope::Global && ident.name == translator.input_name;
}

/// Computing it again changes nothing and costs next to nothing.
bool is_repeatable(const Expr& expr) {
    if (const auto* cast = expr.as<Cast>())
        return is_repeatable(*cast->operand);
    const auto* ident = expr.as<Ident>();
    const Symbol* symbol = ident ? ident->symbol : nullptr;
    return expr.as<IntLit>() || (symbol && symbol->kind == SymbolKind::Builtin) ||
           (symbol && symbol->kind == SymbolKind::Bound);
}

const Translator::Member* find_member(const Translator& translator, const std::string& name) {
    for (const Translator::Member& member : translator.members)
        if (member.name == name)
            return &member;
    return nullptr;
}

} // namespace

void Checker::translator(TranslatorDef& def) {
    Translator made;
    made.output = types::resolve(session_.complete(type_of(def.output)));
    made.input = type_of(def.input);
    made.input_name = def.input_name;
    const auto* sou = made.output->as<types::Struct>();
    if (!sou || !sou->complete)
        fail(def.output.range, "D_XLATE_SOU",
             "translator output must be a complete struct or union, not " + quoted(made.output));
    for (const Translator& known : session_.translators())
        if (types::same_type(known.output, made.output) &&
            types::same_type(known.input, made.input))
            fail(def.range, "D_XLATE_REDECL",
                 "translator from " + types::spell(made.input) + " to " +
                     types::spell(made.output) + " has been previously declared");
    for (TranslatorMember& member : def.members)
        translator_member(made, *sou, member);
    bool hidden = is_too_new(translator_directive_.version);
    next_translator(made);
    if (hidden)
        return;
    session_.translators().push_back(std::move(made));
}

/// Check one member's expression with the input visible as a variable.
void Checker::translator_member(Translator& made, const types::Struct& sou,
                                TranslatorMember& member) {
    auto found = types::find_member(sou, member.name);
    if (!found)
        fail(member.range, "D_XLATE_MEMB",
             member.name + " is not a member of " + types::spell(made.output),
             member_hint(sou, member.name));
    Symbol input{.kind = SymbolKind::Variable, .name = made.input_name, .type = made.input};
    Symbol* hidden =
        scopes_.exchange_global(made.input_name, scopes_.add_unnamed(std::move(input)));
    try {
        expr(*member.value);
        forbid_actions(*member.value, false);
    } catch (Failure&) {
        scopes_.exchange_global(made.input_name, hidden);
        throw;
    }
    scopes_.exchange_global(made.input_name, hidden);
    const Type* type = found->member->type;
    bool text = types::is_array(type) && types::is_strcompat(type) &&
                types::is_strcompat(member.value->type);
    if (!text && !types::argcompat(type, member.value->type, is_zero(*member.value)))
        fail(member.value->range, "D_XLATE_INCOMPAT",
             "translator member " + member.name + " definition uses incompatible types: " +
                 quoted(type) + " = " + quoted(member.value->type));
    made.members.push_back({member.name, type, std::move(member.value)});
}

/// By exact type first, then by what may be assigned; nullptr: there is none.
const Translator* Checker::search_translator(const Type* output, const Type* input) {
    for (bool exact : {true, false})
        for (const Translator& known : session_.translators())
            if (types::same_type(known.output, output) &&
                (exact ? types::same_type(known.input, input)
                       : types::argcompat(known.input, input, false)))
                return &known;
    return nullptr;
}

const Translator& Checker::find_translator(const Type* output, const Expr& operand, Range range) {
    if (const Translator* found = search_translator(output, operand.type))
        return *found;
    fail(range, "D_XLATE_NONE",
         "cannot find a translator from " + types::spell(operand.type) + " to " +
             types::spell(output));
}

void Checker::visit(Expr& expr, Xlate& node) {
    const Type* to = type_of(*node.type);
    translator_input(*node.operand);
    find_translator(output_of(to), *node.operand, expr.range);
    expr.type = table_.base("<DYN>");
}

/// The symbol of an inline that stands for translated data: curpsinfo, fds; else nullptr.
Symbol* Checker::translated_inline(const Expr& base) {
    const auto* ident = base.as<Ident>();
    Symbol* symbol = ident && !ident->scoped ? lookup(*ident) : nullptr;
    bool is = symbol && symbol->kind == SymbolKind::Inline && symbol->body->as<Xlate>();
    return is ? symbol : nullptr;
}

/// Anything, also what another translator makes, or a pointer to that.
void Checker::translator_input(Expr& operand) {
    if (!translated_whole(operand, true))
        expr(operand);
}

/// What is translated when `base` is translated data, and to which type; nullptr: it is not.
ExprPtr Checker::translated_operand(Expr& base, const Type*& to) {
    if (auto* direct = base.as<Xlate>()) {
        to = type_of(*direct->type);
        translator_input(*direct->operand);
        return clone(*direct->operand); // the clause may be checked again
    }
    auto* index = base.as<Index>();
    if (Symbol* symbol = translated_inline(index ? *index->base : base);
        symbol && symbol->is_assoc == (index != nullptr)) {
        to = symbol->type;
        if (index)
            check_keys(symbol->name, index->args, *symbol, base.range);
        return inline_copy(*symbol->body->as<Xlate>()->operand, *symbol,
                           index ? &index->args : nullptr);
    }
    if (!names_args(base))
        return nullptr;
    ProbeArg arg = clause_arg(base, *index);
    if (!needs_translator(arg))
        return nullptr;
    arg_translator(arg, base.range);
    to = arg.translated;
    ExprPtr operand = native_arg(arg, base.range);
    expr(*operand);
    return operand;
}

/// What stands for the input of the translator: the operand itself where it costs nothing to
/// repeat, else a name; `let` is then what binds the name, its body to come.
ExprPtr Checker::bind_input(const Translator& translator, ExprPtr operand, ExprPtr& let) {
    bool once = !is_repeatable(*operand);
    if (types::is_scalar(translator.input))
        operand = cast_around(std::move(operand), translator.input);
    if (!once)
        return operand;
    auto name = std::make_unique<Expr>();
    name->range = operand->range;
    name->type = operand->type;
    name->lvalue = operand->lvalue;
    name->writable = operand->writable;
    name->user = operand->user;
    Symbol* symbol = scopes_.add_unnamed(
        {.kind = SymbolKind::Bound, .name = translator.input_name, .type = operand->type});
    name->node = Ident{.name = symbol->name, .module = {}, .symbol = symbol};
    let = std::make_unique<Expr>();
    let->node = Let{symbol, std::move(operand), nullptr};
    return name;
}

/// `expr` becomes `value`, below `let` when there is one.
void Checker::replace(Expr& expr, ExprPtr value, ExprPtr let) {
    Range range = expr.range;
    if (let) {
        let->as<Let>()->body = std::move(value);
        value = std::move(let);
    }
    expr = std::move(*value);
    expr.range = range;
}

void Checker::visit(Expr& expr, Let& node) {
    const Expr& body = *node.body;
    this->expr(*node.value);
    this->expr(*node.body);
    expr.type = body.type;
    expr.lvalue = body.lvalue;
    expr.writable = body.writable;
    expr.user = body.user;
}

/// What a member is defined as, with the input put in; not checked yet.
ExprPtr Checker::member_value(const Translator& translator, const Translator::Member& member,
                              const Expr& input) {
    Substitute substitute = [&](const Ident& name) {
        return is_input(name, translator) ? clone(input) : nullptr;
    };
    ExprPtr value = clone(*member.value, substitute);
    bool plain = types::is_scalar(member.type) && !types::is_array(member.type);
    return plain ? cast_around(std::move(value), member.type) : std::move(value);
}

void Checker::mark_translated(Expr& expr, const Translator& translator) {
    if (!translator.attributes)
        return;
    expr.attributes = *translator.attributes;
    expr.hides_operands = true;
}

/// When the base is translated data, replace the member by its definition.
bool Checker::translated(Expr& expr, MemberRef& node) {
    const Type* to = nullptr;
    ExprPtr operand = translated_operand(*node.base, to);
    if (!operand)
        return false;
    const Type* output = output_of(to);
    if (node.arrow != types::is_pointer(to))
        fail(expr.range, node.arrow ? "D_OP_PTR" : "D_OP_SOU",
             std::string("operator ") + (node.arrow ? "->" : ".") +
                 " cannot be applied to translated data of type " + quoted(to));
    const Translator& chosen = find_translator(output, *operand, expr.range);
    const auto* member = find_member(chosen, node.name);
    if (!member)
        fail(node.name_range, "D_XLATE_NOCONV",
             "translator does not define conversion for member: " + node.name);
    ExprPtr let;
    ExprPtr input = bind_input(chosen, std::move(operand), let);
    replace(expr, member_value(chosen, *member, *input), std::move(let));
    this->expr(expr);
    mark_translated(expr, chosen);
    return true;
}

/// When the value is translated data (or a pointer to it, with `pointers`), replace it by the
/// object that the translator makes.
bool Checker::translated_whole(Expr& expr, bool pointers) {
    const Type* to = nullptr;
    ExprPtr operand = translated_operand(expr, to);
    if (!operand || (types::is_pointer(to) && !pointers))
        return false;
    const Translator& chosen = find_translator(output_of(to), *operand, expr.range);
    ExprPtr let;
    ExprPtr input = bind_input(chosen, std::move(operand), let);
    auto whole = std::make_unique<Expr>();
    whole->range = expr.range;
    whole->type = to;
    Translated made;
    for (const Translator::Member& member : chosen.members) {
        auto found = types::find_member(*chosen.output->as<types::Struct>(), member.name);
        ExprPtr value = member_value(chosen, member, *input);
        this->expr(*value);
        made.parts.push_back(
            {found->offset_bits, found->member->bitfield_bits, member.type, std::move(value)});
    }
    whole->node = std::move(made);
    replace(expr, std::move(whole), std::move(let));
    this->expr(expr);
    mark_translated(expr, chosen);
    return true;
}

} // namespace dtrace::sema
