// SPDX-License-Identifier: GPL-2.0
// The control device without the dtrace command: what each call does, and what it does with
// nonsense.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/dtrace/ioctl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dof_image.h"

namespace {

constexpr const char* device = "/dev/dtrace";
constexpr uint64_t buffer_size = 256 << 10;

int failures;

bool check(bool ok, const std::string& what) {
    if (!ok) {
        std::printf("FAILED: %s (errno %d: %s)\n", what.c_str(), errno, std::strerror(errno));
        failures++;
    }
    return ok;
}

template <typename A, typename B>
bool check_eq(A got, B want, const std::string& what) {
    return check(got == static_cast<A>(want),
                 what + ": got " + std::to_string(got) + ", want " + std::to_string(want));
}

// 0 or a positive result, or -errno
long call(int fd, unsigned long cmd, void* arg) {
    long ret = ioctl(fd, cmd, arg);
    return ret < 0 ? -errno : ret;
}

// One open of the device
class Consumer {
public:
    Consumer() : fd_(open(device, O_RDWR | O_CLOEXEC)) { check(fd_ >= 0, "open"); }
    ~Consumer() {
        for (auto& map : maps_)
            munmap(map.at, map.size);
        close(fd_);
    }
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    int fd() const { return fd_; }

    long option(uint32_t id, uint64_t value) const {
        dtrace_opt opt{};
        opt.id = id;
        opt.value = value;
        return call(fd_, DTRACE_IOC_OPT_SET, &opt);
    }

    long enable(dof_image& img, dtrace_enable* out = nullptr) {
        dof_image_seal(&img);
        dtrace_enable en{};
        en.dof = reinterpret_cast<uintptr_t>(&img);
        en.dof_size = img.hdr.size;
        en.msg = reinterpret_cast<uintptr_t>(message_);
        en.msg_size = sizeof(message_);
        long ret = call(fd_, DTRACE_IOC_ENABLE, &en);
        if (ret < 0)
            std::printf("# enable: %ld: %s\n", ret, message_);
        if (out)
            *out = en;
        return ret;
    }

    long go() {
        option(DTRACE_OPT_BUFSIZE, buffer_size);
        option(DTRACE_OPT_AGGSIZE, buffer_size);
        dtrace_go go{};
        return call(fd_, DTRACE_IOC_GO, &go);
    }

    long stop() {
        dtrace_go go{};
        return call(fd_, DTRACE_IOC_STOP, &go);
    }

    long snap(uint32_t cpu, uint32_t kind, dtrace_snap& snap) {
        snap = {};
        snap.cpu = cpu;
        snap.kind = kind;
        return call(fd_, DTRACE_IOC_SNAP, &snap);
    }

    const uint8_t* data(const dtrace_snap& snap) {
        for (auto& map : maps_)
            if (map.offset == snap.map_offset)
                return map.at + snap.data_offset;
        void* at = mmap(nullptr, snap.map_size, PROT_READ, MAP_SHARED, fd_, snap.map_offset);
        if (!check(at != MAP_FAILED, "mmap"))
            return nullptr;
        maps_.push_back({static_cast<uint8_t*>(at), snap.map_size, snap.map_offset});
        return maps_.back().at + snap.data_offset;
    }

