/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The syntax tree of a D program: closed variants of plain structs.
///
/// The parser builds it; sema resolves identifiers, folds constants and fills the fields marked
/// "sema". Nothing below sema reads a node whose type is still null. The tree owns its children; it
/// refers to types and symbols without owning them.
#pragma once

#include "lex/int_type.h"
#include "source/range.h"
#include "types/attributes.h"
#include "types/type.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dtrace::ast {

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class Scope { Global, Thread, Local }; // plain, self->, this->

enum class SymbolKind {
    Variable,    ///< D variable: scope, id, is_assoc
    Builtin,     ///< built-in variable: id (enum dtrace_dif_builtin); args[], uregs[]: is_assoc
    Kernel,      ///< kernel object: address
    Constant,    ///< enumerator or folded inline: value
    Function,    ///< subroutine, action or aggregating function: row index into the table of
                 ///< dif/builtin.def
    Aggregation, ///< @name
    Inline,      ///< inline definition: body
    Bound,       ///< sema: the value of a Let
};

/// What an identifier stands for. Owned by sema's scopes, which outlive the tree and the code
/// generator.
struct Symbol {
    SymbolKind kind;
    std::string name;
    const types::Type* type =
        nullptr; ///< of the object, element (associative array) or result; nullptr until known
    Scope scope = Scope::Global;
    uint32_t id = 0; ///< variable, built-in, aggregation or function row
    bool is_assoc = false;
    bool has_keys = false;                  ///< key signature fixed
    std::vector<const types::Type*> keys{}; ///< of an associative array or aggregation
    uint64_t address = 0;                   ///< Kernel
    bool user = false;                      ///< Kernel: an object of a process all the same
    int64_t value = 0;                      ///< Constant
    const Expr* body = nullptr;             ///< Inline
    uint32_t agg_kind = 0;                  ///< Aggregation: DTRACE_ACT_AGG_*, 0 until first use
    uint64_t agg_arg = 0;                   ///< Aggregation: parameter word
    source::Range first_use{};
    std::optional<types::Attributes> attributes{}; ///< by a directive: Inline, Constant
};

using lex::IntType;

struct IntLit {
    uint64_t value;                   ///< sign-extended from its type
    IntType type_hint = IntType::Int; ///< C type by the constant's spelling
};
struct StringLit {
    std::string value; ///< escapes converted, without the NUL
};
/// name, self->name, this->name; `name and module`name: scoped = true, module "" for any, name
/// without the backquote;
/// ``name (a user symbol) has user_symbol set as well.
struct Ident {
    std::string name;
    Scope scope = Scope::Global;
    bool scoped = false;
    std::string module;
    bool user_symbol = false;
    Symbol* symbol = nullptr; ///< sema
};
/// @name or @name[keys]
struct AggRef {
    std::string name; ///< without the @; "_" for a bare @
    std::vector<ExprPtr> keys;
    Symbol* symbol = nullptr; ///< sema
};

enum class UnaryOp { Neg, Plus, BitNot, Not, Deref, AddrOf, PreInc, PreDec, PostInc, PostDec };
struct Unary {
    UnaryOp op;
    ExprPtr operand;
};

enum class BinaryOp {
    Mul,
    Div,
    Mod,
    Add,
    Sub,
    Shl,
    Shr,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    BitAnd,
    BitXor,
    BitOr,
    LogAnd,
    LogXor,
    LogOr,
    Comma
};
struct Binary {
    BinaryOp op;
    ExprPtr left, right;
};

/// left = right, or left op= right.
struct Assign {
    std::optional<BinaryOp> op;
    ExprPtr left, right;
};
struct Ternary {
    ExprPtr cond, yes, no;
};
struct Call {
    std::string name;
    source::Range name_range;
    std::vector<ExprPtr> args;
    Symbol* symbol = nullptr; ///< sema: SymbolKind::Function
};
/// base[args]: C indexing, an associative array or args[]/uregs[], as the base's symbol says.
struct Index {
    ExprPtr base;
    std::vector<ExprPtr> args;
};
struct MemberRef {
    ExprPtr base;
    bool arrow;
    std::string name;
    source::Range name_range;
    uint64_t offset_bits = 0;   ///< sema: from the start of the struct (anonymous members summed)
    uint32_t bitfield_bits = 0; ///< sema
};

/// A type as written: base words and declarator. Resolved by sema's declaration module.
struct TypeName;
struct Cast {
    std::unique_ptr<TypeName> to;
    ExprPtr operand;
};
struct SizeofExpr {
    ExprPtr operand;
};
struct SizeofType {
    std::unique_ptr<TypeName> type;
};
struct Offsetof {
    std::unique_ptr<TypeName> type;
    std::string member;
};
struct Stringof {
    ExprPtr operand;
};
struct Xlate {
    std::unique_ptr<TypeName> type;
    ExprPtr operand;
};
/// sema: a whole object as a translator makes it; what no part is about is zero.
struct Translated {
    struct Part {
        uint64_t offset_bits = 0;
        uint32_t bitfield_bits = 0; ///< 0: not a bit-field
        const types::Type* type = nullptr;
        ExprPtr value;
    };
    std::vector<Part> parts;
};
/// sema: `body`, in which identifiers with `symbol` stand for `value`, computed once before it.
struct Let {
    Symbol* symbol = nullptr; ///< SymbolKind::Bound
    ExprPtr value, body;
};

