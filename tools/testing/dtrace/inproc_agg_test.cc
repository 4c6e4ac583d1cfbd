// SPDX-License-Identifier: GPL-2.0
// Aggregations on the in-process device: functions, keys, sharing, drops.
#include <gtest/gtest.h>

#include <climits>
#include <random>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr size_t kHdr = sizeof(dtrace_agg_hdr);

struct Agg : testing::Test {
    void SetUp() override { host_reset(); }
};

void fire(unsigned cpu, const char* name, uint64_t a0 = 0, uint64_t a1 = 0) {
    const uint64_t args[] = {a0, a1};
    host_set_cpu(cpu);
    ASSERT_EQ(dt_inproc_fire(name, args, 2), 0);
    host_set_cpu(0);
}

/// The state after one aggregation took these values on CPU 0
std::vector<uint64_t> state_of(uint32_t kind, const std::vector<int64_t>& values,
                               uint64_t param = 0, const dof::Dif* increment = nullptr) {
    Session s;
    Image image;
    image.clause("test:::a").agg(kind, dof::arg(0), 0, param, increment);
    EXPECT_EQ(s.enable(image), 0) << s.message;
    EXPECT_EQ(s.go(), 0);
    for (int64_t v : values)
        fire(0, "a", v);
    auto e = s.entries(0);
    EXPECT_EQ(e.size(), 1u);
    std::vector<uint64_t> words;
    if (e.size() == 1) {
        for (size_t at = kHdr; at < e[0].bytes.size(); at += 8)
            words.push_back(e[0].at<uint64_t>(at));
    }
    return words;
}

/// The one bucket that is not 0 after taking v
int bucket(uint32_t kind, int64_t v, uint64_t param, size_t first) {
    auto words = state_of(kind, {v}, param);
    int found = -1;
    for (size_t i = first; i < words.size(); i++) {
        if (words[i]) {
            EXPECT_EQ(found, -1);
            EXPECT_EQ(words[i], 1u);
            found = i - first;
        }
    }
    return found;
}

TEST_F(Agg, Scalars) {
    using V = std::vector<uint64_t>;
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_SUM, {1, -3, INT64_MAX, 1}),
              (V{static_cast<uint64_t>(INT64_MAX) - 1}));
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_AVG, {10, -4}), (V{2, 6}));
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_MIN, {5, -7, 3}), (V{static_cast<uint64_t>(-7)}));
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_MAX, {-5, -7}), (V{static_cast<uint64_t>(-5)}));
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_MIN, {INT64_MAX}), (V{INT64_MAX}));
}

TEST_F(Agg, Stddev) {
    const std::vector<int64_t> values = {INT64_MIN,         INT64_MAX, -1,       0,
                                         0x123456789abcdef, 7,         1LL << 32};
    unsigned __int128 squares = 0;
    uint64_t sum = 0;
    for (int64_t v : values) {
        const unsigned __int128 a = v < 0 ? -static_cast<unsigned __int128>(v) : v;
        squares += a * a;
        sum += v;
    }
    auto w = state_of(DTRACE_ACT_AGG_STDDEV, values);
    ASSERT_EQ(w.size(), 4u);
    EXPECT_EQ(w[0], values.size());
    EXPECT_EQ(w[1], sum);
    EXPECT_EQ(w[2], static_cast<uint64_t>(squares));
    EXPECT_EQ(w[3], static_cast<uint64_t>(squares >> 64));
}

TEST_F(Agg, QuantizeBuckets) {
    const struct {
        int64_t v;
        int bucket;
    } cases[] = {{0, 63},          {1, 64},        {2, 65},           {3, 65},
                 {4, 66},          {7, 66},        {-1, 62},          {-2, 61},
                 {-3, 61},         {-4, 60},       {-5, 60},          {1LL << 62, 126},
                 {INT64_MAX, 126}, {INT64_MIN, 0}, {-(1LL << 62), 0}, {-(1LL << 62) + 1, 1}};
    for (const auto& c : cases)
        EXPECT_EQ(bucket(DTRACE_ACT_AGG_QUANTIZE, c.v, 0, 0), c.bucket) << c.v;
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_QUANTIZE, {0}).size(), 127u);
}

