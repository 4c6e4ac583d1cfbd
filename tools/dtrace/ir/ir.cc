// SPDX-License-Identifier: GPL-2.0
/// @file
/// The builder of the intermediate form.
#include "ir/ir.h"

#include <algorithm>

namespace dtrace::ir {

Reg Builder::binary(dtrace_dif_op op, Reg r1, Reg r2) {
    Reg rd = fresh();
    emit({op, rd, r1, r2});
    return rd;
}

Reg Builder::unary(dtrace_dif_op op, Reg r1) {
    Reg rd = fresh();
    emit({op, rd, r1});
    return rd;
}

Reg Builder::constant(uint64_t value) {
    if (value == 0)
        return ZERO;
    auto it = std::find(fn_.ints.begin(), fn_.ints.end(), value);
    auto index = static_cast<uint32_t>(it - fn_.ints.begin());
    if (it == fn_.ints.end())
        fn_.ints.push_back(value);
    Reg rd = fresh();
    emit({DTRACE_DIF_OP_SETX, rd, ZERO, ZERO, index});
    return rd;
}

Reg Builder::string(std::string_view text) {
    // A NUL ends a D string, whatever follows it in the source.
    std::string bytes(text.substr(0, text.find('\0')));
    bytes.push_back('\0');
    size_t offset = 0; // of a string that is there already
    while (fn_.strs.compare(offset, bytes.size(), bytes) != 0) {
        offset = fn_.strs.find('\0', offset) + 1;
        if (offset == fn_.strs.size())
            fn_.strs += bytes;
    }
    Reg rd = fresh();
    emit({DTRACE_DIF_OP_SETS, rd, ZERO, ZERO, static_cast<uint32_t>(offset)});
    return rd;
}

Label Builder::label() {
    fn_.labels.push_back(0);
    return {static_cast<uint32_t>(fn_.labels.size() - 1)};
}

void Builder::place(Label label) {
    fn_.labels[label.id] = static_cast<uint32_t>(fn_.insts.size());
}

void Builder::name_variable(const ast::Symbol& symbol, dtrace_dif_type type, uint32_t flags) {
    auto scope = static_cast<uint8_t>(symbol.scope);
    auto same = [&](const dif::Var& v) { return v.row.id == symbol.id && v.row.scope == scope; };
    auto it = std::find_if(fn_.vars.begin(), fn_.vars.end(), same);
    if (it == fn_.vars.end()) {
        dtrace_dif_var row{};
        row.id = symbol.id;
        row.scope = scope;
        row.kind = symbol.is_assoc ? DTRACE_DIF_VAR_ARRAY : DTRACE_DIF_VAR_SCALAR;
        row.type = type;
        fn_.vars.push_back({symbol.name, row});
        it = fn_.vars.end() - 1;
    }
    it->row.flags = static_cast<uint8_t>(it->row.flags | flags);
}

Function Builder::finish(Reg value, dtrace_dif_type rtype) {
    emit({DTRACE_DIF_OP_RET, ZERO, value});
    fn_.rtype = rtype;
    return std::move(fn_);
}

} // namespace dtrace::ir