    const char* message() const { return message_; }

private:
    struct Map {
        uint8_t* at;
        uint64_t size;
        uint64_t offset;
    };
    int fd_;
    char message_[256] = {};
    std::vector<Map> maps_;
};

uint32_t ncpus() {
    Consumer c;
    dtrace_conf conf{};
    call(c.fd(), DTRACE_IOC_CONF, &conf);
    return conf.ncpus;
}

// What the buffers of all CPUs hold together
struct Harvest {
    uint64_t records = 0, sum = 0, drops = 0, errors = 0;
};

// Sum of the first words behind the headers of records or entries, which have the same shape
template <typename Header>
void add_up(Harvest& h, const uint8_t* data, uint64_t size) {
    const Header* hdr;
    for (uint64_t at = 0; at < size; at += hdr->size) {
        hdr = reinterpret_cast<const Header*>(data + at);
        h.records++;
        if (hdr->size >= sizeof(*hdr) + 8)
            h.sum += *reinterpret_cast<const uint64_t*>(hdr + 1);
    }
}

Harvest harvest(Consumer& c, uint32_t kind) {
    Harvest h;
    for (uint32_t cpu = 0, n = ncpus(); cpu < n; cpu++) {
        dtrace_snap snap;
        long ret = c.snap(cpu, kind, snap);
        if (ret == -ENOENT)
            continue;
        check_eq(ret, 0, "snap");
        h.drops += snap.drops;
        h.errors += snap.errors;
        const uint8_t* data = c.data(snap);
        if (!data)
            continue;
        if (kind == DTRACE_BUF_PRINCIPAL)
            add_up<dtrace_rec_hdr>(h, data, snap.data_size);
        else
            add_up<dtrace_agg_hdr>(h, data, snap.data_size);
    }
    return h;
}

void clause_count(dof_image& img, const char* provider, const char* function, const char* name) {
    dof_image_clause(&img, provider, "", function, name);
    dof_image_action(&img, DTRACE_ACT_AGG_COUNT, nullptr, 0);
}

void clause_builtin(dof_image& img, const char* provider, const char* function, const char* name,
                    uint32_t var) {
    const dtrace_dif_insn text[] = DOF_TEXT_BUILTIN(var);
    dof_image_clause(&img, provider, "", function, name);
    dof_image_action(&img, DTRACE_ACT_DIFEXPR, text, std::size(text));
}

// ---- what calls do ----

void test_conf() {
    Consumer c;
    dtrace_conf conf{};
    check_eq(call(c.fd(), DTRACE_IOC_CONF, &conf), 0, "conf");
    check_eq(conf.api_version, DTRACE_API_VERSION, "api version");
    check_eq(conf.dif_version, DTRACE_DIF_VERSION, "dif version");
    check(conf.ncpus >= 1, "there is a CPU");
}

std::vector<dtrace_probe_desc> list(Consumer& c, const dtrace_pattern& pattern) {
    std::vector<dtrace_probe_desc> all;
    std::array<dtrace_probe_desc, 100> batch;
    dtrace_probes req{};
    do {
        req.pattern = pattern;
        req.after = all.empty() ? 0 : all.back().id;
        req.count = batch.size();
        req.probes = reinterpret_cast<uintptr_t>(batch.data());
        if (!check(call(c.fd(), DTRACE_IOC_PROBES, &req) >= 0, "probes"))
            break;
        all.insert(all.end(), batch.begin(), batch.begin() + req.count);
    } while (req.count);
    return all;
}

void test_probes() {
    Consumer c;
    auto all = list(c, {});
    check(all.size() > 700, "system calls, profile and dtrace make " + std::to_string(all.size()));
    for (size_t i = 1; i < all.size(); i++)
        if (!check(all[i].id > all[i - 1].id, "ids ascend"))
            break;
    check(all.size() > 2 && !std::strcmp(all[0].name, "BEGIN") && all[0].id == 1, "BEGIN is 1");

    dtrace_pattern pattern{};
    std::strcpy(pattern.provider, "syscall");
    std::strcpy(pattern.function, "read");
    check_eq(list(c, pattern).size(), 4, "read has entry and return, and so has the 32-bit call");
    std::strcpy(pattern.module, "vmlinux");
    auto read = list(c, pattern);
    check_eq(read.size(), 2, "read has entry and return");
    check(read.size() == 2 && !std::strcmp(read[0].module, "vmlinux"), "module is vmlinux");

    pattern = {};
    std::strcpy(pattern.provider, "profile");
    std::strcpy(pattern.name, "tick-77ms");
    check_eq(list(c, pattern).size(), 1, "tick-77ms is made on demand");
    std::strcpy(pattern.name, "tick-1ns");
    check_eq(list(c, pattern).size(), 0, "tick-1ns is not");
}

void test_trace() {
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    clause_builtin(img, "dtrace", "", "BEGIN", DTRACE_DIF_VAR_PID);
    clause_count(img, "syscall", "getsid", "entry");
    dtrace_enable en;
    check_eq(c.enable(img, &en), 0, "enable");
    check_eq(en.nmatched, 3, "clauses matched: BEGIN, the 64-bit and the 32-bit call");
    check_eq(c.go(), 0, "go");
    pid_t sid = getsid(0);
    for (int i = 1; i < 1000; i++)
        check_eq(getsid(0), sid, "a traced call returns what it should");
    check_eq(getsid(-1), -1, "a traced call fails as it should");
    check_eq(c.stop(), 0, "stop");
    Harvest records = harvest(c, DTRACE_BUF_PRINCIPAL), counts = harvest(c, DTRACE_BUF_AGGREGATION);
    check_eq(records.records, 1, "BEGIN records");
    check_eq(records.sum, getpid(), "BEGIN runs in the process that calls GO");
    check_eq(counts.sum, 1001, "calls counted");
}

// arg0 and arg1 of a failing and of a good call
void test_return_args() {
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    clause_builtin(img, "syscall", "getsid", "return", DTRACE_DIF_VAR_ARG0);
    clause_builtin(img, "syscall", "getsid", "return", DTRACE_DIF_VAR_ARG0 + 1);
    clause_builtin(img, "syscall", "getsid", "return", DTRACE_DIF_VAR_ERRNO);
    check_eq(c.enable(img), 0, "enable");
    check_eq(c.go(), 0, "go");
    getsid(-1);
    check_eq(c.stop(), 0, "stop");
    Harvest h = harvest(c, DTRACE_BUF_PRINCIPAL);
    check_eq(h.records, 3, "records");
    check_eq(static_cast<int64_t>(h.sum), -1 - ESRCH + ESRCH, "arg0, arg1 and errno of a failure");
}

void test_entry_args() {
    static const long args[] = {11, 22, 33, 44, 55, 66};
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    for (int i = 0; i < 7; i++)
        clause_builtin(img, "syscall", "getsid", "entry", DTRACE_DIF_VAR_ARG0 + i);
    check_eq(c.enable(img), 0, "enable");
    check_eq(c.go(), 0, "go");
    syscall(SYS_getsid, args[0], args[1], args[2], args[3], args[4], args[5]);
    check_eq(c.stop(), 0, "stop");
    Harvest h = harvest(c, DTRACE_BUF_PRINCIPAL);
    check_eq(h.records, 7, "records");
    check_eq(h.sum, 11 + 22 + 33 + 44 + 55 + 66, "six arguments and a 0");
}

void test_timers() {
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    clause_count(img, "profile", "", "tick-20ms");
    check_eq(c.enable(img), 0, "enable");
    check_eq(c.go(), 0, "go");
    usleep(1000 * 1000);
    check_eq(c.stop(), 0, "stop");
    uint64_t n = harvest(c, DTRACE_BUF_AGGREGATION).sum;
    check(n >= 25 && n <= 150, "tick-20ms in about a second: " + std::to_string(n));
}

void test_two_consumers() {
    Consumer a, b;
    dof_image img;
    for (Consumer* c : {&a, &b}) {
        dof_image_init(&img);
        clause_count(img, "syscall", "getsid", "entry");
        check_eq(c->enable(img), 0, "enable");
        check_eq(c->go(), 0, "go");
    }
    getsid(0);
    check_eq(a.stop(), 0, "stop the first");
    getsid(0);
    check_eq(b.stop(), 0, "stop the second");
    check_eq(harvest(a, DTRACE_BUF_AGGREGATION).sum, 1, "the first saw one");
    check_eq(harvest(b, DTRACE_BUF_AGGREGATION).sum, 2, "the second saw both");
}

void test_mmap() {
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    clause_builtin(img, "dtrace", "", "BEGIN", DTRACE_DIF_VAR_PID);
    check_eq(c.enable(img), 0, "enable");
    check_eq(c.go(), 0, "go");
    dtrace_snap snap;
    uint32_t cpu = 0;
    while (c.snap(cpu, DTRACE_BUF_PRINCIPAL, snap) == -ENOENT)
        cpu++;
    size_t size = snap.map_size;
    off_t at = snap.map_offset;
    auto refused = [&](size_t len, int prot, int flags, off_t offset, int err, const char* what) {
        void* p = mmap(nullptr, len, prot, flags, c.fd(), offset);
        check(p == MAP_FAILED && errno == err, what);
    };
    refused(size, PROT_READ | PROT_WRITE, MAP_SHARED, at, EPERM, "no writable mapping");
    refused(size, PROT_READ | PROT_WRITE, MAP_PRIVATE, at, EPERM, "no private writable mapping");
    refused(size, PROT_READ | PROT_EXEC, MAP_SHARED, at, EPERM, "no executable mapping");
    refused(size + 4096, PROT_READ, MAP_SHARED, at, EINVAL, "no longer mapping");
    refused(size, PROT_READ, MAP_SHARED, 0, EINVAL, "nothing at 0");
    refused(size, PROT_READ, MAP_SHARED, at + 4096, EINVAL, "nothing in between");
    refused(size, PROT_READ, MAP_SHARED, 1ll << 62, EINVAL, "nothing far out");
    auto* data = const_cast<uint8_t*>(c.data(snap));
    auto* page = data - snap.data_offset;
    check(mprotect(page, size, PROT_READ | PROT_WRITE) < 0 && errno == EACCES, "nor later");
}

// ---- CPUs that come and go ----

bool set_online(int cpu, bool online) {
    std::string path = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/online";
    int fd = open(path.c_str(), O_WRONLY);
    bool ok = fd >= 0 && write(fd, online ? "1" : "0", 1) == 1;
    if (fd >= 0)
        close(fd);
    return ok;
}

void run_on(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof(set), &set);
}

