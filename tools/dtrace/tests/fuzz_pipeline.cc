// SPDX-License-Identifier: GPL-2.0
// libFuzzer target: any bytes as a program, from its text to the verifier and, when that takes it,
// for a second of the in-process device. The first byte says whether it is a script and has
// libraries. Nothing but an error or output may come of it.
#include "consume/session.h"
#include "dof/read.h"
#include "dof/write.h"
#include "format/renderer.h"
#include "main/compiler.h"
#include "sema/fake_world.h"
#include "tests/fuzz.h"

#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>

using namespace dtrace;
using fuzz::require;

namespace {

constexpr uint64_t SECOND = 1000000000;
constexpr uint64_t BUFFER = 1 << 16;

/// A script is a file, a specifier is its text.
cli::ProgramSpec spec_of(const fuzz::Input& input) {
    using Kind = cli::ProgramSpec::Kind;
    const std::string& text = input.text;
    if (input.how & 1)
        return {Kind::Name, text};
    static const int file = ::memfd_create("case.d", MFD_CLOEXEC);
    require(::ftruncate(file, 0) == 0);
    require(::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return {Kind::Script, "/proc/self/fd/" + std::to_string(file)};
}

bool same(const std::vector<dtrace_opt>& a, const std::vector<dtrace_opt>& b) {
    return std::ranges::equal(
        a, b, [](const auto& x, const auto& y) { return x.id == y.id && x.value == y.value; });
}

/// Whatever a round says, it must end.
void run(consume::Session& session, kern::Device& device, format::Renderer& sink) {
    if (!session.go())
        return;
    for (int round = 0; round < 2 && session.pass(sink); round++)
        device.wait(SECOND);
    require(session.stop() && session.finish(sink));
    sink.print_aggregations();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto device = kern::open_inproc_device();
    require(device.ok());
    kern::Probes probes(**device);
    kern::Options options;
    options.put(kern::Opt::ArgRef, 1);
    const fuzz::Input input = fuzz::take(data, size);
    if (!(input.how & 2))
        options.put(kern::Opt::NoLibs, 1);
    for (kern::Opt opt :
         {kern::Opt::BufSize, kern::Opt::AggSize, kern::Opt::DynVarSize, kern::Opt::SpecSize})
        options.put(opt, BUFFER);
    const auto usual = options.kernel_settings();
    types::Table table;
    sema::FakeKernel kernel(table);
    cli::Compiler compiler(probes, options, kernel, table, {"dtrace", "1", "-2", "name", "a b"}, 0);
    auto compiled = compiler.compile(spec_of(input));
    if (!compiled) {
        require(!compiled.error().message.empty());
        return 0;
    }
    if (auto image = dof::write_image(*compiled->program, 0))
        require(dof::read_image(*image).ok());
    consume::Session session(**device, probes, options);
    // A program that sets sizes may ask for all memory of the machine.
    if (!same(options.kernel_settings(), usual) || !session.set_options())
        return 0;
    auto enabled = session.enable(compiled->program);
    if (!enabled) {
        // The verifier takes what the compiler makes, but for variables that this engine does not
        // have.
        require(enabled.error().sys != EINVAL ||
                enabled.error().message.ends_with("is not supported"));
        return 0;
    }
    format::Output output;
    require(output.open("/dev/null").ok());
    format::Report report("dtrace", options);
    format::NoSymbols symbols;
    auto renderer =
        format::make_renderer({output, report, options, session.aggregations(), symbols});
    run(session, **device, *renderer);
    return 0;
}
