// SPDX-License-Identifier: GPL-2.0
// Probes, enablings, firings, records, buffers and errors on the in-process device.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr size_t kHdr = sizeof(dtrace_rec_hdr);

struct Inproc : testing::Test {
    void SetUp() override { host_reset(); }
};

void fire(unsigned cpu, const char* name, std::vector<uint64_t> args = {}) {
    args.resize(10);
    host_set_cpu(cpu);
    ASSERT_EQ(dt_inproc_fire(name, args.data(), 10), 0);
    host_set_cpu(0);
}

/// One clause on test:::a that records arg0
Image trace_arg0() {
    return Image().clause("test:::a").trace(dof::arg(0));
}

// ---- listing ----

std::vector<dtrace_probe_desc> list(Session& s, const char* provider, const char* name) {
    std::vector<dtrace_probe_desc> all, batch(3);
    dtrace_probes req{};
    std::strcpy(req.pattern.provider, provider);
    std::strcpy(req.pattern.name, name);
    do {
        req.count = batch.size();
        req.probes = reinterpret_cast<uintptr_t>(batch.data());
        if (s.call(DTRACE_IOC_PROBES, req) <= 0)
            break;
        all.insert(all.end(), batch.begin(), batch.begin() + req.count);
    } while (true);
    return all;
}

TEST_F(Inproc, ListsInBatches) {
    Session s;
    auto probes = list(s, "dtrace", "");
    ASSERT_EQ(probes.size(), 3u);
    EXPECT_STREQ(probes[0].name, "BEGIN");
    EXPECT_STREQ(probes[1].name, "END");
    EXPECT_STREQ(probes[2].name, "ERROR");
    for (uint32_t i = 0; i < 3; i++)
        EXPECT_EQ(probes[i].id, i + 1);
    EXPECT_EQ(list(s, "test", "").size(), 4u);
    EXPECT_EQ(list(s, "te*", "[b-c]").size(), 2u);
    EXPECT_EQ(list(s, "profile", "").size(), 13u);
}

TEST_F(Inproc, CreatesProbesOnDemand) {
    Session s;
    EXPECT_EQ(list(s, "profile", "tick-7ms").size(), 1u);
    EXPECT_EQ(list(s, "profile", "tick-7parsec").size(), 0u);
    EXPECT_EQ(list(s, "profile", "tick-1ns").size(), 0u);
    EXPECT_EQ(list(s, "", "tick-7ms").size(), 1u);
}

TEST_F(Inproc, DescribesProviders) {
    Session s;
    dtrace_provider_desc desc{};
    std::strcpy(desc.name, "dtrace");
    EXPECT_EQ(s.call(DTRACE_IOC_PROVIDER, desc), 0);
    EXPECT_EQ(desc.provider.name, 6);
    std::strcpy(desc.name, "nosuch");
    EXPECT_EQ(s.call(DTRACE_IOC_PROVIDER, desc), -ENOENT);
}

// ---- types of arguments ----

long describe(Session& s, uint32_t probe, uint32_t n, dtrace_argdesc& desc) {
    desc = {};
    desc.probe_id = probe;
    desc.n = n;
    return s.call(DTRACE_IOC_ARGDESC, desc);
}

TEST_F(Inproc, DescribesArguments) {
    Session s;
    dtrace_argdesc desc{};
    uint32_t start = list(s, "typed", "work-start").at(0).id;
    ASSERT_EQ(describe(s, start, 0, desc), 0);
    EXPECT_EQ(desc.from, static_cast<uint32_t>(DTRACE_ARGS_DESCRIBED));
    EXPECT_STREQ(desc.native, "struct workload *");
    EXPECT_STREQ(desc.translated, "workinfo_t *");
    EXPECT_EQ(desc.mapping, 1u);
    ASSERT_EQ(describe(s, start, 1, desc), 0);
    EXPECT_STREQ(desc.translated, "int");
    EXPECT_EQ(describe(s, start, 3, desc), -ENOENT);
    EXPECT_EQ(describe(s, 1, 0, desc), -ENOENT); // BEGIN has none
    EXPECT_EQ(describe(s, 99999, 0, desc), -ENOENT);
    desc = {};
    desc.probe_id = start;
    desc.native[0] = 'x';
    EXPECT_EQ(s.call(DTRACE_IOC_ARGDESC, desc), -EINVAL);
}

