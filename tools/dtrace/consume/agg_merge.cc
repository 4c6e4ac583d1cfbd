// SPDX-License-Identifier: GPL-2.0
// Merging of states and the actions that change merged data.
#include "consume/agg.h"

#include "consume/agg_sort.h"
#include "consume/decode.h"

#include <limits>

namespace dtrace::consume {

namespace {

enum class Merge { ADD, ADD1, MIN, MAX, STDDEV };

constexpr int64_t S64_MAX = std::numeric_limits<int64_t>::max();
constexpr int64_t S64_MIN = std::numeric_limits<int64_t>::min();
constexpr int64_t PARAM = 0; // the parameter word is put in by empty_state()

struct FunctionRow {
    uint32_t kind;
    const char* name;
    uint32_t words; ///< 0: the parameter tells
    uint64_t first;
    Merge merge;
};

constexpr FunctionRow FUNCTIONS[] = {
#define DT_AGG(kind, name, words, first, merge, update)                                            \
    {DTRACE_ACT_AGG_##kind, name, words, static_cast<uint64_t>(first), Merge::merge},
#include "agg_funcs.def"
#undef DT_AGG
};

const FunctionRow* function_row(uint32_t kind) {
    for (const FunctionRow& row : FUNCTIONS) {
        if (row.kind == kind)
            return &row;
    }
    return nullptr;
}

bool less_signed(uint64_t a, uint64_t b) {
    return static_cast<int64_t>(a) < static_cast<int64_t>(b);
}

void add_words(std::vector<uint64_t>& to, const std::vector<uint64_t>& from, size_t start) {
    for (size_t i = start; i < from.size(); i++)
        to[i] += from[i];
}

void merge_words(Merge how, std::vector<uint64_t>& to, const std::vector<uint64_t>& from) {
    switch (how) {
    case Merge::ADD: return add_words(to, from, 0);
    case Merge::ADD1: return add_words(to, from, 1);
    case Merge::MIN: to[0] = less_signed(from[0], to[0]) ? from[0] : to[0]; return;
    case Merge::MAX: to[0] = less_signed(to[0], from[0]) ? from[0] : to[0]; return;
    case Merge::STDDEV:
        add_words(to, from, 0);
        to[3] += to[2] < from[2]; // carry of the 128-bit sum
        return;
    }
}

template <class T>
void append_bytes(std::string& to, const T& value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

/// Keys that D takes for equal give equal bytes: integers of any width by value, strings of any
/// capacity by text.
struct Identity {
    std::string& out;

    void operator()(const Integer& v) const { append_bytes(out, v.bits); }
    void operator()(const Text& v) const {
        append_bytes(out, v.text.size());
        out += v.text;
    }
    void operator()(const Raw& v) const {
        append_bytes(out, v.bytes.size());
        out.append(reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size());
    }
    void operator()(const Stack& v) const {
        append_bytes(out, v.pid);
        append_bytes(out, v.pcs.size());
        for (uint64_t pc : v.pcs)
            append_bytes(out, pc);
    }
    void operator()(const Address& v) const {
        append_bytes(out, v.pid);
        append_bytes(out, v.address);
    }
};

std::string identity(const std::vector<Value>& keys) {
    std::string bytes;
    for (const Value& key : keys)
        std::visit(Identity{bytes}, key.data);
    return bytes;
}

} // namespace

std::string agg_function_name(uint32_t kind) {
    const FunctionRow* row = function_row(kind);
    return row ? row->name : "";
}

bool is_quantizer(uint32_t kind) {
    return kind == DTRACE_ACT_AGG_QUANTIZE || kind == DTRACE_ACT_AGG_LQUANTIZE ||
           kind == DTRACE_ACT_AGG_LLQUANTIZE;
}

std::vector<uint64_t> empty_state(const dif::AggVar& var) {
    const FunctionRow* row = function_row(var.kind);
    if (!row)
        return {};
    size_t words = row->words;
    if (var.kind == DTRACE_ACT_AGG_LQUANTIZE)
        words = linear_params(var.arg).levels + 3;
    if (var.kind == DTRACE_ACT_AGG_LLQUANTIZE)
        words = log_linear_words(log_linear_params(var.arg));
    std::vector<uint64_t> state(words, 0);
    if (!state.empty())
        state[0] = row->words == 0 ? var.arg : row->first;
    return state;
}

void AggStore::declare(const dif::AggVar& var) {
    AggTable& table = tables_[var.id];
    if (table.var.id == 0 || table.var.kind == 0)
        table.var = var;
}

AggTable* AggStore::find(uint32_t var) {
    auto found = tables_.find(var);
    return found == tables_.end() ? nullptr : &found->second;
}

bool AggStore::merge(const AggLayout& layout, Bytes entry, uint32_t cpu) {
    AggTable* table = find(layout.desc.aggvar);
    const FunctionRow* row = table ? function_row(table->var.kind) : nullptr;
    auto state = subspan(entry, layout.desc.state_offset, layout.desc.state_size);
    if (!row || !state || layout.desc.kind != table->var.kind)
        return false;
    std::vector<Value> keys;
    for (size_t i = 0; i < layout.keys.size(); i++) {
        const auto& types = table->var.keys;
        auto key = decode(entry, layout.keys[i], i < types.size() ? types[i] : nullptr);
        if (!key)
            return false;
        auto* address = std::get_if<Address>(&key->data);
        if (address && reduce_)
            reduce_(*address);
        keys.push_back(std::move(*key));
    }
    std::vector<uint64_t> words(state->size() / sizeof(uint64_t));
    std::memcpy(words.data(), state->data(), words.size() * sizeof(uint64_t));
    auto [place, fresh] = table->entries.try_emplace(identity(keys));
    if (fresh)
        place->second = {std::move(keys), empty_state(table->var), {}};
    if (words.size() != place->second.words.size())
        return false;
    merge_words(row->merge, place->second.words, words);
    if (cpus_ != 0) {
        table->cpus = cpus_;
        auto [own, first] = place->second.by_cpu.try_emplace(cpu, empty_state(table->var));
        merge_words(row->merge, own->second, words);
    }
    return true;
}

void AggStore::clear(uint32_t var) {
    if (AggTable* table = find(var)) {
        for (auto& [id, entry] : table->entries) {
            entry.words = empty_state(table->var);
            entry.by_cpu.clear();
        }
    }
}

void AggStore::remove_all(uint32_t var) {
    if (AggTable* table = find(var))
        table->entries.clear();
}

void AggStore::truncate(uint32_t var, int64_t keep) {
    AggTable* table = find(var);
    if (!table)
        return;
    uint64_t count = keep < 0 ? -static_cast<uint64_t>(keep) : static_cast<uint64_t>(keep);
    if (count >= table->entries.size())
        return;
    auto order = sorted_by_value(*table); // ascending
    size_t remove = order.size() - static_cast<size_t>(count);
    for (size_t i = 0; i < remove; i++)
        table->entries.erase(order[keep < 0 ? order.size() - 1 - i : i]);
}

void AggStore::normalize(uint32_t var, uint64_t by) {
    if (AggTable* table = find(var))
        table->normal = by;
}

} // namespace dtrace::consume
