// SPDX-License-Identifier: GPL-2.0
// Actions on the output itself, and the bookkeeping of printed aggregations.
#include "format/renderer.h"

#include "consume/decode.h"
#include "format/json.h"
#include "format/printf_emit.h"
#include "format/text.h"

#include <algorithm>
#include <cstdlib>

namespace dtrace::format {

using consume::AggTable;
using consume::Firing;
using consume::Item;
using dif::StatementKind;
using kern::Opt;

struct Renderer::Effect {
    StatementKind kind;
    void (Renderer::*act)(const Firing&, const Item&);
};

const Renderer::Effect Renderer::effects[] = {
    {StatementKind::System, &Renderer::system},
    {StatementKind::Freopen, &Renderer::freopen},
    {StatementKind::Ftruncate, &Renderer::ftruncate},
};

void Renderer::item(const Firing& firing, const Item& item) {
    for (const Effect& effect : effects) {
        if (effect.kind == item.statement->kind)
            (this->*effect.act)(firing, item);
    }
    show(firing, item);
}

void Renderer::flush() {
    auto flushed = output_.flush();
    if (!flushed && write_status_.ok())
        write_status_ = std::move(flushed);
}

consume::SortOrder Renderer::order() const {
    return {on(Opt::AggSortKey), on(Opt::AggSortRev), options_.number(Opt::AggSortKeyPos, 0),
            options_.number(Opt::AggSortPos, 0)};
}

std::string Renderer::formatted(const Item& item) const {
    if (!item.statement->format)
        return {};
    std::vector<const consume::Value*> values;
    values.reserve(item.data.size());
    for (const consume::Datum& datum : item.data)
        values.push_back(&datum.value);
    return emit(*item.statement->format, values, {}, symbols_);
}

std::vector<const AggTable*> Renderer::printed_tables(const Item& item) {
    std::vector<const AggTable*> tables;
    for (uint32_t agg : item.statement->aggs) {
        if (AggTable* table = aggs_.find(agg)) {
            table->printed = table->printed || !table->entries.empty();
            tables.push_back(table);
        }
    }
    return tables;
}

std::string Renderer::formatted_rows(const fmt::Format& format,
                                     const std::vector<const AggTable*>& tables) const {
    std::string text;
    for (const consume::Row& row : consume::sorted_rows(tables, order())) {
        std::vector<const consume::Value*> keys;
        for (const consume::Value& key : *row.keys)
            keys.push_back(&key);
        std::vector<AggValue> aggs;
        for (size_t i = 0; i < tables.size(); i++)
            aggs.push_back({tables[i], row.entries[i]});
        text += emit(format, keys, aggs, symbols_);
    }
    return text;
}

void Renderer::print_aggregations() {
    std::vector<const AggTable*> tables;
    for (const auto& [id, table] : aggs_.tables()) {
        if (!table.printed)
            tables.push_back(&table);
    }
    if (on(Opt::AggSortRev))
        std::reverse(tables.begin(), tables.end());
    for (const AggTable* table : tables)
        show_aggregation(*table);
    flush();
}

void Renderer::system(const Firing&, const Item& item) {
    flush();
    // The command is the D program's; its output goes where ours goes without -o.
    if (std::system(formatted(item).c_str()) < 0)
        report_.error("failed to run a command");
}

void Renderer::freopen(const Firing& firing, const Item& item) {
    std::string path = formatted(item);
    auto reopened = output_.reopen(path);
    if (!reopened)
        consumer_error(firing, "couldn't freopen() \"" + path + "\": " + reopened.error().message);
}

void Renderer::ftruncate(const Firing&, const Item&) {
    output_.truncate();
}

Bytes tracemem_bytes(const Item& item, size_t at) {
    const auto* raw = item.data[at].value.as<consume::Raw>();
    if (!raw)
        return {};
    size_t size = raw->bytes.size();
    if (at > 0 && item.data[at - 1].kind == DTRACE_ACT_TRACEMEM_LEN) {
        auto length = static_cast<int64_t>(consume::number_of(item.data[at - 1].value));
        if (length >= 0)
            size = std::min(size, static_cast<size_t>(length));
    }
    return Bytes(raw->bytes).first(size);
}

std::unique_ptr<Renderer> make_renderer(const Renderer::Parts& parts) {
    if (parts.options.number(Opt::OFormat, 0) != 0)
        return std::make_unique<JsonSink>(parts);
    return std::make_unique<TextSink>(parts);
}

} // namespace dtrace::format
