// SPDX-License-Identifier: GPL-2.0
// Decoding by action kind first, by D type second, by the kernel's description last.
#include "consume/decode.h"

#include "types/compat.h"

namespace dtrace::consume {

namespace {

using Kind = Address::Kind;

std::vector<uint64_t> frames(Bytes data) {
    std::vector<uint64_t> pcs;
    for (uint64_t at = 0; auto pc = load<uint64_t>(data, at); at += sizeof(uint64_t)) {
        if (*pc == 0)
            break;
        pcs.push_back(*pc);
    }
    return pcs;
}

Value kernel_stack(Bytes data) {
    return {Stack{false, 0, frames(data)}, nullptr};
}

/// The process comes before the program counters.
Value user_stack(Bytes data) {
    uint64_t pid = load<uint64_t>(data, 0).value_or(0);
    return {Stack{true, pid, frames(data.subspan(std::min(data.size(), sizeof(pid))))}, nullptr};
}

template <Kind kind>
Value kernel_address(Bytes data) {
    return {Address{kind, 0, load<uint64_t>(data, 0).value_or(0)}, nullptr};
}

template <Kind kind>
Value user_address(Bytes data) {
    return {Address{kind, load<uint64_t>(data, 0).value_or(0), load<uint64_t>(data, 8).value_or(0)},
            nullptr};
}

struct KindRow {
    uint32_t action;
    Value (*decode)(Bytes data);
};

constexpr KindRow KINDS[] = {
    {DTRACE_ACT_STACK, kernel_stack},
    {DTRACE_ACT_USTACK, user_stack},
    {DTRACE_ACT_JSTACK, user_stack},
    {DTRACE_ACT_SYM, kernel_address<Kind::Sym>},
    {DTRACE_ACT_MOD, kernel_address<Kind::Mod>},
    {DTRACE_ACT_USYM, user_address<Kind::USym>},
    {DTRACE_ACT_UMOD, user_address<Kind::UMod>},
    {DTRACE_ACT_UADDR, user_address<Kind::UAddr>},
};

bool is_text(const dtrace_rec_desc& desc, const types::Type* type) {
    if (desc.kind == DTRACE_ACT_TRACEMEM)
        return false;
    if (!type)
        return desc.type_kind == DTRACE_DIF_KIND_STRING;
    if (types::is_string(type))
        return true;
    const auto* array = types::resolve(type)->as<types::Array>();
    const auto* element = array ? types::resolve(array->element)->as<types::Integer>() : nullptr;
    return element && element->is_char;
}

Value integer(Bytes data, const dtrace_rec_desc& desc, const types::Type* type) {
    bool is_signed = type ? types::is_signed(type) : (desc.type_flags & DTRACE_DIF_TF_SIGNED) != 0;
    uint64_t bits = is_signed ? static_cast<uint64_t>(*load_signed(data)) : *load_unsigned(data);
    return {Integer{bits, desc.size, is_signed}, type};
}

bool is_integer(const dtrace_rec_desc& desc, const types::Type* type, size_t size) {
    if (desc.kind == DTRACE_ACT_TRACEMEM || desc.kind == DTRACE_ACT_PRINT ||
        (desc.type_flags & DTRACE_DIF_TF_BYREF))
        return false;
    if (type && (types::is_sou(type) || types::is_float(type)))
        return false;
    return size == 1 || size == 2 || size == 4 || size == 8;
}

} // namespace

std::optional<Value> decode(Bytes record, const dtrace_rec_desc& desc, const types::Type* type) {
    auto data = subspan(record, desc.offset, desc.size);
    if (!data)
        return std::nullopt;
    for (const KindRow& row : KINDS) {
        if (row.action == desc.kind) {
            Value value = row.decode(*data);
            value.type = type;
            return value;
        }
    }
    if (desc.kind != DTRACE_ACT_PRINT && is_text(desc, type))
        return Value{Text{std::string(c_string(*data))}, type};
    if (is_integer(desc, type, data->size()))
        return integer(*data, desc, type);
    return Value{Raw{{data->begin(), data->end()}}, type};
}

uint64_t number_of(const Value& value) {
    const auto* integer = value.as<Integer>();
    return integer ? integer->bits : 0;
}

} // namespace dtrace::consume
