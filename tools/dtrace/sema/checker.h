/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The working state of one analysis, private to sema. Each .cc of this folder holds one part of
/// it.
///
/// Functions annotate in place. An error ends the analysis of its clause: fail() throws a Failure,
/// which program(), analyze() and the few places that try again catch; it never leaves this
/// folder.
#pragma once

#include "dif/builtin.h"
#include "fmt/printf_spec.h"
#include "lex/suspects.h"
#include "sema/hints.h"
#include "sema/probe_args.h"
#include "sema/sema.h"
#include "types/compat.h"
#include "types/print.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::sema {

struct Failure {
    source::Diagnostic diagnostic;
};

[[noreturn]] void fail(source::Range range, const char* tag, std::string message,
                       std::vector<std::string> hints = {});

/// `"int"`
std::string quoted(const types::Type* type);
/// How an operator is written.
std::string_view spell(ast::BinaryOp op);
std::string_view spell(ast::UnaryOp op);
/// Whether the expression is the integer constant 0, a null pointer.
bool is_zero(const ast::Expr& expr);
/// An integer constant that is positive.
bool is_posconst(const ast::Expr& expr);
/// The function that a call expression calls; nullptr: not a call.
const dif::FunctionRow* called(const ast::Expr& expr);
/// The member of a struct that is spelt most like `name`.
std::vector<std::string> member_hint(const types::Struct& node, std::string_view name);
/// The struct behind `T` or `T *`.
const types::Type* output_of(const types::Type* type);
/// The value as its type holds it, extended to 64 bits.
uint64_t normalize(uint64_t value, const types::Type* type);

class Checker {
public:
    Checker(Session& session, const Options& options)
        : session_(session), options_(options), table_(session.table()), scopes_(session.scopes()) {
    }

    // analyze.cc
    StabilityReport program(ast::Program& program);
    const Errors& errors() const { return errors_; }
    /// Keeps the error of a piece of the program unless it may follow from an earlier one.
    void add_error(source::Diagnostic error, source::Range piece);
    // type_name.cc
    const types::Type* type_name(ast::TypeName& name) { return type_of(name); }

private:
    using Type = types::Type;
    using Range = source::Range;

    // analyze.cc: items, clauses, statements
    void split_clauses(ast::Program& program);
    void clause(ast::Clause& clause, StabilityReport& report);
    template <typename Check>
    void checked(Range piece, Check check);
    std::string_view text_of(Range range) const;
    void suspect(Range piece);
    void clause_parts(ast::Clause& clause, bool predicate_first);
    void predicate(ast::Clause& clause);
    void condition(ast::Expr& condition);
    /// Failures of `check` are marked with the part of the clause they come from.
    template <typename Check>
    void in_region(source::Region region, Check check) {
        try {
            check();
        } catch (Failure& failure) {
            failure.diagnostic.region = region;
            throw;
        }
    }
    void statements(ast::StmtList& list);
    void statement(ast::Stmt& stmt);
    void expression_statement(ast::Expr& root);
    void forbid_actions(const ast::Expr& expr, bool top, bool key = false);
    // pragmas.cc
    void pragma(const ast::Pragma& pragma);
    void check_pragma_scopes(const ast::Program& program);
    void check_pragma_use(const ast::Program& program);
    void collect_directives(const ast::Program& program);
    void attributes_directive(const ast::Pragma& pragma);
    void provider_directive(const ast::Pragma& pragma);
    bool is_too_new(const std::string& version) const;
    void next_translator(Translator& made);

    // stability.cc
    void clause_stability(const ast::Clause& clause, StabilityReport& report);
    types::Attributes context_attributes(const ast::ProbeDesc& desc);
    std::optional<types::ProviderAttributes> provider_attributes(const std::string& provider);
    types::Attributes builtin_attributes(const ast::Symbol& symbol);
    types::Attributes own_attributes(const ast::Expr& expr);
    types::Attributes attributes_of(const ast::Expr& expr);