uint64_t lq(int32_t base, uint64_t levels, uint64_t step) {
    return step << 48 | levels << 32 | static_cast<uint32_t>(base);
}

TEST_F(Agg, LquantizeBuckets) {
    const uint64_t p = lq(0, 10, 10);
    const struct {
        int64_t v;
        int bucket;
    } cases[] = {{-1, 0},   {0, 1},         {9, 1},          {10, 2},         {99, 10},
                 {100, 11}, {INT64_MIN, 0}, {INT64_MAX, 11}, {1LL << 32, 11}, {-(1LL << 32), 0}};
    for (const auto& c : cases)
        EXPECT_EQ(bucket(DTRACE_ACT_AGG_LQUANTIZE, c.v, p, 1), c.bucket) << c.v;
    auto w = state_of(DTRACE_ACT_AGG_LQUANTIZE, {5}, p);
    EXPECT_EQ(w.size(), 13u);
    EXPECT_EQ(w[0], p);
    EXPECT_EQ(bucket(DTRACE_ACT_AGG_LQUANTIZE, -5, lq(-10, 20, 1), 1), 6);
    EXPECT_EQ(bucket(DTRACE_ACT_AGG_LQUANTIZE, INT64_MAX, lq(INT_MIN, 65535, 65535), 1), 65536);
}

uint64_t llq(uint64_t factor, uint64_t low, uint64_t high, uint64_t steps) {
    return factor << 48 | low << 32 | high << 16 | steps;
}

TEST_F(Agg, LlquantizeBuckets) {
    const uint64_t p = llq(10, 0, 6, 20);
    const struct {
        int64_t v;
        int bucket;
    } cases[] = {{0, 118},       {1, 119},         {9, 127},       {10, 128},      {14, 128},
                 {15, 129},      {99, 145},        {100, 146},     {149, 146},     {150, 147},
                 {9999999, 235}, {10000000, 236},  {-1, 117},      {-9, 109},      {-10, 108},
                 {-15, 107},     {INT64_MAX, 236}, {INT64_MIN, 0}, {-10000000, 0}, {-9999999, 1}};
    for (const auto& c : cases)
        EXPECT_EQ(bucket(DTRACE_ACT_AGG_LLQUANTIZE, c.v, p, 1), c.bucket) << c.v;
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_LLQUANTIZE, {5}, p).size(), 238u);
    EXPECT_EQ(bucket(DTRACE_ACT_AGG_LLQUANTIZE, 99, llq(10, 2, 3, 10), 1), 19);
    EXPECT_EQ(bucket(DTRACE_ACT_AGG_LLQUANTIZE, 100, llq(10, 2, 3, 10), 1), 20);
    EXPECT_EQ(bucket(DTRACE_ACT_AGG_LLQUANTIZE, 7, llq(10, 0, 1, 2), 1), 5 + 2);
}

// Buckets only rise with the value, and each that is not at an end can be hit.
TEST_F(Agg, LlquantizeIsMonotonic) {
    Session s;
    const uint64_t p = llq(4, 0, 4, 8);
    Image image;
    image.clause("test:::a").agg(DTRACE_ACT_AGG_LLQUANTIZE, dof::arg(0), 0, p);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    for (int64_t v = -1100; v <= 1100; v++)
        fire(0, "a", v);
    auto e = s.entries(0);
    ASSERT_EQ(e.size(), 1u);
    uint64_t total = 0;
    for (size_t at = kHdr + 8; at < e[0].bytes.size(); at += 8) {
        EXPECT_NE(e[0].at<uint64_t>(at), 0u) << at;
        total += e[0].at<uint64_t>(at);
    }
    EXPECT_EQ(total, 2201u);
}

