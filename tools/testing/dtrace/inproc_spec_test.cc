// SPDX-License-Identifier: GPL-2.0
// Speculations on the in-process device: which records are committed, discarded, dropped.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr size_t kHdr = sizeof(dtrace_rec_hdr);

struct Spec : testing::Test {
    void SetUp() override { host_reset(); }
    void TearDown() override { EXPECT_EQ(host_live_allocs(), 0u); }
};

/// speculation()
dof::Dif speculation() {
    return {{{DTRACE_DIF_OP_CALL, 1, 0, 0, DTRACE_DIF_SUBR_SPECULATION},
             {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
            {},
            {},
            {},
            dof::kInt64};
}

/// a: trace(speculation()); b: speculate(arg0); trace(arg1); c: commit(arg0); d: discard(arg0)
Image image() {
    Image i;
    i.clause("test:::a").trace(speculation());
    i.clause("test:::b").act(DTRACE_ACT_SPECULATE, dof::arg(0)).trace(dof::arg(1));
    i.clause("test:::c").act(DTRACE_ACT_COMMIT, dof::arg(0));
    i.clause("test:::d").act(DTRACE_ACT_DISCARD, dof::arg(0));
    return i;
}

void fire(unsigned cpu, const char* name, uint64_t a0 = 0, uint64_t a1 = 0) {
    const uint64_t args[] = {a0, a1};
    host_set_cpu(cpu);
    ASSERT_EQ(dt_inproc_fire(name, args, 2), 0);
    host_set_cpu(0);
}

uint64_t create(Session& s, unsigned cpu = 0) {
    fire(cpu, "a");
    auto r = s.records(cpu);
    EXPECT_EQ(r.size(), 1u);
    return r.empty() ? 0 : r[0].at<uint64_t>(kHdr);
}

void start(Session& s, uint64_t nspec = 1) {
    s.option(DTRACE_OPT_NSPEC, nspec);
    ASSERT_EQ(s.enable(image()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
}

std::vector<uint64_t> values(const std::vector<Record>& records) {
    std::vector<uint64_t> v;
    for (const auto& r : records)
        v.push_back(r.at<uint64_t>(kHdr));
    return v;
}

using V = std::vector<uint64_t>;

TEST_F(Spec, CommitOnOneCpu) {
    Session s;
    start(s);
    const uint64_t id = create(s, 1);
    EXPECT_EQ(id, 1u);
    fire(1, "b", id, 10);
    fire(1, "b", id, 11);
    EXPECT_TRUE(s.records(1).empty());
    host_advance(5000);
    const uint64_t now = dt_inproc_now(s.dev());
    fire(1, "c", id);
    auto r = s.records(1);
    EXPECT_EQ(values(r), (V{10, 11}));
    for (const auto& rec : r)
        EXPECT_EQ(rec.timestamp, now); // time of the commit
    EXPECT_EQ(create(s), 2u);          // free again at once, with another id
}

TEST_F(Spec, TwoCommitsInAClause) {
    Session s;
    Image i = image();
    i.clause("test:::a").act(DTRACE_ACT_COMMIT, dof::arg(0)).act(DTRACE_ACT_COMMIT, dof::arg(1));
    s.option(DTRACE_OPT_NSPEC, 2);
    ASSERT_EQ(s.enable(i), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    const uint64_t first = create(s), second = create(s);
    fire(0, "b", first, 10);
    fire(0, "b", second, 20);
    fire(0, "a", second, first);
    auto records = s.records(0);
    ASSERT_EQ(records.size(), 3u); // the clause that creates, too
    records.erase(records.begin());
    EXPECT_EQ(values(records), (V{20, 10}));
}

TEST_F(Spec, DiscardOnOneCpu) {
    Session s;
    start(s);
    const uint64_t id = create(s);
    fire(0, "b", id, 10);
    fire(0, "d", id);
    fire(0, "c", id);
    EXPECT_TRUE(s.records(0).empty());
    const uint64_t next = create(s);
    EXPECT_EQ(next, 2u);
    fire(0, "b", next, 20);
    fire(0, "c", next);
    EXPECT_EQ(values(s.records(0)), (V{20}));
}

TEST_F(Spec, CommitOnManyCpus) {
    Session s;
    start(s);
    const uint64_t id = create(s);
    for (unsigned cpu = 0; cpu < HOST_NCPUS; cpu++)
        fire(cpu, "b", id, 100 + cpu);
    fire(2, "c", id);
    EXPECT_EQ(values(s.records(2)), (V{102}));
    EXPECT_TRUE(s.records(1).empty());
    fire(1, "b", id, 999); // too late
    EXPECT_EQ(create(s), 0u);
    EXPECT_EQ(s.status().drops_spec_busy, 1u);
    dt_inproc_wait(s.dev(), 20000000); // the cleaner
    for (unsigned cpu : {0, 1, 3})
        EXPECT_EQ(values(s.records(cpu)), (V{100 + cpu}));
    EXPECT_EQ(create(s), 2u);
}

TEST_F(Spec, DiscardOnManyCpus) {
    Session s;
    start(s);
    const uint64_t id = create(s);
    fire(0, "b", id, 1);
    fire(1, "b", id, 2);
    fire(3, "d", id);
    dt_inproc_wait(s.dev(), 20000000);
    EXPECT_TRUE(s.all_records().empty());
    EXPECT_EQ(create(s), 2u);
    EXPECT_EQ(s.status().drops_spec, 0u);
}

TEST_F(Spec, CommitElsewhere) {
    Session s;
    start(s);
    const uint64_t id = create(s);
    fire(0, "b", id, 7);
    fire(1, "c", id);
    EXPECT_TRUE(s.all_records().empty());
    ASSERT_EQ(s.stop(), 0); // the last records come with STOP at the latest
    EXPECT_EQ(values(s.records(0)), (V{7}));
}

TEST_F(Spec, BadIds) {
    Session s;
    start(s, 2);
    for (uint64_t id : {0ULL, 1ULL, 3ULL, ~0ULL}) // not there, or not active
        fire(0, "b", id, 1);
    EXPECT_EQ(s.status().errors, 0u);
    fire(0, "c", 0);
    fire(0, "d", 0);
    fire(0, "c", 2);
    EXPECT_EQ(s.status().errors, 0u);
    fire(0, "c", 3);
    fire(0, "d", ~0ULL);
    EXPECT_EQ(s.status().errors, 2u);
    EXPECT_TRUE(s.all_records().empty());
}

TEST_F(Spec, NoneFree) {
    Session s;
    start(s, 2);
    EXPECT_EQ(create(s), 1u);
    EXPECT_EQ(create(s), 2u);
    EXPECT_EQ(create(s), 0u);
    EXPECT_EQ(s.status().drops_spec_unavail, 1u);
    EXPECT_EQ(s.status().drops_spec_busy, 0u);
    fire(0, "d", 1);
    EXPECT_EQ(create(s), 3u);
}

// An id that was kept does not reach the speculation that has its place now.
TEST_F(Spec, StaleIds) {
    Session s;
    start(s);
    const uint64_t stale = create(s);
    fire(0, "b", stale, 1);
    fire(0, "d", stale);
    const uint64_t id = create(s);
    EXPECT_NE(id, stale);
    fire(0, "b", id, 10);
    fire(0, "b", stale, 2);
    fire(1, "b", stale, 3);
    fire(0, "d", stale);
    fire(0, "c", stale);
    EXPECT_TRUE(s.records(0).empty());
    fire(0, "b", id, 11);
    fire(0, "c", id);
    EXPECT_EQ(values(s.records(0)), (V{10, 11}));
    EXPECT_EQ(s.status().errors, 0u);
    fire(0, "c", id + 2); // two ahead: never given
    EXPECT_EQ(s.status().errors, 1u);
}

TEST_F(Spec, DropsAreCounted) {
    Session s;
    s.option(DTRACE_OPT_SPECSIZE, 50); // two records
    start(s);
    const uint64_t id = create(s);
    for (uint64_t i = 0; i < 5; i++)
        fire(0, "b", id, i);
    EXPECT_EQ(s.status().drops_spec, 3u);
    fire(0, "c", id);
    EXPECT_EQ(values(s.records(0)), (V{0, 1}));
}

TEST_F(Spec, Composition) {
    const dof::Dif id = dof::number(1);
    const Image good[] = {
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id),
        Image().clause("test:::a").act(DTRACE_ACT_DISCARD, id).act(DTRACE_ACT_SPECULATE, id),
        Image().clause("test:::a").trace(id).act(DTRACE_ACT_DISCARD, id),
        Image().clause("test:::a").act(DTRACE_ACT_COMMIT, id).trace(dof::number(0, dof::kVoid)),
        Image().clause("test:::a").act(DTRACE_ACT_COMMIT, id).act(DTRACE_ACT_COMMIT, id),
    };
    for (const Image& i : good) {
        Session s;
        EXPECT_EQ(s.enable(i), 0) << s.message;
    }
    const Image bad[] = {
        Image().clause("test:::a").trace(id).act(DTRACE_ACT_SPECULATE, id),
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id).act(DTRACE_ACT_SPECULATE, id),
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id).act(DTRACE_ACT_COMMIT, id),
        Image().clause("test:::a").act(DTRACE_ACT_COMMIT, id).trace(id),
        Image().clause("test:::a").trace(id).act(DTRACE_ACT_COMMIT, id),
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id).count(),
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id).act(DTRACE_ACT_EXIT, id),
        Image().clause("test:::a").act(DTRACE_ACT_SPECULATE, id).act(DTRACE_ACT_STOP),
    };
    for (const Image& i : bad) {
        Session s;
        EXPECT_EQ(s.enable(i), -EINVAL);
        EXPECT_NE(s.message, "");
    }
}

