// SPDX-License-Identifier: GPL-2.0
// Reference model: memory, variables and instructions.
#include "refmodel.h"

namespace ref {

std::string* Own::find(u64 addr, size_t& off) {
    auto at = blocks_.upper_bound(addr);
    if (at == blocks_.begin())
        return nullptr;
    --at;
    off = addr - at->first;
    return off < at->second.bytes.size() ? &at->second.bytes : nullptr;
}

u8 State::byte(u64 addr, bool user) {
    size_t off;
    for (const auto& m : world.memory)
        if (addr >= m.va && addr - m.va < m.bytes.size() && is_user(m.va) == user)
            return m.bytes[addr - m.va];
    if (!user) {
        if (auto* block = own.find(addr, off))
            return (*block)[off];
        if (Own::near(addr))
            comparable = false; // something else of the engine may be there
    }
    throw Stop{DTRACE_FAULT_BADADDR, addr};
}

u64 State::own_left(u64 addr) {
    size_t off;
    auto* block = own.find(addr, off);
    if (!block || (own.use(addr) == Use::ReadOnly && addr - off != strtab))
        return 0;
    return block->size() - off;
}

void State::check_load(u64 addr, u64 len) {
    if (world.kernel_right || is_user(addr) || own_left(addr) >= len)
        return;
    comparable &= !Own::near(addr); // something else of the engine may be there
    throw Stop{DTRACE_FAULT_KPRIV, addr};
}

std::string State::bytes(u64 addr, u64 len) {
    std::string s;
    if (len)
        check_load(addr, len);
    for (u64 i = 0; i < len; i++)
        s += char(byte(addr + i, is_user(addr)));
    return s;
}

std::string State::user_bytes(u64 addr, u64 len) {
    std::string s;
    for (u64 i = 0; i < len; i++)
        s += char(byte(addr + i, true));
    return s;
}

void State::store_user(u64 addr, const std::string& bytes) {
    for (size_t i = 0; i < bytes.size(); i++) {
        byte(addr + i, true); // throws where nothing is
        for (auto& m : world.memory)
            if (is_user(m.va) && addr + i >= m.va && addr + i - m.va < m.bytes.size())
                m.bytes[addr + i - m.va] = bytes[i];
    }
}

u64 State::word(u64 addr, int size) {
    u64 v = 0;
    if (is_user(addr))
        throw Stop{DTRACE_FAULT_BADADDR, addr};
    try {
        for (int i = size - 1; i >= 0; i--)
            v = v << 8 | byte(addr + i, false);
    } catch (const Stop& stop) {
        throw Stop{stop.kind, addr};
    }
    return v;
}

std::string State::str(u64 addr, u64 max) {
    std::string s;
    const bool user = is_user(addr);
    const u64 limit = user || world.kernel_right ? max : std::min(max, own_left(addr));
    for (u64 i = 0; i < max; i++) {
        if (i == limit) {
            comparable &= !Own::near(addr);
            throw Stop{DTRACE_FAULT_KPRIV, addr + i};
        }
        u8 c = byte(addr + i, user);
        if (!c)
            break;
        s += char(c);
    }
    return s;
}

void State::reserve(u64 size, u64 align) {
    u64 at = align > 1 ? (scratch_used + align - 1) & ~(align - 1) : scratch_used;
    if (at > world.scratch || size > world.scratch - at)
        throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
    scratch_used = at + size;
    comparable &= scratch_used <= world.scratch_compared;
}

void State::room_for_string() {
    const u64 used = scratch_used;
    reserve(world.strsize, 1);
    scratch_used = used;
}

u64 State::block(std::string bytes, u64 align) {
    reserve(bytes.size(), align);
    return own.add(std::move(bytes), align == 8 ? Use::Aligned : Use::String);
}

Val State::result(const std::string& s) {
    reserve(world.strsize, 1);
    scratch_used -= world.strsize - s.size() - 1;
    return {own.add(s + '\0', Use::String), Sure::Pointer};
}

namespace {

// Storage of one variable or element: a value, or the address of its block
struct Slot {
    Val value;
    bool null = false;
};

using Key = std::vector<std::string>;

class Model final : public Executor {
public:
    Model(const World& world, const std::vector<Program>& programs)
        : world_(world), programs_(programs), s_(world_) {
        for (const auto& p : programs_)
            strtab_.push_back(s_.own.add(p.strs, Use::ReadOnly));
    }

