// SPDX-License-Identifier: GPL-2.0
// The life of a consumer on the in-process device: activities, exit(), control calls, closing,
// failing allocations.
#include <gtest/gtest.h>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr size_t kHdr = sizeof(dtrace_rec_hdr);

struct Life : testing::Test {
    void SetUp() override { host_reset(); }
    void TearDown() override { EXPECT_EQ(host_live_allocs(), 0u); }
};

void fire(const char* name, uint64_t a0 = 0) {
    ASSERT_EQ(dt_inproc_fire(name, &a0, 1), 0);
}

/// Records, aggregates, keeps variables, ticks
Image everything() {
    dof::Dif global{{{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0},
                     {DTRACE_DIF_OP_STGS, 0, 1, 0, DTRACE_DIF_VAR_USER},
                     {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
                    {},
                    std::string("\0g\0", 3),
                    {{DTRACE_DIF_VAR_USER, DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_SCALAR,
                      DTRACE_DIF_VF_MOD, 0, 0, dof::kInt64}},
                    dof::kInt64};
    Image image;
    image.clause("dtrace:::BEGIN").trace(dof::string("begin"));
    image.clause("test:::*").trace(global);
    image.clause("test:::a").trace(dof::arg(0)).count(1);
    image.clause("test:::b").trace(dof::load(8));
    image.clause("dtrace:::ERROR").trace(dof::arg(4));
    image.clause("profile:::tick-1sec").count();
    image.clause("test:::c").act(DTRACE_ACT_SPECULATE, dof::arg(0)).trace(dof::arg(0));
    image.clause("dtrace:::END").trace(dof::string("end"));
    return image;
}

// ---- probes in batches, probes that go ----

TEST_F(Life, SettledOncePerSet) {
    Session s;
    dt_inproc_settled(0);
    Image image;
    image.clause("test:::*").trace(dof::arg(0));
    image.clause("test:::a").trace(dof::arg(0));
    ASSERT_EQ(s.enable(image), 0);
    EXPECT_EQ(s.last.nmatched, 5u);
    EXPECT_EQ(dt_inproc_settled(0), 1u);
    s.close();
    EXPECT_EQ(dt_inproc_settled(0), 1u);
}

TEST_F(Life, NotSettledWithoutNeed) {
    Session first, second;
    ASSERT_EQ(first.enable(Image().clause("test:::a")), 0);
    dt_inproc_settled(0);
    ASSERT_EQ(second.enable(Image().clause("test:::a")), 0);
    EXPECT_EQ(dt_inproc_settled(0), 0u);
}

TEST_F(Life, FailureToSettleIsToldAndUndone) {
    Session s;
    dt_inproc_settled(-ENOSPC);
    EXPECT_EQ(s.enable(Image().clause("test:::a")), -ENOSPC);
    EXPECT_NE(s.message.find("could not be put in place"), std::string::npos) << s.message;
    EXPECT_FALSE(dt_inproc_enabled("a"));
    EXPECT_EQ(s.go(), -EBUSY);
    s.close();
    dt_inproc_settled(0);
    EXPECT_FALSE(dt_inproc_enabled("a"));
}

std::string probe_name(Session& s, uint32_t id) {
    dtrace_probe_desc desc{};
    dtrace_probes list{};
    list.pattern.id = id;
    list.count = 1;
    list.probes = reinterpret_cast<uintptr_t>(&desc);
    return s.call(DTRACE_IOC_PROBES, list) == 1 ? desc.name : "";
}

TEST_F(Life, RemovedProbeKeepsItsRecords) {
    Session s;
    Image image;
    image.clause("test:::*").trace(dof::arg(0));
    ASSERT_EQ(s.enable(image), 0);
    ASSERT_EQ(s.go(), 0);
    fire("a", 7);
    fire("b", 8);
    dt_inproc_settled(0);
    dt_inproc_remove("b");
    EXPECT_EQ(dt_inproc_settled(0), 1u);
    EXPECT_EQ(dt_inproc_fire("b", nullptr, 0), -ENOENT);
    fire("a", 9);
    fire("c", 10);
    ASSERT_EQ(s.stop(), 0);
    auto records = s.all_records();
    ASSERT_EQ(records.size(), 4u);
    // Whose records they are is known to the end, but only to those who had clauses on it.
    dtrace_epid_desc desc{};
    desc.epid = records[1].id;
    ASSERT_EQ(s.call(DTRACE_IOC_EPID_DESC, desc), 0);
    EXPECT_EQ(probe_name(s, desc.probe_id), "b");
    Session again;
    EXPECT_EQ(again.enable(Image().clause("test:::b")), 0);
    EXPECT_EQ(again.last.nmatched, 0u);
    EXPECT_EQ(probe_name(again, desc.probe_id), "");
}

uint32_t probe_id(Session& s, const char* name) {
    dtrace_probe_desc desc{};
    dtrace_probes list{};
    std::strcpy(list.pattern.name, name);
    list.count = 1;
    list.probes = reinterpret_cast<uintptr_t>(&desc);
    return s.call(DTRACE_IOC_PROBES, list) == 1 ? desc.id : 0;
}

TEST_F(Life, IdsComeBackThatNothingRefersTo) {
    Session s;
    dt_inproc_add();
    ASSERT_EQ(s.enable(Image().clause("test:::e").trace(dof::arg(0))), 0);
    const uint32_t held = probe_id(s, "e");
    dt_inproc_remove("e");
    uint32_t highest = 0;
    for (int i = 0; i < 5000; i++) {
        dt_inproc_add();
        const uint32_t id = probe_id(s, "e");
        ASSERT_NE(id, 0u);
        ASSERT_NE(id, held);
        highest = std::max(highest, id);
        dt_inproc_remove("e");
    }
    EXPECT_LE(highest, 1024u);
    EXPECT_EQ(probe_name(s, held), "e");
}

// ---- activities ----

TEST_F(Life, ActivityOrder) {
    Session s;
    EXPECT_EQ(s.stop(), -EINVAL);
    dtrace_status st{};
    EXPECT_EQ(s.call(DTRACE_IOC_STATUS, st), -ENOENT);
    dtrace_snap snap;
    EXPECT_EQ(s.snap(0, DTRACE_BUF_PRINCIPAL, snap), -ENOENT);
    ASSERT_EQ(s.enable(everything()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.status().activity, static_cast<uint32_t>(DTRACE_ACTIVITY_ACTIVE));
    EXPECT_EQ(s.go(), -EBUSY);
    EXPECT_EQ(s.option(DTRACE_OPT_STRSIZE, 10), -EBUSY);
    EXPECT_EQ(s.enable(everything()), -EBUSY);
    ASSERT_EQ(s.stop(), 0);
    EXPECT_EQ(s.status().activity, static_cast<uint32_t>(DTRACE_ACTIVITY_STOPPED));
    EXPECT_EQ(s.stop(), -EINVAL);
    EXPECT_EQ(s.go(), -EBUSY);
}

TEST_F(Life, Exit) {
    Session s;
    Image image;
    image.clause("test:::a").act(DTRACE_ACT_EXIT, dof::number(3)).trace(dof::number(1));
    image.clause("test:::a").trace(dof::number(2));
    image.clause("dtrace:::END").trace(dof::number(9));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.status().exiting, 0u);
    fire("a");
    fire("a");
    EXPECT_EQ(s.status().exiting, 1u);
    ASSERT_EQ(s.stop(), 0);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 2u);
    EXPECT_EQ(r[0].id, 1u);
    EXPECT_EQ(r[0].at<int32_t>(kHdr), 3);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr + 8), 1u); // the rest of the clause ran
    EXPECT_EQ(r[1].id, 3u);
    EXPECT_EQ(s.status().firings, 2u);
}

