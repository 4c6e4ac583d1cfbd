// SPDX-License-Identifier: GPL-2.0
// Dynamic variables in every order of a few accesses: a walk beside a delete whose chunk is used
// again, two inserts of one key, and the free list while chunks go round.
#include <gtest/gtest.h>

#include "difasm.h"
#include "interleave.h"

#include "host.h"

extern "C" {
#include "mem.h"
#include "vars.h"
}

namespace {

constexpr u64 kChunks = 3, kChunk = 64, kBucket = 16;

// a[arg0] = arg1, and a[arg0], on storage for three elements in two buckets
class Array : public testing::Test {
protected:
    dt_vars* vars_ = nullptr;
    dt_difo* store_ = nullptr;
    dt_difo* load_ = nullptr;

    void SetUp() override {
        host_reset();
        store_ = program("ldgs arg0, %r1\nldgs arg1, %r2\npushtv %r1\nstgaa %r2, a\nret %r0");
        load_ = program("ldgs arg0, %r1\npushtv %r1\nldgaa a, %r2\nret %r2");
    }

    void TearDown() override {
        dt_difo_put(store_);
        dt_difo_put(load_);
        dt_vars_destroy(vars_);
        EXPECT_EQ(host_live_allocs(), 0u);
    }

    static dt_difo* program(const std::string& text) {
        Program p;
        EXPECT_EQ(declare(p, "global a[] int"), "");
        EXPECT_EQ(assemble(p, text), "");
        dt_difo* difo = nullptr;
        dt_msg msg;
        auto raw = p.raw();
        EXPECT_EQ(dt_difo_verify(&raw, DT_RIGHT_KERNEL, &difo, &msg), 0) << msg.text;
        return difo;
    }

    void fresh() {
        dt_msg msg;
        u64 size = kChunks * (kChunk + kBucket);
        dt_vars_destroy(vars_);
        vars_ = dt_vars_create();
        ASSERT_EQ(dt_vars_declare(vars_, store_, &msg), 0);
        ASSERT_EQ(dt_vars_start(vars_, 32, &size, false), 0);
    }

    // One firing; returns what the program returns, and whether it was dropped
    u64 run(const dt_difo* difo, u32 cpu, u64 key, u64 value, bool* drop = nullptr) {
        const u64 args[] = {key, value};
        dtrace_firing firing{};
        dt_mstate m{};
        u8 scratch[256];
        firing.args = args;
        firing.nargs = 2;
        m.vars = vars_;
        m.cpu = cpu;
        m.firing = &firing;
        m.scratch = scratch;
        m.scratch_size = sizeof(scratch);
        m.strsize = 32;
        const u64 result = dt_dif_exec(difo, &m);
        if (drop)
            *drop = m.flags & DT_MSTATE_DROP;
        return result;
    }

    u64 load(u32 cpu, u64 key) { return run(load_, cpu, key, 0); }
    bool store(u32 cpu, u64 key, u64 value) {
        bool drop = false;
        run(store_, cpu, key, value, &drop);
        return !drop;
    }

    // The same as parts of a test: a firing each
    u64 fire_load(u32 cpu, u64 key) {
        interleave::firing_begin();
        const u64 v = load(cpu, key);
        interleave::firing_end();
        return v;
    }
    bool fire_store(u32 cpu, u64 key, u64 value) {
        interleave::firing_begin();
        const bool stored = store(cpu, key, value);
        interleave::firing_end();
        return stored;
    }

    // Every chunk can be used again: none was lost, none is in two places.
    bool all_chunks_left() {
        for (u64 key = 1; key < 10; key++)
            store(0, key, 0);
        dt_vars_clean(vars_);
        dt_vars_clean(vars_);
        u64 n = 0;
        while (n < 2 * kChunks && store(0, 100 + n, 1000 + n))
            n++;
        for (u64 i = 0; i < n; i++)
            if (load(0, 100 + i) != 1000 + i)
                return false;
        return n == kChunks;
    }

    void explore(const interleave::Test& test) {
        const auto r = interleave::explore(test, getenv("DTRACE_TEST_LONG") ? 3 : 2);
        std::string order;
        for (int cpu : r.failed)
            order += std::to_string(cpu);
        EXPECT_TRUE(r.ok) << "order " << r.orders << ": " << order;
        EXPECT_GT(r.orders, 500u);
        RecordProperty("orders", int(r.orders));
    }
};

// Who looks for 1 finds it, whatever happens to its neighbours in the bucket.
TEST_F(Array, LookupBesideDeleteAndReuse) {
    for (u64 gone : {2, 3, 4}) {
        u64 seen = 0;
        explore({[&] {
                     fresh();
                     store(0, 1, 0x101);
                     store(0, gone, 0x201);
                 },
                 {[&] { seen = fire_load(0, 1); },
                  [&] {
                      fire_store(1, gone, 0);
                      fire_store(1, 5, 0x501);
                  },
                  [&] { dt_vars_clean(vars_); }},
                 [&] {
                     return seen == 0x101 && load(0, 1) == 0x101 && !load(0, gone) &&
                            load(0, 5) == 0x501 && all_chunks_left();
                 }});
    }
}

// Two CPUs insert the same key while a third deletes it: one element or none, and no chunk is lost.
TEST_F(Array, InsertsOfOneKeyBesideDelete) {
    explore({[&] { fresh(); },
             {[&] { fire_store(0, 1, 0x101); }, [&] { fire_store(1, 1, 0x102); },
              [&] { fire_store(2, 1, 0); }},
             [&] {
                 const u64 v = load(0, 1);
                 const bool one = !v || v == 0x101 || v == 0x102;
                 store(0, 1, 0);
                 return one && !load(0, 1) && all_chunks_left();
             }});
}

// CPU 2 takes a chunk off CPU 1's list, while CPU 1 takes both that are there and gives the first
// one back: no chunk is given out twice, though the head of the list is the same again.
TEST_F(Array, FreeListBesideReuse) {
    bool stored2 = false, stored4 = false;
    explore({[&] {
                 fresh();
                 for (u64 key : {7, 8})
                     store(1, key, key);
                 store(0, 1, 0x101);
                 for (u64 key : {8, 7})
                     store(1, key, 0);
                 dt_vars_clean(vars_);
             },
             {[&] { stored2 = fire_store(2, 2, 0x201); },
              [&] {
                  fire_store(1, 3, 0x301);
                  stored4 = fire_store(1, 4, 0x401);
                  fire_store(1, 3, 0);
              },
              [&] { dt_vars_clean(vars_); }},
             [&] {
                 return load(0, 1) == 0x101 && load(0, 2) == (stored2 ? 0x201u : 0u) &&
                        !load(0, 3) && load(0, 4) == (stored4 ? 0x401u : 0u) && all_chunks_left();
             }});
}

} // namespace
