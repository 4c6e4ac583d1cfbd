/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside the reference model: its memory, its state and its subroutines. Everything is done the
 * obvious way: strings are std::string, memory is a map of blocks, every byte is fetched by itself.
 */
#ifndef DTRACE_TESTING_REFMODEL_H
#define DTRACE_TESTING_REFMODEL_H

#include <map>

#include "machine.h"

namespace ref {

struct Val {
    u64 v = 0;
    Sure sure = Sure::Exact;
};

// Thrown by anything that faults; nothing but Model::run() catches it
struct Stop {
    u32 kind;
    u64 addr;
};

// What programs may do with a block: the engine places strings at any address, other blocks
// 8-aligned; a variable is not scratch
enum class Use { ReadOnly, String, Aligned, Variable };

// The blocks that belong to the firing or the consumer, at addresses of the model's own
class Own {
public:
    u64 add(std::string bytes, Use use = Use::Aligned) {
        next_ += 1 << 20;
        blocks_[next_] = {std::move(bytes), use};
        return next_;
    }
    // What becomes of a block that is not in use any more is not modelled
    void remove(u64 addr) { blocks_.erase(addr); }
    // The block that holds addr and the offset in it
    std::string* find(u64 addr, size_t& off);
    Use use(u64 addr) const { return blocks_.at(addr & ~0xfffffull).use; }
    static bool near(u64 addr) { return addr >> 56 == 0xd0; }

private:
    u64 next_ = 0xd000000000000000;
    struct Block {
        std::string bytes;
        Use use;
    };
    std::map<u64, Block> blocks_;
};

class State {
public:
    explicit State(World& world) : world(world) {}

    World& world;
    Own own;
    bool comparable = true;
    std::vector<std::pair<Val, u64>> tuple; // value, size
    u64 scratch_used = 0;
    u64 strtab = 0; // of the program that runs: without rights it cannot read another's
    std::optional<std::string> strtok; // what is left

    // Memory, with the rights of the consumer
    u8 byte(u64 addr, bool user);
    std::string bytes(u64 addr, u64 len);
    std::string user_bytes(u64 addr, u64 len);
    void store_user(u64 addr, const std::string& bytes);
    u64 word(u64 addr, int size); // of the kernel, whatever the rights
    std::string str(u64 addr, u64 max);
    std::string str(u64 addr) { return str(addr, world.strsize); }
    u64 own_left(u64 addr);
    void check_load(u64 addr, u64 len);

    // Scratch: only its amount is modelled. Return: address of a new block.
    void reserve(u64 size, u64 align);
    void room_for_string(); // asked for before the arguments of a string subroutine are read
    u64 block(std::string bytes, u64 align);
    Val result(const std::string& s); // a D string; room for one must be there

    // An argument that decides something must be certain
    u64 arg(size_t n) {
        certain(tuple[n].first);
        return tuple[n].first.v;
    }
    u64 addr(size_t n) { return at(tuple[n].first); }
    // An address: computed from one of the model's own it must still lie in a block
    u64 at(const Val& v) {
        if (v.sure == Sure::Wild || (v.sure == Sure::Offset && !own_left(v.v)))
            comparable = false;
        return v.v;
    }
    // Is it NULL? That is certain for a pointer, but not for what was computed from one
    bool null(const Val& v) {
        if (v.sure == Sure::Offset || v.sure == Sure::Wild)
            comparable = false;
        return !v.v;
    }
    void certain(const Val& v) {
        if (v.sure != Sure::Exact)
            comparable = false;
    }
};

constexpr bool is_user(u64 addr) {
    return addr < (1ull << 32);
}

Val call(State& s, u32 id);
Val call_kernel(State& s, u32 id); // subroutines that walk kernel structures
std::string json(const std::string& text, const std::string& path, bool& found);
std::string clean_path(std::string p);
Val builtin(State& s, u32 id);
Val builtin_array(State& s, u32 id, u64 index);

} // namespace ref

#endif
