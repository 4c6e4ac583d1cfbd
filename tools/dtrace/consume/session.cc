// SPDX-License-Identifier: GPL-2.0
// Enabling, start and stop, and the timing of the consumer's rounds.
#include "consume/session.h"

#include "base/strings.h"
#include "consume/error_clause.h"
#include "consume/notice.h"
#include "consume/snapshot.h"
#include "dof/write.h"

#include <algorithm>
#include <cerrno>

namespace dtrace::consume {

namespace {

using kern::Opt;

constexpr uint64_t NSEC_PER_SEC = 1000000000;
// How often the status is looked at when no rate asks for more: the latency of exit() and of
// output.
constexpr uint64_t SLICE = NSEC_PER_SEC / 10;
constexpr uint64_t STATUS_MOST = 10 * NSEC_PER_SEC;
constexpr size_t MESSAGE_SIZE = 512;

struct Reason {
    int sys;
    const char* text;
};

constexpr Reason GO_REASONS[] = {
    {EACCES, "Destructive actions not allowed"},
    {EALREADY, "Can't claim anonymous state and enable probes"},
    {ENOENT, "No anonymous tracing state"},
    {E2BIG, "END enablings exceed size of principal buffer"},
    {ENOSPC, "Enabling exceeds size of buffer"},
};

Error go_error(int sys) {
    for (const Reason& reason : GO_REASONS) {
        if (reason.sys == sys)
            return {reason.text, sys};
    }
    return errno_error(sys);
}

} // namespace

Status Session::set_options() {
    for (dtrace_opt& setting : options_.kernel_settings()) {
        long rc = device_.call(DTRACE_IOC_OPT_SET, setting);
        if (rc >= 0)
            continue;
        std::string name;
        for (const kern::OptRow& row : kern::Options::rows()) {
            if (row.kernel == setting.id)
                name = row.name;
        }
        std::string reason = rc == -EINVAL  ? "Invalid value for specified option"
                             : rc == -EPERM ? "the kernel is locked down (kernel_lockdown(7))"
                                            : errno_error(static_cast<int>(-rc)).message;
        return make_error(
            std::string("failed to set -x ").append(name).append(": ").append(reason));
    }
    return {};
}

Result<Session::Enabled> Session::enable(std::shared_ptr<const dif::Program> program) {
    auto image = dof::write_image(*program, ecbs_.program_count());
    if (!image)
        return image.error();
    char message[MESSAGE_SIZE] = "";
    dtrace_enable request{};
    request.dof = reinterpret_cast<uintptr_t>(image->data());
    request.dof_size = image->size();
    request.msg = reinterpret_cast<uintptr_t>(message);
    request.msg_size = sizeof(message);
    long rc = 0;
    {
        Notice notice("dtrace: enabling probes ...");
        rc = device_.call(DTRACE_IOC_ENABLE, request);
    }
    if (rc < 0) {
        message[sizeof(message) - 1] = '\0';
        return message[0] ? Error{message, static_cast<int>(-rc)}
                          : errno_error(static_cast<int>(-rc));
    }
    for (const dif::AggVar& agg : program->aggs)
        aggs_.declare(agg);
    ecbs_.add_program(std::move(program));
    Enabled enabled{request.nmatched, request.nrefused, {}};
    if (request.nfailed)
        enabled.refusals = refusals();
    return enabled;
}

std::vector<std::string> Session::refusals() {
    std::vector<std::string> texts;
    dtrace_refused refused{};
    for (; device_.call(DTRACE_IOC_REFUSED, refused) >= 0; refused.n++) {
        std::string first = kern::to_probe(refused.probe).text(), what = first, more;
        if (refused.count > 1) {
            what = counted(refused.count, "probe");
            more = " (" + first + " and others)";
        }
        what += " not enabled: ";
        what += refused.reason;
        texts.push_back(what + more);
    }
    return texts;
}

Status Session::go() {
    error_program_ = make_error_program();
    if (auto enabled = enable(error_program_); !enabled)
        return enabled.error();
    dtrace_conf conf{};
    if (long rc = device_.call(DTRACE_IOC_CONF, conf); rc < 0)
        return errno_error(static_cast<int>(-rc));
    ncpus_ = conf.ncpus;
    if (options_.on(Opt::AggPerCpu))
        aggs_.keep_cpus(ncpus_);
    streams_.set_temporal(options_.on(Opt::Temporal));
    dtrace_go go{};
    if (long rc = device_.call(DTRACE_IOC_GO, go); rc < 0)
        return go_error(static_cast<int>(-rc));
    streams_.set_rank(go.cpu, -1);
    return {};
}

Status Session::stop() {
    dtrace_go stop{};
    long rc = device_.call(DTRACE_IOC_STOP, stop);
    if (rc < 0)
        return errno_error(static_cast<int>(-rc));
    streams_.set_rank(stop.cpu, 1);
    return {};
}

bool Session::Timer::due(uint64_t now, uint64_t period) {
    if (started && now - last < period)
        return false;
    last = started && now - last < 2 * period ? last + period : now;
    started = true;
    return true;
}

void Session::wait() {
    uint64_t next = SLICE;
    for (Opt rate : {Opt::SwitchRate, Opt::AggRate, Opt::StatusRate}) {
        if (options_.is_set(rate) && options_.number(rate, 0) != 0)
            next = std::min(next, options_.number(rate, 0));
    }
    device_.wait(next);
}

Result<dtrace_status> Session::status() {
    dtrace_status status{};
    long rc = device_.call(DTRACE_IOC_STATUS, status);
    if (rc < 0)
        return errno_error(static_cast<int>(-rc));
    if (status.killed)
        return make_error("Abort due to systemic unresponsiveness");
    return status;
}

/// With a rate, at that rate. Without one, whenever something fired.
bool Session::consume_due(uint64_t now, const dtrace_status& status) {
    if (options_.number(Opt::SwitchRate, 0) != 0)
        return switch_timer_.due(now, options_.number(Opt::SwitchRate, 0));
    bool fired = status.firings != firings_seen_;
    firings_seen_ = status.firings;
    return switch_timer_.due(now, NSEC_PER_SEC) || fired || !streams_.empty();
}

Result<Session::State> Session::pass(Sink& sink) {
    auto now_status = status();
    if (!now_status)
        return now_status.error();
    uint64_t now = device_.now();
    bool consume = consume_due(now, *now_status);
    uint64_t agg_rate = options_.number(Opt::AggRate, 0);
    // A pass that prints shows aggregations as of now, unless a rate was asked for.
    if (agg_rate ? agg_timer_.due(now, agg_rate) : consume) {
        if (auto done = snapshot_aggregations(); !done)
            return done.error();
    }
    if (consume) {
        if (auto done = snapshot_principals(); !done)
            return done.error();
        drain(sink, false);
    }
    uint64_t status_rate = std::min(options_.number(Opt::StatusRate, NSEC_PER_SEC), STATUS_MOST);
    if (status_timer_.due(now, status_rate)) {
        report_pending(sink);
        report_drops(sink, *now_status);
    }
    sink.flush();
    return now_status->exiting || now_status->filled ? State::Exiting : State::Running;
}

Status Session::finish(Sink& sink) {
    auto last_status = status();
    if (!last_status)
        return last_status.error();
    report_drops(sink, *last_status);
    if (auto done = snapshot_aggregations(); !done)
        return done;
    if (auto done = snapshot_principals(); !done)
        return done;
    drain(sink, true);
    report_pending(sink);
    sink.flush();
    return {};
}

Status Session::merge_aggregations(uint32_t cpu, Bytes data) {
    for (uint64_t at = 0; at < data.size();) {
        auto header = load<dtrace_agg_hdr>(data, at);
        if (!header || header->size < sizeof(*header) || header->size > data.size() - at)
            return make_error("an aggregation buffer is malformed");
        const AggLayout* layout = ecbs_.find_aggregation(header->aggid);
        if (!layout || !aggs_.merge(*layout, data.subspan(at, header->size), cpu))
            return make_error("an aggregation entry does not match its description");
        at += header->size;
    }
    return {};
}

Status Session::snapshot_aggregations() {
    for (uint32_t cpu = 0; cpu < ncpus_; cpu++) {
        auto snapshot = take_snapshot(device_, cpu, DTRACE_BUF_AGGREGATION);
        if (!snapshot)
            return snapshot.error();
        if (!*snapshot)
            continue;
        if (auto merged = merge_aggregations(cpu, (*snapshot)->data); !merged)
            return merged;
        if ((*snapshot)->drops)
            aggregation_drops_[cpu] += (*snapshot)->drops;
    }
    return {};
}

Status Session::snapshot_principals() {
    for (uint32_t cpu = 0; cpu < ncpus_; cpu++) {
        auto snapshot = take_snapshot(device_, cpu, DTRACE_BUF_PRINCIPAL);
        if (!snapshot)
            return snapshot.error();
        if (!*snapshot) {
            streams_.forget(cpu);
            continue;
        }
        if (!streams_.add(cpu, (*snapshot)->data, (*snapshot)->switch_time) ||
            !streams_.add(cpu, (*snapshot)->newest, (*snapshot)->switch_time))
            return make_error("a trace buffer is malformed");
        if ((*snapshot)->drops)
            principal_drops_[cpu] += (*snapshot)->drops;
    }
    return {};
}

void Session::report(Sink& sink, Drop drop) {
    drop.total = total_drops_[std::string(drop.tag)] += drop.count;
    sink.drop(drop);
}

/// Drops of buffers come after the records of the passes that saw them, at the pace of the status.
void Session::report_pending(Sink& sink) {
    for (auto [cpu, count] : std::exchange(aggregation_drops_, {}))
        report(sink, aggregation_drop(cpu, count));
    for (auto [cpu, count] : std::exchange(principal_drops_, {}))
        report(sink, principal_drop(cpu, count));
}

void Session::report_drops(Sink& sink, const dtrace_status& status) {
    for (Drop& drop : counters_.update(status)) {
        if (drop.tag == "LATE") {
            for (const std::string& text : refusals())
                drop.text += "; " + text;
        }
        report(sink, std::move(drop));
    }
}

} // namespace dtrace::consume
