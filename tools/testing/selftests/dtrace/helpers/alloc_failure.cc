// SPDX-License-Identifier: GPL-2.0
// Drives each call of the control device while allocations fail: every single one in turn, then
// all, then some. A call may succeed or say ENOMEM, and afterwards tracing works.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/dtrace/ioctl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dof_image.h"

namespace {

constexpr int most_allocations = 5000; // of one call
constexpr uint64_t buffer_size = 64 << 10;
int failures;
long injected;

// Writes a number to a file of the fault injection, or reads it
void put(int fd, int value) {
    std::string text = std::to_string(value);
    if (pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        std::perror("fault injection");
        std::exit(1);
    }
}

int get(int fd) {
    char text[16] = {};
    return pread(fd, text, sizeof(text) - 1, 0) > 0 ? std::atoi(text) : -1;
}

int nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
int some = open("/proc/self/make-it-fail", O_RDWR | O_CLOEXEC);

using Operation = std::function<long()>;

void judge(const char* name, long ret, const char* when) {
    if (ret >= 0 || ret == -ENOMEM)
        return;
    std::printf("FAILED: %s: %s while %s\n", name, std::strerror(-ret), when);
    failures++;
}

// Calls until it needs no more allocations than were let through.
long each_allocation(const char* name, const Operation& op) {
    for (int n = 1; n < most_allocations; n++) {
        put(nth, n);
        long ret = op();
        int left = get(nth);
        put(nth, 0);
        if (left) {
            std::printf("%s: %d allocations\n", name, n - 1);
            return ret;
        }
        injected++;
        judge(name, ret, ("allocation " + std::to_string(n) + " fails").c_str());
    }
    std::printf("FAILED: %s: no end of allocations\n", name);
    failures++;
    return -ENOMEM;
}

// As often as it takes while those fail that the probability in debugfs says.
long some_allocations(const char* name, const Operation& op) {
    put(some, 1);
    long ret = op();
    put(some, 0);
    judge(name, ret, "allocations fail");
    return ret;
}

long no_failure(const char*, const Operation& op) {
    return op();
}

using Way = long (*)(const char* name, const Operation& op);

long traced; // calls of getsid()

void trace_me() {
    getsid(0);
    traced++;
}

// One consumer from open() to close(); a step that failed is made again without failures.
class Life {
public:
    explicit Life(Way way) : way_(way) {}
    ~Life() { shut(); }

    void run() {
        step("open", [&] { return reopen(); });
        step("CONF", [&] { return call(DTRACE_IOC_CONF, &conf_); });
        static int names = 100;
        step("PROBES",
             [&] { return list("profile", ("tick-" + std::to_string(names++) + "ms").c_str()); });
        step("PROVIDER", [&] {
            dtrace_provider_desc desc{};
            std::strcpy(desc.name, "fbt");
            return call(DTRACE_IOC_PROVIDER, &desc);
        });
        step("OPT_SET", [&] {
            option(DTRACE_OPT_AGGSIZE, buffer_size);
            option(DTRACE_OPT_DYNVARSIZE, buffer_size);
            option(DTRACE_OPT_NSPEC, 2);
            return option(DTRACE_OPT_BUFSIZE, buffer_size);
        });
        step("ENABLE", [&] { return enable(); });
        step("ARGDESC", [&] {
            dtrace_argdesc desc{};
            desc.probe_id = 1;
            long ret = call(DTRACE_IOC_ARGDESC, &desc);
            return ret == -ENOENT ? 0 : ret;
        });
        step("EXPLAIN", [&] { return explain(); });
        step("REFUSED", [&] {
            dtrace_refused refused{};
            long ret = call(DTRACE_IOC_REFUSED, &refused);
            return ret == -ENOENT ? 0 : ret;
        });
        step("GO", [&] { return go(DTRACE_IOC_GO); });
        trace_me();
        step("EPID_DESC", [&] {
            dtrace_rec_desc recs[8];
            dtrace_epid_desc desc{};
            desc.epid = 1;
            desc.nrecs = 8;
            desc.recs = reinterpret_cast<uintptr_t>(recs);
            return call(DTRACE_IOC_EPID_DESC, &desc);
        });
        step("AGG_DESC", [&] {
            dtrace_rec_desc keys[8];
            dtrace_agg_desc desc{};
            desc.aggid = 1;
            desc.nkeys = 8;
            desc.keys = reinterpret_cast<uintptr_t>(keys);
            return call(DTRACE_IOC_AGG_DESC, &desc);
        });
        step("SNAP", [&] { return snap(); });
        step("mmap", [&] { return map(); });
        step("STATUS", [&] {
            dtrace_status status{};
            return call(DTRACE_IOC_STATUS, &status);
        });
        step("OPT_GET", [&] {
            dtrace_opt opt{};
            opt.id = DTRACE_OPT_BUFSIZE;
            return call(DTRACE_IOC_OPT_GET, &opt);
        });
        step("STOP", [&] { return go(DTRACE_IOC_STOP); });
        step("close", [&] { return shut(); });
    }

