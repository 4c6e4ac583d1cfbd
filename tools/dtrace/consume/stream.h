/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Streams: the records of all CPUs, given out in order of time.
///
/// Each CPU's records come in order; every snapshot of a CPU also says that later records are not
/// older than its switch time. What is older than the smallest switch time of a round can therefore
/// be given out; the rest waits. Records of equal time come in order of `rank`, then of CPU.
/// Without temporal order everything is given out at once, in order of `rank`, then of CPU.
#pragma once

#include "base/bytes.h"

#include <linux/dtrace/ioctl.h>

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace dtrace::consume {

/// One record of a buffer, header included.
struct RawRecord {
    uint32_t cpu = 0;
    dtrace_rec_hdr header{};
    Bytes bytes;
    uint32_t next_epid = 0; ///< of the record that follows on the same CPU, 0 = not known
};

/// Not thread-safe. A pass costs O(records * CPUs with data).
class Streams {
public:
    /// Takes the data of one snapshot; copies it. False when the bytes are no sequence of records.
    bool add(uint32_t cpu, Bytes data, uint64_t switch_time);

    /// A CPU that has no buffer any more holds nobody up.
    void forget(uint32_t cpu) { streams_[cpu].switch_time = UINT64_MAX; }

    /// On equal times: lower ranks first; 0 for CPUs without one.
    void set_rank(uint32_t cpu, int rank) { streams_[cpu].rank = rank; }

    /// false: CPU after CPU instead, each buffer completely.
    void set_temporal(bool temporal) { temporal_ = temporal; }

    /// Gives out everything that is surely next; with `all`, everything there is. The bytes are
    /// valid during the call of `visit`, which returns false to stop (the rest is lost).
    void drain(bool all, const std::function<bool(const RawRecord&)>& visit);

    bool empty() const;

private:
    struct Stream {
        std::vector<std::byte> data;
        size_t read = 0;
        uint64_t switch_time = 0;
        int rank = 0;
    };

    Stream* next(uint64_t horizon, uint32_t& cpu);
    Stream* next_by_cpu(uint32_t& cpu);

    std::map<uint32_t, Stream> streams_;
    bool temporal_ = true;
};

} // namespace dtrace::consume
