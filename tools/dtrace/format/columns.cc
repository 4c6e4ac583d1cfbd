// SPDX-License-Identifier: GPL-2.0
// Widths of the classic columns, by kind of value.
#include "format/columns.h"

#include "base/strings.h"
#include "format/chart.h"
#include "format/hexdump.h"
#include "format/packed.h"
#include "format/stack.h"

namespace dtrace::format {

namespace {

using consume::Address;
using consume::AggTable;
using consume::Integer;
using consume::Raw;
using consume::Stack;
using consume::Text;
using consume::Value;

constexpr int SYMBOL_WIDTH = 50;

int integer_width(uint32_t size) {
    switch (size) {
    case 1: return 3;
    case 2: return 5;
    case 4: return 8;
    default: return 16;
    }
}

std::string digits(const Integer& value) {
    return value.is_signed ? std::to_string(static_cast<int64_t>(value.bits))
                           : std::to_string(value.bits);
}

/// Blanks on the left up to `width` columns.
std::string right(const std::string& text, int width) {
    return strformat("%*s", width, text.c_str());
}

/// Text may hold NULs and long lines; only its length matters.
std::string left(const std::string& text, size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

struct ColumnText {
    const ColumnStyle& style;
    const SymbolNames& symbols;

    std::string operator()(const Integer& v) const {
        return style.quiet ? digits(v) : " " + right(digits(v), integer_width(v.size));
    }
    std::string operator()(const Text& v) const {
        if (style.raw_bytes)
            return hexdump(std::as_bytes(std::span(v.text)));
        return style.quiet ? v.text : "  " + left(v.text, style.text_width);
    }
    std::string operator()(const Raw& v) const { return hexdump(v.bytes); }
    std::string operator()(const Stack& v) const {
        return stack_text(symbols, v, {style.stack_indent, 0});
    }
    std::string operator()(const Address& v) const {
        return "  " + left(address_text(symbols, v), SYMBOL_WIDTH);
    }
};

std::string state_text(const AggTable& table, const std::vector<uint64_t>& words,
                       const ColumnStyle& style) {
    if (consume::is_quantizer(table.var.kind))
        return chart(table.var, words.empty() ? consume::empty_state(table.var) : words,
                     table.normal, style.chart);
    int64_t value = consume::scalar_value(table.var, words, table.normal);
    return strformat(" %16lld", static_cast<long long>(value));
}

std::string agg_value(const AggTable& table, const consume::AggEntry* entry,
                      const ColumnStyle& style) {
    static const std::vector<uint64_t> none;
    std::string text = state_text(table, entry ? entry->words : none, style);
    if (!style.percpu)
        return text;
    for (uint32_t cpu = 0; cpu < table.cpus; cpu++) {
        bool has = entry && entry->by_cpu.contains(cpu);
        text += strformat("\n    [CPU %u]", cpu);
        text += state_text(table, has ? entry->by_cpu.at(cpu) : none, style);
    }
    return text;
}

} // namespace

std::string column(const Value& value, const ColumnStyle& style, const SymbolNames& symbols) {
    return std::visit(ColumnText{style, symbols}, value.data);
}

std::string packed_column(const Value& value, const ColumnStyle& style,
                          const SymbolNames& symbols) {
    constexpr int width = 16;
    if (const auto* text = value.as<Text>())
        return " " + right(text->text, width);
    if (const auto* address = value.as<Address>())
        return " " + right(address_text(symbols, *address), width);
    return column(value, style, symbols);
}

std::string agg_rows(const std::vector<const AggTable*>& tables, const consume::SortOrder& order,
                     const ColumnStyle& style, const SymbolNames& symbols) {
    std::string text;
    auto rows = consume::sorted_rows(tables, order);
    if (tables.size() == 1) {
        if (auto packed = packed_rows(*tables.front(), rows, style, symbols))
            return *packed;
    }
    for (const consume::Row& row : rows) {
        for (const Value& key : *row.keys)
            text += column(key, style, symbols);
        for (size_t i = 0; i < tables.size(); i++)
            text += agg_value(*tables[i], row.entries[i], style);
        text += "\n";
    }
    return text;
}

} // namespace dtrace::format
