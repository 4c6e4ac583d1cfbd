// SPDX-License-Identifier: GPL-2.0
// The kernel's control device: ioctl(), mmap() and sleep.
#include "base/unique_fd.h"
#include "kern/device.h"

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <sys/ioctl.h>
#include <sys/mman.h>

namespace dtrace::kern {

namespace {

constexpr const char* DEVICE_PATH = "/dev/dtrace";
constexpr uint64_t NSEC_PER_SEC = 1000000000;

class KernelDevice final : public Device {
public:
    explicit KernelDevice(UniqueFd fd) : fd_(std::move(fd)) {}

    ~KernelDevice() override {
        for (auto& [key, address] : maps_)
            ::munmap(address, key.second);
    }

    long control(unsigned long cmd, void* arg) override {
        long rc = ::ioctl(fd_.get(), cmd, arg);
        return rc < 0 ? -errno : rc;
    }

    Result<Bytes> map(uint64_t offset, uint64_t size) override {
        auto key = std::make_pair(offset, size);
        auto found = maps_.find(key);
        if (found == maps_.end()) {
            void* address =
                ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd_.get(), static_cast<off_t>(offset));
            if (address == MAP_FAILED)
                return errno_error(errno, "cannot map a trace buffer");
            found = maps_.emplace(key, address).first;
        }
        return Bytes(static_cast<const std::byte*>(found->second), size);
    }

    void wait(uint64_t ns) override {
        timespec ts{static_cast<time_t>(ns / NSEC_PER_SEC), static_cast<long>(ns % NSEC_PER_SEC)};
        ::nanosleep(&ts, nullptr);
    }

    uint64_t now() override {
        timespec ts{};
        ::clock_gettime(CLOCK_MONOTONIC, &ts);
        return static_cast<uint64_t>(ts.tv_sec) * NSEC_PER_SEC + static_cast<uint64_t>(ts.tv_nsec);
    }

private:
    UniqueFd fd_;
    std::map<std::pair<uint64_t, uint64_t>, void*> maps_;
};

Error open_error(int sys, const char* path) {
    switch (sys) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return {std::string("DTrace device not available on system: no ") + path +
                    " (a kernel with CONFIG_DTRACE makes it)",
                sys};
    case EPERM:
        return {"DTrace may not read this kernel: it is locked down in confidentiality mode "
                "(kernel_lockdown(7))",
                sys};
    case EACCES:
        return {"DTrace requires additional privileges (root, or CAP_PERFMON with CAP_BPF)", sys};
    default: return errno_error(sys, path);
    }
}

} // namespace

Result<std::unique_ptr<Device>> open_kernel_device() {
    const char* path = std::getenv("DTRACE_DEVICE");
    if (!path || !*path)
        path = DEVICE_PATH;
    UniqueFd fd(::open(path, O_RDWR | O_CLOEXEC));
    if (!fd)
        return open_error(errno, path);
    return std::unique_ptr<Device>(std::make_unique<KernelDevice>(std::move(fd)));
}

} // namespace dtrace::kern
