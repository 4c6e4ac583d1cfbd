// SPDX-License-Identifier: GPL-2.0
// Recursion over the type: scalars on one line, structs as blocks.
#include "format/print_value.h"

#include "base/strings.h"
#include "format/stack.h"
#include "types/compat.h"
#include "types/layout.h"
#include "types/print.h"

#include <algorithm>
#include <cctype>

namespace dtrace::format {

namespace {

using types::Type;

constexpr size_t INDENT = 4;
constexpr int DEPTH_MAX = 16;
constexpr uint32_t ELEMENTS_MAX = 1024;

/// The part of an object that a member or element occupies; empty where there are no bytes.
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

std::string hex(uint64_t value) {
    return strformat("%#llx", static_cast<unsigned long long>(value));
}

/// "int a", "void *p": no blank after a star.
std::string declared(const Type* type, const std::string& name) {
    std::string text = types::spell(type);
    if (name.empty()) // an anonymous struct or union
        return text;
    return text.ends_with("*") ? text + name : text + " " + name;
}

class Printer {
public:
    Printer(const SymbolNames& symbols, uint64_t strsize) : symbols_(symbols), strsize_(strsize) {}

    std::string value(const Type* type, Bytes bytes, int depth, bool outermost);

private:
    std::string integer(const types::Integer& node, Bytes bytes) const;
    std::string enumerator(const types::Enum& node, Bytes bytes) const;
    std::string floating(const types::Float& node, Bytes bytes) const;
    std::string pointer(const types::Pointer& node, Bytes bytes) const;
    std::string array(const types::Array& node, Bytes bytes, int depth, bool outermost);
    std::string aggregate(const types::Struct& node, Bytes bytes, int depth);
    std::string member(const types::Member& member, Bytes bytes, int depth);

    const SymbolNames& symbols_;
    uint64_t strsize_;
};

std::string character(unsigned char c) {
    if (c == 0)
        return "'\\0'";
    return std::isprint(c) ? strformat("'%c'", c) : strformat("'\\%03o'", c);
}

std::string Printer::integer(const types::Integer& node, Bytes bytes) const {
    uint64_t bits = bits_of(bytes);
    return node.is_char ? character(static_cast<unsigned char>(bits)) : hex(bits);
}

std::string Printer::enumerator(const types::Enum& node, Bytes bytes) const {
    int64_t value =
        node.is_signed ? load_signed(bytes).value_or(0) : static_cast<int64_t>(bits_of(bytes));
    for (const types::Enumerator& e : node.values) {
        if (e.value == value)
            return e.name;
    }
    return std::to_string(value);
}

std::string Printer::floating(const types::Float& node, Bytes bytes) const {
    if (node.size == sizeof(float))
        return strformat("%+.7e", static_cast<double>(load<float>(bytes, 0).value_or(0)));
    if (node.size == sizeof(double))
        return strformat("%+.7e", load<double>(bytes, 0).value_or(0));
    return strformat("%+.16LE", load<long double>(bytes, 0).value_or(0));
}

std::string Printer::pointer(const types::Pointer& node, Bytes bytes) const {
    uint64_t address = bits_of(bytes);
    return address != 0 && types::is_function(node.to) ? kernel_frame(symbols_, address)
                                                       : hex(address);
}

bool is_char_type(const Type* type) {
    const auto* node = types::resolve(type)->as<types::Integer>();
    return node && node->is_char;
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isprint(c); });
}

std::string Printer::array(const types::Array& node, Bytes bytes, int depth, bool outermost) {
    if (is_char_type(node.element) && is_printable(c_string(bytes))) {
        std::string quoted = "\"" + std::string(c_string(bytes)) + "\"";
        return outermost ? quoted : "[ " + quoted + " ]";
    }
    bool blocks = types::is_sou(node.element);
    uint64_t size = types::size_of(node.element, strsize_);
    std::string indent =
        blocks ? "\n" + std::string((static_cast<size_t>(depth) + 1) * INDENT, ' ') : " ";
    std::string text = "[";
    for (uint32_t i = 0; i < std::min(node.count, ELEMENTS_MAX); i++) {
        text += (i ? "," : "") + indent;
        if (blocks)
            text += types::spell(node.element) + " ";
        text += value(node.element, part(bytes, i * size, size), depth + 1, false);
    }
    if (blocks)
        return text + "\n" + std::string(static_cast<size_t>(depth) * INDENT, ' ') + "]";
    return text + " ]";
}

std::string Printer::member(const types::Member& m, Bytes bytes, int depth) {
    std::string text(static_cast<size_t>(depth) * INDENT, ' ');
    text += declared(m.type, m.name);
    if (m.bitfield_bits == 0) {
        Bytes own = part(bytes, m.offset_bits / 8, types::size_of(m.type, strsize_));
        return text + " = " + value(m.type, own, depth, false) + "\n";
    }
    uint64_t word = bits_of(part(bytes, m.offset_bits / 8, sizeof(uint64_t)));
    uint64_t bits = word >> (m.offset_bits % 8);
    if (m.bitfield_bits < 64)
        bits &= (uint64_t{1} << m.bitfield_bits) - 1;
    return text + strformat(" :%u = ", m.bitfield_bits) + hex(bits) + "\n";
}

std::string Printer::aggregate(const types::Struct& node, Bytes bytes, int depth) {
    if (!node.complete)
        return "<forward decl>";
    std::string text = "{\n";
    for (const types::Member& m : node.members())
        text += member(m, bytes, depth + 1);
    return text + std::string(static_cast<size_t>(depth) * INDENT, ' ') + "}";
}

std::string Printer::value(const Type* type, Bytes bytes, int depth, bool outermost) {
    const Type* plain = types::resolve(type);
    if (depth > DEPTH_MAX)
        return "...";
    if (types::is_string(plain))
        return "\"" + std::string(c_string(bytes)) + "\"";
    if (const auto* node = plain->as<types::Integer>())
        return integer(*node, bytes);
    if (const auto* node = plain->as<types::Enum>())
        return enumerator(*node, bytes);
    if (const auto* node = plain->as<types::Float>())
        return floating(*node, bytes);
    if (const auto* node = plain->as<types::Pointer>())
        return pointer(*node, bytes);
    if (const auto* node = plain->as<types::Array>())
        return array(*node, bytes, depth, outermost);
    if (const auto* node = plain->as<types::Struct>())
        return aggregate(*node, bytes, depth);
    return hex(bits_of(bytes));
}

} // namespace

std::string print_value(const Type& type, Bytes bytes, const SymbolNames& symbols,
                        uint64_t strsize) {
    return types::spell(&type) + " " + Printer(symbols, strsize).value(&type, bytes, 0, true);
}

} // namespace dtrace::format
