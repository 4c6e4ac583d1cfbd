// SPDX-License-Identifier: GPL-2.0
// How many printf() records a second the consumer decodes and prints: the in-process engine makes
// them, only the time outside it counts. `bench-consume [RECORDS [PROGRAM]]`.
#include "kern/device.h"
#include "main/command.h"

#include "inproc.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;
using dtrace::Bytes;
using dtrace::Result;
using dtrace::kern::Device;

uint64_t wanted = 2000000;
uint64_t fired = 0;
Clock::duration in_engine{};

/// Fires test:::a in bursts while the consumer waits, then test:::b.
class BenchDevice final : public Device {
public:
    explicit BenchDevice(std::unique_ptr<Device> device) : device_(std::move(device)) {}

    long control(unsigned long cmd, void* arg) override { return device_->control(cmd, arg); }
    Result<Bytes> map(uint64_t offset, uint64_t size) override {
        return device_->map(offset, size);
    }
    uint64_t now() override { return device_->now(); }
    void wait(uint64_t ns) override {
        constexpr uint64_t burst = 100000;
        auto begin = Clock::now();
        device_->wait(ns);
        for (uint64_t i = 0; i < burst && fired < wanted; i++) {
            const uint64_t args[] = {fired++};
            ::dt_inproc_fire("a", args, 1);
        }
        if (fired == wanted)
            ::dt_inproc_fire("b", nullptr, 0);
        in_engine += Clock::now() - begin;
    }

private:
    std::unique_ptr<Device> device_;
};

Result<std::unique_ptr<Device>> open_bench_device() {
    auto device = dtrace::kern::open_inproc_device();
    if (!device)
        return device.error();
    return std::unique_ptr<Device>(std::make_unique<BenchDevice>(std::move(*device)));
}

double seconds(Clock::duration d) {
    return std::chrono::duration<double>(d).count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1)
        wanted = std::strtoull(argv[1], nullptr, 0);
    std::string program = argc > 2 ? argv[2]
                                   : "test:::a { printf(\"%d %s\\n\", arg0, \"text\"); } "
                                     "test:::b { exit(0); }";
    std::string words[] = {"dtrace", "-b",        "128m", "-x",   "strsize=32",
                           "-o",     "/dev/null", "-qn",  program};
    std::vector<char*> args;
    for (std::string& word : words)
        args.push_back(word.data());
    auto begin = Clock::now();
    int status =
        dtrace::cli::run_command(static_cast<int>(args.size()), args.data(), open_bench_device);
    double consumer = seconds(Clock::now() - begin - in_engine);
    std::printf("%llu records in %.3f s of the consumer (%.3f s of the engine): %.0f records/s\n",
                static_cast<unsigned long long>(fired), consumer, seconds(in_engine),
                static_cast<double>(fired) / consumer);
    return status;
}