TEST(ArgDesc, RefusesLongTexts) {
    dtrace_argdesc desc{};
    std::string most(DTRACE_ARGTYPELEN - 1, 'x'), more = most + "x";
    EXPECT_EQ(dtrace_argdesc_set(&desc, most.c_str(), nullptr, 3), 0);
    EXPECT_EQ(desc.native, most);
    EXPECT_EQ(desc.mapping, 3u);
    EXPECT_EQ(dtrace_argdesc_set(&desc, more.c_str(), nullptr, 0), -E2BIG);
    EXPECT_EQ(dtrace_argdesc_set(&desc, "int", more.c_str(), 0), -E2BIG);
    EXPECT_EQ(dtrace_argdesc_row(&desc, nullptr, 0), -ENOENT);
}

// ---- BEGIN, END, records ----

TEST_F(Inproc, BeginFirstEndLast) {
    Session s;
    Image image;
    image.clause("dtrace:::END").trace(dof::number(3));
    image.clause("test:::a").trace(dof::number(2));
    image.clause("dtrace:::BEGIN").trace(dof::string("one"));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 3u);
    EXPECT_EQ(s.last.nfailed, 0u);
    fire(0, "a"); // before GO: nothing
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    ASSERT_EQ(s.stop(), 0);
    fire(0, "a"); // after STOP: nothing
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 3u);
    EXPECT_EQ(r[0].text(kHdr), "one");
    EXPECT_EQ(r[0].bytes.size(), kHdr + 256);
    EXPECT_EQ(r[0].bytes.substr(kHdr + 3), std::string(253, '\0'));
    EXPECT_EQ(r[1].at<uint64_t>(kHdr), 2u);
    EXPECT_EQ(r[2].at<uint64_t>(kHdr), 3u);
    EXPECT_EQ(s.status().firings, 3u);
}

TEST_F(Inproc, LayoutIsAligned) {
    Session s;
    Image image;
    image.clause("test:::a", nullptr, 77)
        .trace(dof::number(0x11, dof::int_type(1)))
        .trace(dof::number(0x22222222, dof::int_type(4)))
        .trace(dof::number(0x3333, dof::int_type(2)))
        .trace(dof::number(0x44, dof::kInt64))
        .trace(dof::number(0, dof::kVoid))
        .act(DTRACE_ACT_PRINTF);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    dtrace_epid_desc desc{};
    dtrace_rec_desc recs[8];
    desc.epid = 1;
    desc.nrecs = 8;
    desc.recs = reinterpret_cast<uintptr_t>(recs);
    ASSERT_EQ(s.call(DTRACE_IOC_EPID_DESC, desc), 0);
    EXPECT_EQ(desc.nrecs, 5u); // the void one is not there, the printf() is
    EXPECT_EQ(desc.uarg, 77u);
    const uint32_t offsets[] = {16, 20, 24, 32, 40};
    for (int i = 0; i < 5; i++) {
        EXPECT_EQ(recs[i].offset, offsets[i]) << i;
        EXPECT_EQ(recs[i].offset % recs[i].align, 0u);
    }
    EXPECT_EQ(desc.size, 40u);
    fire(0, "a");
    fire(0, "a");
    for (const auto& r : s.records(0)) {
        EXPECT_EQ(r.at<uint64_t>(16), 0x2222222200000011u);
        EXPECT_EQ(r.at<uint64_t>(24), 0x3333u);
        EXPECT_EQ(r.at<uint64_t>(32), 0x44u);
    }
    desc.epid = 2;
    EXPECT_EQ(s.call(DTRACE_IOC_EPID_DESC, desc), -ENOENT);
}

