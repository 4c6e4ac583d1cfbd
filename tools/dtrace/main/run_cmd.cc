// SPDX-License-Identifier: GPL-2.0
// The life of a tracing command: enable, go, loop, stop, last words.
#include "main/run_cmd.h"

#include "base/strings.h"
#include "consume/session.h"
#include "format/renderer.h"
#include "main/list_cmd.h"
#include "main/resize.h"

#include <atomic>
#include <csignal>
#include <memory>

namespace dtrace::cli {

namespace {

using consume::Session;

std::atomic<int> signals_seen{0};

extern "C" void on_signal(int) {
    signals_seen++;
}

bool interrupted() {
    return signals_seen > 0;
}

bool impatient() {
    return signals_seen > 1;
}

/// One tracing run. Every step returns false when it has reported a failure.
class Run {
public:
    explicit Run(const RunInput& input)
        : in_(input), session_(input.device, input.probes, input.options),
          renderer_(format::make_renderer(
              {input.output, input.report, input.options, session_.aggregations(), input.symbols})),
          sink_(*renderer_) {
        session_.set_abort(impatient);
    }

    bool enable();
    bool start();
    bool loop();
    bool end();
    /// The last words; returns the exit status.
    int finish(bool ok);

private:
    bool fail(const std::string& text) {
        in_.report.error(text);
        return false;
    }
    bool written() {
        sink_.flush();
        return sink_.write_status().ok() || fail(sink_.write_status().error().message);
    }
    bool accept_refusals(const Compiled& compiled, const Session::Enabled& enabled);
    void reduce_symbol_keys();
    void remember_targets();

    const RunInput& in_;
    Session session_;
    std::unique_ptr<format::Renderer> renderer_;
    format::Renderer& sink_;
};

std::string matched_text(const Compiled& compiled, uint32_t matched) {
    return std::string(compiled.is_script ? "script '" : "description '") + compiled.program->name +
           "' matched " + counted(matched, "probe");
}

/// Hits of one symbol or module become one key.
void Run::reduce_symbol_keys() {
    session_.aggregations().set_reduce([this](consume::Address& address) {
        using Kind = consume::Address::Kind;
        if (address.kind == Kind::UAddr)
            return;
        bool user = address.kind == Kind::USym || address.kind == Kind::UMod;
        bool module = address.kind == Kind::Mod || address.kind == Kind::UMod;
        auto symbol = user ? in_.symbols.user(address.pid, address.address)
                           : in_.symbols.kernel(address.address);
        if (!symbol || symbol->module.empty())
            return;
        if (module && symbol->object_start)
            address.address = symbol->object_start;
        else if (!symbol->name.empty())
            address.address -= symbol->offset;
    });
}

/// A description that comes to nothing is an error, as one that matches nothing.
bool Run::accept_refusals(const Compiled& compiled, const Session::Enabled& enabled) {
    for (const std::string& text : enabled.refusals)
        in_.report.error(text);
    if (!enabled.refused || in_.options.on(kern::Opt::ZDefs))
        return true;
    return fail("failed to enable '" + compiled.program->name +
                "': a description has no probe that can be enabled");
}

bool Run::enable() {
    reduce_symbol_keys();
    sink_.start({in_.argv, in_.device.now()});
    if (in_.options.on(kern::Opt::GrabAnon))
        return fail(std::string("could not enable tracing: ") +
                    (in_.programs.empty() ? "No anonymous tracing state"
                                          : "Can't claim anonymous state and enable probes"));
    if (auto set = session_.set_options(); !set)
        return fail(set.error().message);
    uint64_t matched = 0;
    for (const Compiled& compiled : in_.programs) {
        if (interrupted())
            return fail("interrupted before all probes were enabled");
        auto enabled = session_.enable(compiled.program);
        if (!enabled)
            return fail("failed to enable '" + compiled.program->name +
                        "': " + enabled.error().message);
        in_.report.notice(matched_text(compiled, enabled->matched));
        sink_.matched(compiled.program->name, compiled.is_script, enabled->matched);
        if (in_.verbose && in_.options.number(kern::Opt::OFormat, 0) == 0)
            in_.output.write(stability_text(compiled) + "\n");
        if (!accept_refusals(compiled, *enabled))
            return false;
        matched += enabled->matched;
    }
    if (in_.programs.empty())
        return fail("no probes specified");
    return matched || in_.options.on(kern::Opt::ZDefs) || fail("no probes matched");
}

void Run::remember_targets() {
    for (pid_t pid : in_.targets.alive())
        in_.remember(static_cast<uint64_t>(pid));
}

bool Run::start() {
    if (auto gone = session_.go(); !gone)
        return fail("could not enable tracing: " + gone.error().message);
    if (in_.options.on(kern::Opt::Destructive))
        in_.report.notice("allowing destructive actions");
    for (const std::string& text : changed_options(in_.device, in_.options))
        in_.report.error(text);
    remember_targets();
    in_.targets.release();
    return true;
}

bool Run::loop() {
    auto notice = [this](const format::ProcessEnd& end) {
        in_.report.notice(end.text);
        sink_.process_end(end);
    };
    for (;;) {
        auto state = session_.pass(sink_);
        if (!state)
            return fail("processing aborted: " + state.error().message);
        if (!written())
            return false;
        if (interrupted()) {
            sink_.gap();
            return true;
        }
        if (*state == Session::State::Exiting || in_.targets.poll(notice))
            return true;
        remember_targets();
        session_.wait();
    }
}

bool Run::end() {
    if (auto stopped = session_.stop(); !stopped)
        return fail("couldn't stop tracing: " + stopped.error().message);
    if (auto finished = session_.finish(sink_); !finished)
        return fail("processing aborted: " + finished.error().message);
    sink_.gap();
    if (!impatient())
        sink_.print_aggregations();
    return written();
}

int Run::finish(bool ok) {
    int status = ok ? session_.exit_status() : 1;
    sink_.finish(status);
    return status;
}

} // namespace

void install_signal_handlers() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    for (int signal : {SIGINT, SIGTERM, SIGPIPE}) {
        struct sigaction old {};
        if (::sigaction(signal, nullptr, &old) == 0 && old.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr);
    }
}

int run_programs(const RunInput& input) {
    Run run(input);
    return run.finish(run.enable() && run.start() && run.loop() && run.end());
}

} // namespace dtrace::cli
