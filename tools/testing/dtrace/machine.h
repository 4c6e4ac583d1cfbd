/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test lets a program see, how a run ended, and the executors that have to agree.
 */
#ifndef DTRACE_TESTING_MACHINE_H
#define DTRACE_TESTING_MACHINE_H

#include <array>
#include <memory>
#include <optional>

#include "difasm.h"

struct Memory {
    u64 va;
    std::string bytes;
};

// The world around the programs of one test
struct World {
    std::vector<Memory> memory; // below 4 GiB: user
    std::array<u64, 10> args{};
    s64 sysret = 0;
    u32 strsize = 256;
    u32 scratch = 4096;
    // Runs that use more are not compared: the model does not know what operations do with the rest
    u32 scratch_compared = ~0u;
    u64 dynvarsize = 1 << 16;
    bool kernel_right = true;
    bool write_right = true; // to memory of processes
    bool destructive = true; // the system-wide switch
    bool short_ways = false; // the engine takes them where a program has one
    unsigned moves = 0;      // looks at renames and mounts that find a new one

    static constexpr u64 timestamp = 1000000000, walltimestamp = 1700000000000000000;
    static constexpr u64 vtimestamp = 300000000;
    static constexpr u64 curthread = 0xffff888000100000, thread_key = 1 << 17;
    static constexpr u32 cpu = 0, epid = 7, id = 42;
    static constexpr u32 ipl = 2;
    static constexpr u32 pid = 100, tid = 101, ppid = 1, uid = 1000, gid = 1000;
    static constexpr const char* execname = "harness";
    static constexpr std::array<const char*, 4> names{"prov", "mod", "func", "name"};
    static constexpr std::array<u64, 3> stack{0xffffffff81000010, 0xffffffff81000020,
                                              0xffffffff81000030};
    static constexpr std::array<u64, 2> ustack{0x401000, 0x402000};
};

struct Fault {
    u32 kind; // enum dtrace_fault
    u64 addr;
    u32 pc;
    bool operator==(const Fault&) const = default;
};

// How sure a value is: an executor's own addresses differ from another's. Offset: an address plus
// or minus something exact; Wild: computed from an address in another way.
enum class Sure { Exact, Pointer, Offset, Wild };

struct Outcome {
    u64 value = 0;
    Sure sure = Sure::Exact;
    bool drop = false;
    std::optional<Fault> fault;
    bool comparable = true; // false: the run depended on something the model does not model
};

class Executor {
public:
    virtual ~Executor() = default;
    // Run the n-th program; a new firing forgets clause-locals, scratch and strtok.
    virtual Outcome run(size_t n, bool new_firing) = 0;
    // arg0..arg9 of the next firings
    virtual void set_args(const std::array<u64, 10>& args) = 0;
    // The string at an address it returned
    virtual std::optional<std::string> string_at(u64 addr) = 0;
    virtual const char* name() const = 0;
};

// The engine; nullptr with a message when a program is refused or cannot be declared.
std::unique_ptr<Executor> make_engine(const World& world, const std::vector<Program>& programs,
                                      std::string& why);
// The reference model: slow, obvious, written from the specification alone.
std::unique_ptr<Executor> make_model(const World& world, const std::vector<Program>& programs);

#endif
