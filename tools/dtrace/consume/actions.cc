// SPDX-License-Identifier: GPL-2.0
// Records of the session, one after another, and the actions that are the consumer's own.
#include "consume/session.h"

#include "consume/decode.h"
#include "consume/error_clause.h"

namespace dtrace::consume {

using dif::StatementKind;

struct Session::Handler {
    StatementKind kind;
    void (Session::*act)(Sink&, const Firing&, const Item&);
};

/// Everything goes to the sink as well, which may show it.
const Session::Handler Session::handlers[] = {
    {StatementKind::Exit, &Session::do_exit},
    {StatementKind::Clear, &Session::do_clear},
    {StatementKind::Trunc, &Session::do_trunc},
    {StatementKind::Normalize, &Session::do_normalize},
    {StatementKind::Denormalize, &Session::do_denormalize},
    {StatementKind::Setopt, &Session::do_setopt},
};

namespace {

bool is_silent(StatementKind kind) {
    return kind == StatementKind::Expr || kind == StatementKind::Aggregate;
}

Item decode_item(const EcbItem& from, const Ecb& ecb, Bytes record) {
    Item item{from.statement, {}};
    item.data.reserve(from.count);
    const auto& types = from.statement->types;
    for (size_t i = 0; i < from.count; i++) {
        const dtrace_rec_desc& desc = ecb.recs[from.first + i];
        if (desc.size == 0)
            continue;
        if (auto value = decode(record, desc, i < types.size() ? types[i] : nullptr))
            item.data.push_back({desc.kind, desc.arg, std::move(*value)});
    }
    return item;
}

std::string text_of(const Item& item, size_t n) {
    const auto* text = n < item.data.size() ? item.data[n].value.as<Text>() : nullptr;
    return text ? text->text : "";
}

} // namespace

void Session::drain(Sink& sink, bool all) {
    streams_.drain(all, [&](const RawRecord& record) {
        if (abort_ && abort_())
            return false;
        if (const Ecb* ecb = ecbs_.find(record.header.epid))
            firing(sink, record, *ecb);
        return true;
    });
}

void Session::firing(Sink& sink, const RawRecord& record, const Ecb& ecb) {
    if (ecb.program == error_program_.get()) {
        for (const EcbItem& item : ecb.items)
            sink.error(read_error(decode_item(item, ecb, record.bytes).data, ecbs_));
        return;
    }
    const Ecb* next = record.next_epid ? ecbs_.find(record.next_epid) : nullptr;
    Firing firing{record.cpu, record.header.timestamp, &ecb, next};
    sink.begin(firing);
    for (const EcbItem& item : ecb.items) {
        if (!is_silent(item.statement->kind))
            statement(sink, firing, decode_item(item, ecb, record.bytes));
    }
    sink.end(firing);
}

void Session::statement(Sink& sink, const Firing& firing, const Item& item) {
    for (const Handler& handler : handlers) {
        if (handler.kind == item.statement->kind)
            (this->*handler.act)(sink, firing, item);
    }
    sink.item(firing, item);
}

void Session::do_exit(Sink&, const Firing&, const Item& item) {
    if (!item.data.empty())
        exit_status_ = static_cast<int>(number_of(item.data[0].value));
}

void Session::do_clear(Sink&, const Firing&, const Item& item) {
    for (uint32_t agg : item.statement->aggs)
        aggs_.clear(agg);
}

void Session::do_trunc(Sink&, const Firing&, const Item& item) {
    for (uint32_t agg : item.statement->aggs) {
        if (item.data.empty())
            aggs_.remove_all(agg);
        else
            aggs_.truncate(agg, static_cast<int64_t>(number_of(item.data[0].value)));
    }
}

void Session::do_normalize(Sink& sink, const Firing& firing, const Item& item) {
    uint64_t by = item.data.empty() ? 0 : number_of(item.data[0].value);
    if (by == 0)
        return sink.consumer_error(firing, "Invalid normalization");
    for (uint32_t agg : item.statement->aggs)
        aggs_.normalize(agg, by);
}

void Session::do_denormalize(Sink&, const Firing&, const Item& item) {
    for (uint32_t agg : item.statement->aggs)
        aggs_.normalize(agg, 1);
}

void Session::do_setopt(Sink& sink, const Firing& firing, const Item& item) {
    std::string name = text_of(item, 0);
    std::optional<std::string> value;
    if (item.data.size() > 1)
        value = text_of(item, 1);
    auto set = options_.set(name, value, kern::OptOrigin::Running);
    if (!set)
        sink.consumer_error(firing, "couldn't set option \"" + name + "\" to \"" +
                                        value.value_or("1") + "\": " + set.error().message);
}

} // namespace dtrace::consume
