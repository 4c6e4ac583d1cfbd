// SPDX-License-Identifier: GPL-2.0
// Tries to read addresses (stdin, hexadecimal, one a line) by every means that a process without
// privilege has.
//
// Each means has to work on memory of our own first, or its failures would prove nothing. Exit
// status 1: something was readable, or a means does not work. The number of addresses and attempts
// is printed.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include <csetjmp>
#include <fcntl.h>
#include <grp.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr uintptr_t page_size = 4096;

sigjmp_buf faulted;
int memfd, mem_file, pipe_fds[2], socket_fds[2];
pid_t child;

char* pointer(uintptr_t addr) {
    return reinterpret_cast<char*>(addr); // NOLINT(performance-no-int-to-ptr): that is the point
}

void on_fault(int) {
    siglongjmp(faulted, 1);
}

// Each means returns whether it read the byte at the address, into *value.

bool by_load(uintptr_t addr, char* value) {
    if (sigsetjmp(faulted, 1))
        return false;
    *value = *static_cast<volatile char*>(pointer(addr));
    return true;
}

bool by_string_load(uintptr_t addr, char* value) {
    if (sigsetjmp(faulted, 1))
        return false;
    asm volatile("rep movsb" : "+S"(addr), "+D"(value) : "c"(1UL) : "memory");
    return true;
}

bool by_locked_add(uintptr_t addr, char* value) {
    if (sigsetjmp(faulted, 1))
        return false;
    *value = __atomic_fetch_add(pointer(addr), 0, __ATOMIC_SEQ_CST);
    return true;
}

bool from_memfd(ssize_t written, char* value) {
    return written == 1 && pread(memfd, value, 1, 0) == 1;
}

bool by_write(uintptr_t addr, char* value) {
    return from_memfd(pwrite(memfd, pointer(addr), 1, 0), value);
}

bool by_writev(uintptr_t addr, char* value) {
    iovec iov{pointer(addr), 1};
    return from_memfd(pwritev(memfd, &iov, 1, 0), value);
}

bool by_pipe(uintptr_t addr, char* value) {
    return write(pipe_fds[1], pointer(addr), 1) == 1 && read(pipe_fds[0], value, 1) == 1;
}

bool by_vmsplice(uintptr_t addr, char* value) {
    iovec iov{pointer(addr), 1};
    return vmsplice(pipe_fds[1], &iov, 1, SPLICE_F_NONBLOCK) == 1 &&
           read(pipe_fds[0], value, 1) == 1;
}

bool by_socket(uintptr_t addr, char* value) {
    return send(socket_fds[1], pointer(addr), 1, MSG_DONTWAIT) == 1 &&
           recv(socket_fds[0], value, 1, MSG_DONTWAIT) == 1;
}

bool by_process_vm_readv(uintptr_t addr, char* value) {
    iovec local{value, 1};
    iovec remote{pointer(addr), 1};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == 1;
}

bool by_process_vm_writev(uintptr_t addr, char* value) {
    iovec local{pointer(addr), 1};
    iovec remote{value, 1};
    return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == 1;
}

bool by_proc_mem(uintptr_t addr, char* value) {
    return pread(mem_file, value, 1, static_cast<off_t>(addr)) == 1;
}

bool by_ptrace(uintptr_t addr, char* value) {
    errno = 0;
    long word = ptrace(PTRACE_PEEKDATA, child, pointer(addr), nullptr);
    *value = static_cast<char>(word);
    return !errno;
}

// Its answer tells whether the word is the expected one.
bool by_futex(uintptr_t addr, char* value) {
    timespec nothing{0, 0};
    long ret = syscall(SYS_futex, addr & ~3UL, FUTEX_WAIT, 0x12345678, &nothing, nullptr, 0);
    *value = 'x';
    return ret == 0 || errno == EAGAIN || errno == ETIMEDOUT;
}

// An open of the name at that address: any error but a bad address has read it.
bool by_name(uintptr_t addr, char* value) {
    int fd = open(pointer(addr), O_PATH);
    *value = 'x';
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno != EFAULT;
}

bool by_argument_of_prctl(uintptr_t addr, char* value) {
    *value = 'x';
    return prctl(PR_SET_NAME, pointer(addr)) == 0;
}