TEST_F(Inproc, EmptyClauseRecordsHeader) {
    Session s;
    Image image;
    image.clause("test:::a").clause("test:::b").trace(dof::number(0, dof::kVoid));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    fire(0, "b");
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].id, 1u);
    EXPECT_EQ(r[0].bytes.size(), kHdr);
    EXPECT_EQ(s.status().firings, 2u);
}

TEST_F(Inproc, PredicateAndClauseOrder) {
    Session s;
    Image image;
    image.clause("test:::a", dof::arg_op(0, DTRACE_DIF_OP_AND, 1)).trace(dof::number(1));
    image.clause("test:::*").trace(dof::number(2));
    image.clause("test:::a").trace(dof::number(3));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 6u);
    ASSERT_EQ(s.go(), 0);
    fire(1, "a", {1});
    fire(1, "a", {2});
    std::vector<uint64_t> got;
    for (const auto& r : s.records(1))
        got.push_back(r.at<uint64_t>(kHdr));
    EXPECT_EQ(got, (std::vector<uint64_t>{1, 2, 3, 2, 3}));
}

TEST_F(Inproc, ArgumentsOnDemand) {
    Session s;
    ASSERT_EQ(s.enable(Image().clause("test:::a").trace(dof::arg(3))), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    const dtrace_firing firing{};
    dt_inproc_fire_on(0, "a", &firing);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), 1003u);
}

TEST_F(Inproc, StacksAndSymbols) {
    const u64 pcs[] = {0xffffffff81000010, 0xffffffff81000020}, upcs[] = {0x401000};
    Session s;
    Image image;
    image.clause("test:::a")
        .act(DTRACE_ACT_STACK, 3)
        .act(DTRACE_ACT_USTACK, 2)
        .act(DTRACE_ACT_USYM, dof::number(0x401234))
        .act(DTRACE_ACT_PRINTA, 5);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    host_set_stack(pcs, 2);
    host_set_ustack(upcs, 1);
    fire(0, "a");
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 1u);
    const uint64_t want[] = {pcs[0], pcs[1], 0, 100, upcs[0], 0, 100, 0x401234, 5};
    for (size_t i = 0; i < std::size(want); i++)
        EXPECT_EQ(r[0].at<uint64_t>(kHdr + 8 * i), want[i]) << i;
}

TEST_F(Inproc, Tracemem) {
    static const char text[] = "0123456789abcdef";
    char copy[sizeof(text)];
    std::memcpy(copy, text, sizeof(text));
    host_map(0xffff888000001000, copy, sizeof(copy));
    for (int len : {-1, 0, 5, 8, 100}) {
        Session s;
        Image image;
        image.clause("test:::a")
            .act(DTRACE_ACT_TRACEMEM_LEN, dof::number(len, dof::int_type(4)))
            .act(DTRACE_ACT_TRACEMEM, dof::number(0xffff888000001000), 8);
        ASSERT_EQ(s.enable(image), 0) << s.message;
        ASSERT_EQ(s.go(), 0);
        fire(0, "a");
        auto r = s.records(0);
        ASSERT_EQ(r.size(), 1u);
        EXPECT_EQ(r[0].at<int32_t>(kHdr), len);
        const size_t n = len < 0 ? 0 : std::min(len, 8);
        EXPECT_EQ(r[0].bytes.substr(kHdr + 8, 8), std::string(text, n) + std::string(8 - n, '\0'));
    }
}

// ---- drops: every firing is accounted for ----