    Outcome run(size_t n, bool new_firing) override;
    void set_args(const std::array<u64, 10>& args) override { world_.args = args; }
    std::optional<std::string> string_at(u64 addr) override {
        try {
            return s_.str(addr, world_.strsize - 1);
        } catch (const Stop&) {
            return {};
        }
    }
    const char* name() const override { return "model"; }

private:
    World world_;
    std::vector<Program> programs_;
    State s_;
    std::vector<u64> strtab_;
    std::map<std::pair<u32, u32>, Slot> statics_; // scope, id
    std::map<Key, Slot> dynamic_;

    const Program* p_ = nullptr;
    std::array<Val, DTRACE_DIF_NREGS> r_;
    bool z_ = false, lt_ = false, ltu_ = false;
    bool sign_known_ = true; // false after a pointer was compared with NULL

    const dtrace_dif_var& var(u32 scope, u32 id) const {
        for (const auto& v : p_->vars)
            if (v.scope == scope && v.id == id)
                return v;
        throw Stop{DTRACE_FAULT_ILLOP, 0};
    }

    size_t size_of(const dtrace_dif_var& v) const {
        if (!(v.type.flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF)))
            return 0;
        return v.type.size ? v.type.size : world_.strsize;
    }

    // What a by-reference variable of this type holds after a store from addr
    std::string image(const dtrace_dif_var& v, u64 addr) {
        size_t size = size_of(v);
        std::string bytes = v.type.kind == DTRACE_DIF_KIND_STRING ? s_.str(addr, size - 1)
                            : v.type.flags & DTRACE_DIF_TF_BYUREF ? s_.user_bytes(addr, size)
                                                                  : s_.bytes(addr, size);
        bytes.resize(size);
        return bytes;
    }

    void fill(const dtrace_dif_var& v, u64 block, u64 src) {
        size_t off;
        auto bytes = image(v, src);
        *s_.own.find(block, off) = bytes;
    }

    Slot& static_slot(const dtrace_dif_var& v) {
        auto [at, fresh] = statics_.try_emplace({v.scope, v.id});
        if (fresh && size_of(v))
            at->second.value = {s_.own.add(std::string(size_of(v), '\0'), Use::Variable),
                                Sure::Pointer};
        return at->second;
    }

    Val load_static(u32 scope, u32 id) {
        auto& slot = static_slot(var(scope, id));
        return slot.null ? Val{} : slot.value;
    }

    void store_static(u32 scope, u32 id, Val value) {
        const auto& v = var(scope, id);
        auto& slot = static_slot(v);
        if (!size_of(v)) {
            slot.value = value;
            return;
        }
        slot.null = s_.null(value);
        if (!slot.null)
            fill(v, slot.value.v, s_.at(value));
    }

    Key key(u32 scope, u32 id, bool array) {
        Key k{std::to_string(scope), std::to_string(id)};
        for (size_t i = 0; array && i < s_.tuple.size(); i++) {
            auto& [value, size] = s_.tuple[i];
            bool string = size & DT_KEY_STRING_MODEL;
            u64 n = size & ~DT_KEY_STRING_MODEL;
            if (n > world_.scratch / 16)
                s_.comparable =
                    false; // keys are put together in scratch, whose layout is not modelled
            if (!size)
                s_.certain(value);
            std::string part = std::to_string(size) + ":";
            if (!size)
                part += std::to_string(value.v);
            else
                part += string ? s_.str(s_.at(value), n - 1) : s_.bytes(s_.at(value), n);
            k.push_back(part);
        }
        return k;
    }

    Val load_dynamic(u32 scope, u32 id, bool array) {
        auto at = dynamic_.find(key(scope, id, array));
        return at == dynamic_.end() ? Val{} : at->second.value;
    }

    void store_dynamic(u32 scope, u32 id, bool array, Val value) {
        const auto& v = var(scope, id);
        auto k = key(scope, id, array);
        if (s_.null(value)) {
            if (auto at = dynamic_.find(k); at != dynamic_.end() && size_of(v))
                s_.own.remove(at->second.value.v);
            dynamic_.erase(k);
            return;
        }
        if (!size_of(v)) {
            dynamic_[k].value = value;
            return;
        }
        auto bytes = image(v, s_.at(value));
        auto& slot = dynamic_[k];
        size_t off;
        if (!slot.value.v)
            slot.value = {s_.own.add(bytes, Use::Variable), Sure::Pointer};
        else
            *s_.own.find(slot.value.v, off) = bytes;
    }