TEST_F(Life, ExitInBegin) {
    Session s;
    Image image;
    image.clause("dtrace:::BEGIN").act(DTRACE_ACT_EXIT, dof::number(0));
    image.clause("dtrace:::BEGIN").trace(dof::number(1));
    image.clause("test:::a").trace(dof::number(2));
    image.clause("dtrace:::END").act(DTRACE_ACT_EXIT, dof::number(5));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.status().exiting, 1u);
    fire("a");
    ASSERT_EQ(s.stop(), 0);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 2u);
    EXPECT_EQ(r[0].id, 1u);
    EXPECT_EQ(r[1].id, 4u);
    EXPECT_EQ(r[1].at<int32_t>(kHdr), 5);
}

TEST_F(Life, ExitInError) {
    Session s;
    Image image;
    image.clause("dtrace:::ERROR").act(DTRACE_ACT_EXIT, dof::number(1));
    image.clause("dtrace:::BEGIN").trace(dof::load(8));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.status().exiting, 1u);
    EXPECT_EQ(s.records(0).size(), 1u);
}

// ---- what is there when tracing begins ----

struct Present : Life {
    void SetUp() override {
        Life::SetUp();
        dt_inproc_present("d", 3);
    }
    void TearDown() override {
        dt_inproc_present("d", 0);
        Life::TearDown();
    }
};

