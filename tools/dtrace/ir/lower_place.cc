// SPDX-License-Identifier: GPL-2.0
/// @file
/// Lowering of places: variables, elements of associative arrays, memory, bit-fields.
#include "ir/lower_expr.h"
#include "types/compat.h"

#include <algorithm>
#include <array>

namespace dtrace::ir {

using types::Type;

namespace {

struct ScopeOps {
    dtrace_dif_op load, store, load_element, store_element;
};

/// Indexed by ast::Scope. Clause-locals have no associative arrays (sema refuses them).
constexpr std::array<ScopeOps, 3> scope_ops = {{
    {DTRACE_DIF_OP_LDGS, DTRACE_DIF_OP_STGS, DTRACE_DIF_OP_LDGAA, DTRACE_DIF_OP_STGAA},
    {DTRACE_DIF_OP_LDTS, DTRACE_DIF_OP_STTS, DTRACE_DIF_OP_LDTAA, DTRACE_DIF_OP_STTAA},
    {DTRACE_DIF_OP_LDLS, DTRACE_DIF_OP_STLS, DTRACE_DIF_OP_INVALID, DTRACE_DIF_OP_INVALID},
}};

const ScopeOps& ops_of(const ast::Symbol& symbol) {
    return scope_ops[static_cast<size_t>(symbol.scope)];
}

struct MemoryOps {
    uint64_t size;
    dtrace_dif_op load_signed, load_unsigned, user_signed, user_unsigned, store;
};

constexpr std::array<MemoryOps, 4> memory_table = {{
    {1, DTRACE_DIF_OP_LDSB, DTRACE_DIF_OP_LDUB, DTRACE_DIF_OP_ULDSB, DTRACE_DIF_OP_ULDUB,
     DTRACE_DIF_OP_STB},
    {2, DTRACE_DIF_OP_LDSH, DTRACE_DIF_OP_LDUH, DTRACE_DIF_OP_ULDSH, DTRACE_DIF_OP_ULDUH,
     DTRACE_DIF_OP_STH},
    {4, DTRACE_DIF_OP_LDSW, DTRACE_DIF_OP_LDUW, DTRACE_DIF_OP_ULDSW, DTRACE_DIF_OP_ULDUW,
     DTRACE_DIF_OP_STW},
    {8, DTRACE_DIF_OP_LDX, DTRACE_DIF_OP_LDX, DTRACE_DIF_OP_ULDX, DTRACE_DIF_OP_ULDX,
     DTRACE_DIF_OP_STX},
}};

/// Operations for a value of `size` bytes: the smallest that hold it.
const MemoryOps& memory_ops(uint64_t size) {
    for (const MemoryOps& row : memory_table)
        if (row.size >= size)
            return row;
    return memory_table.back();
}

dtrace_dif_op load_op(uint64_t size, bool is_signed, bool user) {
    const MemoryOps& ops = memory_ops(size);
    if (user)
        return is_signed ? ops.user_signed : ops.user_unsigned;
    return is_signed ? ops.load_signed : ops.load_unsigned;
}

} // namespace

/// The object at `address`, the value of `pointer`.
Lowering::Place Lowering::memory(Reg address, const ast::Expr& pointer, const Type* type) {
    Place out{Place::Kind::Memory, type};
    out.address = address;
    out.user = pointer.user || types::is_user_pointer(pointer.type);
    return out;
}

/// The address that `expr` is: a pointer, or a struct or array, of which a part is to be used.
Reg Lowering::object(const ast::Expr& expr, Use use) {
    const Type* type = types::resolve(expr.type);
    if (use == Use::Read || !(types::is_sou(type) || types::is_array(type)))
        return clean(value(expr), expr.type);
    Place at = place(expr, use);
    return at.kind == Place::Kind::Memory ? at.address : made(at);
}

/// A variable that is a struct or array. One that is not set, as thread-locals and elements may be,
/// is made, all zero. When there is no room for it, the clause ends with a drop, as for any store.
Reg Lowering::made(const Place& place) {
    Reg out = b_.fresh();
    b_.assign(out, load(place).reg);
    if (place.kind == Place::Kind::Variable && place.symbol->scope != ast::Scope::Thread)
        return out;
    Label set = b_.label();
    b_.emit({DTRACE_DIF_OP_TST, ZERO, out});
    b_.branch(DTRACE_DIF_OP_BNE, set);
    Reg zeroes = b_.unary(DTRACE_DIF_OP_ALLOCS, b_.constant(size_of(place.type)));
    store(place, zeroes);
    b_.assign(out, load(place).reg);
    b_.place(set);
    return out;
}

/// A member of the struct at an address.
Lowering::Place Lowering::member(Reg address, const Type* type, uint64_t offset_bits,
                                 uint32_t bitfield_bits) {
    Place out{Place::Kind::Memory, type};
    uint64_t bytes = offset_bits / 8;
    out.address = bytes ? b_.binary(DTRACE_DIF_OP_ADD, address, b_.constant(bytes)) : address;
    out.bit_count = bitfield_bits;
    out.bit_offset = bitfield_bits ? static_cast<uint32_t>(offset_bits % 8) : 0;
    return out;
}

Lowering::Place Lowering::place(const ast::Expr& expr, Use use) {
    if (const auto* ident = expr.as<ast::Ident>()) {
        const ast::Symbol& symbol = *ident->symbol;
        if (symbol.kind == ast::SymbolKind::Inline)
            return place(*symbol.body, use);
        if (symbol.kind == ast::SymbolKind::Bound)
            return {Place::Kind::Memory, expr.type, nullptr, {}, bound_.at(&symbol).reg, expr.user};
        Place out{symbol.kind == ast::SymbolKind::Kernel ? Place::Kind::Memory
                                                         : Place::Kind::Variable,
                  expr.type};
        out.symbol = &symbol;
        if (symbol.kind == ast::SymbolKind::Kernel) {
            out.address = b_.constant(symbol.address);
            out.user = symbol.user;
        }
        return out;
    }
    if (const auto* unary = expr.as<ast::Unary>(); unary && unary->op == ast::UnaryOp::Deref)
        return memory(clean(value(*unary->operand), unary->operand->type), *unary->operand,
                      expr.type);
    if (const auto* index = expr.as<ast::Index>()) {
        const auto* base = index->base->as<ast::Ident>();
        if (base && base->symbol->is_assoc) {
            Place out{Place::Kind::Element, expr.type};
            out.symbol = base->symbol;
            out.keys = keys(index->args, *base->symbol);
            return out;
        }
        Place out{Place::Kind::Memory, expr.type};
        const ast::Expr& at = *index->args.front();
        Value start = {object(*index->base, use), true};
        out.address =
            pointer_arithmetic(ast::BinaryOp::Add, start, index->base->type, value(at), at.type)
                .reg;
        out.user = index->base->user || types::is_user_pointer(index->base->type);
        return out;
    }
    if (const auto* member = expr.as<ast::MemberRef>()) {
        Place whole = memory(object(*member->base, member->arrow ? Use::Read : use), *member->base,
                             expr.type);
        Place out =
            this->member(whole.address, expr.type, member->offset_bits, member->bitfield_bits);
        out.user = whole.user;
        return out;
    }
    if (const auto* cast = expr.as<ast::Cast>())
        return place(*cast->operand, use);
    if (const auto* let = expr.as<ast::Let>())
        return place(bind(*let), use);
    // A value that is an address, such as what a subroutine returns or a string.
    Place out{Place::Kind::Memory, expr.type};
    out.address = value(expr).reg;
    return out;
}

/// Key values, converted to the key types.
std::vector<Reg> Lowering::keys(const std::vector<ast::ExprPtr>& args, const ast::Symbol& symbol) {
    std::vector<Reg> out;
    for (size_t i = 0; i < args.size(); i++)
        out.push_back(converted(*args[i], i < symbol.keys.size() ? symbol.keys[i] : args[i]->type));
    return out;
}

void Lowering::push(Reg reg, const Type* type) {
    dtrace_dif_type how = dif_type(type, strsize_);
    if (!(how.flags & DTRACE_DIF_TF_BYREF)) {
        b_.emit({DTRACE_DIF_OP_PUSHTV, ZERO, reg});
        return;
    }
    Reg size = b_.constant(how.size);
    b_.emit({DTRACE_DIF_OP_PUSHTR, ZERO, reg, size, how.kind});
}

void Lowering::push_keys(const std::vector<Reg>& keys, const std::vector<const Type*>& key_types) {
    b_.emit({DTRACE_DIF_OP_FLUSHTS});
    for (size_t i = 0; i < keys.size(); i++)
        push(keys[i], key_types[i]);
}

Value Lowering::load(const Place& place) {
    if (place.kind == Place::Kind::Memory) {
        if (types::is_by_reference(place.type))
            return {place.address, true};
        if (place.bit_count)
            return {load_bits(place), true};
        uint64_t size = size_of(place.type);
        bool is_signed = types::is_integer(place.type) && types::is_signed(place.type);
        return {b_.unary(load_op(size, is_signed, place.user), place.address), true};
    }
    const ast::Symbol& symbol = *place.symbol;
    Reg rd = b_.fresh();
    if (symbol.kind == ast::SymbolKind::Builtin) {
        if (symbol.is_assoc)
            b_.emit({DTRACE_DIF_OP_LDGA, rd, place.keys.front(), ZERO, symbol.id});
        else
            b_.emit({DTRACE_DIF_OP_LDGS, rd, ZERO, ZERO, symbol.id});
        return {rd, true};
    }
    b_.name_variable(symbol, dif_type(place.type, strsize_), DTRACE_DIF_VF_REF);
    bool element = place.kind == Place::Kind::Element;
    if (element)
        push_keys(place.keys, symbol.keys);
    b_.emit(
        {element ? ops_of(symbol).load_element : ops_of(symbol).load, rd, ZERO, ZERO, symbol.id});
    return {rd, true};
}

void Lowering::store(const Place& place, Reg reg) {
    if (place.kind == Place::Kind::Memory) {
        if (place.bit_count)
            return store_bits(place, reg);
        if (types::is_strcompat(place.type) && types::is_by_reference(place.type))
            return store_text(place, reg);
        uint64_t size = size_of(place.type);
        if (types::is_by_reference(place.type))
            b_.emit({DTRACE_DIF_OP_COPYS, place.address, reg, b_.constant(size)});
        else
            b_.emit({memory_ops(size).store, place.address, reg});
        return;
    }
    const ast::Symbol& symbol = *place.symbol;
    b_.name_variable(symbol, dif_type(place.type, strsize_), DTRACE_DIF_VF_MOD);
    bool element = place.kind == Place::Kind::Element;
    if (element)
        push_keys(place.keys, symbol.keys);
    b_.emit({element ? ops_of(symbol).store_element : ops_of(symbol).store, ZERO, reg, ZERO,
             symbol.id});
}

/// The text, or the empty one in the place of NULL, which a string that is not set is.
Reg Lowering::never_null(Reg text) {
    Label set = b_.label();
    Reg out = b_.fresh();
    b_.assign(out, text);
    b_.emit({DTRACE_DIF_OP_TST, ZERO, text});
    b_.branch(DTRACE_DIF_OP_BNE, set);
    b_.assign(out, b_.string(""));
    b_.place(set);
    return out;
}

/// A string or char array in memory. The text may end before the place does, with nothing readable
/// behind it: strjoin() makes a copy of full length of it.
void Lowering::store_text(const Place& place, Reg text) {
    Reg from = never_null(text);
    Reg empty = b_.string("");
    b_.emit({DTRACE_DIF_OP_FLUSHTS});
    b_.emit({DTRACE_DIF_OP_PUSHTV, ZERO, from});
    b_.emit({DTRACE_DIF_OP_PUSHTV, ZERO, empty});
    Reg copy = b_.fresh();
    b_.emit({DTRACE_DIF_OP_CALL, copy, ZERO, ZERO, DTRACE_DIF_SUBR_STRJOIN});
    uint64_t size = std::min(size_of(place.type), strsize_);
    b_.emit({DTRACE_DIF_OP_COPYS, place.address, copy, b_.constant(size)});
    if (size == strsize_)
        return;
    Reg last = b_.binary(DTRACE_DIF_OP_ADD, place.address, b_.constant(size - 1));
    b_.emit({DTRACE_DIF_OP_STB, last, ZERO});
}

/// Bits [bit_offset, bit_offset + bit_count) of the little-endian word at the address, extended by
/// the type's sign.
Reg Lowering::load_bits(const Place& place) {
    uint64_t bytes = (place.bit_offset + place.bit_count + 7) / 8;
    Reg word = b_.unary(load_op(bytes, false, place.user), place.address);
    Reg up =
        b_.binary(DTRACE_DIF_OP_SLL, word, b_.constant(64 - place.bit_offset - place.bit_count));
    dtrace_dif_op down = types::is_signed(place.type) ? DTRACE_DIF_OP_SRA : DTRACE_DIF_OP_SRL;
    return b_.binary(down, up, b_.constant(64 - place.bit_count));
}

void Lowering::store_bits(const Place& place, Reg reg) {
    uint64_t bytes = (place.bit_offset + place.bit_count + 7) / 8;
    uint64_t mask = place.bit_count == 64 ? ~uint64_t{0} : (uint64_t{1} << place.bit_count) - 1;
    Reg word = b_.unary(load_op(bytes, false, place.user), place.address);
    Reg kept = b_.binary(DTRACE_DIF_OP_AND, word, b_.constant(~(mask << place.bit_offset)));
    Reg bits = b_.binary(DTRACE_DIF_OP_AND, reg, b_.constant(mask));
    Reg moved = b_.binary(DTRACE_DIF_OP_SLL, bits, b_.constant(place.bit_offset));
    b_.emit({memory_ops(bytes).store, place.address, b_.binary(DTRACE_DIF_OP_OR, kept, moved)});
}

} // namespace dtrace::ir
