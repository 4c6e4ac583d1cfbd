// SPDX-License-Identifier: GPL-2.0
// Reference model: subroutines that walk kernel structures, laid out as host.c says.
#include "refmodel.h"

namespace ref {

namespace {

void need_kernel(State& s, u64 addr) {
    if (!s.world.kernel_right)
        throw Stop{DTRACE_FAULT_KPRIV, addr};
}

// A word of a lock, with the rights of the consumer
u64 lock_word(State& s, u64 offset, int size) {
    u64 addr = s.addr(0) + offset;
    if (is_user(addr))
        throw Stop{DTRACE_FAULT_BADADDR, addr};
    s.check_load(addr, u64(size));
    return s.word(addr, size);
}

Val lock(State& s, u32 id) {
    const bool second = s.tuple.size() > 1 && s.arg(1) == 1;
    auto owner = [&](u64 offset) { return lock_word(s, offset, 8) / 8 * 8; };
    switch (id) {
    case DTRACE_DIF_SUBR_MUTEX_TYPE_ADAPTIVE: return {!second};
    case DTRACE_DIF_SUBR_MUTEX_TYPE_SPIN: return {second};
    case DTRACE_DIF_SUBR_MUTEX_OWNER: return {second ? 0 : owner(8)};
    case DTRACE_DIF_SUBR_MUTEX_OWNED:
        if (second)
            return {lock_word(s, 0, 4) % 256 != 0};
        return {owner(8) == World::curthread};
    case DTRACE_DIF_SUBR_RW_READ_HELD:
        if (second)
            return {(lock_word(s, 0, 8) << 1 >> 1) / 256 != 0};
        return {lock_word(s, 4, 4) / 512 != 0};
    case DTRACE_DIF_SUBR_RW_WRITE_HELD:
        if (second)
            return {lock_word(s, 0, 8) % 2};
        return {lock_word(s, 4, 4) % 256 == 255};
    default:
        if (!second)
            return {lock_word(s, 4, 4) % 512 != 0};
        return {lock_word(s, 0, 8) % 2 == 1 && owner(16) == World::curthread};
    }
}

Val progenyof(State& s) {
    u64 task = World::curthread;
    for (int n = 0; n < 256; n++) {
        if (s.word(task + 8, 4) == u32(s.arg(0)))
            return {1};
        u64 parent = s.word(task + 16, 8);
        if (!parent || parent == task)
            return {0};
        task = parent;
    }
    return {0};
}

Val getf(State& s) {
    need_kernel(s, 0);
    u64 files = s.word(World::curthread + 24, 8);
    if (!files)
        return {0};
    u64 table = s.word(files + 8, 8);
    if (s.arg(0) >= s.word(table, 4))
        return {0};
    return {s.word(s.word(table + 8, 8) + 8 * s.arg(0), 8)};
}

// Arguments of a task as far as they can be read, else its name
Val psargs(State& s) {
    const u64 task = s.addr(0);
    if (task != World::curthread)
        need_kernel(s, task);
    s.reserve(s.world.strsize, 1);
    std::string text;
    u64 mm = s.word(task + 32, 8);
    u64 start = mm ? s.word(mm, 8) : 0, end = mm ? s.word(mm + 8, 8) : 0;
    try {
        while (start + text.size() < end && text.size() < s.world.strsize - 1)
            text += s.user_bytes(start + text.size(), 1);
    } catch (const Stop&) {
    }
    while (!text.empty() && !text.back())
        text.pop_back();
    for (char& c : text)
        c = c ? c : ' ';
    if (text.empty()) {
        for (int i = 0; i < 16; i += 8) {
            u64 word = s.word(task + 40 + i, 8);
            text.append(reinterpret_cast<const char*>(&word), 8);
        }
        text.resize(std::min<u64>(16, s.world.strsize) - 1);
        text = text.c_str();
    }
    s.scratch_used -= s.world.strsize - text.size() - 1;
    return {s.own.add(text + '\0', Use::String), Sure::Pointer};
}

// From the file, or the root of a mount, up to the root; what the first of several walks did
// leaves no trace
Val climb(State& s, bool is_mount) {
    need_kernel(s, s.addr(0));
    u64 room = s.world.scratch - std::min<u64>((s.scratch_used + 7) & ~7ull, s.world.scratch);
    if (room < s.world.strsize)
        throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    u64 mount = is_mount ? s.addr(0) : s.word(s.addr(0), 8);
    u64 dentry = s.word(is_mount ? mount : s.addr(0) + 8, 8);
    std::string path;
    bool rooted = false;
    auto need = [&](u64 n) {
        if (n > room)
            throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    };
    if (s.word(dentry, 8) != dentry && !s.word(dentry + 24, 8))
        path = " (deleted)";
    need(path.size());
    for (int n = 0; n < 512; n++) {
        if (dentry == s.word(mount, 8)) {
            u64 parent = s.word(mount - 16, 8);
            rooted = !parent || parent == mount - 16;
            if (rooted)
                break;
            dentry = s.word(mount - 16 + 8, 8);
            mount = parent + 16;
            continue;
        }
        u64 up = s.word(dentry, 8);
        if (up == dentry)
            break;
        u64 name = s.word(dentry + 8, 8), len = s.word(dentry + 16, 4);
        need(len + 1 + path.size());
        path = "/" + s.bytes(name, len) + path;
        dentry = up;
    }
    if (path.empty())
        path = rooted ? "/" : "<unknown>";
    if (s.world.moves >= 8) // two looks at each of four walks
        path = "<unknown>";
    need(path.size());
    path = path.substr(0, s.world.strsize - 1);
    s.scratch_used = (s.scratch_used + 7) & ~7ull;
    s.reserve(path.size() + 1, 1);
    return {s.own.add(path + '\0', Use::String), Sure::Pointer};
}

// What the host says of an address
Val told(State& s, const char* what) {
    need_kernel(s, s.arg(0));
    s.reserve(s.world.strsize, 1);
    char text[64];
    snprintf(text, sizeof(text), "%s 0x%llx", what, static_cast<unsigned long long>(s.arg(0)));
    const std::string answer = std::string(text).substr(0, s.world.strsize - 1);
    s.scratch_used -= s.world.strsize - answer.size() - 1;
    return {s.own.add(answer + '\0', Use::String), Sure::Pointer};
}

} // namespace

Val call_kernel(State& s, u32 id) {
    switch (id) {
    case DTRACE_DIF_SUBR_MUTEX_OWNED:
    case DTRACE_DIF_SUBR_MUTEX_OWNER:
    case DTRACE_DIF_SUBR_MUTEX_TYPE_ADAPTIVE:
    case DTRACE_DIF_SUBR_MUTEX_TYPE_SPIN:
    case DTRACE_DIF_SUBR_RW_READ_HELD:
    case DTRACE_DIF_SUBR_RW_WRITE_HELD:
    case DTRACE_DIF_SUBR_RW_ISWRITER: return lock(s, id);
    case DTRACE_DIF_SUBR_PROGENYOF: return progenyof(s);
    case DTRACE_DIF_SUBR_GETF: return getf(s);
    case DTRACE_DIF_SUBR_D_PATH: return climb(s, false);
    case DTRACE_DIF_SUBR_D_MOUNT: return climb(s, true);
    case DTRACE_DIF_SUBR_PSARGS: return psargs(s);
    case DTRACE_DIF_SUBR_VTOP: return told(s, "mapping of");
    case DTRACE_DIF_SUBR_WHATIS: return told(s, "what is");
    default: throw Stop{DTRACE_FAULT_ILLOP, 0};
    }
}

} // namespace ref