// After BEGIN, once for each thing in every clause, and for nobody else
TEST_F(Present, ToldToWhoeverBegins) {
    Session other, s;
    ASSERT_EQ(other.enable(Image().clause("test:::d").trace(dof::arg(0))), 0);
    Image image;
    image.clause("test:::d").trace(dof::arg(0));
    image.clause("dtrace:::BEGIN").trace(dof::number(7));
    image.clause("test:::*").trace(dof::number(9));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    EXPECT_EQ(dt_inproc_present("d", 3), 0u);
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(dt_inproc_present("d", 3), 3u);
    auto r = s.all_records();
    ASSERT_EQ(r.size(), 7u);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), 7u);
    for (uint64_t n = 1; n <= 3; n++) {
        EXPECT_EQ(r[2 * n - 1].at<uint64_t>(kHdr), n);
        EXPECT_EQ(r[2 * n].at<uint64_t>(kHdr), 9u);
    }
    ASSERT_EQ(other.go(), 0);
    EXPECT_EQ(other.all_records().size(), 3u);
    EXPECT_TRUE(s.all_records().empty());
}

TEST_F(Present, NotWithoutClause) {
    Session s;
    ASSERT_EQ(s.enable(Image().clause("test:::a").trace(dof::arg(0))), 0);
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(dt_inproc_present("d", 3), 0u);
}

TEST_F(Present, EndsWithTracing) {
    Session s;
    ASSERT_EQ(s.enable(Image().clause("test:::d").act(DTRACE_ACT_EXIT, dof::arg(0))), 0);
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(dt_inproc_present("d", 3), 1u);
    EXPECT_EQ(s.all_records().size(), 1u);
    Session in_begin;
    Image image;
    image.clause("dtrace:::BEGIN").act(DTRACE_ACT_EXIT, dof::number(0));
    image.clause("test:::d").trace(dof::arg(0));
    ASSERT_EQ(in_begin.enable(image), 0);
    ASSERT_EQ(in_begin.go(), 0);
    EXPECT_EQ(dt_inproc_present("d", 3), 0u);
}

// The calling CPU is not traced: another one is told.
TEST_F(Present, OnACpuThatIsTraced) {
    Session s;
    ASSERT_EQ(s.option(DTRACE_OPT_CPU, 2), 0);
    ASSERT_EQ(s.enable(Image().clause("test:::d").trace(dof::arg(0))), 0);
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.records(2).size(), 3u);
}

TEST_F(Present, DropsAreCounted) {
    Session s;
    ASSERT_EQ(s.option(DTRACE_OPT_BUFSIZE, 64), 0);
    dt_inproc_present("d", 1000);
    ASSERT_EQ(s.enable(Image().clause("test:::d").trace(dof::arg(0))), 0);
    ASSERT_EQ(s.go(), 0);
    const size_t kept = s.all_records().size();
    EXPECT_LT(kept, 1000u);
    EXPECT_EQ(kept + s.drops, 1000u);
}

// ---- the deadman ----

