// SPDX-License-Identifier: GPL-2.0
// Reference model: built-in variables and subroutines.
#include "refmodel.h"

#include <algorithm>

namespace ref {

namespace {

constexpr u64 none = ~0ull;

Val pointer(u64 addr) {
    return {addr, addr ? Sure::Pointer : Sure::Exact};
}

std::string substr(const std::string& s, s64 i, s64 n) {
    using Wide = __int128;
    const Wide len = s.size();
    Wide from = i, count = n;
    if (from < 0) {
        from += len;
        if (from < 0 && from + count > 0) {
            count += from;
            from = 0;
        }
    }
    if (from < 0 || from >= len)
        return "";
    if (count < 0)
        count += len - from;
    return count <= 0 ? "" : s.substr(size_t(from), size_t(std::min(count, len - from)));
}

std::string number(u64 v, u64 base) {
    bool negative = base == 10 && s64(v) < 0;
    u64 left = negative ? -v : v;
    std::string s;
    do {
        s.insert(s.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[left % base]);
        left /= base;
    } while (left);
    if (negative)
        s = "-" + s;
    if (base == 16)
        s = "0x" + s;
    if (base == 8 && v)
        s = "0" + s;
    return s;
}

int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

u64 to_number(std::string s, int base) {
    s.erase(0, std::min(s.find_first_not_of(" \t"), s.size()));
    bool negative = s.starts_with("-");
    if (negative || s.starts_with("+"))
        s.erase(0, 1);
    if (base == 16 && s.size() > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
        digit(s[2]) < 16)
        s.erase(0, 2);
    u64 v = 0;
    for (char c : s) {
        if (digit(c) >= base)
            break;
        v = v * base + digit(c);
    }
    return negative ? -v : v;
}

std::string basename(std::string p) {
    if (p.empty())
        return ".";
    while (!p.empty() && p.back() == '/')
        p.pop_back();
    return p.empty() ? "/" : p.substr(p.rfind('/') + 1);
}

std::string dirname(std::string p) {
    if (p.empty())
        return ".";
    while (!p.empty() && p.back() == '/')
        p.pop_back();
    if (p.empty())
        return "/";
    auto slash = p.rfind('/');
    if (slash == p.npos)
        return ".";
    p.erase(slash);
    while (!p.empty() && p.back() == '/')
        p.pop_back();
    return p.empty() ? "/" : p;
}

std::string quad(const std::string& b, size_t at) {
    std::string s;
    for (size_t i = at; i < at + 4; i++)
        s += (i > at ? "." : "") + std::to_string(u8(b[i]));
    return s;
}

// Groups as text; the longest run of two or more "0" becomes "::"
std::string groups(const std::vector<std::string>& g) {
    size_t best = 0, len = 1;
    for (size_t i = 0; i < g.size(); i++) {
        size_t n = 0;
        while (i + n < g.size() && g[i + n] == "0")
            n++;
        if (n > len) {
            best = i;
            len = n;
        }
    }
    std::string s;
    for (size_t i = 0; i < g.size(); i++) {
        if (len > 1 && i == best) {
            s += "::";
            i += len - 1;
            continue;
        }
        if (!s.empty() && s.back() != ':')
            s += ":";
        s += g[i];
    }
    return s;
}

std::string inet6(const std::string& b, bool strict) {
    std::vector<std::string> g;
    for (size_t i = 0; i < 16; i += 2) {
        std::string h = number(u8(b[i]) << 8 | u8(b[i + 1]), 16);
        g.push_back(h.substr(2));
    }
    bool zero5 = std::all_of(g.begin(), g.begin() + 5, [](auto& x) { return x == "0"; });
    bool mapped = zero5 && g[5] == "ffff";
    bool compatible = zero5 && g[5] == "0" && !(g[6] == "0" && (g[7] == "0" || g[7] == "1"));
    if (!mapped && !compatible)
        return groups(g);
    if (!strict)
        return quad(b, 12);
    g.resize(6);
    g.push_back(quad(b, 12));
    return groups(g);
}

Val inet(State& s, u64 addr, size_t len, bool strict) {
    s.reserve(len == 4 ? 16 : 46, 1);
    std::string b = s.bytes(addr, len);
    std::string text = len == 4 ? quad(b, 0) : inet6(b, strict);
    s.scratch_used -= (len == 4 ? 16 : 46) - text.size() - 1;
    return pointer(s.own.add(text + '\0', Use::String));
}

u64 base_of(State& s) {
    u64 base = s.tuple.size() > 1 ? s.arg(1) : 10;
    if (base < 2 || base > 36)
        throw Stop{DTRACE_FAULT_ILLOP, 0};
    return base;
}

Val lltostr(State& s) {
    u64 base = base_of(s);
    s.reserve(65, 1);
    return pointer(s.own.add(number(s.arg(0), base) + '\0', Use::String));
}

Val find_char(State& s, bool last) {
    char c = char(s.arg(1));
    std::string text = s.str(s.addr(0));
    if (text.size() < s.world.strsize)
        text += '\0';
    size_t at = last ? text.rfind(c) : text.find(c);
    return at == text.npos ? Val{} : pointer(s.addr(0) + at);
}

Val strstr(State& s) {
    std::string text = s.str(s.addr(0)), pattern = s.str(s.addr(1));
    size_t at = text.find(pattern);
    return at == text.npos ? Val{} : pointer(s.addr(0) + at);
}

Val index(State& s) {
    std::string text = s.str(s.addr(0)), pattern = s.str(s.addr(1));
    s64 pos = s.tuple.size() > 2 ? s64(s.arg(2)) : 0;
    pos = std::max<s64>(pos, 0);
    if (pattern.empty())
        return {u64(std::min<s64>(pos, text.size()))};
    size_t at = pos < s64(text.size()) ? text.find(pattern, pos) : text.npos;
    return {at == text.npos ? none : at};
}

Val rindex(State& s) {
    std::string text = s.str(s.addr(0)), pattern = s.str(s.addr(1));
    s64 pos = s.tuple.size() > 2 ? s64(s.arg(2)) : s64(text.size());
    if (pattern.empty())
        return {u64(std::clamp<s64>(pos, 0, text.size()))};
    size_t at = pos >= 0 ? text.rfind(pattern, pos) : text.npos;
    return {at == text.npos ? none : at};
}

Val strtok(State& s) {
    if (!s.null(s.tuple[0].first)) {
        s.reserve(s.world.strsize, 1);
        s.strtok = s.str(s.addr(0), s.world.strsize - 1);
        s.scratch_used -= s.world.strsize - s.strtok->size() - 1;
    }
    if (!s.strtok)
        return {};
    std::string delims = s.str(s.addr(1));
    size_t from = s.strtok->find_first_not_of(delims);
    if (from == s.strtok->npos) {
        s.strtok.reset();
        return {};
    }
    size_t to = std::min(s.strtok->find_first_of(delims, from), s.strtok->size());
    std::string token = s.strtok->substr(from, to - from);
    s.strtok->erase(0, to);
    return pointer(s.block(token + '\0', 1));
}

Val string_result(State& s, std::string (*fn)(std::string)) {
    s.room_for_string();
    return s.result(fn(s.str(s.addr(0), s.world.strsize - 1)));
}

std::string upper(std::string t) {
    for (char& c : t)
        c = c >= 'a' && c <= 'z' ? char(c - 32) : c;
    return t;
}

std::string lower(std::string t) {
    for (char& c : t)
        c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    return t;
}

Val copyin(State& s) {
    u64 len = s.arg(1);
    if (len > s.world.scratch)
        throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    u64 at = s.block(std::string((len + 7) & ~7ull, '\0'), 8);
    size_t off;
    if (len)
        s.own.find(at, off)->replace(0, len, s.user_bytes(s.addr(0), len));
    return pointer(at);
}

Val copyinstr(State& s) {
    u64 size = s.world.strsize;
    if (s.tuple.size() > 1 && s.arg(1) < size)
        size = s.arg(1) + 1;
    if (!is_user(s.addr(0)))
        throw Stop{DTRACE_FAULT_BADADDR, s.addr(0)};
    s.reserve(size, 1);
    std::string text = s.str(s.addr(0), size - 1);
    s.scratch_used -= size - text.size() - 1;
    return pointer(s.own.add(text + '\0', Use::String));
}

Val copy_to(State& s, u64 dst, u64 len, bool user, u64 src) {
    size_t off = 0;
    if (!len)
        return {};
    std::string* to = s.own.find(dst, off);
    if (to && s.own.use(dst) == Use::Variable)
        throw Stop{DTRACE_FAULT_BADADDR, dst};
    if (!to || len > to->size() - off || s.own.use(dst) == Use::ReadOnly) {
        s.comparable = false; // other blocks of scratch may follow
        throw Stop{DTRACE_FAULT_BADADDR, dst};
    }
    std::string data = user ? s.user_bytes(src, len) : s.bytes(src, len);
    to->replace(off, len, data);
    return {};
}

Val alloca_(State& s) {
    u64 len = s.arg(0);
    if (len > s.world.scratch)
        throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    return pointer(s.block(std::string((len + 7) & ~7ull, '\0'), 8));
}

Val ntop(State& s) {
    u64 family = s.arg(0);
    if (family != 2 && family != 10)
        throw Stop{DTRACE_FAULT_ILLOP, 0};
    return inet(s, s.addr(1), family == 2 ? 4 : 16, true);
}

Val json_of(State& s) {
    const u64 room = s.world.strsize - 1;
    bool found = false;
    u64 before = s.scratch_used;
    s.reserve(s.world.strsize, 1);
    std::string text = s.str(s.addr(0), room);
    s.scratch_used -= room - text.size();
    s.reserve(s.world.strsize, 1);
    std::string path = s.str(s.addr(1), room);
    s.scratch_used -= room - path.size();
    std::string value = json(text, path, found);
    if (!found)
        return {};
    s.scratch_used = before + value.size() + 1;
    return pointer(s.own.add(value + '\0', Use::String));
}

Val link_ntop(State& s) {
    u64 type = s.arg(0), len = type == 1 ? 6 : type == 32 ? 20 : 0;
    if (!len)
        throw Stop{DTRACE_FAULT_ILLOP, 0};
    s.reserve(3 * len, 1);
    std::string text;
    for (char c : s.bytes(s.addr(1), len)) {
        char hex[4];
        snprintf(hex, sizeof(hex), "%02x:", u8(c));
        text += hex;
    }
    text.back() = '\0';
    return pointer(s.own.add(text, Use::String));
}

// What copyout() and copyoutstr() need besides bytes: room between, the right. False: nothing
// happens.
bool may_write(State& s, u64 room) {
    u64 used = std::min<u64>((s.scratch_used + 7) & ~7ull, s.world.scratch);
    if (room > s.world.scratch - used)
        throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    return true;
}

bool is_forbidden(State& s) {
    if (!s.world.write_right)
        throw Stop{DTRACE_FAULT_UPRIV, 0};
    return !s.world.destructive;
}

Val copyout(State& s) {
    u64 len = s.arg(2);
    may_write(s, len);
    if (len && !is_forbidden(s))
        s.store_user(s.arg(1), s.bytes(s.addr(0), len));
    return {};
}

Val copyoutstr(State& s) {
    u64 most = std::min<u64>(s.arg(2), s.world.strsize);
    may_write(s, most + 1);
    if (!most || is_forbidden(s))
        return {};
    std::string text = s.str(s.addr(0), most) + '\0';
    text.resize(std::min<size_t>(text.size(), most));
    s.store_user(s.arg(1), text);
    return {};
}

Val strjoin(State& s) {
    const u64 room = s.world.strsize - 1;
    s.room_for_string();
    std::string joined = s.str(s.addr(0), room);
    joined += s.str(s.addr(1), room - joined.size());
    return s.result(joined);
}

} // namespace

Val call(State& s, u32 id) {
    switch (id) {
    case DTRACE_DIF_SUBR_RAND: return {0, Sure::Wild};
    case DTRACE_DIF_SUBR_SPECULATION: return {0}; // without a consumer there is none
    case DTRACE_DIF_SUBR_COPYIN: return copyin(s);
    case DTRACE_DIF_SUBR_COPYINSTR: return copyinstr(s);
    case DTRACE_DIF_SUBR_STRLEN: return {s.str(s.addr(0)).size()};
    case DTRACE_DIF_SUBR_ALLOCA: return alloca_(s);
    case DTRACE_DIF_SUBR_BCOPY: return copy_to(s, s.addr(1), s.arg(2), false, s.addr(0));
    case DTRACE_DIF_SUBR_COPYINTO: return copy_to(s, s.addr(2), s.arg(1), true, s.addr(0));
    case DTRACE_DIF_SUBR_GETMAJOR: return {u32(s.arg(0)) >> 20};
    case DTRACE_DIF_SUBR_GETMINOR: return {s.arg(0) & 0xfffff};
    case DTRACE_DIF_SUBR_STRJOIN: return strjoin(s);
    case DTRACE_DIF_SUBR_LLTOSTR: return lltostr(s);
    case DTRACE_DIF_SUBR_BASENAME: return string_result(s, basename);
    case DTRACE_DIF_SUBR_DIRNAME: return string_result(s, dirname);
    case DTRACE_DIF_SUBR_TOUPPER: return string_result(s, upper);
    case DTRACE_DIF_SUBR_TOLOWER: return string_result(s, lower);
    case DTRACE_DIF_SUBR_STRCHR: return find_char(s, false);
    case DTRACE_DIF_SUBR_STRRCHR: return find_char(s, true);
    case DTRACE_DIF_SUBR_STRSTR: return strstr(s);
    case DTRACE_DIF_SUBR_STRTOK: return strtok(s);
    case DTRACE_DIF_SUBR_SUBSTR: {
        s64 n = s.tuple.size() > 2 ? s64(s.arg(2)) : s.world.strsize;
        s.room_for_string();
        return s.result(substr(s.str(s.addr(0)), s.arg(1), n));
    }
    case DTRACE_DIF_SUBR_INDEX: return index(s);
    case DTRACE_DIF_SUBR_RINDEX: return rindex(s);
    case DTRACE_DIF_SUBR_HTONS:
    case DTRACE_DIF_SUBR_NTOHS: return {u64((s.arg(0) & 0xff) << 8 | (s.arg(0) >> 8 & 0xff))};
    case DTRACE_DIF_SUBR_HTONL:
    case DTRACE_DIF_SUBR_NTOHL: return {__builtin_bswap32(u32(s.arg(0)))};
    case DTRACE_DIF_SUBR_HTONLL:
    case DTRACE_DIF_SUBR_NTOHLL: return {__builtin_bswap64(s.arg(0))};
    case DTRACE_DIF_SUBR_INET_NTOA: return inet(s, s.addr(0), 4, false);
    case DTRACE_DIF_SUBR_INET_NTOA6: return inet(s, s.addr(0), 16, s.tuple.size() > 1 && s.arg(1));
    case DTRACE_DIF_SUBR_LINK_NTOP: return link_ntop(s);
    case DTRACE_DIF_SUBR_CLEANPATH: return string_result(s, clean_path);
    case DTRACE_DIF_SUBR_JSON: return json_of(s);
    case DTRACE_DIF_SUBR_COPYOUT: return copyout(s);
    case DTRACE_DIF_SUBR_COPYOUTSTR: return copyoutstr(s);
    case DTRACE_DIF_SUBR_INET_NTOP: return ntop(s);
    case DTRACE_DIF_SUBR_STRTOLL: {
        u64 base = base_of(s);
        return {to_number(s.str(s.addr(0)), int(base))};
    }
    default: return call_kernel(s, id);
    }
}

static Val text(State& s, const char* t) {
    std::string bytes = t + std::string(1, '\0');
    return pointer(s.world.kernel_right ? s.own.add(bytes, Use::ReadOnly) : s.block(bytes, 1));
}

static Val kernel_only(State& s, u64 v) {
    if (!s.world.kernel_right)
        throw Stop{DTRACE_FAULT_KPRIV, 0};
    return {v};
}

static u64 errno_of(s64 ret) {
    if (ret >= 0 || ret < -4095)
        return 0;
    if (ret == -512 || ret == -513 || ret == -514 || ret == -516)
        return 4;
    return ret == -515 ? 25 : -ret;
}

Val builtin(State& s, u32 id) {
    if (id >= DTRACE_DIF_VAR_ARG0 && id < DTRACE_DIF_VAR_ARG0 + 10)
        return {s.world.args[id - DTRACE_DIF_VAR_ARG0]};
    switch (id) {
    case DTRACE_DIF_VAR_CURTHREAD: return kernel_only(s, World::curthread);
    case DTRACE_DIF_VAR_TIMESTAMP: return {World::timestamp};
    case DTRACE_DIF_VAR_VTIMESTAMP: return {World::vtimestamp};
    case DTRACE_DIF_VAR_WALLTIMESTAMP: return {World::walltimestamp};
    case DTRACE_DIF_VAR_EPID: return {World::epid};
    case DTRACE_DIF_VAR_ID: return {World::id};
    case DTRACE_DIF_VAR_CPU: return {World::cpu};
    case DTRACE_DIF_VAR_IPL: return kernel_only(s, World::ipl);
    case DTRACE_DIF_VAR_PID: return {World::pid};
    case DTRACE_DIF_VAR_TID: return {World::tid};
    case DTRACE_DIF_VAR_PPID: return {World::ppid};
    case DTRACE_DIF_VAR_UID: return {World::uid};
    case DTRACE_DIF_VAR_GID: return {World::gid};
    case DTRACE_DIF_VAR_ERRNO: return {errno_of(s.world.sysret)};
    case DTRACE_DIF_VAR_STACKDEPTH: return kernel_only(s, World::stack.size());
    case DTRACE_DIF_VAR_CALLER: return kernel_only(s, World::stack[1]);
    case DTRACE_DIF_VAR_USTACKDEPTH: return {World::ustack.size()};
    case DTRACE_DIF_VAR_UCALLER: return {World::ustack[1]};
    case DTRACE_DIF_VAR_EXECNAME: return text(s, World::execname);
    case DTRACE_DIF_VAR_PROBEPROV: return text(s, World::names[0]);
    case DTRACE_DIF_VAR_PROBEMOD: return text(s, World::names[1]);
    case DTRACE_DIF_VAR_PROBEFUNC: return text(s, World::names[2]);
    case DTRACE_DIF_VAR_PROBENAME: return text(s, World::names[3]);
    default: throw Stop{DTRACE_FAULT_ILLOP, 0};
    }
}

Val builtin_array(State& s, u32 id, u64 index) {
    if (id == DTRACE_DIF_VAR_ARGS && index < s.world.args.size())
        return {s.world.args[index]};
    if (id == DTRACE_DIF_VAR_REGS && !s.world.kernel_right)
        throw Stop{DTRACE_FAULT_KPRIV, 0};
    if (id != DTRACE_DIF_VAR_ARGS && index < 16) // as the fake host answers
        return {(id == DTRACE_DIF_VAR_UREGS ? 0x1000 : 0x2000) + index};
    throw Stop{DTRACE_FAULT_ILLOP, 0};
}

} // namespace ref
