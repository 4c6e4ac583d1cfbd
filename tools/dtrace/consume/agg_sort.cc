// SPDX-License-Identifier: GPL-2.0
// Three-way comparisons of keys and values, and the sorts made of them.
#include "consume/agg_sort.h"

#include <algorithm>
#include <set>

namespace dtrace::consume {

namespace {

template <class T>
int three_way(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

/// The bits of an integer as an unsigned number of its size: -1 sorts after 1.
uint64_t unsigned_bits(const Integer& v) {
    return v.size >= 8 ? v.bits : v.bits & ((uint64_t{1} << (8 * v.size)) - 1);
}

struct CompareKeys {
    int operator()(const Integer& a, const Integer& b) const {
        if (a.size != b.size)
            return three_way(a.size, b.size);
        return three_way(unsigned_bits(a), unsigned_bits(b));
    }
    int operator()(const Text& a, const Text& b) const { return a.text.compare(b.text); }
    int operator()(const Raw& a, const Raw& b) const {
        if (a.bytes.size() != b.bytes.size())
            return three_way(a.bytes.size(), b.bytes.size());
        return three_way(a.bytes, b.bytes);
    }
    int operator()(const Stack& a, const Stack& b) const {
        if (a.pid != b.pid)
            return three_way(a.pid, b.pid);
        return three_way(a.pcs, b.pcs);
    }
    int operator()(const Address& a, const Address& b) const {
        if (a.pid != b.pid)
            return three_way(a.pid, b.pid);
        return three_way(a.address, b.address);
    }
    template <class A, class B>
    int operator()(const A&, const B&) const {
        return 0;
    }
};

int compare_keys(const std::vector<Value>& a, const std::vector<Value>& b, uint64_t start) {
    size_t count = std::min(a.size(), b.size());
    if (start >= count)
        start = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = (start + i) % count;
        if (int order = std::visit(CompareKeys{}, a[at].data, b[at].data))
            return order;
    }
    return 0;
}

int compare_values(const AggTable& table, const AggEntry* a, const AggEntry* b) {
    static const AggEntry none;
    const dif::AggVar& var = table.var;
    a = a ? a : &none;
    b = b ? b : &none;
    if (!is_quantizer(var.kind))
        return three_way(scalar_value(var, a->words, 1), scalar_value(var, b->words, 1));
    Histogram ha = histogram(var.kind, var.arg, a->words);
    Histogram hb = histogram(var.kind, var.arg, b->words);
    if (int order = three_way(weight(ha), weight(hb)))
        return order;
    auto at_zero = [](const Histogram& h) {
        for (const Bucket& bucket : h.buckets) {
            if (bucket.label == 0)
                return bucket.count;
        }
        return int64_t{0};
    };
    return three_way(at_zero(ha), at_zero(hb));
}

class RowOrder {
public:
    RowOrder(const std::vector<const AggTable*>& tables, const SortOrder& order)
        : tables_(tables), order_(order) {}

    bool operator()(const Row& a, const Row& b) const {
        int result = order_.by_key ? keys(a, b) : values(a, b);
        if (result == 0)
            result = order_.by_key ? values(a, b) : keys(a, b);
        return order_.reverse ? result > 0 : result < 0;
    }

private:
    int keys(const Row& a, const Row& b) const {
        return compare_keys(*a.keys, *b.keys, order_.key_position);
    }
    int values(const Row& a, const Row& b) const {
        uint64_t start = order_.agg_position < tables_.size() ? order_.agg_position : 0;
        for (size_t i = 0; i < tables_.size(); i++) {
            size_t at = (start + i) % tables_.size();
            if (int result = compare_values(*tables_[at], a.entries[at], b.entries[at]))
                return result;
        }
        return 0;
    }

    const std::vector<const AggTable*>& tables_;
    const SortOrder& order_;
};

const AggEntry* find_entry(const AggTable& table, const std::string& identity) {
    auto found = table.entries.find(identity);
    return found == table.entries.end() ? nullptr : &found->second;
}

} // namespace

std::vector<Row> sorted_rows(const std::vector<const AggTable*>& tables, const SortOrder& order) {
    std::set<std::string> identities;
    for (const AggTable* table : tables) {
        for (const auto& [identity, entry] : table->entries)
            identities.insert(identity);
    }
    std::vector<Row> rows;
    for (const std::string& identity : identities) {
        Row row;
        for (const AggTable* table : tables) {
            row.entries.push_back(find_entry(*table, identity));
            if (row.entries.back() && !row.keys)
                row.keys = &row.entries.back()->keys;
        }
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), RowOrder(tables, order));
    return rows;
}

std::vector<std::string> sorted_by_value(const AggTable& table) {
    std::vector<std::string> order;
    for (const auto& [identity, entry] : table.entries)
        order.push_back(identity);
    std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        const AggEntry &ea = table.entries.at(a), &eb = table.entries.at(b);
        int result = compare_values(table, &ea, &eb);
        return result ? result < 0 : compare_keys(ea.keys, eb.keys, 0) < 0;
    });
    return order;
}

} // namespace dtrace::consume