    // providers.cc
    void provider(ast::ProviderDef& def);
    void provider_probe(ast::ProviderProbe& probe);
    void match_known_probe(const ast::ProviderDef& def, const ast::ProviderProbe& probe);

    // bind_probes.cc
    void bind(const ast::ProbeDesc& desc);

    // declare.cc
    void declaration(ast::Declaration& decl);
    void declare(const ast::Specifiers& specs, const Type* base, ast::Declarator& declarator);
    void declare_typedef(const ast::Declarator& declarator, const Type* type);
    void declare_variable(const ast::Specifiers& specs, ast::Declarator& declarator,
                          const Type* type, std::vector<const Type*> keys, bool is_assoc);
    void check_object_type(const ast::Declarator& declarator, const Type* type);
    void check_name_free(const ast::Declarator& declarator);

    // inline.cc
    void inline_def(ast::InlineDef& def);
    void inline_body(ast::InlineDef& def, ast::ArrayPart* part, const Type* type);
    ast::ExprPtr inline_copy(const ast::Expr& part, const ast::Symbol& symbol,
                             const std::vector<ast::ExprPtr>* args);
    void expand_inline(ast::Expr& expr, const ast::Symbol& symbol,
                       const std::vector<ast::ExprPtr>& args);

    // type_name.cc: types as written
    const Type* type_of(ast::TypeName& name);
    const Type* named_type(ast::Expr& expr, ast::TypeName& name);
    const Type* specifiers(ast::Specifiers& specs);
    const Type* base_words(const ast::Specifiers& specs);
    const Type* named(ast::Specifiers& specs);
    const Type* tag(ast::Specifiers& specs, ast::TagSpec& tag);
    const Type* apply(const Type* base, ast::Declarator& declarator, size_t count,
                      bool user = false);
    const Type* find_type(ast::Specifiers& specs, const std::string& name);
    [[noreturn]] void unknown_type(const ast::Specifiers& specs, const std::string& name);
    const Type* apply_array(const Type* element, ast::Declarator& declarator, ast::ArrayPart& part);
    const Type* apply_function(const Type* result, ast::FunctionPart& part);
    const Type* param_type(ast::Param& param);
    std::vector<const Type*> key_types(std::vector<ast::Param>& params, bool of_array);
    // tags.cc
    const Type* define_struct(ast::TagSpec& tag, Range range);
    void member(types::LayoutBuilder& layout, const Type* base, ast::Declarator& declarator,
                bool user);
    void bitfield(types::LayoutBuilder& layout, const Type* type, ast::Declarator& declarator);
    const Type* define_enum(ast::TagSpec& tag, Range range);
    int64_t enumerator(ast::EnumeratorDecl& decl, int64_t next);

    // typecheck_expr.cc
    void expr(ast::Expr& expr);
    void scalar(ast::Expr& expr, const char* what);
    void visit(ast::Expr& expr, ast::IntLit& node);
    void visit(ast::Expr& expr, ast::StringLit& node);
    void visit(ast::Expr& expr, ast::Ident& node);
    void visit(ast::Expr& expr, ast::AggRef& node);
    void visit(ast::Expr& expr, ast::Unary& node);
    void visit(ast::Expr& expr, ast::Binary& node);
    void visit(ast::Expr& expr, ast::Assign& node);
    void visit(ast::Expr& expr, ast::Ternary& node);
    void visit(ast::Expr& expr, ast::Call& node);
    void visit(ast::Expr& expr, ast::Index& node);
    void visit(ast::Expr& expr, ast::MemberRef& node);
    void visit(ast::Expr& expr, ast::Cast& node);
    void visit(ast::Expr& expr, ast::SizeofExpr& node);
    void visit(ast::Expr& expr, ast::SizeofType& node);
    void visit(ast::Expr& expr, ast::Offsetof& node);
    void visit(ast::Expr& expr, ast::Stringof& node);
    void visit(ast::Expr& expr, ast::Xlate& node);
    void visit(ast::Expr&, ast::Translated&) {} // made of checked parts
    void visit(ast::Expr& expr, ast::Let& node);
    void discard(ast::Expr& arm);

