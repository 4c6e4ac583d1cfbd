/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Renderer: what the outputs have in common, be they text or JSON: where they write to, the
/// actions that concern the output itself, and which aggregations are still to be printed.
#pragma once

#include "consume/agg.h"
#include "consume/agg_sort.h"
#include "consume/sink.h"
#include "format/output.h"
#include "format/report.h"
#include "format/symbols.h"
#include "kern/options.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dtrace::format {

/// How a process of -c or -p ended.
struct ProcessEnd {
    int pid = 0;
    bool created = false; ///< by -c: status or signal is known
    int status = 0;
    int signal = 0; ///< 0: it exited
    std::string text;
};

/// What a run begins with.
struct RunStart {
    std::vector<std::string> argv;
    uint64_t now = 0; ///< of the clock of the records
};

/// Keeps references to everything it is made of. Not thread-safe.
class Renderer : public consume::Sink {
public:
    struct Parts {
        Output& output;
        const Report& report;
        const kern::Options& options;
        consume::AggStore& aggs;
        const SymbolNames& symbols;
    };

    /// Carries out system(), freopen() and ftruncate(), then shows whatever it is.
    void item(const consume::Firing& firing, const consume::Item& item) final;
    void flush() final;

    /// All aggregations that printa() has not printed.
    void print_aggregations();

    /// The first failure to write; nothing more is written after it.
    const Status& write_status() const { return write_status_; }

    /// Events that text shows as notices of the command, or not at all.
    virtual void start(const RunStart&) {}
    virtual void matched(const std::string& /*program*/, bool /*is_script*/, uint64_t /*probes*/) {}
    virtual void process_end(const ProcessEnd&) {}
    virtual void finish(int /*status*/) {}
    /// What separates the records from the aggregations, and a ^C from them.
    virtual void gap() {}

protected:
    explicit Renderer(const Parts& parts)
        : output_(parts.output), report_(parts.report), options_(parts.options), aggs_(parts.aggs),
          symbols_(parts.symbols) {}

    virtual void show(const consume::Firing& firing, const consume::Item& item) = 0;
    virtual void show_aggregation(const consume::AggTable& table) = 0;

    bool on(kern::Opt opt) const { return options_.on(opt); }
    uint64_t strsize() const { return options_.number(kern::Opt::StrSize, 256); }
    consume::SortOrder order() const;
    /// The text of an item's format.
    std::string formatted(const consume::Item& item) const;
    /// Tables of a printa(), marked as printed when they have anything.
    std::vector<const consume::AggTable*> printed_tables(const consume::Item& item);
    /// A formatted printa(): the format once a row.
    std::string formatted_rows(const fmt::Format& format,
                               const std::vector<const consume::AggTable*>& tables) const;

    Output& output_;
    const Report& report_;
    const kern::Options& options_;
    consume::AggStore& aggs_;
    const SymbolNames& symbols_;

private:
    struct Effect;
    static const Effect effects[];
    void system(const consume::Firing&, const consume::Item&);
    void freopen(const consume::Firing&, const consume::Item&);
    void ftruncate(const consume::Firing&, const consume::Item&);

    Status write_status_;
};

/// Text or JSON, as `-x oformat` says.
std::unique_ptr<Renderer> make_renderer(const Renderer::Parts& parts);

/// The bytes of tracemem() that count: all, or as many as the length recorded before them says.
Bytes tracemem_bytes(const consume::Item& item, size_t at);

} // namespace dtrace::format