// Random programs: what is committed comes out once, what is discarded never.
TEST_F(Spec, RandomIsExact) {
    Session s;
    s.option(DTRACE_OPT_SPECSIZE, 1 << 16);
    start(s, 4);
    std::mt19937 rng(7);
    struct Slot {
        uint64_t id = 0; // the last one given; 0: none yet
        bool live = false;
        std::set<uint64_t> pending;
    } slots[4];
    std::set<uint64_t> want, got;
    uint64_t value = 1000;
    auto drain = [&] {
        for (unsigned cpu = 0; cpu < HOST_NCPUS; cpu++) {
            uint64_t last = 0;
            for (const auto& r : s.records(cpu)) {
                EXPECT_GE(r.timestamp, last);
                last = r.timestamp;
                if (r.id == 2) {
                    EXPECT_TRUE(got.insert(r.at<uint64_t>(kHdr)).second);
                }
            }
        }
    };
    for (int step = 0; step < 20000; step++) {
        const unsigned cpu = rng() % HOST_NCPUS;
        Slot& slot = slots[rng() % 4];
        const uint64_t id = slot.id;
        host_advance(rng() % 100);
        switch (rng() % 16) {
        case 0: {
            drain();
            fire(cpu, "a");
            auto r = s.records(cpu);
            ASSERT_EQ(r.size(), 1u);
            const uint64_t fresh = r[0].at<uint64_t>(kHdr);
            if (fresh) {
                Slot& given = slots[(fresh - 1) % 4];
                EXPECT_FALSE(given.live);
                EXPECT_GT(fresh, given.id);
                given = {fresh, true, {}};
            }
            break;
        }
        case 1:
            fire(cpu, "c", id);
            want.insert(slot.pending.begin(), slot.pending.end());
            slot = {id, false, {}};
            break;
        case 2:
            fire(cpu, "d", id);
            slot = {id, false, {}};
            break;
        case 3: dt_inproc_wait(s.dev(), 10000000); break;
        default:
            fire(cpu, "b", id, ++value);
            if (slot.live)
                slot.pending.insert(value);
        }
    }
    ASSERT_EQ(s.stop(), 0);
    drain();
    EXPECT_EQ(s.status().drops_spec, 0u);
    EXPECT_EQ(s.drops, 0u);
    EXPECT_EQ(got, want);
    EXPECT_GT(got.size(), 100u);
}

} // namespace