    // typecheck_unary.cc
    void arithmetic_sign(ast::Expr& expr, ast::Unary& node);
    void step(ast::Expr& expr, ast::Unary& node);
    void dereference(ast::Expr& expr, ast::Unary& node);
    void address_of(ast::Expr& expr, ast::Unary& node);
    const Type* size_constant(ast::Expr& expr, uint64_t size);
    void cast_to(ast::Expr& expr, const Type* to);

    // typecheck_binary.cc
    const Type* additive(ast::Expr& expr, ast::Binary& node);
    const Type* comparison(ast::Binary& node, Range range);
    bool enumerator_operand(const ast::Expr& left, ast::Expr& right);
    const Type* ternary_type(const ast::Ternary& node, Range range);
    [[noreturn]] void incompatible(Range range, const ast::Expr& left, std::string_view op,
                                   const ast::Expr& right);

    // assign.cc
    void assigned(ast::Expr& value);
    void assign_plain(ast::Expr& expr, ast::Assign& node);
    void assign_op(ast::Expr& expr, ast::Assign& node);
    void assign_new(ast::Expr& expr, ast::Assign& node, ast::Scope scope, const std::string& name);
    void assign_new_element(ast::Expr& expr, ast::Assign& node, ast::Index& index,
                            const ast::Ident& array);
    void refuse_args(const ast::Expr& target, const std::string& op);
    void check_target(const ast::Expr& target, std::string_view op);
    void new_element(ast::Index& index, const ast::Ident& array, const Type* type, Range range);
    const Type* variable_type(const ast::Expr& value);
    ast::Symbol* new_variable(ast::Scope scope, const std::string& name, const Type* type,
                              bool is_assoc, Range range);

    // typecheck_ref.cc
    ast::Symbol* lookup(const ast::Ident& node) const;
    void plain_ident(ast::Expr& expr, ast::Ident& node);
    void kernel_ident(ast::Expr& expr, ast::Ident& node);
    ast::Symbol* kernel_symbol(const ast::Expr& expr, const ast::Ident& node);
    std::optional<types::KernelSymbol> user_symbol(const ast::Expr& expr, const ast::Ident& node);
    void use_variable(ast::Expr& expr, ast::Ident& node, ast::Symbol& symbol);
    void constant(ast::Expr& expr, const Type* type, uint64_t value);
    const Type* builtin_type(ast::Symbol& symbol, Range range);
    [[noreturn]] void undefined(const ast::Expr& expr, const ast::Ident& node);
    void index_assoc(ast::Expr& expr, ast::Index& node, ast::Symbol& symbol);
    void index_builtin(ast::Expr& expr, ast::Index& node, ast::Symbol& symbol);
    void index_memory(ast::Expr& expr, ast::Index& node);
    void index_inline(ast::Expr& expr, ast::Index& node, ast::Symbol& symbol);
    bool names_assoc(const ast::Expr& base, ast::Symbol*& symbol);

    // translators.cc
    void translator(ast::TranslatorDef& def);
    void translator_member(Translator& made, const types::Struct& sou,
                           ast::TranslatorMember& member);
    const Translator* search_translator(const Type* output, const Type* input);
    const Translator& find_translator(const Type* output, const ast::Expr& operand, Range range);
    ast::Symbol* translated_inline(const ast::Expr& base);
    ast::ExprPtr translated_operand(ast::Expr& base, const types::Type*& to);
    ast::ExprPtr member_value(const Translator& translator, const Translator::Member& member,
                              const ast::Expr& input);
    ast::ExprPtr bind_input(const Translator& translator, ast::ExprPtr operand, ast::ExprPtr& let);
    static void replace(ast::Expr& expr, ast::ExprPtr value, ast::ExprPtr let);
    void mark_translated(ast::Expr& expr, const Translator& translator);
    bool translated(ast::Expr& expr, ast::MemberRef& node);
    bool translated_whole(ast::Expr& expr, bool pointers = false);
    void translator_input(ast::Expr& operand);

