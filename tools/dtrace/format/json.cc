// SPDX-License-Identifier: GPL-2.0
// One function for each type of line and each kind of item.
#include "format/json.h"

#include "base/strings.h"
#include "consume/decode.h"
#include "format/json_value.h"
#include "format/messages.h"
#include "types/print.h"

#include <ctime>
#include <fstream>
#include <sys/utsname.h>

namespace dtrace::format {

using consume::AggEntry;
using consume::AggTable;
using consume::Datum;
using consume::Firing;
using consume::Item;
using dif::StatementKind;

namespace {

constexpr uint64_t VERSION = 1;
constexpr uint64_t NSEC_PER_SEC = 1000000000;

struct ActionName {
    uint32_t kind;
    const char* name;
};

/// What a recorded datum is called; all others are trace().
constexpr ActionName DATA[] = {
    {DTRACE_ACT_TRACEMEM, "tracemem"}, {DTRACE_ACT_PRINT, "print"},   {DTRACE_ACT_STACK, "stack"},
    {DTRACE_ACT_USTACK, "ustack"},     {DTRACE_ACT_JSTACK, "jstack"}, {DTRACE_ACT_SYM, "sym"},
    {DTRACE_ACT_MOD, "mod"},           {DTRACE_ACT_USYM, "usym"},     {DTRACE_ACT_UMOD, "umod"},
    {DTRACE_ACT_UADDR, "uaddr"},
};

const char* data_name(uint32_t kind) {
    for (const ActionName& row : DATA) {
        if (row.kind == kind)
            return row.name;
    }
    return "trace";
}

struct StatementName {
    StatementKind kind;
    const char* name;
};

constexpr StatementName STATEMENTS[] = {
    {StatementKind::Printf, "printf"},       {StatementKind::System, "system"},
    {StatementKind::Freopen, "freopen"},     {StatementKind::Ftruncate, "ftruncate"},
    {StatementKind::Clear, "clear"},         {StatementKind::Trunc, "trunc"},
    {StatementKind::Normalize, "normalize"}, {StatementKind::Denormalize, "denormalize"},
};

const char* statement_name(StatementKind kind) {
    for (const StatementName& row : STATEMENTS) {
        if (row.kind == kind)
            return row.name;
    }
    return "";
}

void open_line(JsonText& json, const char* type) {
    json.begin_object();
    json.key("v").integer(VERSION);
    json.key("type").string(type);
}

std::string first_line(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

void open_item(JsonText& json, const char* action) {
    json.begin_object();
    json.key("act").string(action);
}

void bucket_list(JsonText& json, const AggTable& table, const std::vector<uint64_t>& words) {
    json.begin_array();
    consume::Histogram h = consume::histogram(table.var.kind, table.var.arg, words);
    for (const consume::Bucket& b : h.buckets) {
        if (b.count == 0)
            continue;
        json.begin_object();
        if (b.lo)
            json.key("lo").integer(*b.lo);
        if (b.hi)
            json.key("hi").integer(*b.hi);
        json.key("count").integer(b.count);
        json.end_object();
    }
    json.end_array();
}

} // namespace

void json_probe(JsonText& json, const kern::Probe& probe) {
    json.begin_object();
    json.key("id").integer(uint64_t{probe.id});
    json.key("provider").text(probe.provider);
    json.key("module").text(probe.module);
    json.key("function").text(probe.function);
    json.key("name").text(probe.name);
    json.end_object();
}

struct JsonSink::Handler {
    StatementKind kind;
    void (JsonSink::*show)(const Item&);
};

const JsonSink::Handler JsonSink::handlers[] = {
    {StatementKind::Trace, &JsonSink::trace},
    {StatementKind::Printf, &JsonSink::formatted_item},
    {StatementKind::System, &JsonSink::formatted_item},
    {StatementKind::Freopen, &JsonSink::formatted_item},
    {StatementKind::Printa, &JsonSink::printa},
    {StatementKind::Exit, &JsonSink::exit},
    {StatementKind::Clear, &JsonSink::on_aggregations},
    {StatementKind::Trunc, &JsonSink::on_aggregations},
    {StatementKind::Normalize, &JsonSink::on_aggregations},
    {StatementKind::Denormalize, &JsonSink::on_aggregations},
    {StatementKind::Setopt, &JsonSink::setopt},
    {StatementKind::Ftruncate, &JsonSink::plain},
};

void JsonSink::line(const JsonText& json) {
    output_.write(json.str());
    output_.write("\n");
}

void JsonSink::start(const RunStart& start) {
    timespec wall{};
    ::clock_gettime(CLOCK_REALTIME, &wall);
    utsname system{};
    ::uname(&system);
    JsonText json;
    open_line(json, "start");
    json.key("argv").begin_array();
    for (const std::string& word : start.argv)
        json.text(word);
    json.end_array();
    json.key("kernel").string(system.release);
    json.key("boot_id").string(first_line("/proc/sys/kernel/random/boot_id"));
    json.key("ts").integer(start.now);
    json.key("wall").integer(static_cast<uint64_t>(wall.tv_sec) * NSEC_PER_SEC +
                             static_cast<uint64_t>(wall.tv_nsec));
    json.end_object();
    line(json);
}

void JsonSink::matched(const std::string& program, bool is_script, uint64_t probes) {
    JsonText json;
    open_line(json, "program");
    json.key(is_script ? "script" : "description").text(program);
    json.key("matched").integer(probes);
    json.end_object();
    line(json);
}

void JsonSink::process_end(const ProcessEnd& end) {
    JsonText json;
    open_line(json, "proc");
    json.key("pid").integer(int64_t{end.pid});
    if (end.created && end.signal)
        json.key("signal").integer(int64_t{end.signal});
    else if (end.created)
        json.key("status").integer(int64_t{end.status});
    json.key("text").string(end.text);
    json.end_object();
    line(json);
}

void JsonSink::finish(int status) {
    JsonText json;
    open_line(json, "end");
    json.key("status").integer(int64_t{status});
    json.key("drops").begin_object();
    for (const auto& [tag, count] : drops_)
        json.key(tag).integer(count);
    json.end_object();
    json.end_object();
    line(json);
    flush();
}

void JsonSink::begin(const Firing& firing) {
    record_ = JsonText();
    open_line(record_, "record");
    record_.key("ts").integer(firing.timestamp);
    record_.key("cpu").integer(uint64_t{firing.cpu});
    json_probe(record_.key("probe"), *firing.ecb->probe);
    record_.key("epid").integer(uint64_t{firing.ecb->epid});
    record_.key("items").begin_array();
}

void JsonSink::end(const Firing&) {
    record_.end_array();
    record_.end_object();
    line(record_);
}

void JsonSink::show(const Firing&, const Item& item) {
    for (const Handler& handler : handlers) {
        if (handler.kind == item.statement->kind)
            return (this->*handler.show)(item);
    }
}

void JsonSink::trace(const Item& item) {
    for (size_t i = 0; i < item.data.size(); i++) {
        const Datum& datum = item.data[i];
        if (datum.kind == DTRACE_ACT_TRACEMEM_LEN)
            continue;
        open_item(record_, data_name(datum.kind));
        if (datum.kind == DTRACE_ACT_TRACEMEM) {
            record_.key("hex").hex(tracemem_bytes(item, i));
        } else {
            if (datum.value.type &&
                (datum.kind == DTRACE_ACT_PRINT || datum.kind == DTRACE_ACT_DIFEXPR))
                record_.key("ctype").string(types::spell(datum.value.type));
            json_value(record_.key("value"), datum.value, symbols_, strsize());
        }
        record_.end_object();
    }
}

void JsonSink::formatted_item(const Item& item) {
    open_item(record_, statement_name(item.statement->kind));
    if (item.statement->format)
        record_.key("format").text(item.statement->format->text);
    record_.key("args").begin_array();
    for (const Datum& datum : item.data)
        json_value(record_, datum.value, symbols_, strsize());
    record_.end_array();
    record_.key("text").text(formatted(item));
    record_.end_object();
}

void JsonSink::values(const std::vector<consume::Value>& values) {
    record_.begin_array();
    for (const consume::Value& value : values)
        json_value(record_, value, symbols_, strsize());
    record_.end_array();
}

/// The value of one aggregation in a row of printa().
void JsonSink::cell(const AggTable& table, const AggEntry* entry) {
    std::vector<uint64_t> words = entry ? entry->words : consume::empty_state(table.var);
    if (consume::is_quantizer(table.var.kind))
        bucket_list(record_, table, words);
    else
        record_.integer(consume::scalar_value(table.var, words, table.normal));
}

void JsonSink::printa(const Item& item) {
    auto tables = printed_tables(item);
    open_item(record_, "printa");
    record_.key("aggs").begin_array();
    for (const AggTable* table : tables)
        record_.string(table->var.name);
    record_.end_array();
    record_.key("rows").begin_array();
    for (const consume::Row& row : consume::sorted_rows(tables, order())) {
        record_.begin_object();
        record_.key("keys");
        values(*row.keys);
        record_.key("values").begin_array();
        for (size_t i = 0; i < tables.size(); i++)
            cell(*tables[i], row.entries[i]);
        record_.end_array();
        record_.end_object();
    }
    record_.end_array();
    if (const auto& format = item.statement->format) {
        record_.key("format").text(format->text);
        record_.key("text").text(formatted_rows(*format, tables));
    }
    record_.end_object();
}

void JsonSink::exit(const Item& item) {
    open_item(record_, "exit");
    record_.key("status").integer(
        static_cast<int64_t>(item.data.empty() ? 0 : consume::number_of(item.data[0].value)));
    record_.end_object();
}

/// clear(), trunc(), normalize(), denormalize()
void JsonSink::on_aggregations(const Item& item) {
    open_item(record_, statement_name(item.statement->kind));
    record_.key("aggs").begin_array();
    for (uint32_t agg : item.statement->aggs) {
        if (const AggTable* table = aggs_.find(agg))
            record_.string(table->var.name);
    }
    record_.end_array();
    if (!item.data.empty())
        json_value(record_.key("n"), item.data[0].value, symbols_, strsize());
    record_.end_object();
}

void JsonSink::setopt(const Item& item) {
    open_item(record_, "setopt");
    constexpr const char* names[] = {"option", "value"};
    for (size_t i = 0; i < std::min(item.data.size(), std::size(names)); i++)
        json_value(record_.key(names[i]), item.data[i].value, symbols_, strsize());
    record_.end_object();
}

void JsonSink::plain(const Item& item) {
    open_item(record_, statement_name(item.statement->kind));
    record_.end_object();
}

void JsonSink::show_aggregation(const AggTable& table) {
    for (const consume::Row& row : consume::sorted_rows({&table}, order())) {
        record_ = JsonText();
        open_line(record_, "agg");
        record_.key("name").string(table.var.name);
        record_.key("func").string(consume::agg_function_name(table.var.kind));
        record_.key("keys");
        values(*row.keys);
        record_.key(consume::is_quantizer(table.var.kind) ? "buckets" : "value");
        cell(table, row.entries[0]);
        record_.key("normal").integer(table.normal);
        record_.end_object();
        line(record_);
    }
}

void JsonSink::error(const consume::ProbeError& error) {
    JsonText json;
    open_line(json, "error");
    json.key("epid").integer(uint64_t{error.epid});
    if (error.probe)
        json_probe(json.key("probe"), *error.probe);
    json.key("fault").string(fault_name(error.fault));
    json.key("action").integer(uint64_t{error.action});
    json.key("offset").integer(error.offset);
    json.key("addr").address(error.address);
    json.key("text").string(probe_error_text(error));
    json.end_object();
    line(json);
}

void JsonSink::consumer_error(const Firing& firing, const std::string& text) {
    JsonText json;
    open_line(json, "error");
    json.key("epid").integer(uint64_t{firing.ecb->epid});
    json_probe(json.key("probe"), *firing.ecb->probe);
    json.key("text").text(consumer_error_text(firing, text));
    json.end_object();
    line(json);
}

void JsonSink::drop(const consume::Drop& drop) {
    drops_[std::string(drop.tag)] = drop.total;
    JsonText json;
    open_line(json, "drop");
    json.key("class").string(drop.tag);
    if (drop.cpu)
        json.key("cpu").integer(uint64_t{*drop.cpu});
    json.key("count").integer(drop.count);
    json.key("total").integer(drop.total);
    json.key("text").string(drop.text);
    json.end_object();
    line(json);
}

} // namespace dtrace::format