    static constexpr u64 DT_KEY_STRING_MODEL = 1ull << 63;

    Val load(const Val& addr, int size, bool is_signed, bool user, bool checked) {
        u64 v = 0;
        s_.at(addr);
        if (!user && is_user(addr.v))
            throw Stop{DTRACE_FAULT_BADADDR, addr.v};
        if (checked)
            s_.check_load(addr.v, size);
        try {
            for (int i = size - 1; i >= 0; i--)
                v = v << 8 | s_.byte(addr.v + i, user);
        } catch (const Stop& stop) {
            throw Stop{stop.kind, addr.v};
        }
        if (is_signed && size < 8 && v >> (8 * size - 1))
            v |= ~0ull << (8 * size);
        return {v};
    }

    void store(const Val& addr, const Val& value, u64 size) {
        size_t off;
        s_.at(addr);
        auto* block = s_.own.find(addr.v, off);
        s_.certain(value);
        if (!block || block->size() - off < size || s_.own.use(addr.v) == Use::ReadOnly) {
            if (Own::near(addr.v) && !(block && s_.own.use(addr.v) == Use::ReadOnly))
                s_.comparable = false;
            throw Stop{DTRACE_FAULT_BADADDR, addr.v};
        }
        if (size > 1 && s_.own.use(addr.v) == Use::String)
            s_.comparable = false;
        if (addr.v % size)
            throw Stop{DTRACE_FAULT_BADALIGN, addr.v};
        for (u64 i = 0; i < size; i++)
            (*block)[off + i] = char(value.v >> (8 * i));
    }

    Val divide(u64 a, u64 b, bool is_signed, bool rest) {
        using Wide = __int128;
        if (!b)
            throw Stop{DTRACE_FAULT_DIVZERO, 0};
        if (!is_signed)
            return {rest ? a % b : a / b};
        Wide x = s64(a), y = s64(b);
        return {u64(rest ? x % y : x / y)};
    }