// Nothing may be mapped there, nor anything that is there be moved or asked about.
bool by_map_fixed(uintptr_t addr, char* value) {
    *value = 'x';
    if (addr < 1UL << 47) // our own memory: leave it
        return true;
    void* at = mmap(pointer(addr & -page_size), page_size, PROT_READ,
                    MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED;
}

bool by_mincore(uintptr_t addr, char* value) {
    unsigned char vec;
    *value = 'x';
    return mincore(pointer(addr & -page_size), page_size, &vec) == 0;
}

bool by_mprotect(uintptr_t addr, char* value) {
    *value = 'x';
    return mprotect(pointer(addr & -page_size), page_size, PROT_READ | PROT_WRITE) == 0;
}

// ---- io_uring, without its library ----

class Ring {
public:
    Ring() {
        io_uring_params params{};
        fd_ = static_cast<int>(syscall(SYS_io_uring_setup, 4, &params));
        if (fd_ < 0)
            return;
        sq_ = map(params.sq_off.array + params.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
        cq_ =
            map(params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe), IORING_OFF_CQ_RING);
        sqes_ = reinterpret_cast<io_uring_sqe*>(
            map(params.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES));
        params_ = params;
    }

    bool works() const { return fd_ >= 0 && sq_ && cq_ && sqes_; }

    // The result of one write of one byte to the memfd
    int write_byte(uintptr_t addr) {
        unsigned tail = *word(sq_, params_.sq_off.tail);
        unsigned slot = tail & *word(sq_, params_.sq_off.ring_mask);
        io_uring_sqe& sqe = sqes_[slot];
        sqe = {};
        sqe.opcode = IORING_OP_WRITE;
        sqe.fd = memfd;
        sqe.addr = addr;
        sqe.len = 1;
        word(sq_, params_.sq_off.array)[slot] = slot;
        __atomic_store_n(word(sq_, params_.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
        if (syscall(SYS_io_uring_enter, fd_, 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0) < 0)
            return -errno;
        return reap();
    }

private:
    char* map(size_t size, off_t offset) const {
        void* at =
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd_, offset);
        return at == MAP_FAILED ? nullptr : static_cast<char*>(at);
    }

    static unsigned* word(char* ring, unsigned offset) {
        return reinterpret_cast<unsigned*>(ring + offset);
    }

    int reap() {
        unsigned head = *word(cq_, params_.cq_off.head);
        if (head == __atomic_load_n(word(cq_, params_.cq_off.tail), __ATOMIC_ACQUIRE))
            return -EAGAIN;
        auto* cqes = reinterpret_cast<io_uring_cqe*>(cq_ + params_.cq_off.cqes);
        int res = cqes[head & *word(cq_, params_.cq_off.ring_mask)].res;
        __atomic_store_n(word(cq_, params_.cq_off.head), head + 1, __ATOMIC_RELEASE);
        return res;
    }

    int fd_ = -1;
    char* sq_ = nullptr;
    char* cq_ = nullptr;
    io_uring_sqe* sqes_ = nullptr;
    io_uring_params params_{};
};

Ring* ring;

bool by_io_uring(uintptr_t addr, char* value) {
    return from_memfd(ring->write_byte(addr), value);
}

struct Means {
    const char* name;
    bool (*read)(uintptr_t addr, char* value);
    bool gives_value; // the byte itself, not only word of it
    unsigned long readable = 0;
};

std::vector<Means> means = {
    {"load", by_load, true},
    {"string load", by_string_load, true},
    {"locked add", by_locked_add, true},
    {"write", by_write, true},
    {"writev", by_writev, true},
    {"pipe", by_pipe, true},
    {"vmsplice", by_vmsplice, true},
    {"socket", by_socket, true},
    {"process_vm_readv", by_process_vm_readv, true},
    {"process_vm_writev", by_process_vm_writev, true},
    {"/proc/self/mem", by_proc_mem, true},
    {"ptrace", by_ptrace, true},
    {"futex", by_futex, false},
    {"file name", by_name, false},
    {"prctl", by_argument_of_prctl, false},
    {"MAP_FIXED", by_map_fixed, false},
    {"mincore", by_mincore, false},
    {"mprotect", by_mprotect, false},
};

alignas(page_size) char own[page_size] = "/own";

bool prepare() {
    struct sigaction act {};
    act.sa_handler = on_fault;
    sigaction(SIGSEGV, &act, nullptr);
    sigaction(SIGBUS, &act, nullptr);
    memfd = memfd_create("readkern", 0);
    if (memfd < 0 || pipe2(pipe_fds, O_NONBLOCK) || socketpair(AF_UNIX, SOCK_DGRAM, 0, socket_fds))
        return false;
    if (setgroups(0, nullptr) || setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
        return false;
    prctl(PR_SET_DUMPABLE, 1); // or our own /proc/self/mem would be out of reach
    mem_file = open("/proc/self/mem", O_RDONLY);
    child = fork();
    if (!child) {
        ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        raise(SIGSTOP);
        _exit(0);
    }
    int status;
    if (mem_file < 0 || waitpid(child, &status, 0) != child)
        return false;
    ring = new Ring;
    if (ring->works())
        means.push_back({"io_uring", by_io_uring, true});
    return true;
}

int check_means() {
    int broken = 0;
    for (const Means& m : means) {
        char value = 0;
        if (m.read(reinterpret_cast<uintptr_t>(own), &value) && (!m.gives_value || value == own[0]))
            continue;
        std::printf("FAILED: %s does not read our own memory: %s\n", m.name, std::strerror(errno));
        broken = 1;
    }
    return broken;
}

int try_all(const std::vector<uintptr_t>& addresses) {
    unsigned long attempts = 0, readable = 0;
    for (uintptr_t addr : addresses)
        for (Means& m : means) {
            char value = 0;
            attempts++;
            if (!m.read(addr, &value))
                continue;
            if (!m.readable++)
                std::printf("FAILED: %#lx is readable by %s: %#x\n", addr, m.name,
                            static_cast<unsigned char>(value));
            readable++;
        }
    std::printf("%zu addresses, %zu means, %lu attempts, %lu readable\n", addresses.size(),
                means.size(), attempts, readable);
    return readable != 0;
}

} // namespace

int main() {
    std::vector<uintptr_t> addresses;
    for (std::string line; std::getline(std::cin, line);)
        addresses.push_back(std::strtoull(line.c_str(), nullptr, 16));
    if (!prepare()) {
        std::perror("readkern");
        return 2;
    }
    int status = check_means() | try_all(addresses);
    kill(child, SIGKILL);
    return status;
}
