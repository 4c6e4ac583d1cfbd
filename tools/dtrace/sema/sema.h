/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Semantic analysis: gives every name a meaning and every expression a type, or says what is
/// wrong.
///
/// What holds for a program after analyze() succeeds; lower floors rely on it:
///
///  - Expr::type is never null. Expr::lvalue, writable and user are set.
///  - These nodes are gone: SizeofExpr, SizeofType, Offsetof, Xlate; Ident of an enumerator, an
///  inline or a parameter of one;
///    Unary, Binary, Ternary and Cast whose operands are integer constants. Constants are IntLit,
///    value extended from Expr::type to 64 bits (sign or zero as the type says); an enumerator
///    keeps its enum as the type.
///  - A use of an inline is a Cast to its declared type around a copy of its body. Cast::to may be
///  null: Expr::type rules.
///  - Ident::symbol is set, of kind Variable, Builtin or Kernel. A kernel object without type
///  information occurs only under
///    `&` (type void *) or a cast (the Cast is gone and the Ident has the type that was asked for).
///  - Index: the base is an Ident whose symbol has is_assoc (associative array, args[], uregs[]:
///  the index of the last two is an IntLit), or
///    it is C indexing with exactly one integer argument on a pointer, an array or a string (gives
///    char).
///  - Integer operands of an arithmetic operator keep their own types; Expr::type of the Binary is
///  the converted type (the left
///    type for shifts, int for comparisons and logic). Operands of a comparison are converted to
///    types::usual_type() of both. Pointer arithmetic: Expr::type is the pointer type, the integer
///    side is not scaled yet; pointer - pointer is ptrdiff_t.
///  - Comparison of strings: at least one side is String, the other String, `char *` or char array;
///  or the other is IntLit 0 (NULL).
///  - Translated stands only on the right side of an Assign without operator, in a Let there, or as
///  the value of a Let; its parts are
///  checked, and cast to the types of their members where those are scalars.
///  - Assign: both sides are compatible. A string variable takes String, `char *` or char array;
///  any D variable or element takes IntLit 0.
///    A target that is an AggRef has a Call of an aggregating function on the right and no
///    operator.
///  - Stringof and a Cast to string have type String; their operand is an integer (an address),
///  pointer, array or string.
///  - Call::symbol is set, Symbol::id is the row in dif/builtin.def, arguments match its prototype.
///  Actions stand only as statements,
///    those with FN_KEY also as keys of aggregations and arguments of printf(). Formats are parsed
///    and fit their arguments.
///  - AggRef: symbol set, agg_kind and agg_arg known. agg_arg is 0, or for
///      lquantize   step << 48 | levels << 32 | (uint32_t)base
///      llquantize  factor << 48 | low << 32 | high << 16 | steps
///    AggRef occurs as assignment target and as argument of printa, clear, trunc, normalize,
///    denormalize.
///  - Variables and aggregations have dense ids: variables of each scope from DTRACE_DIF_VAR_USER,
///  aggregations from 1, over all
///    programs of a session.
///  - Symbol::keys of associative arrays and aggregations are the key types, string constants
///  counted as `string`.
#pragma once

#include "ast/ast.h"
#include "lex/names.h"
#include "sema/scopes.h"
#include "source/diagnostic.h"
#include "types/catalog.h"
#include "types/table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dtrace::sema {

struct Options {
    bool zdefs = false;             ///< probe descriptions may match nothing
    uint64_t strsize = 256;         ///< sizeof a string variable
    uint64_t scratchsize = 1 << 20; ///< what alloca() can give at most
    bool target = false;            ///< -c or -p: %A takes plain addresses
    /// What a program names must not be less stable than this.
    std::optional<types::Attributes> least{};
    /// Names that are bound to a later version do not exist; empty: every name does.
    std::string version{};
    /// The texts of the program, and the pieces of it that the parser gave up: to tell which errors
    /// may only follow from others.
    const source::SourceManager* sources = nullptr;
    std::vector<source::Range> skipped{};
};

