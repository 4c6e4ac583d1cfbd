// SPDX-License-Identifier: GPL-2.0
// What changes around a consumer while it traces: CPUs come, threads go, signals and events are
// lost, records are too large.
#include <gtest/gtest.h>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr size_t kHdr = sizeof(dtrace_rec_hdr);
constexpr uint64_t kTick = 20000000; // more than one period of the engine's work

struct Engine : testing::Test {
    void SetUp() override { host_reset(); }
    void TearDown() override { EXPECT_EQ(host_live_allocs(), 0u); }
};

void fire(unsigned cpu, const char* name, uint64_t a0 = 0, uint64_t a1 = 0) {
    const uint64_t args[] = {a0, a1};
    host_set_cpu(cpu);
    ASSERT_EQ(dt_inproc_fire(name, args, 2), 0);
    host_set_cpu(0);
}

// ---- records that do not fit ----

Image large_record() {
    Image i;
    i.clause("test:::a");
    for (int n = 0; n < 9; n++)
        i.trace(dof::number(n));
    return i;
}

TEST_F(Engine, RecordLargerThanBufferFailsAtGo) {
    for (uint64_t policy :
         {DTRACE_BUFPOLICY_SWITCH, DTRACE_BUFPOLICY_FILL, DTRACE_BUFPOLICY_RING}) {
        Session s;
        s.option(DTRACE_OPT_BUFPOLICY, policy);
        s.option(DTRACE_OPT_BUFSIZE, kHdr + 9 * 8 - 8);
        ASSERT_EQ(s.enable(large_record()), 0);
        EXPECT_EQ(s.go(), -ENOSPC);
    }
}

TEST_F(Engine, RecordAsLargeAsBufferGoes) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, kHdr + 9 * 8);
    ASSERT_EQ(s.enable(large_record()), 0);
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    EXPECT_EQ(s.records(0).size(), 1u);
    EXPECT_EQ(s.drops, 0u);
}

TEST_F(Engine, RecordLargerThanSpeculationFailsAtGo) {
    Session s;
    Image i;
    i.clause("test:::b").act(DTRACE_ACT_SPECULATE, dof::arg(0)).trace(dof::arg(1));
    s.option(DTRACE_OPT_SPECSIZE, kHdr);
    ASSERT_EQ(s.enable(i), 0);
    EXPECT_EQ(s.go(), -ENOSPC);
}

// ---- CPUs that come online ----

Image counting() {
    Image i;
    i.clause("test:::a").trace(dof::arg(0)).count();
    i.clause("test:::b").act(DTRACE_ACT_SPECULATE, dof::arg(0)).trace(dof::arg(1));
    i.clause("test:::c").act(DTRACE_ACT_COMMIT, dof::arg(0));
    i.clause("test:::d")
        .trace({{{DTRACE_DIF_OP_CALL, 1, 0, 0, DTRACE_DIF_SUBR_SPECULATION},
                 {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
                {},
                {},
                {},
                dof::kInt64});
    return i;
}

TEST_F(Engine, CpuThatComesLateGetsBuffers) {
    Session s;
    host_set_online(2, false);
    ASSERT_EQ(s.enable(counting()), 0);
    ASSERT_EQ(s.go(), 0);
    dtrace_snap snap;
    EXPECT_EQ(s.snap(2, DTRACE_BUF_PRINCIPAL, snap), -ENOENT);
    host_set_online(2, true);
    fire(2, "a", 1); // before the engine noticed
    dt_inproc_wait(s.dev(), kTick);
    fire(2, "a", 2);
    auto r = s.records(2);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), 2u);
    EXPECT_EQ(s.drops, 1u);
    EXPECT_EQ(s.entries(2).size(), 1u);
    fire(2, "d");
    fire(2, "b", 1, 7);
    fire(2, "c", 1);
    EXPECT_EQ(s.records(2).size(), 2u);
}

