/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// TextSink: the classic text output.
#pragma once

#include "consume/agg.h"
#include "consume/agg_sort.h"
#include "consume/sink.h"
#include "format/columns.h"
#include "format/flow.h"
#include "format/output.h"
#include "format/report.h"
#include "format/symbols.h"
#include "kern/options.h"

namespace dtrace::format {

/// Keeps references to everything it is made of. Not thread-safe.
class TextSink final : public consume::Sink {
public:
    TextSink(Output& output, const Report& report, const kern::Options& options,
             consume::AggStore& aggs, const SymbolNames& symbols)
        : output_(output), report_(report), options_(options), aggs_(aggs), symbols_(symbols) {}

    void begin(const consume::Firing& firing) override;
    void item(const consume::Firing& firing, const consume::Item& item) override;
    void end(const consume::Firing& firing) override;
    void error(const consume::ProbeError& error) override;
    void drop(const consume::Drop& drop) override;
    void consumer_error(const consume::Firing& firing, const std::string& text) override;
    void flush() override;

    /// All aggregations that printa() has not printed.
    void print_aggregations();

    /// The first failure to write; nothing more is written after it.
    const Status& write_status() const { return write_status_; }

private:
    struct Handler;
    static const Handler handlers[];
    void trace(const consume::Firing&, const consume::Item&);
    void print(const consume::Firing&, const consume::Item&);
    void printa(const consume::Firing&, const consume::Item&);
    void system(const consume::Firing&, const consume::Item&);
    void freopen(const consume::Firing&, const consume::Item&);
    void ftruncate(const consume::Firing&, const consume::Item&);

    bool on(kern::Opt opt) const { return options_.on(opt); }
    bool newline() const { return !on(kern::Opt::Quiet) || on(kern::Opt::FlowIndent); }
    void header();
    std::string formatted(const consume::Item& item) const;
    ColumnStyle style(size_t text_width, bool quiet) const;
    consume::SortOrder order() const;

    Output& output_;
    const Report& report_;
    const kern::Options& options_;
    consume::AggStore& aggs_;
    const SymbolNames& symbols_;
    Flow flow_;
    Status write_status_;
    bool header_decided_ = false;
};

} // namespace dtrace::format
