// SPDX-License-Identifier: GPL-2.0
// Touches memory, reads and writes, forks and fights for a lock, and prints what providers vminfo
// and sysinfo should have counted: "name pid least most" a line.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr size_t page = 4096, npages = 64;

void say(const char* name, long least, long most) {
    printf("%s %d %ld %ld\n", name, getpid(), least, most);
}

template <class Body>
pid_t child(Body body) {
    pid_t pid = fork();
    if (!pid) {
        body();
        fflush(stdout);
        _exit(0);
    }
    return pid;
}

char* pages() {
    void* at =
        mmap(nullptr, npages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        exit(1);
    madvise(at, npages * page, MADV_NOHUGEPAGE);
    return static_cast<char*>(at);
}

void touch(char* at) {
    for (size_t i = 0; i < npages; i++)
        at[i * page]++;
}

void zero_fill() {
    touch(pages());
    say("zfod", npages, npages + 40);
    say("as_fault", npages, npages + 120);
}

void copy_on_write(char* shared) {
    touch(shared);
    say("cow_fault", npages, npages + 80);
}

void protection() {
    void* at = mmap(nullptr, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    say("prot_fault", 1, 1);
    fflush(stdout);
    *static_cast<volatile char*>(at) = 1;
}

void transfer(const char* path) {
    constexpr long bytes = 10000, times = 20;
    std::vector<char> data(bytes);
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    for (int i = 0; i < times; i++) {
        if (write(fd, data.data(), bytes) != bytes)
            exit(1);
    }
    lseek(fd, 0, SEEK_SET);
    for (int i = 0; i < times; i++) {
        if (read(fd, data.data(), bytes) != bytes)
            exit(1);
    }
    say("readch", bytes * times, bytes * times);
    say("sysread", times, times);
    say("writech", bytes * times, bytes * times + 200);
    say("syswrite", times, times + 1);
}

void forks() {
    for (int i = 0; i < 3; i++)
        waitpid(child([] {}), nullptr, 0);
    say("sysfork", 3, 3);
    say("nthreads", 3, 3);
}

/// Several processes that create and remove files in one directory wait for its lock.
void fight(const char* path) {
    pid_t all[4];
    for (pid_t& pid : all)
        pid = child([path] {
            char name[200];
            for (int i = 0; i < 1000; i++) {
                snprintf(name, sizeof(name), "%s.%d.%d", path, getpid(), i);
                close(open(name, O_RDWR | O_CREAT, 0600));
                unlink(name);
            }
        });
    for (pid_t pid : all)
        waitpid(pid, nullptr, 0);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return 2;
    waitpid(child(zero_fill), nullptr, 0);
    char* shared = pages();
    touch(shared);
    waitpid(child([shared] { copy_on_write(shared); }), nullptr, 0);
    waitpid(child(protection), nullptr, 0);
    waitpid(child([argv] { transfer(argv[1]); }), nullptr, 0);
    waitpid(child(forks), nullptr, 0);
    fight(argv[1]);
}
