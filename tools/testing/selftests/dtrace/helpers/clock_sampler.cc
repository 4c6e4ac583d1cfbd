// SPDX-License-Identifier: GPL-2.0
// A profiler at work: samples by the CPU clock with the call chain of the kernel, on every CPU, until SIGTERM.
// Prints how many samples and addresses there were.
//
//   clock_sampler HERTZ
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

constexpr size_t kDataPages = 64;

volatile std::sig_atomic_t stopped;

struct Cpu {
    int fd;
    perf_event_mmap_page* control;
    const char* data;
    size_t size;
};

Cpu open_cpu(int cpu, uint64_t hertz) {
    perf_event_attr attr{};
    attr.type = PERF_TYPE_SOFTWARE;
    attr.size = sizeof(attr);
    attr.config = PERF_COUNT_SW_CPU_CLOCK;
    attr.freq = 1;
    attr.sample_freq = hertz;
    attr.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_CALLCHAIN;
    attr.exclude_callchain_user = 1;
    const int fd = static_cast<int>(syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC));
    if (fd < 0) {
        std::perror("perf_event_open");
        std::exit(2);
    }
    const auto page = static_cast<size_t>(getpagesize());
    void* map = mmap(nullptr, (kDataPages + 1) * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        std::perror("mmap");
        std::exit(2);
    }
    return {fd, static_cast<perf_event_mmap_page*>(map), static_cast<const char*>(map) + page, kDataPages * page};
}

struct Count {
    unsigned long samples, addresses;
};

uint64_t word_at(const Cpu& cpu, uint64_t at) {
    uint64_t word = 0;
    std::memcpy(&word, cpu.data + at % cpu.size, sizeof(word)); // records are aligned to words
    return word;
}

void drain(Cpu& cpu, Count& count) {
    const uint64_t head = __atomic_load_n(&cpu.control->data_head, __ATOMIC_ACQUIRE);
    uint64_t tail = cpu.control->data_tail;
    while (tail < head) {
        const uint64_t first = word_at(cpu, tail);
        perf_event_header header{};
        std::memcpy(&header, &first, sizeof(header));
        if (header.type == PERF_RECORD_SAMPLE) {
            count.samples++;
            count.addresses += word_at(cpu, tail + 2 * sizeof(uint64_t));
        }
        tail += header.size;
    }
    __atomic_store_n(&cpu.control->data_tail, tail, __ATOMIC_RELEASE);
}

} // namespace

int main(int argc, char** argv) {
    const uint64_t hertz = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 997;
    std::signal(SIGTERM, [](int) { stopped = 1; });
    std::vector<Cpu> cpus;
    for (int i = 0; i < sysconf(_SC_NPROCESSORS_ONLN); i++)
        cpus.push_back(open_cpu(i, hertz));
    Count count{};
    while (!stopped) {
        usleep(50'000);
        for (Cpu& cpu : cpus)
            drain(cpu, count);
    }
    std::printf("%lu samples, %lu addresses\n", count.samples, count.addresses);
    return count.samples ? 0 : 1;
}
