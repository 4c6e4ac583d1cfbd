/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// JsonSink: everything that happens, one JSON object a line (-x oformat=json);
/// Documentation/trace/dtrace/json.rst is the schema.
#pragma once

#include "format/json_text.h"
#include "format/renderer.h"

namespace dtrace::format {

class JsonSink final : public Renderer {
public:
    explicit JsonSink(const Parts& parts) : Renderer(parts) {}

    void begin(const consume::Firing& firing) override;
    void end(const consume::Firing& firing) override;
    void error(const consume::ProbeError& error) override;
    void drop(const consume::Drop& drop) override;
    void consumer_error(const consume::Firing& firing, const std::string& text) override;
    void start(const RunStart& start) override;
    void matched(const std::string& program, bool is_script, uint64_t probes) override;
    void process_end(const ProcessEnd& end) override;
    void finish(int status) override;

private:
    struct Handler;
    static const Handler handlers[];
    void show(const consume::Firing& firing, const consume::Item& item) override;
    void show_aggregation(const consume::AggTable& table) override;

    void trace(const consume::Item&);
    void formatted_item(const consume::Item&);
    void printa(const consume::Item&);
    void exit(const consume::Item&);
    void on_aggregations(const consume::Item&);
    void setopt(const consume::Item&);
    void plain(const consume::Item&);

    void values(const std::vector<consume::Value>& values);
    void cell(const consume::AggTable& table, const consume::AggEntry* entry);
    void line(const JsonText& json);

    JsonText record_; ///< of the firing at hand
    std::map<std::string, uint64_t, std::less<>> drops_;
};

/// {"id":..,"provider":..,"module":..,"function":..,"name":..}
void json_probe(JsonText& json, const kern::Probe& probe);

} // namespace dtrace::format