TEST_F(Life, Deadman) {
    Session s;
    ASSERT_EQ(s.enable(everything()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    for (int i = 0; i < 5; i++) { // a consumer that calls STATUS lives
        dt_inproc_wait(s.dev(), 20000000000);
        EXPECT_EQ(s.status().killed, 0u);
    }
    const auto fire_often = [&] {
        for (int i = 0; i < 200; i++)
            fire("a");
    };
    for (int i = 0; i < 3; i++) { // it stood still, and is well again in time
        host_advance(100000000000);
        fire_often();
        host_advance(4000000000);
        fire_often();
        EXPECT_EQ(s.status().killed, 0u);
        dt_inproc_wait(s.dev(), 2000000000);
    }
    host_advance(11000000000); // nothing ran for 11 s, and then only the tracing
    fire_often();
    host_advance(6000000000);
    fire_often();
    EXPECT_EQ(s.status().killed, 1u);
    const uint64_t firings = s.status().firings;
    fire("a");
    EXPECT_EQ(s.status().firings, firings);
    EXPECT_EQ(s.stop(), -EINVAL);
}

// ---- control calls ----

TEST_F(Life, UnknownCalls) {
    Session s;
    uint64_t buf[64] = {};
    EXPECT_EQ(s.call(_IO(DTRACE_IOC_MAGIC, 0), buf), -ENOTTY);
    EXPECT_EQ(s.call(_IO(DTRACE_IOC_MAGIC, 99), buf), -ENOTTY);
    EXPECT_EQ(s.call(_IOR('x', 1, dtrace_conf), buf), -ENOTTY);
    EXPECT_EQ(s.call(_IOW(DTRACE_IOC_MAGIC, 1, dtrace_conf), buf), -ENOTTY);
}

TEST_F(Life, SizesOfArguments) {
    Session s;
    struct Longer {
        dtrace_opt opt;
        uint64_t more[20];
    } arg{};
    arg.opt = {DTRACE_OPT_STRSIZE, 0, 99};
    const unsigned long cmd = _IOW(DTRACE_IOC_MAGIC, 4, Longer);
    EXPECT_EQ(s.call(cmd, arg), 0);
    EXPECT_EQ(s.effective(DTRACE_OPT_STRSIZE), 99u);
    arg.more[19] = 1;
    EXPECT_EQ(s.call(cmd, arg), -E2BIG);
    EXPECT_EQ(s.call(_IOW(DTRACE_IOC_MAGIC, 4, uint64_t), arg), -EINVAL);
    host_fail_ctl(0);
    EXPECT_EQ(s.call(DTRACE_IOC_OPT_SET, arg), -EFAULT);
    dtrace_conf conf{};
    EXPECT_EQ(s.call(DTRACE_IOC_CONF, conf), 0);
    EXPECT_EQ(conf.ncpus, static_cast<uint32_t>(HOST_NCPUS));
}

TEST_F(Life, Options) {
    Session s;
    EXPECT_EQ(s.option(0, 1), -EINVAL);
    EXPECT_EQ(s.option(DTRACE_OPT_MAX, 1), -EINVAL);
    EXPECT_EQ(s.option(DTRACE_OPT_STRSIZE, 1), -EINVAL);
    EXPECT_EQ(s.option(DTRACE_OPT_STRSIZE, 65537), -EINVAL);
    EXPECT_EQ(s.option(DTRACE_OPT_BUFPOLICY, 3), -EINVAL);
    EXPECT_EQ(s.option(DTRACE_OPT_GRABANON, 1), -EOPNOTSUPP);
    EXPECT_EQ(s.option(DTRACE_OPT_STRSIZE, 8), 0);
    Image image;
    image.clause("dtrace:::BEGIN").trace(dof::string("0123456789"));
    image.option(DTRACE_OPT_BUFSIZE, 1001);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.effective(DTRACE_OPT_BUFSIZE), 1000u);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].bytes.size(), kHdr + 8);
    EXPECT_EQ(r[0].text(kHdr), "0123456");
}

TEST_F(Life, BufferTooSmall) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 7);
    ASSERT_EQ(s.enable(everything()), 0) << s.message;
    EXPECT_EQ(s.go(), -ENOSPC);
}