TEST_F(Engine, CpuThatComesLateWithoutMemoryIsTriedAgain) {
    Session s;
    host_set_online(1, false);
    ASSERT_EQ(s.enable(counting()), 0);
    ASSERT_EQ(s.go(), 0);
    host_set_online(1, true);
    for (long n = 0; n < 4; n++) {
        host_fail_alloc(n);
        dt_inproc_wait(s.dev(), kTick);
        host_fail_alloc(-1);
    }
    dt_inproc_wait(s.dev(), kTick);
    fire(1, "a", 5);
    EXPECT_EQ(s.records(1).size(), 1u);
}

TEST_F(Engine, CpuThatComesLateFillsLikeTheOthers) {
    Session s;
    Image i;
    i.clause("test:::a").trace(dof::arg(0));
    i.clause("dtrace:::END").trace(dof::number(9));
    s.option(DTRACE_OPT_BUFPOLICY, DTRACE_BUFPOLICY_FILL);
    s.option(DTRACE_OPT_BUFSIZE, 3 * (kHdr + 8));
    host_set_online(3, false);
    ASSERT_EQ(s.enable(i), 0);
    ASSERT_EQ(s.go(), 0);
    host_set_online(3, true);
    dt_inproc_wait(s.dev(), kTick);
    for (int n = 0; n < 5; n++)
        fire(3, "a", n);
    EXPECT_EQ(s.status().filled, 1u);
    ASSERT_EQ(s.stop(), 0);
    EXPECT_EQ(s.records(3).size(), 2u); // the third place is END's
}

TEST_F(Engine, CpuThatIsNotTracedStaysWithout) {
    Session s;
    host_set_online(1, false);
    s.option(DTRACE_OPT_CPU, 0);
    ASSERT_EQ(s.enable(counting()), 0);
    ASSERT_EQ(s.go(), 0);
    host_set_online(1, true);
    dt_inproc_wait(s.dev(), kTick);
    dtrace_snap snap;
    EXPECT_EQ(s.snap(1, DTRACE_BUF_PRINCIPAL, snap), -ENOENT);
}

// ---- threads that end ----

constexpr uint64_t kKey = 0x7654321000;

dtrace_dif_var self_x() {
    dtrace_dif_var v{};
    v.id = DTRACE_DIF_VAR_USER;
    v.scope = DTRACE_DIF_SCOPE_THREAD;
    v.kind = DTRACE_DIF_VAR_SCALAR;
    v.type = dof::kInt64;
    return v;
}

