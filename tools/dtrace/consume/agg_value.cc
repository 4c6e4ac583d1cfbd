// SPDX-License-Identifier: GPL-2.0
// The numbers that scalar aggregations show.
#include "consume/agg.h"

#include <limits>

namespace dtrace::consume {

namespace {

using Words = std::vector<uint64_t>;
__extension__ typedef unsigned __int128 Wide;

/// Quotient with the sign of C; a divisor above INT64_MAX leaves 0.
int64_t divide(int64_t value, uint64_t by) {
    if (by > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return 0;
    return by <= 1 ? value : value / static_cast<int64_t>(by);
}

uint64_t floor_root(Wide value) {
    Wide root = 0;
    for (Wide bit = Wide{1} << 126; bit != 0; bit >>= 2) {
        bool take = value >= root + bit;
        if (take)
            value -= root + bit;
        root >>= 1;
        if (take)
            root += bit;
    }
    return static_cast<uint64_t>(root);
}

int64_t plain(const Words& w, uint64_t normal) {
    return divide(static_cast<int64_t>(w[0]), normal);
}

/// min() and max() of nothing show 0.
template <int64_t nothing>
int64_t extreme(const Words& w, uint64_t normal) {
    return static_cast<int64_t>(w[0]) == nothing ? 0 : plain(w, normal);
}

int64_t average(const Words& w, uint64_t normal) {
    return w[0] == 0 ? 0 : divide(divide(static_cast<int64_t>(w[1]), normal), w[0]);
}

int64_t deviation(const Words& w, uint64_t normal) {
    if (w[0] == 0)
        return 0;
    Wide squares = (Wide{w[3]} << 64 | w[2]) / normal / normal / w[0];
    int64_t mean = average(w, normal);
    Wide size = mean < 0 ? -static_cast<uint64_t>(mean) : static_cast<uint64_t>(mean);
    return squares < size * size ? 0 : static_cast<int64_t>(floor_root(squares - size * size));
}

struct ValueRow {
    uint32_t kind;
    size_t words;
    int64_t (*value)(const Words&, uint64_t normal);
};

constexpr ValueRow VALUES[] = {
    {DTRACE_ACT_AGG_COUNT, 1, plain},
    {DTRACE_ACT_AGG_SUM, 1, plain},
    {DTRACE_ACT_AGG_MIN, 1, extreme<std::numeric_limits<int64_t>::max()>},
    {DTRACE_ACT_AGG_MAX, 1, extreme<std::numeric_limits<int64_t>::min()>},
    {DTRACE_ACT_AGG_AVG, 2, average},
    {DTRACE_ACT_AGG_STDDEV, 4, deviation},
};

} // namespace

int64_t scalar_value(const dif::AggVar& var, const Words& words, uint64_t normal) {
    for (const ValueRow& row : VALUES) {
        if (row.kind == var.kind && words.size() >= row.words)
            return row.value(words, normal ? normal : 1);
    }
    return 0;
}

} // namespace dtrace::consume