    // Only what a consumer needs to trace
    void start(const char* only = nullptr) {
        only_ = only;
        reopen();
        option(DTRACE_OPT_AGGSIZE, buffer_size);
        option(DTRACE_OPT_BUFSIZE, buffer_size);
        step("ENABLE", [&] { return enable(); });
        step("GO", [&] { return go(DTRACE_IOC_GO); });
    }

    // What the aggregations of all CPUs have counted
    uint64_t counted() {
        uint64_t sum = 0;
        step("STOP", [&] { return go(DTRACE_IOC_STOP); });
        step("CONF", [&] { return call(DTRACE_IOC_CONF, &conf_); });
        for (uint32_t cpu = 0; cpu < conf_.ncpus; cpu++) {
            if (snap(cpu))
                continue;
            void* at = mmap(nullptr, snap_.map_size, PROT_READ, MAP_SHARED, fd_, snap_.map_offset);
            auto* data = static_cast<const uint8_t*>(at) + snap_.data_offset;
            for (uint64_t n = 0; n < snap_.data_size;) {
                auto* entry = reinterpret_cast<const dtrace_agg_hdr*>(data + n);
                sum += *reinterpret_cast<const uint64_t*>(entry + 1);
                n += entry->size;
            }
            munmap(at, snap_.map_size);
        }
        return sum;
    }

    long shut() {
        if (fd_ >= 0)
            close(fd_);
        fd_ = -1;
        return 0;
    }

private:
    void step(const char* name, const Operation& op) {
        long ret = way_(name, op);
        if (ret < 0)
            ret = op();
        if (ret >= 0)
            return;
        std::printf("FAILED: %s after failures: %s\n", name, std::strerror(-ret));
        failures++;
    }

    long call(unsigned long cmd, void* arg) const { return ioctl(fd_, cmd, arg) < 0 ? -errno : 0; }

    long reopen() {
        shut();
        enabled_ = going_ = stopped_ = false;
        fd_ = open("/dev/dtrace", O_RDWR | O_CLOEXEC);
        return fd_ < 0 ? -errno : 0;
    }

    long list(const char* provider, const char* name) const {
        std::vector<dtrace_probe_desc> batch(100);
        dtrace_probes req{};
        std::strcpy(req.pattern.provider, provider);
        std::strcpy(req.pattern.name, name);
        req.count = batch.size();
        req.probes = reinterpret_cast<uintptr_t>(batch.data());
        return call(DTRACE_IOC_PROBES, &req);
    }

    long option(uint32_t id, uint64_t value) const {
        dtrace_opt opt{};
        opt.id = id;
        opt.value = value;
        return call(DTRACE_IOC_OPT_SET, &opt);
    }

    long explain() const {
        char text[256];
        dtrace_explain req{};
        std::strcpy(req.pattern.provider, "fbt");
        std::strcpy(req.pattern.function, "do_int3");
        req.msg = reinterpret_cast<uintptr_t>(text);
        req.msg_size = sizeof(text);
        long ret = call(DTRACE_IOC_EXPLAIN, &req);
        return ret == -ENOENT ? 0 : ret;
    }