struct Expr {
    source::Range range;
    std::variant<IntLit, StringLit, Ident, AggRef, Unary, Binary, Assign, Ternary, Call, Index,
                 MemberRef, Cast, SizeofExpr, SizeofType, Offsetof, Stringof, Xlate, Translated,
                 Let>
        node;
    const types::Type* type = nullptr; ///< sema: result type
    bool lvalue = false;               ///< sema
    bool writable = false;             ///< sema: a D variable or reached through one
    bool user = false;                 ///< sema: the address it denotes is a user address
    types::Attributes attributes{};    ///< sema: at most these, whatever the node is
    bool hides_operands = false;       ///< sema: the operands' attributes do not count

    template <typename T>
    T* as() {
        return std::get_if<T>(&node);
    }
    template <typename T>
    const T* as() const {
        return std::get_if<T>(&node);
    }
};

// ---- declarations and types as written ----

enum class StorageClass { None, Auto, Register, Static, Extern, Typedef, Self, This };

struct MemberDecl;
struct EnumeratorDecl {
    std::string name;
    source::Range range;
    ExprPtr value; ///< may be null
};
/// struct/union/enum specifier; members are present only when it defines the tag.
struct TagSpec {
    enum class Kind { Struct, Union, Enum } kind;
    std::string tag; ///< may be ""
    bool defines = false;
    std::vector<MemberDecl> members;
    std::vector<EnumeratorDecl> enumerators;
};

/// Declaration specifiers: counted words, or a name, or a tag.
struct Specifiers {
    source::Range range;
    StorageClass storage = StorageClass::None;
    bool is_const = false, is_volatile = false, is_restrict = false;
    bool is_user = false; ///< userland, or (sema) of a process: pointers point into user memory
    std::vector<std::string> words; ///< "unsigned", "long", "long", "string", ... in order
    std::string type_name;          ///< a typedef name, may be module`name
    std::unique_ptr<TagSpec> tag;
};

struct Param;
struct PointerPart {
    bool is_const = false, is_volatile = false, is_restrict = false;
};
struct ArrayPart {
    ExprPtr size;            ///< null: []
    std::vector<Param> keys; ///< not empty: associative array, keys are types
    bool is_assoc = false;
};
struct FunctionPart {
    std::vector<Param> params;
    bool variadic = false;
};
/// Parts in the order in which they apply to the base type to build the declared type: for `int
/// *a[3]` pointer, then array.
struct Declarator {
    source::Range range;
    std::string name; ///< "" when abstract
    std::vector<std::variant<PointerPart, ArrayPart, FunctionPart>> parts;
    ExprPtr bitfield; ///< members only
};
struct TypeName {
    source::Range range;
    Specifiers specs;
    Declarator declarator;
};
struct Param {
    source::Range range;
    Specifiers specs;
    Declarator declarator;
};
struct MemberDecl {
    source::Range range;
    Specifiers specs;
    std::vector<Declarator> declarators;
};
struct Declaration {
    source::Range range;
    Specifiers specs;
    std::vector<Declarator> declarators;
};
struct InlineDef {
    source::Range range;
    Specifiers specs;
    Declarator declarator;
    ExprPtr body;
};
struct TranslatorMember {
    std::string name;
    source::Range range;
    ExprPtr value;
};
struct TranslatorDef {
    source::Range range;
    TypeName output, input;
    std::string input_name;
    std::vector<TranslatorMember> members;
};
struct ProviderProbe {
    source::Range range;
    std::string name;
    std::vector<Param> params, output;
    bool has_output = false;
};
struct ProviderDef {
    source::Range range;
    std::string name;
    std::vector<ProviderProbe> probes;
};

// ---- statements and clauses ----

struct Stmt;
using StmtList = std::vector<std::unique_ptr<Stmt>>;
struct ExprStmt {
    ExprPtr expr;
};
struct IfStmt {
    ExprPtr cond;
    StmtList then_body, else_body;
};
struct Stmt {
    source::Range range;
    std::variant<ExprStmt, IfStmt> node;
};

/// One probe description, its fields after macro expansion; numeric id instead when id != 0.
struct ProbeDesc {
    source::Range range;
    std::string text; ///< as written, for messages
    std::string provider, module, function, name;
    uint32_t id = 0;
};

struct Clause {
    source::Range range;
    std::vector<ProbeDesc> pdescs;
    ExprPtr predicate; ///< may be null
    StmtList body;
    bool has_body = false;
};

/// A D option set by `#pragma D option`, in program order.
struct OptionPragma {
    source::Range range;
    std::string name;
    std::optional<std::string> value;
};
/// Any other `#pragma D` directive: words as written.
struct Pragma {
    source::Range range;
    std::vector<std::string> words;
};

using Item =
    std::variant<Clause, Declaration, InlineDef, TranslatorDef, ProviderDef, OptionPragma, Pragma>;

/// A program in text order.
struct Program {
    std::vector<Item> items;
};

} // namespace dtrace::ast