TEST_F(Inproc, DropsAreExact) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 100); // room for four records of 24 bytes
    ASSERT_EQ(s.enable(trace_arg0()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    for (uint64_t i = 0; i < 10; i++)
        fire(2, "a", {i});
    auto r = s.records(2);
    EXPECT_EQ(r.size(), 4u);
    EXPECT_EQ(s.drops, 6u);
    fire(2, "a", {99});
    r = s.records(2);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].at<uint64_t>(kHdr), 99u);
    EXPECT_EQ(s.drops, 6u);
    EXPECT_EQ(s.status().drops_principal, 6u);
}

// The predicate runs before there has to be room.
TEST_F(Inproc, FalsePredicateDropsNothing) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 24);
    Image image;
    image.clause("test:::a", dof::arg(0)).trace(dof::arg(0));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a", {1});
    for (int i = 0; i < 5; i++)
        fire(0, "a", {0});
    EXPECT_EQ(s.status().drops_principal, 0u);
    EXPECT_EQ(s.status().firings, 6u);
}

TEST_F(Inproc, HundredThousandRandomFirings) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 4096);
    Image image;
    image.clause("test:::a").trace(dof::arg(0));
    image.clause("test:::b", dof::arg_op(0, DTRACE_DIF_OP_AND, 1)).trace(dof::arg(0));
    image.clause("test:::c").act(DTRACE_ACT_DIFEXPR, dof::number(0, dof::kVoid));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    std::mt19937 rng(1);
    uint64_t made = 0, falses = 0, voids = 0, taken = 0;
    uint64_t last_value[HOST_NCPUS] = {}, last_time[HOST_NCPUS] = {};
    auto drain = [&](uint32_t cpu) {
        for (const auto& r : s.records(cpu)) {
            EXPECT_GT(r.at<uint64_t>(kHdr), last_value[cpu]);
            EXPECT_GE(r.timestamp, last_time[cpu]);
            last_value[cpu] = r.at<uint64_t>(kHdr);
            last_time[cpu] = r.timestamp;
            taken++;
        }
    };
    for (uint64_t i = 1; i <= 100000; i++) {
        const unsigned cpu = rng() % HOST_NCPUS;
        const char name[] = {static_cast<char>('a' + rng() % 3), 0};
        host_advance(rng() % 1000);
        fire(cpu, name, {i});
        made++;
        falses += *name == 'b' && !(i & 1);
        voids += *name == 'c';
        if (rng() % 500 == 0)
            drain(rng() % HOST_NCPUS);
    }
    for (uint32_t cpu = 0; cpu < HOST_NCPUS; cpu++)
        drain(cpu);
    EXPECT_GT(s.drops, 0u);
    EXPECT_EQ(taken + s.drops + falses + voids, made);
    EXPECT_EQ(s.status().firings, made);
    EXPECT_EQ(s.status().drops_principal, s.drops);
    EXPECT_EQ(s.status().errors, 0u);
}

TEST_F(Inproc, FillPolicy) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 5 * 24);
    s.option(DTRACE_OPT_BUFPOLICY, DTRACE_BUFPOLICY_FILL);
    Image image = trace_arg0();
    image.clause("dtrace:::END").trace(dof::number(1000));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    dtrace_snap snap;
    EXPECT_EQ(s.snap(0, DTRACE_BUF_PRINCIPAL, snap), -EBUSY);
    for (uint64_t i = 0; i < 9; i++)
        fire(0, "a", {i});
    EXPECT_EQ(s.status().filled, 1u);
    ASSERT_EQ(s.stop(), 0);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 5u);
    for (uint64_t i = 0; i < 4; i++)
        EXPECT_EQ(r[i].at<uint64_t>(kHdr), i);
    EXPECT_EQ(r[4].at<uint64_t>(kHdr), 1000u);
    EXPECT_EQ(s.drops, 0u);
    EXPECT_TRUE(s.records(0).empty());
}

TEST_F(Inproc, EndMustFitFill) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 128);
    s.option(DTRACE_OPT_BUFPOLICY, DTRACE_BUFPOLICY_FILL);
    ASSERT_EQ(s.enable(Image().clause("dtrace:::END").trace(dof::string("x"))), 0) << s.message;
    EXPECT_EQ(s.go(), -E2BIG);
    s.option(DTRACE_OPT_BUFSIZE, 4096);
    EXPECT_EQ(s.go(), 0); // a refused GO may be tried again
}