TEST_F(Agg, BadParameters) {
    const struct {
        uint32_t kind;
        uint64_t param;
    } bad[] = {{DTRACE_ACT_AGG_LQUANTIZE, 0},
               {DTRACE_ACT_AGG_LQUANTIZE, lq(0, 0, 1)},
               {DTRACE_ACT_AGG_LQUANTIZE, lq(0, 1, 0)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(1, 0, 1, 1)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(10, 2, 1, 10)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(10, 0, 1, 7)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(10, 0, 1, 0)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(10, 0, 19, 10)},
               {DTRACE_ACT_AGG_LLQUANTIZE, llq(6, 0, 3, 24)}};
    for (const auto& b : bad) {
        Session s;
        Image image;
        image.clause("test:::a").agg(b.kind, dof::arg(0), 0, b.param);
        EXPECT_EQ(s.enable(image), -EINVAL) << std::hex << b.param;
        EXPECT_NE(s.message, "");
        EXPECT_FALSE(dt_inproc_enabled("a"));
    }
}

TEST_F(Agg, Increment) {
    const dof::Dif k = dof::number(-5);
    EXPECT_EQ(state_of(DTRACE_ACT_AGG_QUANTIZE, {1, 1}, 0, &k)[64], static_cast<uint64_t>(-10));
}

TEST_F(Agg, KeysAndSnapshots) {
    Session s;
    Image image;
    image.clause("test:::*")
        .trace(dof::arg(0, dof::int_type(4)))
        .trace(dof::string("key"))
        .agg(DTRACE_ACT_AGG_SUM, dof::arg(1), 2);
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    dtrace_agg_desc desc{};
    dtrace_rec_desc keys[4];
    desc.aggid = 1;
    desc.nkeys = 4;
    desc.keys = reinterpret_cast<uintptr_t>(keys);
    ASSERT_EQ(s.call(DTRACE_IOC_AGG_DESC, desc), 0);
    EXPECT_EQ(desc.nkeys, 2u);
    EXPECT_EQ(desc.aggvar, 1u);
    EXPECT_EQ(desc.kind, static_cast<uint32_t>(DTRACE_ACT_AGG_SUM));
    EXPECT_EQ(keys[0].offset, 8u);
    EXPECT_EQ(keys[0].size, 4u);
    EXPECT_EQ(keys[1].offset, 16u);
    EXPECT_EQ(keys[1].size, 256u);
    EXPECT_EQ(desc.state_offset, 272u);
    // Four probes share the entries of their clause.
    for (const char* name : {"a", "b", "c", "d"}) {
        fire(1, name, 7, 10);
        fire(1, name, 8, 1);
    }
    auto e = s.entries(1);
    ASSERT_EQ(e.size(), 2u);
    for (const auto& entry : e) {
        const bool seven = entry.at<uint64_t>(8) == 7;
        EXPECT_EQ(entry.at<uint64_t>(8), seven ? 7u : 8u);
        EXPECT_EQ(entry.text(16), "key");
        EXPECT_EQ(entry.at<int64_t>(272), seven ? 40 : 4);
    }
    // A snapshot holds what came after the one before.
    EXPECT_TRUE(s.entries(1).empty());
    fire(1, "a", 7, 3);
    e = s.entries(1);
    ASSERT_EQ(e.size(), 1u);
    EXPECT_EQ(e[0].at<int64_t>(272), 3);
    EXPECT_EQ(s.records(1).size(), 0u);
}

