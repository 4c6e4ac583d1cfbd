// SPDX-License-Identifier: GPL-2.0
// Tests of consume/: order of records, decoding, merging and sorting of aggregations, drops.
#include "consume/agg.h"
#include "consume/agg_sort.h"
#include "consume/decode.h"
#include "consume/drops.h"
#include "consume/stream.h"
#include "types/table.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace dtrace::consume {
namespace {

// ---- streams ----

std::vector<std::byte> records(const std::vector<std::pair<uint32_t, uint64_t>>& list) {
    ByteWriter out;
    for (auto [epid, timestamp] : list)
        out.append_value(dtrace_rec_hdr{epid, sizeof(dtrace_rec_hdr), timestamp});
    return out.take();
}

std::vector<uint64_t> drained(Streams& streams, bool all) {
    std::vector<uint64_t> times;
    streams.drain(all, [&](const RawRecord& record) {
        times.push_back(record.header.timestamp);
        return true;
    });
    return times;
}

using Times = std::vector<uint64_t>;

TEST(Streams, MergesByTimeUpToTheOldestSwitch) {
    Streams streams;
    ASSERT_TRUE(streams.add(0, records({{1, 10}, {1, 30}, {1, 50}}), 60));
    ASSERT_TRUE(streams.add(1, records({{2, 20}, {2, 40}}), 45));
    EXPECT_EQ(drained(streams, false), (Times{10, 20, 30, 40}));
    ASSERT_TRUE(streams.add(0, {}, 100));
    ASSERT_TRUE(streams.add(1, records({{2, 46}}), 90));
    EXPECT_EQ(drained(streams, false), (Times{46, 50}));
    EXPECT_TRUE(streams.empty());
}

TEST(Streams, EqualTimesGoByRankThenCpu) {
    Streams streams;
    streams.set_rank(2, -1);
    streams.set_rank(0, 1);
    for (uint32_t cpu = 0; cpu < 3; cpu++)
        ASSERT_TRUE(streams.add(cpu, records({{cpu + 1, 5}}), 6));
    std::vector<uint32_t> cpus;
    streams.drain(true, [&](const RawRecord& r) {
        cpus.push_back(r.cpu);
        return true;
    });
    EXPECT_EQ(cpus, (std::vector<uint32_t>{2, 1, 0}));
}

TEST(Streams, WithoutTemporalOrderCpuAfterCpu) {
    Streams streams;
    streams.set_temporal(false);
    streams.set_rank(2, -1);
    ASSERT_TRUE(streams.add(0, records({{1, 9}, {2, 10}}), 11));
    ASSERT_TRUE(streams.add(1, records({{3, 1}}), 2));
    ASSERT_TRUE(streams.add(2, records({{4, 7}}), 8));
    std::vector<uint32_t> epids;
    streams.drain(false, [&](const RawRecord& r) {
        epids.push_back(r.header.epid);
        return true;
    });
    EXPECT_EQ(epids, (std::vector<uint32_t>{4, 1, 2, 3}));
    EXPECT_TRUE(streams.empty());
}

TEST(Streams, RandomIsSortedAndComplete) {
    std::mt19937 random(1);
    Streams streams;
    Times out;
    uint64_t clock[4] = {};
    size_t made = 0;
    for (int round = 0; round < 50; round++) {
        for (uint32_t cpu = 0; cpu < 4; cpu++) {
            std::vector<std::pair<uint32_t, uint64_t>> list;
            for (unsigned int n = random() % 5; n > 0; n--, made++)
                list.push_back({1, clock[cpu] += random() % 10});
            ASSERT_TRUE(streams.add(cpu, records(list), clock[cpu]));
        }
        for (uint64_t time : drained(streams, false))
            out.push_back(time);
    }
    for (uint64_t time : drained(streams, true))
        out.push_back(time);
    EXPECT_EQ(out.size(), made);
    EXPECT_TRUE(std::is_sorted(out.begin(), out.end()));
}

TEST(Streams, SkipsPaddingAndRefusesGarbage) {
    ByteWriter out;
    out.append(records({{1, 1}}));
    out.append_value(uint32_t{DTRACE_EPID_NONE});
    out.append_value(uint32_t{8});
    out.append(records({{1, 2}}));
    Streams streams;
    ASSERT_TRUE(streams.add(0, out.data(), 3));
    EXPECT_EQ(drained(streams, true), (Times{1, 2}));
    EXPECT_FALSE(streams.add(0, out.data().first(20), 3));
    ByteWriter zero;
    zero.append_value(dtrace_rec_hdr{1, 0, 1});
    EXPECT_FALSE(streams.add(0, zero.data(), 3));
}

TEST(Streams, StopsWhenAskedTo) {
    Streams streams;
    ASSERT_TRUE(streams.add(0, records({{1, 1}, {1, 2}}), 3));
    int seen = 0;
    streams.drain(true, [&](const RawRecord&) { return ++seen < 1; });
    EXPECT_EQ(seen, 1);
    EXPECT_TRUE(streams.empty());
}

// ---- decoding ----

dtrace_rec_desc desc(uint32_t kind, uint32_t offset, uint32_t size, uint8_t flags = 0) {
    dtrace_rec_desc d{};
    d.kind = kind;
    d.offset = offset;
    d.size = size;
    d.type_flags = flags;
    return d;
}

TEST(Decode, IntegersByTypeSign) {
    types::Table table;
    const uint32_t raw[2] = {0xffffffffu, 0};
    Bytes data = std::as_bytes(std::span(raw));
    auto d = desc(DTRACE_ACT_DIFEXPR, 0, 4);
    EXPECT_EQ(*decode(data, d, table.base("int"))->as<Integer>(), (Integer{~uint64_t{0}, 4, true}));
    EXPECT_EQ(*decode(data, d, table.base("unsigned int"))->as<Integer>(),
              (Integer{0xffffffffu, 4, false}));
    EXPECT_EQ(*decode(data, d, nullptr)->as<Integer>(), (Integer{0xffffffffu, 4, false}));
    d.type_flags = DTRACE_DIF_TF_SIGNED;
    EXPECT_EQ(decode(data, d, nullptr)->as<Integer>()->bits, ~uint64_t{0});
    EXPECT_FALSE(decode(data, desc(DTRACE_ACT_DIFEXPR, 5, 4), nullptr));
}

TEST(Decode, TextAndBytes) {
    types::Table table;
    const char raw[8] = {'a', 'b', 0, 'x', 0, 0, 0, 0};
    Bytes data = std::as_bytes(std::span(raw));
    auto d = desc(DTRACE_ACT_DIFEXPR, 0, 8, DTRACE_DIF_TF_BYREF);
    EXPECT_EQ(decode(data, d, table.base("string"))->as<Text>()->text, "ab");
    EXPECT_EQ(decode(data, d, table.array_of(table.base("char"), 8))->as<Text>()->text, "ab");
    EXPECT_EQ(decode(data, d, nullptr)->as<Raw>()->bytes.size(), 8u);
    d.kind = DTRACE_ACT_TRACEMEM;
    EXPECT_EQ(decode(data, d, table.base("string"))->as<Raw>()->bytes.size(), 8u);
}

TEST(Decode, Stacks) {
    const uint64_t raw[4] = {77, 0x1000, 0x2000, 0};
    Bytes data = std::as_bytes(std::span(raw));
    auto user = decode(data, desc(DTRACE_ACT_USTACK, 0, 32), nullptr);
    EXPECT_EQ(*user->as<Stack>(), (Stack{true, 77, {0x1000, 0x2000}}));
    auto kernel = decode(data, desc(DTRACE_ACT_STACK, 8, 24), nullptr);
    EXPECT_EQ(*kernel->as<Stack>(), (Stack{false, 0, {0x1000, 0x2000}}));
    auto symbol = decode(data, desc(DTRACE_ACT_USYM, 0, 16), nullptr);
    EXPECT_EQ(*symbol->as<Address>(), (Address{Address::Kind::USym, 77, 0x1000}));
}

// ---- aggregations ----

constexpr uint32_t VAR = 1;

/// One aggregation with an 8-byte signed key.
struct Agg {
    explicit Agg(uint32_t kind, uint64_t arg = 0) {
        dif::AggVar var;
        var.id = VAR;
        var.kind = kind;
        var.arg = arg;
        store.declare(var);
        layout.desc.aggid = 1;
        layout.desc.aggvar = VAR;
        layout.desc.kind = kind;
        layout.desc.state_offset = 16;
        layout.keys = {desc(DTRACE_ACT_DIFEXPR, 8, 8, DTRACE_DIF_TF_SIGNED)};
    }