// Firings within a second
uint64_t firings(Consumer& c) {
    harvest(c, DTRACE_BUF_AGGREGATION);
    usleep(1000 * 1000);
    return harvest(c, DTRACE_BUF_AGGREGATION).sum;
}

// A tick that runs on CPU 1 goes on elsewhere without it, and profile comes back with it.
void test_hotplug() {
    if (ncpus() < 2 || access("/sys/devices/system/cpu/cpu1/online", W_OK)) {
        std::printf("hotplug: no CPU to take away\n");
        return;
    }
    Consumer tick, profile;
    dof_image img;
    run_on(1);
    dof_image_init(&img);
    clause_count(img, "profile", "", "tick-20ms");
    check_eq(tick.enable(img), 0, "enable");
    run_on(0);
    dof_image_init(&img);
    clause_count(img, "profile", "", "profile-20ms");
    check_eq(profile.enable(img), 0, "enable");
    check_eq(tick.go(), 0, "go");
    check_eq(profile.go(), 0, "go");
    check(set_online(1, false), "CPU 1 goes");
    uint64_t ticks = firings(tick), one = firings(profile);
    check(ticks >= 20, "tick without its CPU: " + std::to_string(ticks));
    check(one >= 20, "profile on one CPU: " + std::to_string(one));
    check(set_online(1, true), "CPU 1 comes");
    uint64_t two = firings(profile);
    check(two > one + one / 2, "profile with CPU 1: " + std::to_string(two));
    check_eq(tick.stop(), 0, "stop");
    check_eq(profile.stop(), 0, "stop");
}