TEST_F(Life, Destructive) {
    Image image;
    image.clause("test:::a").act(DTRACE_ACT_STOP).act(DTRACE_ACT_RAISE, dof::arg(0));
    {
        Session s;
        ASSERT_EQ(s.enable(image), 0) << s.message;
        EXPECT_EQ(s.go(), -EACCES);
        ASSERT_EQ(s.option(DTRACE_OPT_DESTRUCTIVE, 1), 0);
        ASSERT_EQ(s.go(), 0);
        fire("a", 9);
        EXPECT_EQ(host_acts()->stops, 1u);
        EXPECT_EQ(host_acts()->last_signal, 9);
        fire("a", 65);
        EXPECT_EQ(s.status().errors, 1u);
        EXPECT_EQ(host_acts()->raises, 1u);
    }
    {
        Session s(0x1);
        EXPECT_EQ(s.option(DTRACE_OPT_DESTRUCTIVE, 1), -EACCES);
    }
    host_set_destructive_allowed(false);
    Session s;
    EXPECT_EQ(s.option(DTRACE_OPT_DESTRUCTIVE, 1), -EACCES);
}

TEST_F(Life, Chill) {
    Session s;
    ASSERT_EQ(s.option(DTRACE_OPT_DESTRUCTIVE, 1), 0);
    ASSERT_EQ(s.enable(Image().clause("test:::a").act(DTRACE_ACT_CHILL, dof::arg(0))), 0);
    ASSERT_EQ(s.go(), 0);
    fire("a", 500000001);
    EXPECT_EQ(s.status().errors, 1u);
    fire("a", 1000);
    EXPECT_EQ(s.status().errors, 1u);
}

TEST_F(Life, Rights) {
    Session s(0);
    EXPECT_EQ(s.enable(Image().clause("test:::a")), 0);
    EXPECT_EQ(s.last.nmatched, 0u);
    Image image;
    image.clause("dtrace:::BEGIN").act(DTRACE_ACT_STACK);
    image.clause("dtrace:::BEGIN").act(DTRACE_ACT_USTACK);
    image.clause("dtrace:::ERROR").trace(dof::arg(4));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 2u);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), static_cast<uint64_t>(DTRACE_FAULT_KPRIV));
    EXPECT_EQ(r[1].at<uint64_t>(kHdr), 100u); // the own user stack begins with the pid
}

TEST_F(Life, RefusedClauses) {
    Image noarg, pred, kind;
    noarg.clause("test:::a").act(DTRACE_ACT_EXIT);
    const dof::Dif text = dof::string("x");
    pred.clause("test:::a", &text).trace(dof::arg(0));
    kind.clause("test:::a").act(DTRACE_ACT_EXIT, text);
    for (const Image* image : {&noarg, &pred, &kind}) {
        Session s;
        EXPECT_EQ(s.enable(*image), -EINVAL);
        EXPECT_NE(s.message, "");
        EXPECT_FALSE(dt_inproc_enabled("a"));
    }
    Session s;
    s.enable(noarg);
    EXPECT_EQ(s.message, "action #1: kind 2 needs an argument");
}