/// a: self->x = arg0; b: trace(self->x)
Image thread_local_image() {
    Image i;
    dof::Dif set{{{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0},
                  {DTRACE_DIF_OP_STTS, 0, 1, 0, DTRACE_DIF_VAR_USER},
                  {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
                 {},
                 {},
                 {self_x()},
                 dof::kVoid};
    dof::Dif get{
        {{DTRACE_DIF_OP_LDTS, 1, 0, 0, DTRACE_DIF_VAR_USER}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
        {},
        {},
        {self_x()},
        dof::kInt64};
    i.clause("test:::a").act(DTRACE_ACT_DIFEXPR, set);
    i.clause("test:::b").trace(get);
    return i;
}

uint64_t value_of(Session& s) {
    fire(0, "b");
    auto r = s.records(0);
    return r.size() == 1 ? r[0].at<uint64_t>(kHdr) : ~0ull;
}

TEST_F(Engine, ThreadLocalsGoWithTheThread) {
    Session s;
    ASSERT_EQ(s.enable(thread_local_image()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    host_set_thread(1, kKey);
    fire(0, "a", 5);
    host_set_thread(2, kKey + 8);
    fire(0, "a", 6);
    host_end_thread(kKey);
    dt_inproc_wait(s.dev(), 50 * kTick);
    EXPECT_EQ(value_of(s), 6u);
    host_set_thread(1, kKey);
    EXPECT_EQ(value_of(s), 0u);
}

TEST_F(Engine, ThreadsThatEndLeaveRoomForOthers) {
    Session s;
    s.option(DTRACE_OPT_DYNVARSIZE, 2048);
    ASSERT_EQ(s.enable(thread_local_image()), 0);
    ASSERT_EQ(s.go(), 0);
    for (uint64_t n = 0; n < 500; n++) {
        host_set_thread(1, kKey + 8 * n);
        fire(n % HOST_NCPUS, "a", 5);
        host_end_thread(kKey + 8 * n);
        dt_inproc_wait(s.dev(), 2 * kTick);
    }
    const auto st = s.status();
    EXPECT_EQ(st.drops_dynamic + st.drops_dynamic_rinse + st.drops_dynamic_dirty, 0u);
}

// ---- what is lost has a number ----

TEST_F(Engine, LostSignalsAreCounted) {
    Session s;
    Image i;
    i.option(DTRACE_OPT_DESTRUCTIVE, 1);
    i.clause("test:::a").act(DTRACE_ACT_RAISE, dof::number(10));
    i.clause("test:::b").act(DTRACE_ACT_STOP);
    ASSERT_EQ(s.enable(i), 0);
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    fire(0, "b");
    EXPECT_EQ(s.status().signals_lost, 0u);
    host_lose_signals(true);
    fire(1, "a");
    fire(2, "b");
    EXPECT_EQ(s.status().signals_lost, 2u);
}

TEST_F(Engine, MissedEventsAreCountedOncePerConsumer) {
    Session one, two, other;
    Image i;
    i.clause("test:::a");
    i.clause("test:::a");
    ASSERT_EQ(one.enable(i), 0);
    ASSERT_EQ(two.enable(Image().clause("test:::a")), 0);
    ASSERT_EQ(other.enable(Image().clause("test:::b")), 0);
    for (Session* s : {&one, &two, &other})
        ASSERT_EQ(s->go(), 0);
    dt_inproc_miss("a", 3);
    dt_inproc_miss("a", 4);
    EXPECT_EQ(one.status().missed, 7u);
    EXPECT_EQ(two.status().missed, 7u);
    EXPECT_EQ(other.status().missed, 0u);
}

// ---- options ----

TEST_F(Engine, OptionsKeepTheirLimits) {
    const struct {
        uint32_t id;
        uint64_t value, effective; // ~0: refused
    } rows[] = {{DTRACE_OPT_SCRATCHSIZE, 1 << 20, 1 << 20},
                {DTRACE_OPT_SCRATCHSIZE, (1 << 20) + 1, ~0ull},
                {DTRACE_OPT_STACKFRAMES, 1024, 1024},
                {DTRACE_OPT_STACKFRAMES, 1025, ~0ull},
                {DTRACE_OPT_STACKFRAMES, 0, ~0ull},
                {DTRACE_OPT_USTACKFRAMES, 1, 1},
                {DTRACE_OPT_USTACKFRAMES, 1025, ~0ull},
                {DTRACE_OPT_JSTACKFRAMES, 50, 50},
                {DTRACE_OPT_JSTACKFRAMES, 0, ~0ull},
                {DTRACE_OPT_JSTACKSTRSIZE, 65536, 65536},
                {DTRACE_OPT_JSTACKSTRSIZE, 65537, ~0ull},
                {DTRACE_OPT_CLEANRATE, 1, 200000},
                {DTRACE_OPT_CLEANRATE, ~0ull >> 1, 60000000000},
                {DTRACE_OPT_STATUSRATE, 5, 5},
                {DTRACE_OPT_STATUSRATE, ~0ull >> 1, 10000000000}};
    for (const auto& row : rows) {
        Session s;
        if (row.effective == ~0ull) {
            EXPECT_EQ(s.option(row.id, row.value), -EINVAL) << row.id;
            continue;
        }
        EXPECT_EQ(s.option(row.id, row.value), 0) << row.id;
        EXPECT_EQ(s.effective(row.id), row.effective) << row.id;
    }
}

// ---- probes that come later ----

Image on_late() {
    Image i;
    i.clause("test:::e").trace(dof::arg(0));
    i.clause("test:::*").trace(dof::arg(1));
    return i;
}

TEST_F(Engine, ProbeThatComesLateIsEnabled) {
    Session s;
    ASSERT_EQ(s.enable(on_late()), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 4u);
    ASSERT_EQ(s.go(), 0);
    dt_inproc_add();
    EXPECT_FALSE(dt_inproc_enabled("e"));
    dt_inproc_wait(s.dev(), kTick);
    EXPECT_TRUE(dt_inproc_enabled("e"));
    dt_inproc_wait(s.dev(), 5 * kTick);
    fire(0, "e", 3, 4);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 2u); // each clause once
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), 3u);
    EXPECT_EQ(r[1].at<uint64_t>(kHdr), 4u);
    dtrace_epid_desc desc{};
    desc.epid = r[0].id;
    EXPECT_GE(s.call(DTRACE_IOC_EPID_DESC, desc), 0);
}

TEST_F(Engine, ProbeThatComesBetweenEnableAndGoIsEnabled) {
    Session s;
    ASSERT_EQ(s.enable(on_late()), 0);
    dt_inproc_add();
    ASSERT_EQ(s.enable(Image().clause("test:::a")), 0);
    ASSERT_EQ(s.go(), 0);
    dt_inproc_wait(s.dev(), kTick);
    fire(0, "e", 3, 4);
    EXPECT_EQ(s.records(0).size(), 2u);
}

TEST_F(Engine, ProbeThatComesAfterTheEndIsNot) {
    Session s;
    ASSERT_EQ(s.enable(on_late()), 0);
    ASSERT_EQ(s.go(), 0);
    ASSERT_EQ(s.stop(), 0);
    dt_inproc_add();
    dt_inproc_wait(s.dev(), kTick);
    EXPECT_FALSE(dt_inproc_enabled("e"));
}

TEST_F(Engine, ProbeThatComesLateAndIsRefusedIsCounted) {
    Session s;
    ASSERT_EQ(s.enable(on_late()), 0);
    ASSERT_EQ(s.go(), 0);
    dt_inproc_refuse("e", -ENOMEM + 1);
    dt_inproc_add();
    dt_inproc_wait(s.dev(), kTick);
    EXPECT_EQ(s.status().enable_failed, 2u);
}

// ---- rights ----

/// tick and dtrace probes are for everyone, those of test are the kernel's
TEST_F(Engine, WithoutRightsOnlyOwnProcesses) {
    host_set_task(10, 10, 1, 500, 500, "mine");
    Session s(0);
    Image i;
    i.clause("profile:::tick-1s").trace(dof::builtin(DTRACE_DIF_VAR_PID));
    ASSERT_EQ(s.enable(i), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 1u);
    ASSERT_EQ(s.go(), 0);
    dt_inproc_wait(s.dev(), 1100000000);
    EXPECT_EQ(s.all_records().size(), 1u);
    host_set_task(20, 20, 1, 501, 500, "theirs");
    dt_inproc_wait(s.dev(), 1000000000);
    EXPECT_EQ(s.all_records().size(), 0u);
    EXPECT_EQ(s.status().firings, 1u);
}

/// A clause that only counts is evaluated by the short way, which is no way around the owner.
TEST_F(Engine, WithoutRightsCountsOnlyOwnProcesses) {
    host_set_task(10, 10, 1, 500, 500, "mine");
    Session s(0);
    ASSERT_EQ(s.enable(Image().clause("profile:::tick-1s").count()), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 1u);
    ASSERT_EQ(s.go(), 0);
    dt_inproc_wait(s.dev(), 2100000000);
    EXPECT_EQ(s.status().firings, 2u);
    host_set_task(20, 20, 1, 501, 500, "theirs");
    dt_inproc_wait(s.dev(), 3000000000);
    EXPECT_EQ(s.status().firings, 2u);
}

TEST_F(Engine, WithoutRightsNoKernel) {
    Session s(0);
    ASSERT_EQ(s.enable(Image().clause("test:::a")), 0);
    EXPECT_EQ(s.last.nmatched, 0u);
    Session t(0);
    Image i;
    i.clause("dtrace:::BEGIN").trace(dof::builtin(DTRACE_DIF_VAR_CURTHREAD));
    i.clause("dtrace:::BEGIN").act(DTRACE_ACT_STACK);
    i.clause("dtrace:::BEGIN").trace(dof::load(0xffff888000001000));
    i.clause("dtrace:::BEGIN").act(DTRACE_ACT_USTACK);
    i.clause("dtrace:::ERROR").trace(dof::arg(4)).trace(dof::arg(5));
    ASSERT_EQ(t.enable(i), 0) << t.message;
    ASSERT_EQ(t.go(), 0);
    auto r = t.all_records();
    ASSERT_EQ(r.size(), 4u); // three errors and the user stack
    for (size_t n = 0; n < 3; n++) {
        EXPECT_EQ(r[n].at<uint64_t>(kHdr), uint64_t(DTRACE_FAULT_KPRIV));
        EXPECT_EQ(r[n].at<uint64_t>(kHdr + 8), 0u); // no address
    }
}

TEST_F(Engine, WithoutRightsBoundedBuffers) {
    Session s(0), all;
    for (uint32_t id :
         {DTRACE_OPT_BUFSIZE, DTRACE_OPT_AGGSIZE, DTRACE_OPT_SPECSIZE, DTRACE_OPT_DYNVARSIZE}) {
        EXPECT_EQ(s.option(id, (16 << 20) + 8), -EFBIG);
        EXPECT_EQ(s.option(id, 16 << 20), 0);
        EXPECT_EQ(all.option(id, (16 << 20) + 8), 0);
    }
    EXPECT_EQ(s.option(DTRACE_OPT_NSPEC, 17), -EFBIG);
    EXPECT_EQ(s.option(DTRACE_OPT_CPU, 1), -EACCES);
}

TEST_F(Engine, DestructionNeedsTheRightAndNoLockdown) {
    Session none(0), locked(0x1 | 0x2 | 0x10), reader(0x1 | 0x2), all;
    EXPECT_EQ(none.option(DTRACE_OPT_DESTRUCTIVE, 1), -EACCES);
    EXPECT_EQ(reader.option(DTRACE_OPT_DESTRUCTIVE, 1), -EACCES);
    EXPECT_EQ(locked.option(DTRACE_OPT_DESTRUCTIVE, 1), -EPERM);
    EXPECT_EQ(all.option(DTRACE_OPT_DESTRUCTIVE, 1), 0);
    host_set_destructive_allowed(false);
    EXPECT_EQ(all.option(DTRACE_OPT_DESTRUCTIVE, 1), -EACCES);
}

// ---- lists longer than a batch ----

TEST_F(Engine, ProbesAreListedAcrossBatches) {
    Session s;
    for (unsigned n = 1; n <= 150; n++) {
        dtrace_probes req{};
        snprintf(req.pattern.provider, sizeof(req.pattern.provider), "profile");
        snprintf(req.pattern.name, sizeof(req.pattern.name), "tick-%us", 1000 + n);
        dtrace_probe_desc one{};
        req.count = 1;
        req.probes = reinterpret_cast<uintptr_t>(&one);
        ASSERT_EQ(s.call(DTRACE_IOC_PROBES, req), 1);
    }
    std::vector<dtrace_probe_desc> descs(400);
    dtrace_probes req{};
    req.count = descs.size();
    req.probes = reinterpret_cast<uintptr_t>(descs.data());
    const long n = s.call(DTRACE_IOC_PROBES, req);
    ASSERT_GE(n, 150);
    for (long k = 1; k < n; k++)
        EXPECT_LT(descs[k - 1].id, descs[k].id);
    host_fail_ctl(2); // the second batch
    dtrace_probes again{};
    again.count = descs.size();
    again.probes = req.probes;
    EXPECT_EQ(s.call(DTRACE_IOC_PROBES, again), -EFAULT);
}

} // namespace