    // A probe of each way to listen to the kernel. What was enabled stays so: once is enough.
    long enable() {
        static const char* const probes[][3] = {
            {"syscall", "getsid", "entry"},
            {"fbt", "__x64_sys_getsid", "return"},
            {"fbt", "__x64_sys_getpgid", "entry"},
            {"fbt", "__x64_sys_getpgid", "return"},
            {"insn", "__x64_sys_getpgid", "*"},
            {"profile", "", "tick-50ms"},
            {"sdt", "", "sched_process_fork"},
            {"proc", "", "exec-success"},
            {"sched", "", "on-cpu"},
            {"io", "", "done"},
            {"vminfo", "", "as_fault"},
            {"lockstat", "", "adaptive-block"},
        };
        if (enabled_)
            return 0;
        dof_image img;
        dof_image_init(&img);
        const dtrace_dif_insn vtime[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_VTIMESTAMP);
        dof_image_clause(&img, "dtrace", "", "", "BEGIN");
        dof_image_action(&img, DTRACE_ACT_DIFEXPR, vtime, sizeof(vtime) / sizeof(vtime[0]));
        for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
            if (only_ && std::strcmp(only_, probes[i][1]))
                continue;
            dof_image_clause(&img, probes[i][0], "", probes[i][1], probes[i][2]);
            dof_image_action(&img, DTRACE_ACT_AGG_COUNT, nullptr, 0);
        }
        dof_image_seal(&img);
        char text[256] = {};
        dtrace_enable en{};
        en.dof = reinterpret_cast<uintptr_t>(&img);
        en.dof_size = img.hdr.size;
        en.msg = reinterpret_cast<uintptr_t>(text);
        en.msg_size = sizeof(text);
        long ret = call(DTRACE_IOC_ENABLE, &en);
        // Providers that had no memory: those probes are told, not the call. Start again.
        if (!ret && en.nfailed) {
            ret = -ENOMEM;
            reopen();
            option(DTRACE_OPT_AGGSIZE, buffer_size);
            option(DTRACE_OPT_BUFSIZE, buffer_size);
        }
        enabled_ = !ret;
        if (ret && ret != -ENOMEM)
            std::printf("# %s\n", text);
        return ret;
    }

    long go(unsigned long cmd) {
        bool& done = cmd == DTRACE_IOC_GO ? going_ : stopped_;
        if (done)
            return 0;
        dtrace_go go{};
        long ret = call(cmd, &go);
        done = !ret;
        return ret;
    }

    long snap(uint32_t cpu = 0) {
        snap_ = {};
        snap_.cpu = cpu;
        snap_.kind = DTRACE_BUF_AGGREGATION;
        return call(DTRACE_IOC_SNAP, &snap_);
    }

    long map() const {
        void* at = mmap(nullptr, snap_.map_size, PROT_READ, MAP_SHARED, fd_, snap_.map_offset);
        if (at == MAP_FAILED)
            return -errno;
        munmap(at, snap_.map_size);
        return 0;
    }

    Way way_;
    const char* only_ = nullptr; // the function to trace; all, if it is not set
    int fd_ = -1;
    bool enabled_ = false, going_ = false, stopped_ = false;
    dtrace_conf conf_{};
    dtrace_snap snap_{};
};

// Each allocation of the end of a consumer that traces: nobody is there to be told.
void each_close() {
    int n = 0;
    for (int left = 0; !left; n++) {
        Life life(no_failure);
        life.start();
        put(nth, n + 1);
        life.shut();
        left = get(nth);
        put(nth, 0);
        injected += !left;
    }
    std::printf("close of one that traces: %d allocations\n", n - 1);
}

} // namespace

// alloc_failure each | some ROUNDS
int main(int argc, char** argv) {
    setvbuf(stdout, nullptr, _IOLBF, 0);
    if (argc < 2 || nth < 0 || some < 0)
        return 2;
    bool each = !std::strcmp(argv[1], "each");
    int rounds = argc > 2 ? std::atoi(argv[2]) : 1;
    Life bystander(no_failure); // who has nothing to do with it
    bystander.start("__x64_sys_getsid");
    for (int round = 0; round < rounds; round++)
        Life(each ? each_allocation : some_allocations).run();
    if (each)
        each_close();
    trace_me();
    if (uint64_t n = bystander.counted(); n != static_cast<uint64_t>(traced)) {
        std::printf("FAILED: another consumer counts %lu calls, not %ld\n", n, traced);
        failures++;
    }
    std::printf("%ld failures injected one by one, %d mistakes\n", injected, failures);
    return failures != 0;
}