TEST_F(Agg, CountByEpoch) {
    Session s;
    ASSERT_EQ(s.enable(Image().clause("test:::a").count()), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    for (uint64_t round = 1; round <= 4; round++) {
        for (uint64_t i = 0; i < round; i++)
            fire(0, "a");
        auto e = s.entries(0);
        ASSERT_EQ(e.size(), 1u);
        EXPECT_EQ(e[0].at<uint64_t>(kHdr), round);
    }
    EXPECT_TRUE(s.entries(0).empty());
    EXPECT_EQ(s.status().firings, 10u);
}

// Counts of entries and drops add up to the firings whatever the keys and however small the buffer.
TEST_F(Agg, RandomKeysAddUp) {
    for (uint64_t size : {8, 64, 200, 1000, 4096, 65536}) {
        Session s;
        s.option(DTRACE_OPT_AGGSIZE, size);
        Image image;
        image.clause("test:::a").trace(dof::arg(0)).trace(dof::arg(1)).count(2);
        ASSERT_EQ(s.enable(image), 0) << s.message;
        ASSERT_EQ(s.go(), 0);
        std::mt19937 rng(size);
        std::map<std::pair<uint64_t, uint64_t>, uint64_t> made, got;
        uint64_t total = 0, taken = 0;
        auto drain = [&](uint32_t cpu) {
            for (const auto& e : s.entries(cpu)) {
                got[{e.at<uint64_t>(8), e.at<uint64_t>(16)}] += e.at<uint64_t>(24);
                taken += e.at<uint64_t>(24);
            }
        };
        for (int i = 0; i < 5000; i++) {
            const uint64_t a = rng() % 40, b = rng() % 10;
            fire(rng() % HOST_NCPUS, "a", a, b);
            made[{a, b}]++;
            total++;
            if (rng() % 700 == 0)
                drain(rng() % HOST_NCPUS);
        }
        for (uint32_t cpu = 0; cpu < HOST_NCPUS; cpu++)
            drain(cpu);
        EXPECT_EQ(taken + s.agg_drops, total) << size;
        EXPECT_EQ(s.status().drops_aggregation, s.agg_drops);
        if (size == 65536) {
            EXPECT_EQ(s.agg_drops, 0u);
            EXPECT_EQ(got, made);
        } else if (size < 1000) {
            EXPECT_GT(s.agg_drops, 0u);
        }
    }
}

// A fault in a key or a value takes nothing in; what was aggregated before it stays.
TEST_F(Agg, Faults) {
    Session s;
    Image image;
    image.clause("test:::a").count().trace(dof::load(8)).count(1, 2);
    image.clause("test:::b").trace(dof::arg(0)).agg(DTRACE_ACT_AGG_SUM, dof::load(8), 1);
    image.clause("dtrace:::ERROR").trace(dof::arg(1)).trace(dof::arg(2));
    ASSERT_EQ(s.enable(image), 0) << s.message;
    ASSERT_EQ(s.go(), 0);
    fire(0, "a");
    fire(0, "b");
    auto e = s.entries(0);
    ASSERT_EQ(e.size(), 1u);
    EXPECT_EQ(e[0].id, 1u);
    auto r = s.records(0);
    ASSERT_EQ(r.size(), 2u);
    EXPECT_EQ(r[0].at<uint64_t>(16), 1u);
    EXPECT_EQ(r[0].at<uint64_t>(24), 2u); // the key is the second action
    EXPECT_EQ(r[1].at<uint64_t>(16), 2u);
    EXPECT_EQ(r[1].at<uint64_t>(24), 2u);
}

TEST_F(Agg, BadComposition) {
    Image few, voids, noarg, incr;
    few.clause("test:::a").trace(dof::arg(0)).count(2);
    voids.clause("test:::a").trace(dof::number(0, dof::kVoid)).count(1);
    noarg.clause("test:::a").act(DTRACE_ACT_AGG_SUM);
    const dof::Dif one = dof::number(1);
    incr.clause("test:::a").agg(DTRACE_ACT_AGG_SUM, dof::arg(0), 0, 0, &one);
    for (const Image* image : {&few, &voids, &noarg, &incr}) {
        Session s;
        EXPECT_EQ(s.enable(*image), -EINVAL);
        EXPECT_NE(s.message, "");
    }
}

} // namespace
