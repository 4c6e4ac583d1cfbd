/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From a checked expression to the intermediate form.
///
/// Integers narrower than 64 bits live in 64-bit registers. A register is *clean* when its upper
/// bits are the sign or zero extension of its type, and *dirty* when arithmetic may have disturbed
/// them. Loads and comparisons make clean values,
/// `+ - * << ~` make dirty ones; clean() restores the extension where it matters: before a
/// comparison, a division, a right shift, a widening, a store to a variable. Recording a value
/// takes its low bytes and needs no cleaning. The result is C's.
///
/// Values of by-reference types (strings, structs, arrays) are addresses.
#pragma once

#include "ir/ir.h"
#include "source/diagnostic.h"
#include "types/layout.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dtrace::ir {

/// The value of an expression in a register.
struct Value {
    Reg reg = ZERO;
    bool clean = true;
};

/// Lowers expressions into one builder. The first error is kept, later code is then meaningless;
/// ask error() at the end.
class Lowering {
public:
    /// Strings have `strsize` bytes.
    Lowering(Builder& builder, uint64_t strsize) : b_(builder), strsize_(strsize) {}

    /// The value of an expression.
    Value value(const ast::Expr& expr);
    /// The value, converted to `type` and clean.
    Reg converted(const ast::Expr& expr, const types::Type* type);
    /// The value as it is recorded, of its own type or of `as`: a string that is not set is empty.
    Reg recorded(const ast::Expr& expr, const types::Type* as);
    /// Branch to `target` when the truth of the condition is `sense`, else fall through.
    void branch_if(const ast::Expr& cond, bool sense, Label target);

    /// Note the first error.
    void fail(const ast::Expr& expr, const char* tag, std::string message);
    const std::optional<source::Diagnostic>& error() const { return error_; }

private:
    /// A place that can be read and written, its subexpressions evaluated once.
    struct Place {
        enum class Kind { Variable, Element, Memory } kind;
        const types::Type* type;
        const ast::Symbol* symbol = nullptr; ///< Variable, Element
        std::vector<Reg> keys{};             ///< Element
        Reg address = ZERO;                  ///< Memory
        bool user = false;                   ///< Memory
        uint32_t bit_offset = 0;             ///< Memory: bit-field, from address
        uint32_t bit_count = 0;
    };

    // lower_expr.cc
    Value visit(const ast::Expr& expr, const ast::IntLit& node);
    Value visit(const ast::Expr& expr, const ast::StringLit& node);
    Value visit(const ast::Expr& expr, const ast::Ident& node);
    Value visit(const ast::Expr& expr, const ast::AggRef& node);
    Value visit(const ast::Expr& expr, const ast::Unary& node);
    Value visit(const ast::Expr& expr, const ast::Binary& node);
    Value visit(const ast::Expr& expr, const ast::Assign& node);
    Value visit(const ast::Expr& expr, const ast::Ternary& node);
    Value visit(const ast::Expr& expr, const ast::Call& node);
    Value visit(const ast::Expr& expr, const ast::Index& node);
    Value visit(const ast::Expr& expr, const ast::MemberRef& node);
    Value visit(const ast::Expr& expr, const ast::Cast& node);
    Value visit(const ast::Expr& expr, const ast::Stringof& node);
    Value visit(const ast::Expr& expr, const ast::Translated& node);
    Value visit(const ast::Expr& expr, const ast::Let& node);
    const ast::Expr& bind(const ast::Let& let);
    Value unfolded(const ast::Expr& expr, const char* what);
    template <typename T>
    Value visit(const ast::Expr& expr, const T&) {
        return unfolded(expr, "expression");
    }

    Value convert(Value v, const types::Type* from, const types::Type* to);
    Reg clean(Value v, const types::Type* type);
    void into(Reg rd, const ast::Expr& expr, const types::Type* type);
    Value arithmetic(ast::BinaryOp op, Value left, const types::Type* ltype, Value right,
                     const types::Type* rtype, const types::Type* result);
    Value pointer_arithmetic(ast::BinaryOp op, Value left, const types::Type* ltype, Value right,
                             const types::Type* rtype);
    Value truth(const ast::Expr& expr);
    Value step(const ast::Expr& expr, const ast::Unary& node);
    void branch_compare(const ast::Binary& node, bool sense, Label target);

    // lower_place.cc
    enum class Use { Read, Write };
    Place place(const ast::Expr& expr, Use use = Use::Read);
    Place memory(Reg address, const ast::Expr& pointer, const types::Type* type);
    Reg object(const ast::Expr& expr, Use use);
    Reg made(const Place& place);
    Place member(Reg address, const types::Type* type, uint64_t offset_bits,
                 uint32_t bitfield_bits);
    Value load(const Place& place);
    void store(const Place& place, Reg reg);
    void store_text(const Place& place, Reg text);
    Reg never_null(Reg text);
    Reg load_bits(const Place& place);
    void store_bits(const Place& place, Reg reg);
    std::vector<Reg> keys(const std::vector<ast::ExprPtr>& args, const ast::Symbol& symbol);
    void push_keys(const std::vector<Reg>& keys, const std::vector<const types::Type*>& types);
    void push(Reg reg, const types::Type* type);

    uint64_t size_of(const types::Type* type) const { return types::size_of(type, strsize_); }

    Builder& b_;
    uint64_t strsize_;
    std::map<const ast::Symbol*, Value> bound_; ///< by symbols of kind Bound
    std::optional<source::Diagnostic> error_;
};

/// How the engine sees a value of this type: of a variable, of the result of a DIFO.
dtrace_dif_type dif_type(const types::Type* type, uint64_t strsize, bool user = false);

} // namespace dtrace::ir