    // typecheck_args.cc
    bool names_args(const ast::Expr& expr) const;
    int64_t constant_index(const ast::Expr& expr, ast::Index& node, const std::string& array);
    ProbeArg find_arg(const ast::Expr& expr, uint32_t n);
    [[noreturn]] void no_arg(const ast::Expr& expr, const types::ProbeName& probe, uint32_t n);
    ast::ExprPtr native_arg(const ProbeArg& arg, Range range);
    ProbeArg clause_arg(const ast::Expr& expr, ast::Index& node);
    bool needs_translator(const ProbeArg& arg) const;
    const Translator& arg_translator(const ProbeArg& arg, Range range);
    void index_args(ast::Expr& expr, ast::Index& node);

    // keys.cc
    void check_keys(const std::string& what, std::vector<ast::ExprPtr>& keys, ast::Symbol& symbol,
                    Range range);
    const Type* key_type(const ast::Expr& key, const std::string& what);

    // fold.cc
    void fold(ast::Expr& expr);

    // typecheck_call.cc
    void check_arguments(ast::Expr& expr, ast::Call& node, const dif::FunctionRow& row);
    void check_scratch(const ast::Expr& size);
    void check_count(const ast::Expr& expr, const ast::Call& node, const dif::FunctionRow& row);
    const Type* prototype_type(std::string_view text, const ast::Call& node);

    // actions.cc
    void action(ast::Expr& expr, ast::Call& node, const dif::FunctionRow& row);
    void action_trace(ast::Call& node);
    void action_tracemem(ast::Call& node);
    void action_print(ast::Call& node);
    void action_printf(ast::Call& node);
    void action_printa(ast::Call& node);
    void same_keys(const ast::Expr& arg, const ast::Symbol& left, const ast::Symbol& right);
    void action_freopen(ast::Call& node);
    void action_aggregation(ast::Call& node);
    void action_stack(ast::Call& node);
    void action_ustack(ast::Call& node);
    void action_order(const ast::Expr& expr, const dif::FunctionRow& row);
    struct ActionCheck;
    static const ActionCheck action_checks[];

    // printf_check.cc
    fmt::Format check_format(const ast::Call& node, const ast::Expr& format);
    void check_conversions(const ast::Call& node, const fmt::Format& format,
                           const std::vector<const Type*>& args, bool printa);

    // aggs.cc
    void aggregation(ast::Expr& expr, ast::Assign& node, ast::AggRef& target);
    uint64_t agg_parameters(const ast::Call& call, const dif::FunctionRow& row);
    void check_increment(const ast::Call& call, size_t index);
    [[noreturn]] void redefined(const ast::Call& call, const ast::Symbol& symbol);
    uint64_t lquantize(const ast::Call& call);
    uint64_t llquantize(const ast::Call& call);
    void match_parameters(const ast::Call& call, const ast::Symbol& symbol, uint64_t arg);

    Errors errors_;
    lex::Suspects suspects_;  ///< of the pieces in error so far
    size_t skipped_seen_ = 0; ///< of Options::skipped
    Session& session_;
    const Options& options_;
    types::Table& table_;
    Scopes& scopes_;
    /// The order of actions in the clause being checked.
    struct Order {
        bool committed = false, speculating = false, recorded = false;
    } order_;
    /// What the directives of the program say, by name; of the next translator.
    struct Directive {
        std::optional<types::Attributes> attributes;
        std::string version;
    };
    std::map<std::string, Directive> directives_;
    Directive translator_directive_;
    std::vector<const Type*> defining_;   ///< structs whose members are being read
    std::set<std::string> own_providers_; ///< that the program declares
    /// The clause has a predicate that is yet to be checked, and no error so far.
    bool predicate_follows_ = false;
    /// The description that the clause is checked for; nullptr: outside a clause, no args[].
    const ast::ProbeDesc* pdesc_ = nullptr;
};

} // namespace dtrace::sema