    void add(int64_t key, const std::vector<uint64_t>& words) {
        ByteWriter entry;
        entry.append_value(dtrace_agg_hdr{1, static_cast<uint32_t>(16 + 8 * words.size())});
        entry.append_value(key);
        entry.append(std::as_bytes(std::span(words)));
        layout.desc.state_size = static_cast<uint32_t>(8 * words.size());
        ASSERT_TRUE(store.merge(layout, entry.data()));
    }

    AggTable& table() { return *store.find(VAR); }

    std::vector<std::pair<int64_t, int64_t>> rows(SortOrder order = {}) {
        std::vector<std::pair<int64_t, int64_t>> out;
        for (const Row& row : sorted_rows({&table()}, order))
            out.push_back({static_cast<int64_t>(number_of((*row.keys)[0])),
                           scalar_value(table().var, row.entries[0]->words, table().normal)});
        return out;
    }

    AggStore store;
    AggLayout layout;
};

using Rows = std::vector<std::pair<int64_t, int64_t>>;

TEST(Aggregation, MergesByKeyAndSortsByValue) {
    Agg agg(DTRACE_ACT_AGG_COUNT);
    agg.add(5, {3});
    agg.add(6, {1});
    agg.add(5, {4});
    EXPECT_EQ(agg.rows(), (Rows{{6, 1}, {5, 7}}));
}

TEST(Aggregation, MinMaxStartAndMerge) {
    Agg low(DTRACE_ACT_AGG_MIN), high(DTRACE_ACT_AGG_MAX);
    for (int64_t v : {-3, 9, 4}) {
        low.add(0, {static_cast<uint64_t>(v)});
        high.add(0, {static_cast<uint64_t>(v)});
    }
    EXPECT_EQ(low.rows(), (Rows{{0, -3}}));
    EXPECT_EQ(high.rows(), (Rows{{0, 9}}));
    low.store.clear(VAR);
    EXPECT_EQ(low.rows(), (Rows{{0, 0}}));
    low.add(0, {8});
    EXPECT_EQ(low.rows(), (Rows{{0, 8}}));
}

TEST(Aggregation, AverageIsSignedAndTruncates) {
    Agg agg(DTRACE_ACT_AGG_AVG);
    agg.add(1, {2, static_cast<uint64_t>(-7)});
    EXPECT_EQ(agg.rows(), (Rows{{1, -3}}));
    agg.store.normalize(VAR, 3);
    EXPECT_EQ(agg.rows(), (Rows{{1, -1}}));
    agg.store.clear(VAR);
    EXPECT_EQ(agg.rows(), (Rows{{1, 0}}));
}

TEST(Aggregation, DeviationCarriesInto128Bits) {
    Agg agg(DTRACE_ACT_AGG_STDDEV);
    agg.add(1, {1, 2, 4, 0});
    agg.add(1, {1, 6, 36, 0});
    EXPECT_EQ(agg.rows(), (Rows{{1, 2}}));
    const uint64_t half = uint64_t{1} << 63;
    Agg big(DTRACE_ACT_AGG_STDDEV);
    big.add(1, {1, uint64_t{1} << 40, half, 0});
    big.add(1, {1, uint64_t{0} - (uint64_t{1} << 40), half, 0});
    EXPECT_EQ(big.table().entries.begin()->second.words[3], 1u);
    EXPECT_EQ(big.rows(), (Rows{{1, int64_t{3037000499}}}));
}

TEST(Aggregation, KeysSortUnsigned) {
    Agg agg(DTRACE_ACT_AGG_COUNT);
    for (int64_t key : {-1, 1, 0, -2, 2})
        agg.add(key, {1});
    SortOrder by_key{.by_key = true};
    EXPECT_EQ(agg.rows(by_key), (Rows{{0, 1}, {1, 1}, {2, 1}, {-2, 1}, {-1, 1}}));
    by_key.reverse = true;
    EXPECT_EQ(agg.rows(by_key), (Rows{{-1, 1}, {-2, 1}, {2, 1}, {1, 1}, {0, 1}}));
}

TEST(Aggregation, TruncKeepsGreatestOrLeast) {
    auto filled = [](Agg& agg) {
        for (int64_t key = 0; key < 10; key++)
            agg.add(key, {static_cast<uint64_t>(key)});
    };
    Agg top(DTRACE_ACT_AGG_SUM), bottom(DTRACE_ACT_AGG_SUM), none(DTRACE_ACT_AGG_SUM);
    filled(top);
    filled(bottom);
    filled(none);
    top.store.truncate(VAR, 2);
    bottom.store.truncate(VAR, -2);
    none.store.truncate(VAR, 0);
    EXPECT_EQ(top.rows(), (Rows{{8, 8}, {9, 9}}));
    EXPECT_EQ(bottom.rows(), (Rows{{0, 0}, {1, 1}}));
    EXPECT_TRUE(none.rows().empty());
}

TEST(Aggregation, RefusesOtherShapes) {
    Agg agg(DTRACE_ACT_AGG_COUNT);
    agg.add(1, {1});
    ByteWriter entry;
    entry.append_value(dtrace_agg_hdr{1, 24});
    entry.append_value(uint64_t{1});
    EXPECT_FALSE(agg.store.merge(agg.layout, entry.data()));
    agg.layout.desc.kind = DTRACE_ACT_AGG_SUM;
    entry.append_value(uint64_t{1});
    EXPECT_FALSE(agg.store.merge(agg.layout, entry.data()));
}

TEST(Aggregation, UnionOfTwo) {
    Agg a(DTRACE_ACT_AGG_COUNT), b(DTRACE_ACT_AGG_COUNT);
    a.add(1, {5});
    b.add(2, {7});
    auto rows = sorted_rows({&a.table(), &b.table()}, {});
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].entries[0], nullptr);
    EXPECT_EQ(rows[1].entries[1], nullptr);
}