// ---- nonsense ----

struct Command {
    const char* name;
    unsigned long cmd;
    bool takes; // reads its argument
};

constexpr Command commands[] = {
    {"CONF", DTRACE_IOC_CONF, false},
    {"PROBES", DTRACE_IOC_PROBES, true},
    {"PROVIDER", DTRACE_IOC_PROVIDER, true},
    {"OPT_SET", DTRACE_IOC_OPT_SET, true},
    {"OPT_GET", DTRACE_IOC_OPT_GET, true},
    {"ENABLE", DTRACE_IOC_ENABLE, true},
    {"GO", DTRACE_IOC_GO, false},
    {"STOP", DTRACE_IOC_STOP, false},
    {"EPID_DESC", DTRACE_IOC_EPID_DESC, true},
    {"AGG_DESC", DTRACE_IOC_AGG_DESC, true},
    {"SNAP", DTRACE_IOC_SNAP, true},
    {"STATUS", DTRACE_IOC_STATUS, false},
    {"ARGDESC", DTRACE_IOC_ARGDESC, true},
};

unsigned long resized(unsigned long cmd, unsigned int size) {
    return _IOC(_IOC_DIR(cmd), _IOC_TYPE(cmd), _IOC_NR(cmd), size);
}

void test_bad_pointers() {
    void* hole = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    auto* kernel = reinterpret_cast<void*>(0xffffffff81000000ul);
    auto* odd = reinterpret_cast<void*>(0x8000000000000000ul);
    for (const auto& cmd : commands) {
        for (void* arg : {static_cast<void*>(nullptr), hole, kernel, odd}) {
            Consumer c;
            long ret = call(c.fd(), cmd.cmd, arg);
            bool refused = cmd.takes || cmd.cmd == DTRACE_IOC_CONF ? ret == -EFAULT : ret < 0;
            errno = -ret;
            check(refused || cmd.cmd == DTRACE_IOC_GO, std::string(cmd.name) + " of a bad pointer");
        }
    }
}

