// SPDX-License-Identifier: GPL-2.0
// Header, line prefix, and one function for each kind of statement that shows something.
#include "format/text.h"

#include "base/strings.h"
#include "consume/decode.h"
#include "format/hexdump.h"
#include "format/messages.h"
#include "format/print_value.h"
#include "format/printf_emit.h"

#include <cstdlib>

namespace dtrace::format {

using consume::AggTable;
using consume::Datum;
using consume::Firing;
using consume::Item;
using dif::StatementKind;
using kern::Opt;

namespace {

constexpr size_t RECORD_TEXT = 33, KEY_TEXT = 50;
constexpr uint64_t STACK_INDENT = 14;

std::vector<const consume::Value*> values_of(const Item& item) {
    std::vector<const consume::Value*> values;
    for (const Datum& datum : item.data)
        values.push_back(&datum.value);
    return values;
}

/// The bytes of tracemem() that count: all, or as many as the length recorded before them says.
std::string tracemem(const Item& item, size_t at) {
    const auto* raw = item.data[at].value.as<consume::Raw>();
    if (!raw)
        return {};
    size_t size = raw->bytes.size();
    if (at > 0 && item.data[at - 1].kind == DTRACE_ACT_TRACEMEM_LEN) {
        auto length = static_cast<int64_t>(consume::number_of(item.data[at - 1].value));
        if (length >= 0)
            size = std::min(size, static_cast<size_t>(length));
    }
    return hexdump(Bytes(raw->bytes).first(size));
}

/// print(): the type is the statement's.
std::string typed(const Datum& datum, const SymbolNames& symbols) {
    const auto* raw = datum.value.as<consume::Raw>();
    if (!raw || !datum.value.type)
        return {};
    return print_value(*datum.value.type, raw->bytes, symbols);
}

} // namespace

struct TextSink::Handler {
    StatementKind kind;
    void (TextSink::*show)(const Firing&, const Item&);
};

const TextSink::Handler TextSink::handlers[] = {
    {StatementKind::Trace, &TextSink::trace},     {StatementKind::Printf, &TextSink::print},
    {StatementKind::Printa, &TextSink::printa},   {StatementKind::System, &TextSink::system},
    {StatementKind::Freopen, &TextSink::freopen}, {StatementKind::Ftruncate, &TextSink::ftruncate},
};

ColumnStyle TextSink::style(size_t text_width, bool quiet) const {
    return {quiet, on(Opt::RawBytes), text_width,
            static_cast<size_t>(options_.number(Opt::StackIndent, STACK_INDENT))};
}

consume::SortOrder TextSink::order() const {
    return {on(Opt::AggSortKey), on(Opt::AggSortRev), options_.number(Opt::AggSortKeyPos, 0),
            options_.number(Opt::AggSortPos, 0)};
}

/// Decided at the first record, whatever setopt() does later.
void TextSink::header() {
    if (header_decided_)
        return;
    header_decided_ = true;
    if (on(Opt::FlowIndent))
        output_.write(strformat("%3s %-41s\n", "CPU", "FUNCTION"));
    else if (!on(Opt::Quiet))
        output_.write(strformat("%3s %6s %32s\n", "CPU", "ID", "FUNCTION:NAME"));
}

void TextSink::begin(const Firing& firing) {
    header();
    const kern::Probe& probe = *firing.ecb->probe;
    if (on(Opt::FlowIndent))
        output_.write(strformat("%3u %-41s ", firing.cpu, flow_.text(firing).c_str()));
    else if (!on(Opt::Quiet))
        output_.write(strformat("%3u %6u %32s ", firing.cpu, probe.id,
                                (probe.function + ":" + probe.name).c_str()));
}

void TextSink::end(const Firing&) {
    if (newline())
        output_.write("\n");
}

void TextSink::item(const Firing& firing, const Item& item) {
    for (const Handler& handler : handlers) {
        if (handler.kind == item.statement->kind)
            return (this->*handler.show)(firing, item);
    }
}

void TextSink::trace(const Firing&, const Item& item) {
    for (size_t i = 0; i < item.data.size(); i++) {
        const Datum& datum = item.data[i];
        if (datum.kind == DTRACE_ACT_TRACEMEM)
            output_.write(tracemem(item, i));
        else if (datum.kind == DTRACE_ACT_PRINT)
            output_.write(typed(datum, symbols_));
        else if (datum.kind != DTRACE_ACT_TRACEMEM_LEN)
            output_.write(column(datum.value, style(RECORD_TEXT, on(Opt::Quiet)), symbols_));
    }
}

std::string TextSink::formatted(const Item& item) const {
    if (!item.statement->format)
        return {};
    auto values = values_of(item);
    return emit(*item.statement->format, values, {}, symbols_);
}

void TextSink::print(const Firing&, const Item& item) {
    output_.write(formatted(item));
}

void TextSink::printa(const Firing&, const Item& item) {
    std::vector<const AggTable*> tables;
    bool any = false;
    for (uint32_t agg : item.statement->aggs) {
        if (AggTable* table = aggs_.find(agg)) {
            table->printed = table->printed || !table->entries.empty();
            any = any || !table->entries.empty();
            tables.push_back(table);
        }
    }
    const auto& format = item.statement->format;
    if (!format)
        output_.write("\n" + agg_rows(tables, order(), style(KEY_TEXT, false), symbols_));
    if (!format || !any)
        return;
    for (const consume::Row& row : consume::sorted_rows(tables, order())) {
        std::vector<const consume::Value*> keys;
        for (const consume::Value& key : *row.keys)
            keys.push_back(&key);
        std::vector<AggValue> aggs;
        for (size_t i = 0; i < tables.size(); i++)
            aggs.push_back({tables[i], row.entries[i]});
        output_.write(emit(*format, keys, aggs, symbols_));
    }
}

void TextSink::system(const Firing&, const Item& item) {
    flush();
    // The command is the D program's; its output goes where ours goes without -o.
    if (std::system(formatted(item).c_str()) < 0)
        report_.error("failed to run a command");
}

void TextSink::freopen(const Firing& firing, const Item& item) {
    std::string path = formatted(item);
    auto reopened = output_.reopen(path);
    if (!reopened)
        consumer_error(firing, "couldn't freopen() \"" + path + "\": " + reopened.error().message);
}

void TextSink::ftruncate(const Firing&, const Item&) {
    output_.truncate();
}

void TextSink::error(const consume::ProbeError& error) {
    flush();
    report_.error(probe_error_text(error));
}

void TextSink::drop(const consume::Drop& drop) {
    flush();
    report_.error(drop_text(drop, on(Opt::DropTags)));
}

void TextSink::consumer_error(const Firing& firing, const std::string& text) {
    flush();
    report_.error(consumer_error_text(firing, text));
}

void TextSink::flush() {
    auto flushed = output_.flush();
    if (!flushed && write_status_.ok())
        write_status_ = std::move(flushed);
}

void TextSink::print_aggregations() {
    std::vector<const AggTable*> tables;
    for (const auto& [id, table] : aggs_.tables()) {
        if (!table.printed)
            tables.push_back(&table);
    }
    if (on(Opt::AggSortRev))
        std::reverse(tables.begin(), tables.end());
    for (const AggTable* table : tables)
        output_.write(agg_rows({table}, order(), style(KEY_TEXT, false), symbols_));
    flush();
}

} // namespace dtrace::format