TEST_F(Inproc, RingKeepsTheNewest) {
    for (uint64_t n : {0, 1, 4, 5, 6, 7, 23, 100, 101, 102, 103, 104}) {
        for (uint64_t size : {24 * 5, 24 * 5 + 8, 24 * 5 + 16}) {
            Session s;
            s.option(DTRACE_OPT_BUFSIZE, size);
            s.option(DTRACE_OPT_BUFPOLICY, DTRACE_BUFPOLICY_RING);
            ASSERT_EQ(s.enable(trace_arg0()), 0) << s.message;
            ASSERT_EQ(s.go(), 0);
            for (uint64_t i = 0; i < n; i++)
                fire(0, "a", {i});
            ASSERT_EQ(s.stop(), 0);
            auto r = s.records(0);
            ASSERT_EQ(r.size(), std::min<uint64_t>(n, 5)) << n << " in " << size;
            for (uint64_t i = 0; i < r.size(); i++)
                EXPECT_EQ(r[i].at<uint64_t>(kHdr), n - r.size() + i);
        }
    }
}

// Records of different sizes in a ring: what is left is a run that ends with the newest.
TEST_F(Inproc, RingOfMixedRecords) {
    std::mt19937 rng(3);
    for (int round = 0; round < 50; round++) {
        Session s;
        s.option(DTRACE_OPT_BUFSIZE, 300 + 8 * (rng() % 40));
        s.option(DTRACE_OPT_BUFPOLICY, DTRACE_BUFPOLICY_RING);
        Image image = trace_arg0();
        image.clause("test:::b").trace(dof::arg(0)).act(DTRACE_ACT_STACK, 6);
        image.clause("test:::c").trace(dof::arg(0)).act(DTRACE_ACT_STACK, 15);
        ASSERT_EQ(s.enable(image), 0) << s.message;
        ASSERT_EQ(s.go(), 0);
        const uint64_t n = rng() % 60;
        for (uint64_t i = 1; i <= n; i++) {
            const char name[] = {static_cast<char>('a' + rng() % 3), 0};
            fire(0, name, {i});
        }
        ASSERT_EQ(s.stop(), 0);
        auto r = s.records(0);
        ASSERT_EQ(s.drops, 0u);
        ASSERT_EQ(r.empty(), n == 0);
        for (size_t i = 0; i < r.size(); i++)
            EXPECT_EQ(r[i].at<uint64_t>(kHdr), n - r.size() + 1 + i);
    }
}

// ---- errors ----

Image error_image() {
    Image image;
    image.clause("dtrace:::ERROR");
    for (uint32_t i = 0; i < 6; i++)
        image.trace(dof::arg(i));
    return image;
}

TEST_F(Inproc, ErrorArguments) {
    Session s;
    Image image = error_image();
    image.clause("test:::a")
        .trace(dof::number(1))
        .trace(dof::load(0xdead000))
        .trace(dof::number(2));
    image.clause("test:::a").trace(dof::number(7));
    image.clause("test:::b", dof::load(0xffffdead00000000)).trace(dof::number(1));
    image.clause("test:::c").trace(dof::arg_op(0, DTRACE_DIF_OP_SDIV, 0));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    fire(0, "b");
    fire(0, "c");
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 4u);
    const uint64_t want[3][6] = {
        {0, 2, 2, 8, DTRACE_FAULT_BADADDR, 0xdead000},
        {0, 4, 0, 8, DTRACE_FAULT_BADADDR, 0xffffdead00000000},
        {0, 5, 1, 16, DTRACE_FAULT_DIVZERO, 0},
    };
    const int at[] = {0, 2, 3};
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ(r[at[i]].id, 1u);
        for (int k = 0; k < 6; k++)
            EXPECT_EQ(r[at[i]].at<uint64_t>(kHdr + 8 * k), want[i][k]) << i << " arg" << k;
    }
    EXPECT_EQ(r[1].at<uint64_t>(kHdr), 7u); // the clause after the failed one ran
    EXPECT_EQ(s.errors, 3u);
    EXPECT_EQ(s.status().errors, 3u);
    EXPECT_EQ(s.status().drops_dblerror, 0u);
    EXPECT_EQ(s.status().firings, 7u);
}