TEST_F(Life, MapsOnlyItsBuffers) {
    Session s;
    ASSERT_EQ(s.enable(everything()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    dtrace_snap a, b;
    ASSERT_EQ(s.snap(1, DTRACE_BUF_PRINCIPAL, a), 0);
    ASSERT_EQ(s.snap(1, DTRACE_BUF_PRINCIPAL, b), 0);
    EXPECT_EQ(a.map_offset, b.map_offset);
    EXPECT_NE(a.data_offset, b.data_offset);
    EXPECT_NE(dt_inproc_mmap(s.dev(), a.map_offset, a.map_size), nullptr);
    EXPECT_EQ(dt_inproc_mmap(s.dev(), a.map_offset, a.map_size + 4096), nullptr);
    EXPECT_EQ(dt_inproc_mmap(s.dev(), a.map_offset + 4096, a.map_size), nullptr);
    EXPECT_EQ(dt_inproc_mmap(s.dev(), 0, a.map_size), nullptr);
    EXPECT_EQ(dt_inproc_mmap(s.dev(), ~0ULL << 34, a.map_size), nullptr);
}

TEST_F(Life, BuffersShrinkToMemory) {
    Session s;
    Image image = everything();
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.option(DTRACE_OPT_BUFSIZE, 1 << 20), 0);
    host_fail_alloc(4 * HOST_NCPUS + 1); // the second principal buffer
    ASSERT_EQ(s.go(), 0);
    EXPECT_EQ(s.effective(DTRACE_OPT_BUFSIZE), 1u << 19);
}

TEST_F(Life, ManualResizeFails) {
    Session s;
    ASSERT_EQ(s.enable(everything()), 0) << s.message;
    ASSERT_EQ(s.option(DTRACE_OPT_BUFRESIZE, DTRACE_BUFRESIZE_MANUAL), 0);
    host_fail_alloc(4 * HOST_NCPUS + 1);
    EXPECT_EQ(s.go(), -ENOMEM);
    EXPECT_EQ(s.go(), 0);
}

// ---- closing ----

TEST_F(Life, CloseAtAnyActivity) {
    for (int steps = 0; steps <= 6; steps++) {
        Session s;
        ASSERT_EQ(s.open_error(), 0);
        Image image = everything();
        if (steps == 4)
            image.clause("test:::d").act(DTRACE_ACT_EXIT, dof::number(0));
        if (steps >= 1) {
            ASSERT_EQ(s.enable(image), 0) << s.message;
        }
        if (steps >= 2) {
            ASSERT_EQ(s.go(), 0);
        }
        if (steps >= 3) {
            fire("a");
            fire("b");
            fire("d");
        }
        if (steps >= 5) {
            ASSERT_EQ(s.stop(), 0);
        }
        if (steps >= 6)
            s.all_records();
        s.close();
        ASSERT_EQ(host_live_allocs(), 0u) << steps;
    }
}

/// A whole life; true when nothing failed
bool whole_life() {
    Session s;
    if (s.open_error())
        return false;
    s.option(DTRACE_OPT_BUFSIZE, 65536);
    s.option(DTRACE_OPT_AGGSIZE, 65536);
    if (s.enable(everything()) || s.last.nmatched != 11 || s.last.nfailed || s.go())
        return false;
    fire("a");
    fire("b");
    dt_inproc_wait(s.dev(), 1500000000);
    s.stop();
    return s.records(0).size() == 5 && s.entries(0).size() == 2 &&
           s.effective(DTRACE_OPT_BUFSIZE) == 65536 && s.effective(DTRACE_OPT_AGGSIZE) == 65536;
}

TEST_F(Life, EveryAllocationMayFail) {
    long n = 0;
    bool complete = false;
    for (; !complete && n < 3000; n++) {
        host_reset();
        host_fail_alloc(n);
        complete = whole_life();
        ASSERT_EQ(host_live_allocs(), 0u) << "allocation " << n;
    }
    EXPECT_TRUE(complete);
    EXPECT_GT(n, 50);
}

TEST_F(Life, EveryCopyMayFail) {
    bool complete = false;
    for (long n = 0; !complete && n < 300; n++) {
        host_reset();
        host_fail_ctl(n);
        complete = whole_life();
        ASSERT_EQ(host_live_allocs(), 0u) << "copy " << n;
    }
    EXPECT_TRUE(complete);
}

/// All of it or nothing: what was enabled before the signal or the allocation is not any more.
TEST_F(Life, EnablingMayEndInTheMiddle) {
    long interrupted = 0, failed = 0;
    auto ends = [](int error) {
        Session s;
        if (s.open_error() || s.enable(everything()) != error)
            return false;
        EXPECT_EQ(dt_inproc_enabled("a"), 0);
        EXPECT_EQ(dt_inproc_enabled("b"), 0);
        EXPECT_TRUE(error == -ENOMEM || s.go() == -EBUSY);
        return true;
    };
    for (;; interrupted++) {
        host_reset();
        host_interrupt(interrupted);
        if (!ends(-EINTR))
            break;
    }
    EXPECT_GE(interrupted, 11);
    for (long n = 0; n < 300; n++) {
        host_reset();
        host_fail_alloc(n);
        failed += ends(-ENOMEM);
    }
    EXPECT_GT(failed, 11);
    host_reset();
    Session s;
    ASSERT_EQ(s.enable(everything()), 0) << "the others are as before";
    EXPECT_EQ(dt_inproc_enabled("a"), 1);
}

} // namespace
