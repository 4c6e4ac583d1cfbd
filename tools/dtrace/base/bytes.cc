// SPDX-License-Identifier: GPL-2.0
// Integers of any of the four sizes, as numbers of 64 bits.
#include "base/bytes.h"

namespace dtrace {

std::optional<uint64_t> load_unsigned(Bytes data) {
    switch (data.size()) {
    case 1: return load<uint8_t>(data, 0);
    case 2: return load<uint16_t>(data, 0);
    case 4: return load<uint32_t>(data, 0);
    case 8: return load<uint64_t>(data, 0);
    default: return std::nullopt;
    }
}

std::optional<int64_t> load_signed(Bytes data) {
    switch (data.size()) {
    case 1: return load<int8_t>(data, 0);
    case 2: return load<int16_t>(data, 0);
    case 4: return load<int32_t>(data, 0);
    case 8: return load<int64_t>(data, 0);
    default: return std::nullopt;
    }
}

} // namespace dtrace