// ---- buckets ----

int64_t find_label(uint32_t kind, uint64_t arg, std::vector<uint64_t> words, size_t at) {
    words[at] = 1;
    Histogram h = histogram(kind, arg, words);
    for (const Bucket& bucket : h.buckets) {
        if (bucket.count)
            return bucket.label;
    }
    return INT64_MAX;
}

TEST(Buckets, Powers) {
    std::vector<uint64_t> words(DTRACE_QUANTIZE_NBUCKETS);
    struct {
        size_t at;
        int64_t label;
    } cases[] = {{63, 0},
                 {64, 1},
                 {65, 2},
                 {66, 4},
                 {62, -1},
                 {61, -2},
                 {126, int64_t{1} << 62},
                 {0, -(int64_t{1} << 62)}};
    for (auto& c : cases)
        EXPECT_EQ(find_label(DTRACE_ACT_AGG_QUANTIZE, 0, words, c.at), c.label);
}

TEST(Buckets, BoundsTile) {
    // 10..50 in steps of 10; magnitudes 1..1000 in 20 steps
    const uint64_t linear = uint64_t{10} << 48 | uint64_t{4} << 32 | 10;
    const uint64_t log = uint64_t{10} << 48 | uint64_t{2} << 16 | 20;
    dif::AggVar lvar, llvar;
    lvar.kind = DTRACE_ACT_AGG_LQUANTIZE;
    lvar.arg = linear;
    llvar.kind = DTRACE_ACT_AGG_LLQUANTIZE;
    llvar.arg = log;
    for (const dif::AggVar& var : {lvar, llvar}) {
        Histogram h = histogram(var.kind, var.arg, empty_state(var));
        ASSERT_GT(h.buckets.size(), 3u);
        for (size_t i = 1; i < h.buckets.size(); i++)
            EXPECT_EQ(*h.buckets[i - 1].hi + 1, *h.buckets[i].lo) << i;
        EXPECT_FALSE(h.buckets.front().lo);
        EXPECT_FALSE(h.buckets.back().hi);
    }
}

