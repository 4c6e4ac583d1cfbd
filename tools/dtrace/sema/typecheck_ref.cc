// SPDX-License-Identifier: GPL-2.0
// Identifiers, subscripts and members: what a name refers to.
#include "sema/checker.h"

#include "types/type_text.h"

namespace dtrace::sema {

using namespace ast;

namespace {

std::string full_name(const Ident& node) {
    static constexpr std::string_view prefixes[] = {"", "self->", "this->"};
    if (node.scoped)
        return node.module + (node.user_symbol ? "``" : "`") + node.name;
    return std::string(prefixes[static_cast<size_t>(node.scope)]) + node.name;
}

} // namespace

Symbol* Checker::lookup(const Ident& node) const {
    return scopes_.find(node.scope, node.name);
}

void Checker::visit(Expr& expr, Ident& node) {
    if (node.scoped)
        return kernel_ident(expr, node);
    if (node.symbol && node.symbol->kind == SymbolKind::Bound)
        return; // made with its type
    Symbol* symbol = lookup(node);
    if (!symbol)
        return plain_ident(expr, node);
    if (symbol->kind == SymbolKind::Constant)
        return constant(expr, symbol->type, static_cast<uint64_t>(symbol->value));
    if (symbol->is_assoc)
        fail(expr.range, "D_IDENT_BADREF",
             "associative array " + full_name(node) + "[ ] may not be referenced as a scalar");
    if (symbol->kind == SymbolKind::Inline)
        return expand_inline(expr, *symbol, {});
    use_variable(expr, node, *symbol);
}

/// A name that no scope knows: an enumerator of the kernel, or an error.
void Checker::plain_ident(Expr& expr, Ident& node) {
    if (node.scope == Scope::Global) {
        if (scopes_.find_function(node.name))
            fail(expr.range, "D_IDENT_BADREF",
                 "function " + node.name + "( ) may not be referenced as a scalar");
        if (auto found = session_.kernel().find_enumerator(node.name))
            return constant(expr, found->type, static_cast<uint64_t>(found->value));
    }
    undefined(expr, node);
}

void Checker::undefined(const Expr& expr, const Ident& node) {
    std::string_view text = text_of(expr.range);
    bool from_macro = text.starts_with("$");
    if (node.scope == Scope::Global)
        fail(expr.range, "D_IDENT_UNDEF",
             "failed to resolve " + node.name + ": Unknown variable name",
             from_macro ? std::vector{"$" + std::string(text) + " is the argument as a string"}
                        : nearest_hint(node.name, scopes_.names(Scope::Global)));
    std::string prefix = node.scope == Scope::Thread ? "self->" : "this->";
    fail(expr.range, "D_VAR_UNDEF", prefix + node.name + " has not yet been declared or assigned",
         nearest_hint(node.name, scopes_.names(node.scope), prefix));
}

void Checker::use_variable(Expr& expr, Ident& node, Symbol& symbol) {
    node.symbol = &symbol;
    expr.type = symbol.kind == SymbolKind::Builtin ? builtin_type(symbol, expr.range) : symbol.type;
    expr.lvalue = true;
    expr.writable = symbol.kind == SymbolKind::Variable;
}

const types::Type* Checker::builtin_type(Symbol& symbol, Range range) {
    if (symbol.type)
        return symbol.type;
    for (const dif::BuiltinVarRow& row : dif::builtin_vars)
        if (row.id == symbol.id && row.name == symbol.name) {
            std::string_view text = row.type.substr(0, row.type.find('['));
            symbol.type = types::parse_type_text(text, table_, [&](std::string_view name) {
                // A struct is the kernel's, whatever else the program calls so.
                const Type* type =
                    name.starts_with("struct ") ? session_.kernel().find_type(name, "") : nullptr;
                return type ? type : session_.find_type(name);
            });
        }
    if (!symbol.type)
        fail(range, "D_TYPE_ERR",
             "the type of " + symbol.name +
                 " is unknown: " + session_.kernel().missing_types_reason());
    return symbol.type;
}

// ---- kernel objects ----

Symbol* Checker::kernel_symbol(const Expr& expr, const Ident& node) {
    Symbol*& known = scopes_.kernel(full_name(node));
    if (known)
        return known;
    const bool user = node.user_symbol || session_.is_user_scope(node.module);
    auto found =
        user ? user_symbol(expr, node) : session_.kernel().find_symbol(node.name, node.module);
    if (!found) {
        bool no_module =
            !user && !node.module.empty() && !session_.kernel().has_module(node.module);
        std::string reason =
            user && session_.user() ? session_.user()->no_objects_reason(node.module) : "";
        fail(expr.range, "D_IDENT_UNDEF",
             "failed to resolve " + full_name(node) +
                 (no_module ? ": Unknown module name" : ": Unknown symbol name"),
             reason.empty() ? std::vector<std::string>{} : std::vector<std::string>{reason});
    }
    Symbol symbol{.kind = SymbolKind::Kernel, .name = node.name, .type = found->type};
    symbol.address = found->address;
    symbol.user = user;
    auto declared = session_.externs().find(node.name);
    if (declared != session_.externs().end())
        symbol.type = declared->second;
    return known = scopes_.add_unnamed(std::move(symbol));
}

/// One of a process; two backquotes say that nothing else is meant.
std::optional<types::KernelSymbol> Checker::user_symbol(const Expr& expr, const Ident& node) {
    types::UserCatalog* user = session_.user();
    auto found = user ? user->find_symbol(node.name, node.module) : std::nullopt;
    if (!found && node.user_symbol && session_.kernel().find_symbol(node.name, node.module))
        fail(expr.range, "D_SYM_BADREF",
             "symbol " + node.name + " is the kernel's, not a process's: " + full_name(node),
             {"write `" + node.name});
    return found;
}

void Checker::kernel_ident(Expr& expr, Ident& node) {
    Symbol* symbol = kernel_symbol(expr, node);
    bool cast = node.symbol == symbol && expr.type; // typed by a cast before
    node.symbol = symbol;
    if (!symbol->type && !cast)
        fail(expr.range, "D_SYM_NOTYPES", full_name(node) + " has no type information",
             {"say its type: (int)" + full_name(node) + ", or *(int *)&" + full_name(node)});
    if (symbol->type)
        expr.type = session_.complete(symbol->type);
    expr.lvalue = true;
    expr.writable = false;
    expr.user = symbol->user;
}

// ---- subscripts ----

/// Whether this names an associative array (of the program, or a built-in one).
bool Checker::names_assoc(const Expr& base, Symbol*& symbol) {
    const auto* ident = base.as<Ident>();
    symbol = ident && !ident->scoped ? lookup(*ident) : nullptr;
    return symbol && symbol->is_assoc;
}

void Checker::visit(Expr& expr, Index& node) {
    Symbol* symbol = nullptr;
    const auto* ident = node.base->as<Ident>();
    if (names_assoc(*node.base, symbol)) {
        if (symbol->kind == SymbolKind::Inline)
            return index_inline(expr, node, *symbol);
        node.base->as<Ident>()->symbol = symbol;
        if (names_args(expr))
            return index_args(expr, node);
        if (symbol->kind == SymbolKind::Builtin)
            return index_builtin(expr, node, *symbol);
        return index_assoc(expr, node, *symbol);
    }
    if (ident && !ident->scoped && !symbol && ident->scope == Scope::Local)
        fail(expr.range, "D_ARR_LOCAL",
             "this->" + ident->name + " may not be an associative array");
    if (ident && !ident->scoped && !symbol)
        fail(expr.range, "D_VAR_UNDEF",
             full_name(*ident) + "[ ] has not yet been declared or assigned");
    index_memory(expr, node);
}

void Checker::index_inline(Expr& expr, Index& node, Symbol& symbol) {
    check_keys(symbol.name, node.args, symbol, expr.range);
    // The expression is replaced, and its operands with it: keep them until then.
    const std::vector<ExprPtr> args = std::move(node.args);
    expand_inline(expr, symbol, args);
}

void Checker::index_assoc(Expr& expr, Index& node, Symbol& symbol) {
    check_keys(full_name(*node.base->as<Ident>()), node.args, symbol, expr.range);
    node.base->type = table_.base("<DYN>");
    expr.type = symbol.type;
    expr.lvalue = expr.writable = true;
}

/// uregs[], regs[]: one constant index.
void Checker::index_builtin(Expr& expr, Index& node, Symbol& symbol) {
    constexpr int64_t REGS = 256;
    const Type* type = builtin_type(symbol, expr.range);
    int64_t value = constant_index(expr, node, symbol.name);
    if (value < 0 || value >= REGS)
        fail(node.args.front()->range, "D_REGS_IDX",
             "index " + std::to_string(value) + " is out of range for " + symbol.name + "[ ]");
    node.base->type = table_.base("<DYN>");
    expr.type = type;
    expr.lvalue = true;
}

/// C indexing of a pointer, an array or a string.
void Checker::index_memory(Expr& expr, Index& node) {
    Expr& base = *node.base;
    if (base.as<AggRef>())
        fail(expr.range, "D_AGG_MDIM",
             "improper attempt to reference @" + base.as<AggRef>()->name +
                 " as a multi-dimensional array",
             {"separate keys by commas: @" + base.as<AggRef>()->name + "[a, b]"});
    this->expr(base);
    for (ExprPtr& arg : node.args)
        this->expr(*arg);
    const Type* element =
        types::is_string(base.type) ? table_.base("char") : types::pointee(base.type);
    if (!element || node.args.size() != 1)
        fail(expr.range, "D_ARR_BADREF",
             "cannot subscript a value of type " + quoted(base.type) +
                 (node.args.size() == 1 ? "" : " with more than one index"));
    Expr& index = *node.args.front();
    if (!types::is_integer(index.type))
        incompatible(expr.range, base, "[ ]", index);
    if (types::is_void(element))
        fail(expr.range, "D_DEREF_VOID", "cannot dereference pointer to void");
    if (types::is_function(element))
        fail(expr.range, "D_DEREF_FUNC", "cannot dereference pointer to function");
    const auto* array = types::resolve(base.type)->as<types::Array>();
    const auto* lit = index.as<IntLit>();
    if (array && array->count > 1 && lit && lit->value >= array->count)
        fail(index.range, "D_ARR_BOUNDS",
             "index outside array bounds: " + std::to_string(static_cast<int64_t>(lit->value)) +
                 ", max is " + std::to_string(array->count));
    expr.type = session_.complete(element);
    expr.lvalue = !types::is_string(base.type);
    expr.writable = expr.lvalue && base.writable;
    expr.user = types::is_user_pointer(base.type) || (array && base.user);
}

// ---- members ----

void Checker::visit(Expr& expr, MemberRef& node) {
    if (translated(expr, node))
        return;
    Expr& base = *node.base;
    this->expr(base);
    const Type* object = base.type;
    std::string op = node.arrow ? "->" : ".";
    if (node.arrow) {
        object = types::pointee(base.type);
        if (!object || types::is_array(base.type))
            fail(expr.range, "D_OP_PTR",
                 "operator -> must be applied to a pointer, not " + quoted(base.type),
                 types::is_sou(base.type) ? std::vector<std::string>{"use . instead of ->"}
                                          : std::vector<std::string>{});
    }
    object = session_.complete(object);
    const auto* sou = types::resolve(object)->as<types::Struct>();
    if (!sou) {
        const Type* to = types::pointee(base.type);
        bool arrow = !node.arrow && to && types::is_sou(to);
        fail(expr.range, "D_OP_SOU",
             "operator " + op + " cannot be applied to an object of type " + quoted(object) +
                 ": it must be a struct or union",
             arrow ? std::vector<std::string>{"use -> instead of ."} : std::vector<std::string>{});
    }
    if (!sou->complete)
        fail(expr.range, "D_OP_INCOMPLETE",
             "operator " + op + " cannot be applied to incomplete type " + quoted(object));
    auto found = types::find_member(*sou, node.name);
    if (!found)
        fail(node.name_range, "D_TYPE_MEMBER",
             node.name + " is not a member of " + types::spell(object),
             member_hint(*sou, node.name));
    node.offset_bits = found->offset_bits;
    node.bitfield_bits = found->member->bitfield_bits;
    expr.type = session_.complete(found->member->type);
    expr.lvalue = node.arrow || base.lvalue;
    expr.writable = base.writable;
    expr.user = node.arrow ? types::is_user_pointer(base.type) : base.user;
}

} // namespace dtrace::sema
