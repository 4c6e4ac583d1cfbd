/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Aggregations on the consumer's side: the deltas of all CPUs and snapshots merged by variable and
/// key.
#pragma once

#include "base/bytes.h"
#include "consume/buckets.h"
#include "consume/value.h"
#include "dif/program.h"

#include <linux/dtrace/ioctl.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dtrace::consume {

/// One key tuple and its state.
struct AggEntry {
    std::vector<Value> keys;
    std::vector<uint64_t> words;
    std::map<uint32_t, std::vector<uint64_t>> by_cpu = {}; ///< the same apart, with aggpercpu only
};

/// One aggregation variable.
struct AggTable {
    dif::AggVar var;
    std::map<std::string, AggEntry>
        entries;          ///< by the keys as bytes that compare equal when the keys are
    uint64_t normal = 1;  ///< normalize()
    bool printed = false; ///< by printa(): left out of the final print
    uint32_t cpus = 0;    ///< how many values AggEntry::by_cpu stands for
};

/// Name of an aggregating function ("count"); "" for an unknown kind.
std::string agg_function_name(uint32_t kind);
bool is_quantizer(uint32_t kind);

/// The state of no data: what a key starts with, and what clear() makes of it.
std::vector<uint64_t> empty_state(const dif::AggVar& var);

/// The number that count, sum, min, max, avg and stddev show, divided by `normal`; 0 for the
/// quantizers.
int64_t scalar_value(const dif::AggVar& var, const std::vector<uint64_t>& words, uint64_t normal);

/// A snapshot's description of the entries of one aggregation id.
struct AggLayout {
    dtrace_agg_desc desc{};
    std::vector<dtrace_rec_desc> keys;
};

/// Not thread-safe. merge() costs O(log entries).
class AggStore {
public:
    /// Called on each symbol key before it is compared, to reduce an address to the start of its
    /// symbol.
    using Reduce = std::function<void(Address&)>;
    void set_reduce(Reduce reduce) { reduce_ = std::move(reduce); }

    /// Makes a variable known; again is fine.
    void declare(const dif::AggVar& var);

    /// Adds one entry of an aggregation buffer (header included) to the table of its variable.
    /// False: malformed.
    bool merge(const AggLayout& layout, Bytes entry, uint32_t cpu = 0);

    /// Keeps the values of `cpus` CPUs apart, too; before the first merge().
    void keep_cpus(uint32_t cpus) { cpus_ = cpus; }

    void clear(uint32_t var);
    void remove_all(uint32_t var);
    /// trunc(@, n): keeps the n greatest (n < 0: the -n least; 0: none).
    void truncate(uint32_t var, int64_t keep);
    void normalize(uint32_t var, uint64_t by);

    AggTable* find(uint32_t var);
    std::map<uint32_t, AggTable>& tables() { return tables_; }
    const std::map<uint32_t, AggTable>& tables() const { return tables_; }

private:
    std::map<uint32_t, AggTable> tables_;
    Reduce reduce_;
    uint32_t cpus_ = 0;
};

} // namespace dtrace::consume
