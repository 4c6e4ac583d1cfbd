// SPDX-License-Identifier: GPL-2.0
// Fake CPUs in threads, built with the thread sanitizer: snapshots, speculations, and the whole
// life of a consumer, each while the other CPUs fire. The fake host orders threads by what the
// kernel guarantees and nothing else (host.c), so that what is reported would be a race there too.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "inproc_session.h"

namespace {

using dof::Image;
using dof::Insn;

constexpr size_t kHdr = sizeof(dtrace_rec_hdr);
constexpr uint32_t kVar = DTRACE_DIF_VAR_USER;

void fire(unsigned cpu, const char* name, uint64_t a0) {
    const u64 args[] = {a0, cpu};
    dtrace_firing firing{};
    firing.args = args;
    firing.nargs = 2;
    dt_inproc_fire_on(cpu, name, &firing);
}

dtrace_dif_var variable(uint8_t scope, uint8_t kind) {
    dtrace_dif_var v{};
    v.id = kVar;
    v.scope = scope;
    v.kind = kind;
    v.type = dof::kInt64;
    return v;
}

/// The programs of a test as text, with one variable x
dof::Dif program(std::vector<Insn> text, const dtrace_dif_var& var) {
    return {std::move(text), {}, {}, {var}, dof::kInt64};
}

/// Threads that fire on the CPUs from 1 on; CPU 0 is that of the test
class Cpus {
public:
    template <class Fn>
    explicit Cpus(Fn fn) {
        for (unsigned cpu = 1; cpu < HOST_NCPUS; cpu++)
            threads_.emplace_back([this, fn, cpu] {
                fn(cpu);
                running_--;
            });
    }
    ~Cpus() {
        for (auto& t : threads_)
            t.join();
    }
    bool busy() const { return running_ > 0; }

private:
    std::atomic<int> running_{HOST_NCPUS - 1};
    std::vector<std::thread> threads_;
};

struct Race : testing::Test {
    void SetUp() override { host_reset(); }
    void TearDown() override { EXPECT_EQ(host_live_allocs(), 0u); }
};

/// Each record is complete and comes in its order; records and drops are the firings, exactly.
TEST_F(Race, SnapshotsAgainstFirings) {
    constexpr uint64_t kFirings = 4000;
    Session s;
    Image image;
    image.clause("test:::a").trace(dof::arg(0)).trace(dof::arg(1)).count();
    s.option(DTRACE_OPT_BUFSIZE, 2048);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    uint64_t last[HOST_NCPUS] = {}, records = 0, counted = 0;
    const auto take = [&] {
        for (uint32_t cpu = 0; cpu < HOST_NCPUS; cpu++) {
            for (const auto& r : s.records(cpu)) {
                EXPECT_GT(r.at<uint64_t>(kHdr), last[cpu]);
                EXPECT_EQ(r.at<uint64_t>(kHdr + 8), cpu);
                last[cpu] = r.at<uint64_t>(kHdr);
                records++;
            }
            for (const auto& e : s.entries(cpu))
                counted += e.at<uint64_t>(8);
        }
    };
    {
        Cpus cpus([](unsigned cpu) {
            for (uint64_t i = 1; i <= kFirings; i++)
                fire(cpu, "a", i);
        });
        while (cpus.busy()) {
            take();
            s.status();
        }
    }
    take();
    // a clause whose record is dropped does not count either
    EXPECT_EQ(records + s.drops, kFirings * (HOST_NCPUS - 1));
    EXPECT_EQ(counted, records);
    EXPECT_EQ(s.agg_drops, 0u);
}

/// x = speculation(); trace(x) / speculate(x); trace(arg0) / commit(x) / discard(x)
Image speculations() {
    const auto x = variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_SCALAR);
    const auto create = program({{DTRACE_DIF_OP_CALL, 1, 0, 0, DTRACE_DIF_SUBR_SPECULATION},
                                 {DTRACE_DIF_OP_STGS, 0, 1, 0, kVar},
                                 {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
                                x);
    const auto get =
        program({{DTRACE_DIF_OP_LDGS, 1, 0, 0, kVar}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}}, x);
    Image i;
    i.clause("test:::a").trace(create);
    i.clause("test:::b").act(DTRACE_ACT_SPECULATE, get).trace(dof::arg(0));
    i.clause("test:::c").act(DTRACE_ACT_COMMIT, get);
    i.clause("test:::d").act(DTRACE_ACT_DISCARD, get);
    return i;
}

/// No record is committed twice or changed; every refused speculation() is counted. CPU 1 makes
/// each speculation and ends it, unless one of the others did, which record into it, too.
TEST_F(Race, CommitAndDiscardAgainstSpeculate) {
    constexpr uint64_t kRounds = 1500;
    Session s;
    s.option(DTRACE_OPT_NSPEC, 3);
    ASSERT_EQ(s.enable(speculations()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    std::set<uint64_t> seen;
    uint64_t created = 0, refused = 0, twice = 0;
    const auto take = [&] {
        for (const auto& r : s.all_records()) {
            const auto v = r.at<uint64_t>(kHdr);
            if (r.id == 1)
                (v ? created : refused)++;
            else
                twice += !seen.insert(v).second;
        }
    };
    {
        Cpus cpus([](unsigned cpu) {
            for (uint64_t i = 1; i <= kRounds; i++) {
                if (cpu == 1)
                    fire(cpu, "a", 0);
                for (uint64_t n = 0; n < 3; n++)
                    fire(cpu, "b", (cpu * kRounds + i) * 4 + n);
                fire(cpu, i % 3 ? "c" : "d", 0);
            }
        });
        while (cpus.busy()) {
            take();
            s.status(); // a consumer that is silent for long is taken for dead
            dt_inproc_wait(s.dev(), 20000000); // the cleaner
        }
    }
    const auto st = s.status();
    ASSERT_EQ(s.stop(), 0);
    take();
    EXPECT_GT(seen.size(), 0u);
    EXPECT_EQ(twice, 0u);
    EXPECT_EQ(st.drops_spec_busy + st.drops_spec_unavail, refused);
    EXPECT_EQ(created + refused, kRounds);
    EXPECT_GT(created, kRounds / 20);
    EXPECT_EQ(s.drops, 0u);
}

/// Thread-locals, an associative array, an aggregation with keys, records
Image everything() {
    const auto t = variable(DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_SCALAR);
    const auto a = variable(DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_ARRAY);
    const auto thread = program({{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0},
                                 {DTRACE_DIF_OP_STTS, 0, 1, 0, kVar},
                                 {DTRACE_DIF_OP_LDTS, 2, 0, 0, kVar},
                                 {DTRACE_DIF_OP_RET, 0, 2, 0, 0}},
                                t);
    const auto element = program({{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0},
                                  {DTRACE_DIF_OP_PUSHTV, 0, 1, 0, 0},
                                  {DTRACE_DIF_OP_LDGAA, 2, 0, 0, kVar},
                                  {DTRACE_DIF_OP_STGAA, 0, 1, 0, kVar},
                                  {DTRACE_DIF_OP_RET, 0, 2, 0, 0}},
                                 a);
    Image i;
    i.clause("test:::a").trace(thread).trace(dof::string("text"));
    i.clause("test:::a").trace(dof::arg(0)).count(1);
    i.clause("test:::b").trace(element);
    i.clause("test:::b", dof::arg_op(0, DTRACE_DIF_OP_AND, 1)).count(0, 2);
    return i;
}

/// Consumers come and go, with and without STOP, while every other CPU fires all the time.
TEST_F(Race, LivesAgainstFirings) {
    Session engine; // keeps the probes
    std::atomic<bool> done{false};
    Cpus cpus([&](unsigned cpu) {
        for (uint64_t i = 0; !done; i++)
            fire(cpu, i & 1 ? "a" : "b", i % 8);
    });
    uint64_t records = 0;
    for (int life = 0; life < 30; life++) {
        Session s;
        s.option(DTRACE_OPT_BUFSIZE, 16384);
        s.option(DTRACE_OPT_AGGSIZE, 16384);
        s.option(DTRACE_OPT_DYNVARSIZE, 16384);
        EXPECT_EQ(s.enable(everything()), 0) << s.message;
        EXPECT_EQ(s.go(), 0);
        while (s.status().firings < 100)
            std::this_thread::yield();
        records += s.all_records().size();
        dt_inproc_wait(s.dev(), 20000000); // the cleaner
        s.entries(1);
        records += s.all_records().size();
        if (life % 3) {
            EXPECT_EQ(s.stop(), 0);
        }
        if (life % 3 == 2)
            records += s.all_records().size();
    }
    done = true;
    EXPECT_GT(records, 0u);
}

} // namespace
