// SPDX-License-Identifier: GPL-2.0
// Nearest names by edit distance.
#include "sema/hints.h"

#include <algorithm>
#include <cstdint>

namespace dtrace::sema {

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<size_t>> rows(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); i++)
        for (size_t j = 0; j <= b.size(); j++) {
            size_t& cell = rows[i][j];
            if (i == 0 || j == 0) {
                cell = i + j;
                continue;
            }
            size_t replace = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            cell = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cell = std::min(cell, rows[i - 2][j - 2] + 1);
        }
    return rows[a.size()][b.size()];
}

std::vector<std::string> nearest_hint(std::string_view name,
                                      const std::vector<std::string_view>& candidates,
                                      std::string_view prefix, std::string_view suffix) {
    constexpr size_t LONGEST = 64; // nobody misspells longer names by a letter or two
    size_t best = std::max<size_t>(1, name.size() / 3) + 1;
    std::string_view found;
    if (name.size() > LONGEST)
        return {};
    for (std::string_view candidate : candidates) {
        if (candidate.size() > LONGEST || candidate == name)
            continue;
        size_t distance = edit_distance(name, candidate);
        if (distance < best && distance < name.size()) {
            best = distance;
            found = candidate;
        }
    }
    if (found.empty())
        return {};
    return {"did you mean " + std::string(prefix) + std::string(found) + std::string(suffix) + "?"};
}

} // namespace dtrace::sema