    Val alu(const dtrace_dif_insn& i);
    void compare(const Val& a, const Val& b);
    bool taken(u8 op);
    void step(const dtrace_dif_insn& i, size_t n);
    void memory_op(const dtrace_dif_insn& i, size_t n);
    void push_ref(const dtrace_dif_insn& i);
    void copy(const Val& dst, const Val& src, const Val& len);
};

// What arithmetic does to an address
static Sure sure_of(u8 op, Sure a, Sure b) {
    auto address = [](Sure s) { return s == Sure::Pointer || s == Sure::Offset; };
    if (a == Sure::Exact && b == Sure::Exact)
        return Sure::Exact;
    bool offset =
        (op == DTRACE_DIF_OP_ADD && a == Sure::Exact && address(b)) ||
        ((op == DTRACE_DIF_OP_ADD || op == DTRACE_DIF_OP_SUB) && address(a) && b == Sure::Exact);
    return offset ? Sure::Offset : Sure::Wild;
}

Val Model::alu(const dtrace_dif_insn& i) {
    const u64 a = r_[i.r1].v, b = r_[i.r2].v;
    Val out;
    switch (i.op) {
    case DTRACE_DIF_OP_OR: out = {a | b}; break;
    case DTRACE_DIF_OP_XOR: out = {a ^ b}; break;
    case DTRACE_DIF_OP_AND: out = {a & b}; break;
    case DTRACE_DIF_OP_SLL: out = {a << (b % 64)}; break;
    case DTRACE_DIF_OP_SRL: out = {a >> (b % 64)}; break;
    case DTRACE_DIF_OP_SRA: out = {u64(s64(a) >> (b % 64))}; break;
    case DTRACE_DIF_OP_SUB: out = {a - b}; break;
    case DTRACE_DIF_OP_ADD: out = {a + b}; break;
    case DTRACE_DIF_OP_MUL: out = {a * b}; break;
    case DTRACE_DIF_OP_NOT: out = {~a}; break;
    case DTRACE_DIF_OP_MOV: return r_[i.r1];
    default:
        s_.certain(r_[i.r2]);
        out = divide(a, b, i.op == DTRACE_DIF_OP_SDIV || i.op == DTRACE_DIF_OP_SREM,
                     i.op == DTRACE_DIF_OP_SREM || i.op == DTRACE_DIF_OP_UREM);
    }
    out.sure = sure_of(i.op, r_[i.r1].sure, r_[i.r2].sure);
    return out;
}

void Model::compare(const Val& a, const Val& b) {
    bool null_check = (a.sure == Sure::Pointer && b.sure == Sure::Exact && !b.v);
    sign_known_ = !null_check;
    if (!null_check) {
        s_.certain(a);
        s_.certain(b);
    }
    z_ = a.v == b.v;
    lt_ = s64(a.v) < s64(b.v);
    ltu_ = a.v < b.v;
}

bool Model::taken(u8 op) {
    if (op == DTRACE_DIF_OP_BG || op == DTRACE_DIF_OP_BGE || op == DTRACE_DIF_OP_BL ||
        op == DTRACE_DIF_OP_BLE)
        s_.comparable &= sign_known_;
    switch (op) {
    case DTRACE_DIF_OP_BA: return true;
    case DTRACE_DIF_OP_BE: return z_;
    case DTRACE_DIF_OP_BNE: return !z_;
    case DTRACE_DIF_OP_BG: return !z_ && !lt_;
    case DTRACE_DIF_OP_BGU: return !z_ && !ltu_;
    case DTRACE_DIF_OP_BGE: return !lt_;
    case DTRACE_DIF_OP_BGEU: return !ltu_;
    case DTRACE_DIF_OP_BL: return lt_;
    case DTRACE_DIF_OP_BLU: return ltu_;
    case DTRACE_DIF_OP_BLE: return z_ || lt_;
    default: return z_ || ltu_;
    }
}

void Model::push_ref(const dtrace_dif_insn& i) {
    Val value = r_[i.r1], size = r_[i.r2];
    s_.certain(size);
    if (i.imm == DTRACE_DIF_KIND_STRING) {
        u64 max = size.v ? std::min<u64>(size.v, 0xfffffffe) : world_.strsize - 1;
        s_.tuple.emplace_back(value, (s_.str(s_.at(value), max).size() + 1) | DT_KEY_STRING_MODEL);
    } else {
        s_.tuple.emplace_back(value, size.v);
    }
}

void Model::copy(const Val& dst, const Val& src, const Val& len) {
    size_t off = 0;
    auto* block = s_.own.find(s_.at(dst), off);
    s_.certain(len);
    if (!len.v)
        return;
    if (!block || block->size() - off < len.v || s_.own.use(dst.v) == Use::ReadOnly) {
        s_.comparable &= !Own::near(dst.v);
        throw Stop{DTRACE_FAULT_BADADDR, dst.v};
    }
    block->replace(off, len.v, s_.bytes(s_.at(src), len.v));
}

// Everything that is neither arithmetic nor flow
void Model::memory_op(const dtrace_dif_insn& i, size_t n) {
    static constexpr struct {
        int size;
        bool is_signed;
    } width[] = {{1, true}, {2, true}, {4, true}, {1, false}, {2, false}, {4, false}, {8, false}};
    const auto G = DTRACE_DIF_SCOPE_GLOBAL, T = DTRACE_DIF_SCOPE_THREAD, L = DTRACE_DIF_SCOPE_LOCAL;
    auto &rd = r_[i.rd], &r1 = r_[i.r1], &r2 = r_[i.r2];

    if (i.op >= DTRACE_DIF_OP_LDSB && i.op <= DTRACE_DIF_OP_ULDX) {
        auto w = width[(i.op - DTRACE_DIF_OP_LDSB) % 7];
        bool user = i.op >= DTRACE_DIF_OP_ULDSB;
        bool checked = !user && (i.op >= DTRACE_DIF_OP_RLDSB || !world_.kernel_right);
        rd = load(r1, w.size, w.is_signed, user, checked);
        return;
    }
    switch (i.op) {
    case DTRACE_DIF_OP_STB: store(rd, r1, 1); break;
    case DTRACE_DIF_OP_STH: store(rd, r1, 2); break;
    case DTRACE_DIF_OP_STW: store(rd, r1, 4); break;
    case DTRACE_DIF_OP_STX: store(rd, r1, 8); break;
    case DTRACE_DIF_OP_SETX: rd = {p_->ints[i.imm]}; break;
    case DTRACE_DIF_OP_SETS: rd = {strtab_[n] + i.imm, Sure::Pointer}; break;
    case DTRACE_DIF_OP_LDGA:
        s_.certain(r1);
        rd = builtin_array(s_, i.imm, r1.v);
        break;
    case DTRACE_DIF_OP_LDGS:
        rd = i.imm < DTRACE_DIF_VAR_USER ? builtin(s_, i.imm) : load_static(G, i.imm);
        break;
    case DTRACE_DIF_OP_STGS: store_static(G, i.imm, r1); break;
    case DTRACE_DIF_OP_LDLS: rd = load_static(L, i.imm); break;
    case DTRACE_DIF_OP_STLS: store_static(L, i.imm, r1); break;
    case DTRACE_DIF_OP_LDTS: rd = load_dynamic(T, i.imm, false); break;
    case DTRACE_DIF_OP_STTS: store_dynamic(T, i.imm, false, r1); break;
    case DTRACE_DIF_OP_LDGAA: rd = load_dynamic(G, i.imm, true); break;
    case DTRACE_DIF_OP_STGAA: store_dynamic(G, i.imm, true, r1); break;
    case DTRACE_DIF_OP_LDTAA: rd = load_dynamic(T, i.imm, true); break;
    case DTRACE_DIF_OP_STTAA: store_dynamic(T, i.imm, true, r1); break;
    case DTRACE_DIF_OP_CALL: rd = call(s_, i.imm); break;
    case DTRACE_DIF_OP_PUSHTR: push_ref(i); break;
    case DTRACE_DIF_OP_PUSHTV: s_.tuple.emplace_back(r1, 0); break;
    case DTRACE_DIF_OP_ALLOCS:
        s_.certain(r1);
        if (r1.v > world_.scratch)
            throw Stop{DTRACE_FAULT_NOSCRATCH, 0};
        rd = {s_.block(std::string((r1.v + 7) & ~7ull, '\0'), 8), Sure::Pointer};
        break;
    case DTRACE_DIF_OP_COPYS: copy(rd, r1, r2); break;
    default: throw Stop{DTRACE_FAULT_ILLOP, 0};
    }
}

// One instruction that is no branch and no ret
void Model::step(const dtrace_dif_insn& i, size_t n) {
    switch (i.op) {
    case DTRACE_DIF_OP_CMP: compare(r_[i.r1], r_[i.r2]); return;
    case DTRACE_DIF_OP_TST:
        sign_known_ = true;
        z_ = s_.null(r_[i.r1]);
        lt_ = ltu_ = false;
        return;
    case DTRACE_DIF_OP_SCMP: {
        std::string a = s_.null(r_[i.r1]) ? "" : s_.str(s_.at(r_[i.r1]));
        std::string b = s_.null(r_[i.r2]) ? "" : s_.str(s_.at(r_[i.r2]));
        sign_known_ = true;
        z_ = a == b;
        lt_ = a < b;
        ltu_ = false;
        return;
    }
    case DTRACE_DIF_OP_NOP: return;
    case DTRACE_DIF_OP_POPTS:
        if (!s_.tuple.empty())
            s_.tuple.pop_back();
        return;
    case DTRACE_DIF_OP_FLUSHTS: s_.tuple.clear(); return;
    default:
        if (i.op <= DTRACE_DIF_OP_MOV)
            r_[i.rd] = alu(i);
        else
            memory_op(i, n);
    }
}

Outcome Model::run(size_t n, bool new_firing) {
    Outcome out;
    size_t pc = 0;
    if (new_firing) {
        std::erase_if(statics_, [](auto& e) { return e.first.first == DTRACE_DIF_SCOPE_LOCAL; });
        s_.scratch_used = 0;
        s_.strtok.reset();
    }
    p_ = &programs_[n];
    s_.strtab = strtab_[n];
    r_ = {};
    z_ = lt_ = ltu_ = false;
    sign_known_ = true;
    s_.tuple.clear();
    s_.comparable = true;
    try {
        while (p_->text[pc].op != DTRACE_DIF_OP_RET) {
            const auto& i = p_->text[pc];
            if (i.op >= DTRACE_DIF_OP_BA && i.op <= DTRACE_DIF_OP_BLEU) {
                pc = taken(i.op) ? i.imm : pc + 1;
                continue;
            }
            step(i, n);
            pc++;
        }
        out.value = r_[p_->text[pc].r1].v;
        out.sure = r_[p_->text[pc].r1].sure;
    } catch (const Stop& stop) {
        out.fault = Fault{stop.kind, stop.addr, u32(pc)};
    }
    out.comparable = s_.comparable;
    return out;
}

} // namespace

} // namespace ref

std::unique_ptr<Executor> make_model(const World& world, const std::vector<Program>& programs) {
    return std::make_unique<ref::Model>(world, programs);
}