void test_sizes() {
    std::vector<uint8_t> room(1 << 14, 0);
    for (const auto& cmd : commands) {
        if (!cmd.takes)
            continue;
        unsigned int size = _IOC_SIZE(cmd.cmd);
        std::string name = cmd.name;
        // Zero bytes that the kernel does not know mean nothing; the answer is that of the right
        // size.
        Consumer a, b, d;
        std::fill(room.begin(), room.end(), 0);
        long known = call(a.fd(), cmd.cmd, room.data());
        std::fill(room.begin(), room.end(), 0);
        check_eq(call(b.fd(), resized(cmd.cmd, size + 64), room.data()), known, name + " grown");
        std::fill(room.begin(), room.end(), 0);
        room[size + 63] = 1;
        check_eq(call(d.fd(), resized(cmd.cmd, size + 64), room.data()), -E2BIG,
                 name + " with unknown bytes set");
        for (unsigned int tiny : {0u, 1u, 4u, 8u}) {
            std::fill(room.begin(), room.end(), 0);
            call(d.fd(), resized(cmd.cmd, tiny), room.data()); // any answer but a crash
        }
        std::fill(room.begin(), room.end(), 0xff);
        check(call(d.fd(), cmd.cmd, room.data()) < 0, name + " of all ones is refused");
    }
}

void test_unknown() {
    Consumer c;
    std::vector<uint8_t> room(1 << 14, 0);
    for (unsigned int nr = _IOC_NR(DTRACE_IOC_REFUSED) + 1; nr < 256; nr++)
        check_eq(call(c.fd(), _IOC(_IOC_READ | _IOC_WRITE, DTRACE_IOC_MAGIC, nr, 64), room.data()),
                 -ENOTTY, "call " + std::to_string(nr));
    check_eq(call(c.fd(), _IOC(_IOC_READ, 'x', 1, 24), room.data()), -ENOTTY, "another magic");
    check(read(c.fd(), room.data(), 8) < 0 && errno == EINVAL, "read() of the device");
    check(write(c.fd(), room.data(), 8) < 0 && errno == EINVAL, "write() to the device");
}

void test_order() {
    Consumer c;
    dof_image img;
    dtrace_snap snap;
    check_eq(c.stop(), -EINVAL, "STOP before GO");
    check(c.snap(0, DTRACE_BUF_PRINCIPAL, snap) < 0, "SNAP before GO");
    dof_image_init(&img);
    clause_builtin(img, "dtrace", "", "BEGIN", DTRACE_DIF_VAR_PID);
    check_eq(c.enable(img), 0, "enable");
    check_eq(c.go(), 0, "go");
    dtrace_go go{};
    check_eq(call(c.fd(), DTRACE_IOC_GO, &go), -EBUSY, "GO twice");
    check_eq(c.option(DTRACE_OPT_BUFSIZE, 4096), -EBUSY, "an option after GO");
    check_eq(c.snap(ncpus(), DTRACE_BUF_PRINCIPAL, snap), -ENOENT, "SNAP of no CPU");
    check(c.snap(0, 7, snap) < 0, "SNAP of no buffer");
    dof_image_init(&img);
    clause_builtin(img, "dtrace", "", "END", DTRACE_DIF_VAR_PID);
    check_eq(c.enable(img), -EBUSY, "ENABLE after GO");
    check_eq(c.stop(), 0, "stop");
    check_eq(c.stop(), -EINVAL, "STOP twice");
}

void test_bad_images() {
    Consumer c;
    dtrace_enable en{};
    dof_image img;
    dof_image_init(&img);
    clause_count(img, "syscall", "getsid", "entry");
    dof_image_seal(&img);
    auto try_size = [&](uint64_t size) {
        en = {};
        en.dof = reinterpret_cast<uintptr_t>(&img);
        en.dof_size = size;
        return call(c.fd(), DTRACE_IOC_ENABLE, &en);
    };
    for (uint64_t size :
         {uint64_t{0}, uint64_t{1}, uint64_t{sizeof(img.hdr) - 1}, uint64_t{img.hdr.size - 1}})
        check(try_size(size) < 0, "an image of " + std::to_string(size) + " bytes");
    check(try_size(DTRACE_DOF_SIZE_MAX + 8) < 0, "an image too large");
    check(try_size(~uint64_t{0}) < 0, "an image of all memory");
    img.hdr.magic ^= 1;
    check_eq(try_size(img.hdr.size), -EINVAL, "another magic");
}