TEST_F(Inproc, ErrorWithoutClauseIsCounted) {
    Session s;
    ASSERT_EQ(s.enable(Image().clause("test:::a").trace(dof::load(8))), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(3, "a");
    EXPECT_TRUE(s.records(3).empty());
    EXPECT_EQ(s.errors, 1u);
}

TEST_F(Inproc, ErrorInError) {
    Session s;
    Image image;
    image.clause("dtrace:::ERROR").trace(dof::load(16));
    image.clause("dtrace:::ERROR").trace(dof::arg(4));
    image.clause("dtrace:::BEGIN").trace(dof::load(8));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 1u);
    EXPECT_EQ(r[0].id, 2u);
    EXPECT_EQ(s.status().drops_dblerror, 1u);
    EXPECT_EQ(s.status().errors, 2u);
}

TEST_F(Inproc, WindowIsClosed) {
    Session s;
    ASSERT_EQ(s.enable(Image()
                           .clause("test:::a")
                           .trace(dof::load(8))
                           .clause("test:::b")
                           .trace(dof::string("s"))),
              0)
        << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    EXPECT_EQ(host_window_depth(), 0);
    fire(0, "b");
    EXPECT_EQ(host_window_depth(), 0);
}

// ---- recursion ----

TEST_F(Inproc, RefusedFiringsAreCounted) {
    Session s, other;
    ASSERT_EQ(s.enable(Image().clause("test:::a").trace(dof::arg(0)).clause("test:::b")), 0);
    ASSERT_EQ(other.enable(Image().clause("test:::c")), 0);
    ASSERT_EQ(s.go(), 0);
    ASSERT_EQ(other.go(), 0);
    dt_inproc_nest("b", false);
    const dtrace_firing firing{}; // its getarg() fires test:::b
    dt_inproc_fire_on(1, "a", &firing);
    EXPECT_EQ(s.status().skips_recursion, 1u);
    EXPECT_EQ(s.status().skips_nmi, 0u);
    dt_inproc_nest("b", true);
    dt_inproc_fire_on(1, "a", &firing);
    EXPECT_EQ(s.status().skips_recursion, 1u);
    EXPECT_EQ(s.status().skips_nmi, 1u);
    dt_inproc_nest(nullptr, false);
    EXPECT_EQ(s.records(1).size(), 2u);
    EXPECT_EQ(other.status().skips_recursion + other.status().skips_nmi, 0u);
}

// ---- several consumers ----

TEST_F(Inproc, TwoConsumers) {
    Session one, two;
    ASSERT_EQ(one.enable(trace_arg0()), 0);
    ASSERT_EQ(two.enable(Image().clause("test:::a").trace(dof::arg(1)).clause("dtrace:::BEGIN")),
              0);
    ASSERT_EQ(one.go(), 0);
    fire(0, "a", {1, 2});
    ASSERT_EQ(two.go(), 0);
    fire(0, "a", {3, 4});
    one.close();
    fire(0, "a", {5, 6});
    EXPECT_TRUE(dt_inproc_enabled("a"));
    auto r = two.records(0);
    ASSERT_EQ(r.size(), 3u);
    EXPECT_EQ(r[0].id, 2u); // its own BEGIN only
    EXPECT_EQ(r[1].at<uint64_t>(kHdr), 4u);
    EXPECT_EQ(r[2].at<uint64_t>(kHdr), 6u);
    two.close();
    EXPECT_FALSE(dt_inproc_enabled("a"));
}

