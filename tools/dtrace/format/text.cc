// SPDX-License-Identifier: GPL-2.0
// Header, line prefix, and one function for each kind of statement that shows something.
#include "format/text.h"

#include "base/strings.h"
#include "format/hexdump.h"
#include "format/messages.h"
#include "format/print_value.h"

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
constexpr uint64_t ENCODING_UTF8 = 1; // the second word of the option

/// print(): the type is the statement's.
std::string typed(const Datum& datum, const SymbolNames& symbols, uint64_t strsize) {
    const auto* raw = datum.value.as<consume::Raw>();
    if (!raw || !datum.value.type)
        return {};
    return print_value(*datum.value.type, raw->bytes, symbols, strsize);
}

/// Terminals that are known not to show block characters.
bool ascii_terminal() {
    const char* term = std::getenv("TERM");
    std::string_view name = term ? term : "";
    return name == "sun" || name == "sun-color" || name == "dumb";
}

} // namespace

struct TextSink::Handler {
    StatementKind kind;
    void (TextSink::*show)(const Item&);
};

const TextSink::Handler TextSink::handlers[] = {
    {StatementKind::Trace, &TextSink::trace},
    {StatementKind::Printf, &TextSink::print},
    {StatementKind::Printa, &TextSink::printa},
};

ColumnStyle TextSink::style(size_t text_width, bool quiet) const {
    ColumnStyle style;
    style.quiet = quiet;
    style.raw_bytes = on(Opt::RawBytes);
    style.text_width = text_width;
    style.stack_indent = static_cast<size_t>(options_.number(Opt::StackIndent, STACK_INDENT));
    style.hist = on(Opt::AggHist);
    style.pack = on(Opt::AggPack);
    style.percpu = on(Opt::AggPerCpu);
    style.chart.zoom = on(Opt::AggZoom);
    bool utf8 = options_.number(Opt::Encoding, 0) == ENCODING_UTF8;
    style.chart.utf8_bars = utf8;
    style.chart.utf8_glyphs = utf8 || (!options_.is_set(Opt::Encoding) && !ascii_terminal());
    return style;
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

void TextSink::show(const Firing&, const Item& item) {
    for (const Handler& handler : handlers) {
        if (handler.kind == item.statement->kind)
            return (this->*handler.show)(item);
    }
}

void TextSink::trace(const Item& item) {
    for (size_t i = 0; i < item.data.size(); i++) {
        const Datum& datum = item.data[i];
        if (datum.kind == DTRACE_ACT_TRACEMEM)
            output_.write(hexdump(tracemem_bytes(item, i)));
        else if (datum.kind == DTRACE_ACT_PRINT)
            output_.write(typed(datum, symbols_, strsize()));
        else if (datum.kind != DTRACE_ACT_TRACEMEM_LEN)
            output_.write(column(datum.value, style(RECORD_TEXT, on(Opt::Quiet)), symbols_));
    }
}

void TextSink::print(const Item& item) {
    output_.write(formatted(item));
}

void TextSink::printa(const Item& item) {
    auto tables = printed_tables(item);
    if (const auto& format = item.statement->format)
        output_.write(formatted_rows(*format, tables));
    else
        output_.write("\n" + agg_rows(tables, order(), style(KEY_TEXT, false), symbols_));
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

void TextSink::show_aggregation(const AggTable& table) {
    output_.write(agg_rows({&table}, order(), style(KEY_TEXT, false), symbols_));
}

} // namespace dtrace::format
