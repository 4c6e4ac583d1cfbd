/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Session: one run of tracing, from enabling to the last record.
///
/// enable()* -> go() -> { wait(), pass() }* -> stop() -> finish(). Everything decoded goes to a
/// Sink; actions that belong to the consumer (exit, clear, trunc, normalize, denormalize, setopt)
/// are carried out in their place in the order of records. Not thread-safe.
#pragma once

#include "consume/agg.h"
#include "consume/ecb.h"
#include "consume/sink.h"
#include "consume/stream.h"
#include "kern/device.h"
#include "kern/options.h"
#include "kern/probes.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dtrace::consume {

class Session {
public:
    Session(kern::Device& device, kern::Probes& probes, kern::Options& options)
        : device_(device), options_(options), ecbs_(device, probes) {}

    struct Enabled {
        uint32_t matched = 0; ///< (clause, probe) pairs
        uint32_t refused = 0; ///< descriptions none of whose probes could be enabled
        /// What providers refused, a sentence for each reason.
        std::vector<std::string> refusals;
    };
    /// Tells the kernel the options that are set; before the first enable().
    Status set_options();
    Result<Enabled> enable(std::shared_ptr<const dif::Program> program);

    /// Starts tracing; BEGIN has fired when it returns.
    Status go();

    enum class State {
        Running,
        Exiting, ///< exit(), or a fill buffer is full: stop() now
    };
    /// One round: whatever is due by the rates. Fails when the kernel ended tracing, or on a device
    /// error.
    Result<State> pass(Sink& sink);
    /// Sleeps until something may be due; a signal ends it early.
    void wait();

    /// Ends tracing; END has fired when it returns.
    Status stop();
    /// Consumes all that is left and reports the last drops.
    Status finish(Sink& sink);

    /// Asked before each record; true abandons consumption (an impatient user).
    void set_abort(std::function<bool()> abort) { abort_ = std::move(abort); }

    AggStore& aggregations() { return aggs_; }
    int exit_status() const { return exit_status_; }
    /// What was reported so far, by tag.
    const std::map<std::string, uint64_t, std::less<>>& total_drops() const { return total_drops_; }

private:
    struct Timer {
        uint64_t last = 0;
        bool started = false;
        bool due(uint64_t now, uint64_t period);
    };

    std::vector<std::string> refusals();
    Result<dtrace_status> status();
    bool consume_due(uint64_t now, const dtrace_status& status);
    Status snapshot_aggregations();
    Status merge_aggregations(uint32_t cpu, Bytes data);
    Status snapshot_principals();
    void drain(Sink& sink, bool all);
    void report_pending(Sink& sink);
    void firing(Sink& sink, const RawRecord& record, const Ecb& ecb);
    void statement(Sink& sink, const Firing& firing, const Item& item);
    void report(Sink& sink, Drop drop);
    void report_drops(Sink& sink, const dtrace_status& status);

    struct Handler;
    static const Handler handlers[];
    void do_exit(Sink&, const Firing&, const Item&);
    void do_clear(Sink&, const Firing&, const Item&);
    void do_trunc(Sink&, const Firing&, const Item&);
    void do_normalize(Sink&, const Firing&, const Item&);
    void do_denormalize(Sink&, const Firing&, const Item&);
    void do_setopt(Sink&, const Firing&, const Item&);

    kern::Device& device_;
    kern::Options& options_;
    Ecbs ecbs_;
    AggStore aggs_;
    Streams streams_;
    DropCounters counters_;
    std::map<uint32_t, uint64_t> principal_drops_, aggregation_drops_; ///< by CPU, not yet reported
    std::shared_ptr<const dif::Program> error_program_;
    std::function<bool()> abort_;
    Timer switch_timer_, agg_timer_, status_timer_;
    uint64_t firings_seen_ = 0;
    std::map<std::string, uint64_t, std::less<>> total_drops_;
    uint32_t ncpus_ = 0;
    int exit_status_ = 0;
};

} // namespace dtrace::consume
