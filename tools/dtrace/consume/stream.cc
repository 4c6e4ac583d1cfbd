// SPDX-License-Identifier: GPL-2.0
// Merge of the CPUs' record sequences by time.
#include "consume/stream.h"

#include <algorithm>
#include <tuple>

namespace dtrace::consume {

namespace {

/// The header at `at`, or nothing when no whole record is there.
std::optional<dtrace_rec_hdr> header_at(Bytes data, size_t at) {
    auto header = load<dtrace_rec_hdr>(data, at);
    if (!header || header->size < sizeof(dtrace_rec_hdr) || header->size % 8 ||
        header->size > data.size() - at)
        return std::nullopt;
    return header;
}

} // namespace

bool Streams::add(uint32_t cpu, Bytes data, uint64_t switch_time) {
    Stream& stream = streams_[cpu];
    stream.switch_time = switch_time;
    auto take = [&](size_t from, size_t to) {
        Bytes records = data.subspan(from, to - from);
        stream.data.insert(stream.data.end(), records.begin(), records.end());
    };
    size_t from = 0; // whole runs of records are copied at once
    for (size_t at = 0; at < data.size();) {
        // Padding (EPID 0) is only a header's first two words long at least.
        auto epid = load<uint32_t>(data, at);
        auto size = load<uint32_t>(data, at + sizeof(uint32_t));
        if (!epid || !size || *size < 8 || *size % 8 || *size > data.size() - at)
            return false;
        if (*epid == DTRACE_EPID_NONE) {
            take(from, at);
            from = at + *size;
        } else if (!header_at(data, at)) {
            return false;
        }
        at += *size;
    }
    take(from, data.size());
    return true;
}

Streams::Stream* Streams::next(uint64_t horizon, uint32_t& cpu) {
    Stream* best = nullptr;
    auto best_key = std::make_tuple(horizon, 0, 0u);
    for (auto& [number, stream] : streams_) {
        auto header = header_at(stream.data, stream.read);
        if (!header)
            continue;
        auto key = std::make_tuple(header->timestamp, stream.rank, number);
        if (best ? key < best_key : header->timestamp < horizon || horizon == UINT64_MAX) {
            best = &stream;
            best_key = key;
            cpu = number;
        }
    }
    return best;
}

Streams::Stream* Streams::next_by_cpu(uint32_t& cpu) {
    Stream* best = nullptr;
    for (auto& [number, stream] : streams_) {
        if (header_at(stream.data, stream.read) && (!best || stream.rank < best->rank)) {
            best = &stream;
            cpu = number;
        }
    }
    return best;
}

void Streams::drain(bool all, const std::function<bool(const RawRecord&)>& visit) {
    uint64_t horizon = UINT64_MAX;
    for (const auto& [cpu, stream] : streams_) {
        if (!all)
            horizon = std::min(horizon, stream.switch_time);
    }
    uint32_t cpu = 0;
    while (Stream* stream = temporal_ ? next(horizon, cpu) : next_by_cpu(cpu)) {
        RawRecord record{cpu, *header_at(stream->data, stream->read), {}, 0};
        record.bytes = Bytes(stream->data).subspan(stream->read, record.header.size);
        stream->read += record.header.size;
        if (auto following = header_at(stream->data, stream->read))
            record.next_epid = following->epid;
        if (!visit(record)) {
            streams_.clear();
            return;
        }
    }
    for (auto& [number, stream] : streams_) {
        stream.data.erase(stream.data.begin(),
                          stream.data.begin() + static_cast<std::ptrdiff_t>(stream.read));
        stream.read = 0;
    }
}

bool Streams::empty() const {
    return std::all_of(streams_.begin(), streams_.end(),
                       [](const auto& entry) { return entry.second.data.empty(); });
}

} // namespace dtrace::consume
