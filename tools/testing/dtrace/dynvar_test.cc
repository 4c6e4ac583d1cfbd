// SPDX-License-Identifier: GPL-2.0
// Dynamic variables beyond single programs: exhaustion and its drop counts, cleaning, CPUs in
// parallel, failing allocations.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "difasm.h"
#include "host.h"

extern "C" {
#include "mem.h"
#include "vars.h"
}

namespace {

constexpr const char* declarations[] = {"global a[] int", "global s[] string", "self t int"};

// Storage with the three variables, started with the programs of a test
class Dynvar : public testing::Test {
protected:
    dt_vars* vars_ = nullptr;
    std::vector<dt_difo*> difos_;

    size_t program(const std::string& text) {
        Program p;
        for (const char* d : declarations)
            EXPECT_EQ(declare(p, d), "");
        EXPECT_EQ(assemble(p, text), "");
        dt_difo* difo = nullptr;
        dt_msg msg;
        auto raw = p.raw();
        EXPECT_EQ(dt_difo_verify(&raw, DT_RIGHT_KERNEL, &difo, &msg), 0) << msg.text;
        difos_.push_back(difo);
        return difos_.size() - 1;
    }

    int start(u64 size, bool resize = false) {
        dt_msg msg;
        vars_ = dt_vars_create();
        for (auto* d : difos_)
            EXPECT_EQ(dt_vars_declare(vars_, d, &msg), 0) << msg.text;
        return dt_vars_start(vars_, 32, &size, resize);
    }

    struct dt_vars_drops drops() const {
        struct dt_vars_drops d {};
        dt_vars_drops(vars_, &d);
        return d;
    }

    void TearDown() override {
        for (auto* d : difos_)
            dt_difo_put(d);
        dt_vars_destroy(vars_);
        host_reset();
        EXPECT_EQ(host_live_allocs(), 0u);
    }
};

// What one fake CPU needs to run programs
struct Cpu {
    explicit Cpu(dt_vars* vars, u32 cpu) : scratch(2048) {
        m.vars = vars;
        m.cpu = cpu;
        m.firing = &firing;
        m.scratch = scratch.data();
        m.scratch_size = scratch.size();
        m.strsize = 32;
        m.flags = DT_MSTATE_KERNEL_READ;
        firing.args = args;
        firing.nargs = 2;
    }

    u64 run(const dt_difo* difo, u64 arg0, u64 arg1 = 0) {
        args[0] = arg0;
        args[1] = arg1;
        m.fault = 0;
        m.flags &= ~u32(DT_MSTATE_DROP);
        m.scratch_used = 0;
        unsigned long flags = dt_host_irq_save();
        u64 value = dt_dif_exec(difo, &m);
        dt_mem_end(&m);
        dt_host_irq_restore(flags);
        return value;
    }