// ---- privilege ----

int in_child(const std::function<int()>& body) {
    pid_t pid = fork();
    if (!pid)
        _exit(body());
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// errno of opening the device with these capabilities only
int open_with(uint64_t caps) {
    return in_child([caps] {
        __user_cap_header_struct hdr{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct data[2]{};
        for (int i = 0; i < 2; i++)
            data[i].effective = data[i].permitted = static_cast<uint32_t>(caps >> 32 * i);
        if (syscall(SYS_capset, &hdr, data))
            return 255;
        int fd = open(device, O_RDWR);
        return fd < 0 ? errno : 0;
    });
}

void test_privilege() {
    constexpr uint64_t file = 1ull << CAP_DAC_OVERRIDE, perfmon = 1ull << CAP_PERFMON,
                       bpf = 1ull << CAP_BPF, admin = 1ull << CAP_SYS_ADMIN;
    check_eq(open_with(file), EACCES, "no capability opens nothing");
    check_eq(open_with(file | perfmon), 0, "CAP_PERFMON alone: processes, not the kernel");
    check_eq(open_with(file | bpf), EACCES, "CAP_BPF alone");
    check_eq(open_with(file | perfmon | bpf), 0, "CAP_PERFMON and CAP_BPF");
    check_eq(open_with(file | admin), 0, "CAP_SYS_ADMIN");
    int other = in_child([] {
        if (setgroups(0, nullptr) || setgid(65534) || setuid(65534))
            return 255;
        return open(device, O_RDWR) < 0 ? errno : 0;
    });
    check_eq(other, EACCES, "another user");
}

// ---- ends ----

void traced_and_left(bool go) {
    Consumer c;
    dof_image img;
    dof_image_init(&img);
    clause_count(img, "syscall", "*", "entry");
    clause_count(img, "profile", "", "profile-97");
    check_eq(c.enable(img), 0, "enable");
    if (go)
        check_eq(c.go(), 0, "go");
}

void test_close() {
    traced_and_left(false);
    traced_and_left(true);
    check(in_child([] {
              Consumer c;
              dof_image img;
              dof_image_init(&img);
              clause_count(img, "syscall", "", "");
              c.enable(img);
              c.go();
              raise(SIGKILL);
              return 0;
          }) == -1,
          "a consumer is killed");
    Consumer after;
    dtrace_conf conf{};
    check_eq(call(after.fd(), DTRACE_IOC_CONF, &conf), 0, "the device works on");
}

// Consumers come and go on several threads while system calls are made.
void test_stress() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; i++)
        threads.emplace_back([] {
            for (int round = 0; round < 5; round++)
                traced_and_left(round & 1);
        });
    for (int i = 0; i < 20000; i++)
        getsid(0);
    for (auto& thread : threads)
        thread.join();
}

struct Test {
    const char* name;
    void (*run)();
};

constexpr Test tests[] = {
    {"conf", test_conf},
    {"probes", test_probes},
    {"trace", test_trace},
    {"return-args", test_return_args},
    {"entry-args", test_entry_args},
    {"timers", test_timers},
    {"two-consumers", test_two_consumers},
    {"hotplug", test_hotplug},
    {"mmap", test_mmap},
    {"bad-pointers", test_bad_pointers},
    {"sizes", test_sizes},
    {"unknown", test_unknown},
    {"order", test_order},
    {"bad-images", test_bad_images},
    {"privilege", test_privilege},
    {"close", test_close},
    {"stress", test_stress},
};

} // namespace

// ioctl_test [NAME...]: all tests, or the named
int main(int argc, char** argv) {
    setvbuf(stdout, nullptr, _IOLBF, 0);
    for (const auto& test : tests) {
        bool wanted = argc == 1;
        for (int i = 1; i < argc; i++)
            wanted |= !std::strcmp(argv[i], test.name);
        if (!wanted)
            continue;
        int before = failures;
        test.run();
        std::printf("%s: %s\n", test.name, failures == before ? "ok" : "FAILED");
    }
    return failures != 0;
}