TEST_F(Inproc, ProviderMayRefuse) {
    Session s;
    dt_inproc_refuse("a", -EPERM);
    Image image;
    image.clause("test:::*").trace(dof::arg(0));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    dt_inproc_refuse("a", 0);
    EXPECT_EQ(s.last.nmatched, 4u);
    EXPECT_EQ(s.last.nfailed, 1u);
    EXPECT_EQ(s.last.nrefused, 0u);
    EXPECT_FALSE(dt_inproc_enabled("a"));
    EXPECT_TRUE(dt_inproc_enabled("b"));
    dtrace_refused why{};
    ASSERT_EQ(s.call(DTRACE_IOC_REFUSED, why), 0);
    EXPECT_EQ(why.count, 1u);
    EXPECT_STREQ(why.probe.name, "a");
    EXPECT_STREQ(why.reason, "the test does not want it");
    why.n = 1;
    EXPECT_EQ(s.call(DTRACE_IOC_REFUSED, why), -ENOENT);
}

TEST_F(Inproc, RefusalsByReason) {
    Session s;
    dt_inproc_refuse("a", -EPERM);
    dt_inproc_refuse("b", -EBUSY);
    dt_inproc_refuse("c", -EPERM);
    Image image;
    image.clause("test:::a").trace(dof::arg(0));
    image.clause("test:::[a-c]").trace(dof::arg(0));
    image.clause("test:::[cd]").trace(dof::arg(0));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    EXPECT_EQ(s.last.nmatched, 6u);
    EXPECT_EQ(s.last.nfailed, 5u);
    EXPECT_EQ(s.last.nrefused, 2u);
    dtrace_refused why{};
    ASSERT_EQ(s.call(DTRACE_IOC_REFUSED, why), 0);
    EXPECT_EQ(why.count, 4u);
    EXPECT_STREQ(why.probe.name, "a");
    why.n = 1;
    ASSERT_EQ(s.call(DTRACE_IOC_REFUSED, why), 0);
    EXPECT_EQ(why.count, 1u);
    EXPECT_STREQ(why.probe.name, "b");
    EXPECT_STREQ(why.reason, "its provider does not say why");
    // The next program begins anew.
    for (const char* name : {"a", "b", "c"})
        dt_inproc_refuse(name, 0);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    why.n = 0;
    EXPECT_EQ(s.call(DTRACE_IOC_REFUSED, why), -ENOENT);
}

/// The provider hears of a demand with the first consumer that has it; it stays until the end.
TEST_F(Inproc, DemandsOfConsumersAddUp) {
    Session idle, fast, exact, again;
    ASSERT_EQ(fast.enable(trace_arg0()), 0);
    EXPECT_EQ(dt_inproc_demands("a"), 0u);
    for (Session* s : {&exact, &again}) {
        ASSERT_EQ(s->option(DTRACE_OPT_FBTRETURN, DTRACE_FBTRETURN_EXACT), 0);
        ASSERT_EQ(s->enable(trace_arg0()), 0);
        EXPECT_EQ(dt_inproc_demands("a"), unsigned{DTRACE_DEMAND_EXACT});
        EXPECT_EQ(dt_inproc_enabled("a"), 2);
    }
    exact.close();
    again.close();
    EXPECT_EQ(dt_inproc_demands("a"), unsigned{DTRACE_DEMAND_EXACT});
    fast.close();
    EXPECT_EQ(dt_inproc_demands("a"), 0u);
    EXPECT_FALSE(dt_inproc_enabled("a"));
}