    std::vector<u8> scratch;
    u64 args[2]{};
    dtrace_firing firing{};
    dt_mstate m{};
};

// a[arg0] = arg1
constexpr const char* store = "ldgs arg0, %r1\nldgs arg1, %r2\npushtv %r1\nstgaa %r2, a\nret %r0";
// return a[arg0]
constexpr const char* load = "ldgs arg0, %r1\npushtv %r1\nldgaa a, %r2\nret %r2";

TEST_F(Dynvar, KeepsManyElements) {
    size_t st = program(store), ld = program(load);
    ASSERT_EQ(start(1 << 20), 0);
    Cpu cpu(vars_, 0);
    for (u64 i = 0; i < 5000; i++)
        cpu.run(difos_[st], i, i * 3 + 1);
    for (u64 i = 0; i < 5000; i++)
        ASSERT_EQ(cpu.run(difos_[ld], i), i * 3 + 1);
    EXPECT_EQ(cpu.run(difos_[ld], 5000), 0u);
    EXPECT_EQ(drops().dynamic, 0u);
}

TEST_F(Dynvar, CountsDropsByKindAndCleans) {
    size_t st = program(store), ld = program(load);
    ASSERT_EQ(start(4096), 0);
    Cpu cpu(vars_, 1);
    u64 stored = 0;
    while (cpu.run(difos_[st], stored, 1), !(cpu.m.flags & DT_MSTATE_DROP))
        stored++;
    EXPECT_GT(stored, 10u) << "one CPU uses the chunks of all";
    EXPECT_EQ(drops().dynamic, 1u);

    dt_vars_clean(vars_);
    cpu.run(difos_[st], 0, 0); // deleted, but nothing is clean yet
    cpu.run(difos_[st], 9999, 1);
    EXPECT_EQ(drops().dynamic_dirty, 1u);
    EXPECT_EQ(cpu.run(difos_[ld], 9999), 0u);

    dt_vars_clean(vars_);
    cpu.run(difos_[st], 9999, 7);
    EXPECT_FALSE(cpu.m.flags & DT_MSTATE_DROP);
    EXPECT_EQ(cpu.run(difos_[ld], 9999), 7u);
    EXPECT_EQ(cpu.run(difos_[ld], 0), 0u);
}

TEST_F(Dynvar, SameChunksForever) {
    size_t st = program(store), ld = program(load);
    ASSERT_EQ(start(2048), 0);
    Cpu cpu(vars_, 2);
    for (u64 i = 0; i < 10000; i++) {
        cpu.run(difos_[st], i, i + 1);
        ASSERT_EQ(cpu.run(difos_[ld], i), i + 1);
        cpu.run(difos_[st], i, 0);
        ASSERT_EQ(cpu.run(difos_[ld], i), 0u);
        dt_vars_clean(vars_);
    }
    EXPECT_EQ(drops().dynamic + drops().dynamic_dirty + drops().dynamic_rinse, 0u);
}

TEST_F(Dynvar, HalvesWhatDoesNotFit) {
    program(store);
    u64 size = 1 << 16;
    dt_msg msg;
    vars_ = dt_vars_create();
    ASSERT_EQ(dt_vars_declare(vars_, difos_[0], &msg), 0);
    host_fail_alloc(4); // globals, locals, random numbers, lists, then the space
    ASSERT_EQ(dt_vars_start(vars_, 32, &size, true), 0);
    EXPECT_EQ(size, 1u << 15);
}

TEST_F(Dynvar, SaysWhenThereIsNoMemory) {
    program(store);
    for (long n = 0; n < 5; n++) {
        dt_msg msg;
        u64 size = 1 << 16;
        dt_vars* vars = dt_vars_create();
        ASSERT_EQ(dt_vars_declare(vars, difos_[0], &msg), 0);
        host_fail_alloc(n);
        EXPECT_EQ(dt_vars_start(vars, 32, &size, false), -ENOMEM);
        dt_vars_destroy(vars);
    }
    host_fail_alloc(-1);
}

TEST_F(Dynvar, ThreadsHaveTheirOwn) {
    size_t st = program("ldgs arg0, %r1\nstts %r1, t\nret %r0"),
           ld = program("ldts t, %r1\nret %r1");
    ASSERT_EQ(start(1 << 16), 0);
    Cpu cpu(vars_, 0);
    for (u64 key : {1000u, 2000u, 3000u}) {
        host_set_thread(0, key << 17);
        EXPECT_EQ(cpu.run(difos_[ld], 0), 0u);
        cpu.run(difos_[st], key);
    }
    for (u64 key : {1000u, 2000u, 3000u}) {
        host_set_thread(0, key << 17);
        EXPECT_EQ(cpu.run(difos_[ld], 0), key);
    }
}

// Every CPU stores, reads and deletes the same few keys while the cleaner works; a value read is
// always one that was stored under that key, and at the end every key can be stored again: no chunk
// is lost.
TEST_F(Dynvar, CpusInParallel) {
#ifdef __SANITIZE_THREAD__
    constexpr u64 rounds = 10000;
#else
    constexpr u64 rounds = 200000;
#endif
    constexpr u64 keys = 4, size = 1 << 20;
    size_t st = program(store), ld = program(load);
    ASSERT_EQ(start(size), 0);
    std::atomic<bool> done{false};
    std::atomic<u64> wrong{0};
    std::vector<std::thread> threads;
    std::barrier together(HOST_NCPUS);

    for (u32 n = 0; n < HOST_NCPUS; n++)
        threads.emplace_back([&, n] {
            host_set_cpu(n);
            Cpu cpu(vars_, n);
            together.arrive_and_wait();
            for (u64 i = 0, x = n; i < rounds; i++) {
                x = x * 6364136223846793005u + 1442695040888963407u;
                u64 key = (x >> 33) % keys, how = (x >> 50) % 3;
                if (how == 0)
                    cpu.run(difos_[st], key, key << 8 | n | 0x10);
                else if (how == 1)
                    cpu.run(difos_[st], key, 0);
                u64 v = cpu.run(difos_[ld], key);
                wrong += v && v >> 8 != key;
            }
        });
    std::thread cleaner([&] {
        while (!done) {
            dt_vars_clean(vars_);
            std::this_thread::yield();
        }
    });
    for (auto& t : threads)
        t.join();
    done = true;
    cleaner.join();
    EXPECT_EQ(wrong, 0u);

    Cpu cpu(vars_, 0);
    for (u64 key = 0; key < keys; key++)
        cpu.run(difos_[st], key, 0);
    dt_vars_clean(vars_);
    dt_vars_clean(vars_);
    u64 room = 0;
    while (cpu.run(difos_[st], room, 1), !(cpu.m.flags & DT_MSTATE_DROP))
        room++;
    for (u64 key = 0; key < room; key++)
        EXPECT_EQ(cpu.run(difos_[ld], key), 1u);
    // chunk: header 24, id and thread key 16, key 16, value 8; bucket 16
    EXPECT_EQ(room, size / (64 + 16));
}

} // namespace
