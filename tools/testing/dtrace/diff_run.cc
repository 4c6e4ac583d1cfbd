// SPDX-License-Identifier: GPL-2.0
// Differential executions in quantity: interpreter against reference model, without sanitizers.
//
//   diff_run [EXECUTIONS [SEED]]
//
// Programs are generated like the fuzzer's; each pair of them runs on many inputs, which it gets in
// its registers, and keeps its variables from firing to firing. Program number N of a seed is the
// same in every run, so a difference is found again by its seed and number.
#include <chrono>
#include <cstdlib>

#include "agree.h"
#include "fuzz_program.h"

namespace {

constexpr int kFirings = 48;   // of one pair of programs
constexpr size_t kBytes = 768; // that a world and two programs are made from

class Random {
public:
    explicit Random(u64 seed) : state_(seed) {}
    u64 next() {
        u64 x = state_ += 0x9e3779b97f4a7c15;
        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
        x = (x ^ x >> 27) * 0x94d049bb133111eb;
        return x ^ x >> 31;
    }

private:
    u64 state_;
};

struct Totals {
    u64 executions = 0, faults = 0, programs = 0, refused = 0, cut_short = 0;
};

// A number near a boundary, an address with something at it, or any number
u64 input(Random& random) {
    constexpr u64 bases[] = {0,
                             1ull << 7,
                             1ull << 8,
                             1ull << 15,
                             1ull << 16,
                             1ull << 31,
                             1ull << 32,
                             1ull << 63,
                             0x4000,
                             0x4010,
                             10,
                             36,
                             0xffff888000001000,
                             0xffff888000001010};
    const u64 x = random.next();
    if (x % 8 == 0)
        return random.next();
    return bases[(x >> 8) % std::size(bases)] + (x >> 32) % 9 - 4;
}

std::array<u64, 10> inputs(Random& random) {
    std::array<u64, 10> args{};
    for (auto& arg : args)
        arg = input(random);
    return args;
}

// Return: false when engine and model differ
bool fire(Executor& engine, Executor& model, const std::vector<Program>& programs, Random& random,
          Totals& totals) {
    for (int i = 0; i < kFirings; i++) {
        const auto args = inputs(random);
        const size_t n = i % programs.size();
        engine.set_args(args);
        model.set_args(args);
        const Outcome a = engine.run(n, true), b = model.run(n, true);
        if (!comparable(a, b)) {
            totals.cut_short++;
            return true;
        }
        totals.executions++;
        totals.faults += a.fault.has_value();
        if (!same(a, b)) {
            print_difference(programs[n], a, b);
            return false;
        }
    }
    return true;
}

bool one(u64 seed, u64 number, Totals& totals) {
    Random random(seed ^ number * 0xd1342543de82ef95);
    std::array<u64, kBytes / 8> words{};
    for (auto& word : words)
        word = random.next();
    Bytes in(reinterpret_cast<const u8*>(words.data()), kBytes);
    World world = fuzz_world(in);
    world.dynvarsize = 1 << 14;
    world.short_ways = number % 2;
    const std::vector<Program> programs{fuzz_program_of_args(in), fuzz_program_of_args(in)};
    std::string why;
    auto engine = make_engine(world, programs, why);
    totals.programs += programs.size();
    if (!engine) {
        totals.refused += programs.size();
        return true;
    }
    auto model = make_model(world, programs);
    return fire(*engine, *model, programs, random, totals);
}

} // namespace

int main(int argc, char** argv) {
    const u64 wanted = argc > 1 ? strtoull(argv[1], nullptr, 0) : 200000;
    const u64 seed = argc > 2 ? strtoull(argv[2], nullptr, 0) : 1;
    const auto start = std::chrono::steady_clock::now();
    Totals t;
    bool agree = true;
    u64 number = 0;
    while (agree && t.executions < wanted)
        agree = one(seed, number++, t);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!agree)
        printf("not ok 1 - differs at seed %#llx number %llu\n", (unsigned long long)seed,
               (unsigned long long)number - 1);
    else
        printf("ok 1 - %llu differential executions without a difference\n",
               (unsigned long long)t.executions);
    printf("# seed %#llx: %llu programs, %llu refused, %llu cut short, %llu executions (%llu end "
           "in a fault) in "
           "%.1f s: %.0f/s\n1..1\n",
           (unsigned long long)seed, (unsigned long long)t.programs, (unsigned long long)t.refused,
           (unsigned long long)t.cut_short, (unsigned long long)t.executions,
           (unsigned long long)t.faults, took.count(), t.executions / took.count());
    return !agree;
}