TEST(Buckets, ShownIsOneWiderOnEachSide) {
    std::vector<uint64_t> words(DTRACE_QUANTIZE_NBUCKETS);
    Histogram empty = histogram(DTRACE_ACT_AGG_QUANTIZE, 0, words);
    auto range = shown(DTRACE_ACT_AGG_QUANTIZE, empty);
    ASSERT_EQ(range.size(), 3u);
    EXPECT_EQ(range[0].label, -1);
    words[64] = 2;
    words[66] = 1;
    Histogram h = histogram(DTRACE_ACT_AGG_QUANTIZE, 0, words);
    range = shown(DTRACE_ACT_AGG_QUANTIZE, h);
    ASSERT_EQ(range.size(), 5u);
    EXPECT_EQ(range.front().label, 0);
    EXPECT_EQ(range.back().label, 8);
    EXPECT_EQ(weight(h), 6);
}

// ---- drops ----

/// Every class by its tag and text, in the order of reports.
TEST(Drops, AllClasses) {
    dtrace_status status{};
    status.drops_dynamic = status.drops_dynamic_rinse = status.drops_dynamic_dirty = 1;
    status.drops_spec = status.drops_spec_busy = status.drops_spec_unavail = 1;
    status.drops_stkstroverflow = status.drops_dblerror = 1;
    status.skips_recursion = status.skips_nmi = 1;
    status.signals_lost = status.missed = status.enable_failed = 1;
    std::string text;
    for (const Drop& drop : DropCounters().update(status))
        text += std::string(drop.tag) + ": " + drop.text + "\n";
    EXPECT_EQ(text, "DYNAMIC: 1 dynamic variable drop\n"
                    "DYNRINSE: 1 dynamic variable drop with non-empty rinsing list\n"
                    "DYNDIRTY: 1 dynamic variable drop with non-empty dirty list\n"
                    "SPEC: 1 speculative drop\n"
                    "SPECBUSY: 1 failed speculation (available buffer(s) still busy)\n"
                    "SPECUNAVAIL: 1 failed speculation (no speculative buffer available)\n"
                    "STKSTROVERFLOW: 1 jstack()/ustack() string table overflow\n"
                    "DBLERROR: 1 error in ERROR probe enabling\n"
                    "RECURSION: 1 probe firing skipped inside probe context\n"
                    "NMI: 1 probe firing skipped in NMI\n"
                    "SIGNAL: 1 signal of stop() or raise() lost\n"
                    "MISSED: 1 probe firing missed by the provider\n"
                    "LATE: 1 new probe could not be enabled\n");
}