TEST_F(Inproc, DemandMayBeRefused) {
    Session fast, exact;
    ASSERT_EQ(fast.enable(trace_arg0()), 0);
    ASSERT_EQ(exact.option(DTRACE_OPT_FBTRETURN, 2), -EINVAL);
    ASSERT_EQ(exact.option(DTRACE_OPT_FBTRETURN, DTRACE_FBTRETURN_EXACT), 0);
    dt_inproc_refuse_demands("a", -EOPNOTSUPP);
    ASSERT_EQ(exact.enable(trace_arg0()), 0);
    dt_inproc_refuse_demands("a", 0);
    EXPECT_EQ(exact.last.nfailed, 1u);
    EXPECT_EQ(dt_inproc_demands("a"), 0u);
    ASSERT_EQ(fast.go(), 0);
    fire(0, "a", {7});
    EXPECT_EQ(fast.records(0).size(), 1u);
}

TEST_F(Inproc, CpuOption) {
    Session s;
    ASSERT_EQ(s.option(DTRACE_OPT_CPU, 99), -ENODEV);
    ASSERT_EQ(s.option(DTRACE_OPT_CPU, 2), 0);
    Image image = trace_arg0();
    image.clause("dtrace:::BEGIN").trace(dof::builtin(DTRACE_DIF_VAR_CPU));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    fire(2, "a");
    dtrace_snap snap;
    EXPECT_EQ(s.snap(0, DTRACE_BUF_PRINCIPAL, snap), -ENOENT);
    EXPECT_EQ(s.records(2).size(), 2u);
    EXPECT_EQ(s.status().firings, 2u);
}

TEST_F(Inproc, OfflineCpuKeepsItsBuffer) {
    Session s;
    ASSERT_EQ(s.enable(trace_arg0()), 0);
    ASSERT_EQ(s.go(), 0);
    fire(3, "a", {5});
    host_set_online(3, false);
    EXPECT_EQ(s.records(3).size(), 1u);
    host_set_online(3, true);
}

// ---- time ----

TEST_F(Inproc, Ticks) {
    Session s;
    Image image;
    image.clause("profile:::tick-10ms").trace(dof::builtin(DTRACE_DIF_VAR_TIMESTAMP));
    image.clause("profile:::profile-100hz").trace(dof::arg(1));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    const uint64_t start = dt_inproc_now(s.dev());
    dt_inproc_wait(s.dev(), 1000000000);
    EXPECT_EQ(dt_inproc_now(s.dev()), start + 1000000000);
    uint64_t ticks = 0;
    for (const auto& r : s.records(0)) {
        if (r.id != 1)
            continue;
        ticks++;
        EXPECT_EQ(r.timestamp, start + 10000000 * ticks);
        EXPECT_EQ(r.at<uint64_t>(kHdr), r.timestamp); // one time in a firing
    }
    EXPECT_EQ(ticks, 100u);
    for (uint32_t cpu = 1; cpu < HOST_NCPUS; cpu++)
        EXPECT_EQ(s.records(cpu).size(), 100u);
}

TEST_F(Inproc, CpuTime) {
    {
        Session other, s;
        ASSERT_EQ(other.enable(trace_arg0()), 0);
        ASSERT_EQ(other.go(), 0);
        EXPECT_EQ(host_vtime_users(), 0u);
        Image image;
        image.clause("test:::a").trace(dof::builtin(DTRACE_DIF_VAR_VTIMESTAMP));
        ASSERT_EQ(s.enable(image), 0) << s.message;
        EXPECT_EQ(host_vtime_users(), 0u);
        ASSERT_EQ(s.go(), 0);
        EXPECT_EQ(host_vtime_users(), 1u);
        fire(0, "a");
        host_advance(100);
        fire(0, "a");
        host_sleep(1000);
        fire(0, "a");
        std::vector<uint64_t> times;
        for (const auto& r : s.records(0))
            times.push_back(r.at<uint64_t>(kHdr));
        ASSERT_EQ(times.size(), 3u);
        EXPECT_EQ(times[1] - times[0], 100u);
        EXPECT_EQ(times[2], times[1]);
    }
    EXPECT_EQ(host_vtime_users(), 0u);
}

} // namespace
