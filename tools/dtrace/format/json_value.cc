// SPDX-License-Identifier: GPL-2.0
// One function for each kind of value, recursion over types for structs.
#include "format/json_value.h"

#include "types/compat.h"
#include "types/layout.h"

#include <algorithm>

namespace dtrace::format {

namespace {

using types::Type;

constexpr int DEPTH_MAX = 16;
constexpr uint64_t ELEMENTS_MAX = 1024;

Bytes part(Bytes bytes, uint64_t offset, uint64_t size) {
    if (offset >= bytes.size())
        return {};
    return bytes.subspan(offset, std::min<uint64_t>(size, bytes.size() - offset));
}

uint64_t bits_of(Bytes bytes) {
    uint64_t value = 0;
    for (size_t i = std::min(bytes.size(), sizeof(value)); i-- > 0;)
        value = value << 8 | static_cast<uint64_t>(bytes[i]);
    return value;
}

long double float_of(Bytes bytes) {
    if (bytes.size() == sizeof(float))
        return *load<float>(bytes, 0);
    if (bytes.size() == sizeof(double))
        return *load<double>(bytes, 0);
    return load<long double>(bytes, 0).value_or(0);
}

class TypedWriter {
public:
    TypedWriter(JsonText& json, uint64_t strsize) : json_(json), strsize_(strsize) {}

    void value(const Type* type, Bytes bytes, int depth);

private:
    void integer(bool is_signed, Bytes bytes);
    void enumerator(const types::Enum& node, Bytes bytes);
    void array(const types::Array& node, Bytes bytes, int depth);
    void members(const types::Struct& node, Bytes bytes, int depth);
    void member(const types::Member& m, Bytes bytes, int depth);

    JsonText& json_;
    uint64_t strsize_;
};

void TypedWriter::integer(bool is_signed, Bytes bytes) {
    if (is_signed)
        json_.integer(load_signed(bytes).value_or(0));
    else
        json_.integer(bits_of(bytes));
}

void TypedWriter::enumerator(const types::Enum& node, Bytes bytes) {
    int64_t value =
        node.is_signed ? load_signed(bytes).value_or(0) : static_cast<int64_t>(bits_of(bytes));
    for (const types::Enumerator& e : node.values) {
        if (e.value == value)
            return json_.string(e.name);
    }
    json_.integer(value);
}

void TypedWriter::array(const types::Array& node, Bytes bytes, int depth) {
    const auto* element = types::resolve(node.element)->as<types::Integer>();
    if (element && element->is_char)
        return json_.text(c_string(bytes));
    uint64_t size = types::size_of(node.element, strsize_);
    json_.begin_array();
    for (uint64_t i = 0; i < std::min<uint64_t>(node.count, ELEMENTS_MAX); i++)
        value(node.element, part(bytes, i * size, size), depth + 1);
    json_.end_array();
}

void TypedWriter::member(const types::Member& m, Bytes bytes, int depth) {
    const auto* node = types::resolve(m.type)->as<types::Struct>();
    if (m.name.empty() && node) // its members are those of the struct around it
        return members(*node, part(bytes, m.offset_bits / 8, node->size), depth);
    json_.key(m.name);
    if (m.bitfield_bits == 0)
        return value(m.type, part(bytes, m.offset_bits / 8, types::size_of(m.type, strsize_)),
                     depth + 1);
    uint64_t bits = bits_of(part(bytes, m.offset_bits / 8, sizeof(uint64_t)));
    bits >>= m.offset_bits % 8;
    if (m.bitfield_bits < 64)
        bits &= (uint64_t{1} << m.bitfield_bits) - 1;
    json_.integer(bits);
}

void TypedWriter::members(const types::Struct& node, Bytes bytes, int depth) {
    for (const types::Member& m : node.members())
        member(m, bytes, depth);
}

void TypedWriter::value(const Type* type, Bytes bytes, int depth) {
    const Type* plain = types::resolve(type);
    if (depth > DEPTH_MAX)
        return json_.null();
    if (types::is_string(plain))
        return json_.text(c_string(bytes));
    if (const auto* node = plain->as<types::Integer>())
        return integer(node->is_signed, bytes);
    if (const auto* node = plain->as<types::Enum>())
        return enumerator(*node, bytes);
    if (plain->as<types::Float>())
        return json_.real(float_of(bytes));
    if (plain->as<types::Pointer>())
        return json_.address(bits_of(bytes));
    if (const auto* node = plain->as<types::Array>())
        return array(*node, bytes, depth);
    const auto* node = plain->as<types::Struct>();
    if (!node || !node->complete)
        return json_.null();
    json_.begin_object();
    members(*node, bytes, depth);
    json_.end_object();
}

/// Members of a frame or symbol.
void location(JsonText& json, uint64_t address, const std::optional<SymbolName>& symbol) {
    json.key("addr").address(address);
    if (!symbol || symbol->module.empty())
        return;
    json.key("mod").text(symbol->module);
    if (symbol->name.empty())
        return;
    json.key("sym").text(symbol->name);
    json.key("off").integer(symbol->offset);
}

struct ValueWriter {
    JsonText& json;
    const SymbolNames& symbols;
    const Type* type;
    uint64_t strsize;

    void operator()(const consume::Integer& v) const {
        const auto* node = type ? types::resolve(type)->as<types::Enum>() : nullptr;
        if (node)
            return json_typed(json, *type, Bytes(bytes_of(v.bits)).first(v.size), strsize);
        if (v.is_signed)
            json.integer(static_cast<int64_t>(v.bits));
        else
            json.integer(v.bits);
    }
    void operator()(const consume::Text& v) const { json.text(v.text); }
    void operator()(const consume::Raw& v) const {
        if (type)
            return json_typed(json, *type, v.bytes, strsize);
        json.begin_object();
        json.key("hex").hex(v.bytes);
        json.end_object();
    }
    void operator()(const consume::Stack& v) const {
        json.begin_object();
        if (v.user)
            json.key("pid").integer(v.pid);
        json.key("frames").begin_array();
        for (uint64_t pc : v.pcs) {
            json.begin_object();
            location(json, pc, v.user ? symbols.user(v.pid, pc) : symbols.kernel(pc));
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    void operator()(const consume::Address& v) const {
        using Kind = consume::Address::Kind;
        bool user = v.kind != Kind::Sym && v.kind != Kind::Mod;
        json.begin_object();
        if (user)
            json.key("pid").integer(v.pid);
        location(json, v.address,
                 user ? symbols.user(v.pid, v.address) : symbols.kernel(v.address));
        json.end_object();
    }
};

} // namespace

void json_value(JsonText& json, const consume::Value& value, const SymbolNames& symbols,
                uint64_t strsize) {
    std::visit(ValueWriter{json, symbols, value.type, strsize}, value.data);
}

void json_typed(JsonText& json, const types::Type& type, Bytes bytes, uint64_t strsize) {
    TypedWriter(json, strsize).value(&type, bytes, 0);
}

} // namespace dtrace::format
