// SPDX-License-Identifier: GPL-2.0
// The engine linked into this program, for tests: no kernel, deterministic time.
#include "kern/device.h"

#include "inproc.h"

namespace dtrace::kern {

namespace {

class InprocDevice final : public Device {
public:
    explicit InprocDevice(dt_inproc* device) : device_(device) {}
    ~InprocDevice() override { ::dt_inproc_close(device_); }

    long control(unsigned long cmd, void* arg) override {
        return ::dt_inproc_ioctl(device_, cmd, arg);
    }

    Result<Bytes> map(uint64_t offset, uint64_t size) override {
        const void* address = ::dt_inproc_mmap(device_, offset, size);
        if (!address)
            return make_error("no such trace buffer");
        return Bytes(static_cast<const std::byte*>(address), size);
    }

    void wait(uint64_t ns) override { ::dt_inproc_wait(device_, ns); }
    uint64_t now() override { return ::dt_inproc_now(device_); }

private:
    dt_inproc* device_;
};

} // namespace

Result<std::unique_ptr<Device>> open_inproc_device() {
    dt_inproc* device = nullptr;
    if (int rc = ::dt_inproc_open(&device); rc < 0)
        return errno_error(-rc);
    return std::unique_ptr<Device>(std::make_unique<InprocDevice>(device));
}

} // namespace dtrace::kern