TEST(Drops, DifferencesWithPlurals) {
    DropCounters counters;
    dtrace_status status{};
    EXPECT_TRUE(counters.update(status).empty());
    status.drops_dynamic = 1;
    status.drops_dblerror = 2;
    auto drops = counters.update(status);
    ASSERT_EQ(drops.size(), 2u);
    EXPECT_EQ(drops[0].text, "1 dynamic variable drop");
    EXPECT_EQ(drops[1].text, "2 errors in ERROR probe enabling");
    EXPECT_TRUE(counters.update(status).empty());
    status.drops_dynamic = 4;
    drops = counters.update(status);
    ASSERT_EQ(drops.size(), 1u);
    EXPECT_EQ(drops[0].text, "3 dynamic variable drops");
    EXPECT_EQ(drops[0].total, 4u);
    for (auto counter : {&dtrace_status::drops_stkstroverflow, &dtrace_status::signals_lost,
                         &dtrace_status::missed, &dtrace_status::enable_failed}) {
        status.*counter += 1;
        drops = counters.update(status);
        ASSERT_EQ(drops.size(), 1u);
        EXPECT_EQ(drops[0].text.substr(0, 2), "1 ");
    }
    EXPECT_EQ(principal_drop(2, 1).text, "1 drop on CPU 2");
    EXPECT_EQ(aggregation_drop(0, 5).text, "5 aggregation drops on CPU 0");
}

} // namespace
} // namespace dtrace::consume
