/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Device: the control interface of the engine as the command sees it, /dev/dtrace or the engine
/// linked in for tests.
///
/// One object is one consumer; destroying it ends tracing and releases everything. Not thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <linux/dtrace/ioctl.h>

#include <cstdint>
#include <memory>

namespace dtrace::kern {

class Device {
public:
    virtual ~Device() = default;

    /// Carries out DTRACE_IOC_*. Returns 0 or a positive count, or -errno.
    virtual long control(unsigned long cmd, void* arg) = 0;

    /// The read-only mapping that struct dtrace_snap names; valid as long as the device. The same
    /// pair of numbers gives the same mapping again.
    virtual Result<Bytes> map(uint64_t offset, uint64_t size) = 0;

    /// Lets up to `ns` nanoseconds pass; less when a signal arrives.
    virtual void wait(uint64_t ns) = 0;

    /// The clock that wait() advances, ns.
    virtual uint64_t now() = 0;

    template <class T>
    long call(unsigned long cmd, T& arg) {
        return control(cmd, &arg);
    }
};

/// Opens /dev/dtrace, or what DTRACE_DEVICE in the environment names.
Result<std::unique_ptr<Device>> open_kernel_device();

/// The engine inside this process, with a clock that only wait() advances (test binary only).
Result<std::unique_ptr<Device>> open_inproc_device();

} // namespace dtrace::kern
