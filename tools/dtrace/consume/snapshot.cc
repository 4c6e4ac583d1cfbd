// SPDX-License-Identifier: GPL-2.0
// One DTRACE_IOC_SNAP and the bytes it names.
#include "consume/snapshot.h"

#include <cerrno>

namespace dtrace::consume {

Result<std::optional<Snapshot>> take_snapshot(kern::Device& device, uint32_t cpu, uint32_t kind) {
    dtrace_snap snap{};
    snap.cpu = cpu;
    snap.kind = kind;
    long rc = device.call(DTRACE_IOC_SNAP, snap);
    if (rc == -ENOENT || rc == -EBUSY)
        return std::optional<Snapshot>();
    if (rc < 0)
        return errno_error(static_cast<int>(-rc), "cannot read a trace buffer");
    Snapshot result;
    result.drops = snap.drops;
    result.switch_time = snap.switch_time;
    if (snap.data_size == 0)
        return std::optional(result);
    auto mapping = device.map(snap.map_offset, snap.map_size);
    if (!mapping)
        return mapping.error();
    auto data = subspan(*mapping, snap.data_offset, snap.data_size);
    if (!data || snap.oldest > data->size())
        return make_error("the kernel named data outside its buffer");
    result.data = data->subspan(snap.oldest);
    result.newest = data->first(snap.oldest);
    return std::optional(result);
}

} // namespace dtrace::consume
