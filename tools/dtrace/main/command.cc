// SPDX-License-Identifier: GPL-2.0
// The steps of every invocation, in order.
#include "main/command.h"

#include "base/strings.h"
#include "format/output.h"
#include "main/command_line.h"
#include "main/compiler.h"
#include "main/list_cmd.h"
#include "main/run_cmd.h"
#include "main/system_names.h"

#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace dtrace::cli {

namespace {

using kern::Opt;
using kern::OptOrigin;

constexpr const char* D_VERSION = "Linux D 2.0";
constexpr uint64_t DEFAULT_BUFFER = 4 << 20;

/// One invocation. Steps return false when they have reported a failure.
class Command {
public:
    explicit Command(CommandLine line) : line_(std::move(line)), report_(line_.command, options_) {}

    int run(OpenDevice open_device);

private:
    bool set_options();
    void set_environment_options();
    bool open_output();
    bool start_targets();
    bool compile();
    int act();
    int list();
    int describe();
    int trace();
    int version();
    int unsupported();

    bool fail_target(const TargetError& why) {
        bool tagged = options_.on(Opt::ErrTags) && !why.tag.empty();
        return fail((tagged ? "[" + why.tag + "] " : "") + why.error.message);
    }
    bool fail(const std::string& text) {
        report_.error(text);
        return false;
    }

    CommandLine line_;
    kern::Options options_;
    format::Report report_;
    format::Output output_;
    types::Table table_;
    SystemNames names_{table_};
    std::unique_ptr<kern::Device> device_;
    std::unique_ptr<kern::Probes> probes_;
    std::unique_ptr<Compiler> compiler_;
    std::vector<Compiled> programs_;
    Targets targets_;
};

/// DTRACE_OPT_NAME=value; failures are silent.
void Command::set_environment_options() {
    for (const kern::OptRow& row : kern::Options::rows()) {
        std::string name = "DTRACE_OPT_";
        for (char c : row.name)
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        const char* text = std::getenv(name.c_str());
        if (!text)
            continue;
        std::optional<std::string> value;
        if (*text)
            value = text;
        [[maybe_unused]] bool ignored = options_.set(row.name, value, OptOrigin::Command).ok();
    }
}

bool Command::set_options() {
    options_.put(Opt::BufSize, DEFAULT_BUFFER);
    options_.put(Opt::AggSize, DEFAULT_BUFFER);
    options_.put(Opt::Temporal, 1);
    set_environment_options();
    for (const Setting& setting : line_.settings) {
        auto set = options_.set(setting.name, setting.value, OptOrigin::Command);
        if (!set)
            return fail("failed to set " + setting.label + ": " + set.error().message);
    }
    if (line_.mode == Mode::List)
        options_.put(Opt::ZDefs, 1);
    return true;
}

bool Command::open_output() {
    if (!line_.output)
        return true;
    auto opened = output_.open(*line_.output);
    return opened ||
           fail("failed to open output file '" + *line_.output + "': " + opened.error().message);
}

bool Command::start_targets() {
    Launch launch;
    if (options_.is_set(Opt::EvalTime))
        launch.when = static_cast<EvalTime>(options_.number(Opt::EvalTime, 0));
    launch.setenv = options_.list(Opt::SetEnv);
    launch.unsetenv = options_.list(Opt::UnsetEnv);
    for (const Target& target : line_.targets) {
        auto started =
            target.create ? targets_.create(target.text, launch) : targets_.grab(target.text);
        if (!started)
            return fail_target(started.error());
    }
    names_.set_target(static_cast<uint64_t>(targets_.first()));
    return true;
}

bool Command::compile() {
    std::vector<std::string> arguments{line_.argv0};
    arguments.insert(arguments.end(), line_.operands.begin(), line_.operands.end());
    compiler_ =
        std::make_unique<Compiler>(*probes_, options_, names_.catalog(), table_,
                                   std::move(arguments), targets_.first(), &names_.user_catalog());
    for (const ProgramSpec& spec : line_.programs) {
        auto compiled = compiler_->compile(spec);
        if (!compiled) {
            fail(compiled.error().message);
            for (const std::string& text : compiler_->more_errors())
                fail(text);
            return false;
        }
        programs_.push_back(std::move(*compiled));
    }
    return true;
}

int Command::list() {
    Programs programs;
    for (const Compiled& compiled : programs_)
        programs.push_back(compiled.program);
    auto arg_types = [&](const kern::Probe& probe) { return compiler_->arg_types(probe); };
    bool json = options_.number(Opt::OFormat, 0) != 0;
    return list_probes({*probes_, programs, line_.verbose, json, arg_types, output_, report_});
}

/// -e -v
int Command::describe() {
    auto arg_types = [&](const kern::Probe& probe) { return compiler_->arg_types(probe); };
    const ListInput input{*probes_, {}, true, false, arg_types, output_, report_};
    for (const Compiled& compiled : programs_)
        describe_program(input, compiled);
    auto flushed = output_.flush();
    return flushed || fail(flushed.error().message) ? 0 : 1;
}

int Command::trace() {
    names_.set_resolve_user(!options_.on(Opt::NoResolve));
    auto remember = [this](uint64_t pid) { names_.remember(pid); };
    return run_programs({*device_, *probes_, options_, programs_, targets_, output_, report_,
                         names_, remember, line_.words, line_.verbose});
}

int Command::act() {
    if (line_.mode == Mode::List)
        return list();
    if (line_.compile_only)
        return line_.verbose ? describe() : 0;
    return trace();
}

int Command::version() {
    std::printf("%s: %s\n", line_.command.c_str(), D_VERSION);
    if (line_.verbose)
        std::printf("This is DTrace for Linux, device interface %u\n", DTRACE_API_VERSION);
    if (std::fflush(stdout) == 0)
        return 0;
    fail(errno_error(errno, "failed to write to <stdout>").message);
    return 1;
}

/// Modes that are part of the command, but not of this release.
int Command::unsupported() {
    constexpr struct {
        Mode mode;
        const char* text;
    } rows[] = {
        {Mode::Anonymous, "-A: tracing from boot on is not supported yet"},
        {Mode::Link, "-G: objects with static probes are not supported yet"},
        {Mode::Header, "-h: headers for static probes are not supported yet"},
    };
    for (const auto& row : rows) {
        if (row.mode == line_.mode)
            fail(row.text);
    }
    return 1;
}

int Command::run(OpenDevice open_device) {
    if (line_.mode == Mode::Version)
        return version();
    if (line_.mode != Mode::Trace && line_.mode != Mode::List)
        return unsupported();
    auto device = open_device();
    if (!device) {
        fail("failed to initialize dtrace: " + device.error().message);
        return 1;
    }
    device_ = std::move(*device);
    probes_ = std::make_unique<kern::Probes>(*device_);
    if (line_.mode == Mode::Trace && !line_.compile_only)
        install_signal_handlers();
    bool ready = set_options() && open_output() && start_targets() && compile();
    return ready ? act() : 1;
}

} // namespace

int run_command(int argc, char** argv, OpenDevice open_device) {
    auto parsed = parse_command_line(argc, argv);
    if (auto* done = std::get_if<ExitStatus>(&parsed))
        return done->status;
    return Command(std::get<CommandLine>(std::move(parsed))).run(open_device);
}

} // namespace dtrace::cli