/// A translator with its members checked.
struct Translator {
    struct Member {
        std::string name;
        const types::Type* type; ///< of the member of the output
        ast::ExprPtr value;      ///< names the input by its name
    };
    const types::Type *output, *input;
    std::string input_name;
    std::vector<Member> members;
    std::optional<types::Attributes> attributes{}; ///< by a directive
};

/// The lowest attributes of a program.
struct StabilityReport {
    types::Attributes context;    ///< of its descriptions
    types::Attributes statements; ///< of its predicates and actions
};

/// What the programs of one command share: types, symbols, what is known of the kernel.
///
/// It answers the lexer's questions about names as well. Not thread-safe; must outlive the
/// programs.
class Session : public lex::TypeNameOracle {
public:
    Session(types::Table& table, types::KernelCatalog& kernel, types::ProbeCatalog& probes);

    bool is_type(std::string_view name) override;
    bool is_global(std::string_view name) override;

    types::Table& table() { return table_; }
    types::KernelCatalog& kernel() { return kernel_; }
    types::ProbeCatalog& probes() { return probes_; }
    /// Where the types and symbols of processes come from; nullptr: nowhere.
    void set_user(types::UserCatalog* user) { user_ = user; }
    types::UserCatalog* user() { return user_; }
    /// Whether names with this in front of the backquote are of a process.
    bool is_user_scope(std::string_view scope) const;
    /// The same for a whole name, "struct a.out`x".
    bool is_user_name(std::string_view name) const;
    /// A type of the process of -c or -p; nullptr: unknown.
    const types::Type* find_user_type(std::string_view name);
    Scopes& scopes() { return scopes_; }

    /// A type by its spelling, "pid_t", "struct foo", "module`foo_t": D's, then the kernel's.
    /// nullptr: unknown.
    const types::Type* find_type(std::string_view name);
    /// A type by a C type name, "struct file *"; nullptr when it cannot be resolved.
    const types::Type* type_of_text(const std::string& text);
    /// The definition of a struct that is only declared where it was found; the same type when
    /// there is none.
    const types::Type* complete(const types::Type* type);
    /// Types that `extern` declarations give to kernel objects.
    std::map<std::string, const types::Type*, std::less<>>& externs() { return externs_; }

    /// @{ Bodies of inlines, which outlive their programs, and the names of the parameters of those
    /// that have any.
    std::vector<ast::ExprPtr>& bodies() { return bodies_; }
    std::map<const ast::Expr*, std::vector<std::string>>& inline_params() { return inline_params_; }
    /// @}

    std::vector<Translator>& translators() { return translators_; }
    /// Providers whose attributes a program changed.
    std::map<std::string, types::ProviderAttributes>& provider_attributes() {
        return provider_attributes_;
    }
    /// Whether find_type() returned a type of the kernel since the last question.
    bool take_kernel_type_found() { return std::exchange(kernel_type_found_, false); }

    /// Ids for variables that code generation makes up.
    uint32_t next_local_id() { return scopes_.next_local_id(); }

private:
    const types::Type* of_kernel(const types::Type* type);
    void add_builtins();
    void add_null();

    types::Table& table_;
    types::KernelCatalog& kernel_;
    types::ProbeCatalog& probes_;
    types::UserCatalog* user_ = nullptr;
    Scopes scopes_;
    std::map<std::string, const types::Type*, std::less<>> externs_, texts_;
    std::vector<Translator> translators_;
    std::vector<ast::ExprPtr> bodies_;
    std::map<const ast::Expr*, std::vector<std::string>> inline_params_;
    std::map<std::string, types::ProviderAttributes> provider_attributes_;
    bool kernel_type_found_ = false;
};

/// Errors of one program, at least one, in text order.
using Errors = std::vector<source::Diagnostic>;

/// Check a program and annotate it. On failure the tree is half annotated and must be thrown away;
/// the session stays usable.
///
/// An error in a declaration or statement does not keep later ones from being checked. Of those,
/// errors are left out that may only follow from earlier ones, the parser's included: where a word
/// stands that a piece in error might have brought to life.
std::variant<StabilityReport, Errors> analyze(ast::Program& program, Session& session,
                                              const Options& options);

} // namespace dtrace::sema
