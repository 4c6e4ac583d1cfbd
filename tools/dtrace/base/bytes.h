/* SPDX-License-Identifier: GPL-2.0 */
// Checked reading and writing of native-endian binary data: no access outside the given bytes, no
// misaligned access.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dtrace {

using Bytes = std::span<const std::byte>;

// The `size` bytes at `offset`, or nothing when they are not all there.
inline std::optional<Bytes> subspan(Bytes data, uint64_t offset, uint64_t size) {
    if (offset > data.size() || size > data.size() - offset)
        return std::nullopt;
    return data.subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
}

// The T at `offset`, or nothing when it does not fit.
template <class T>
std::optional<T> load(Bytes data, uint64_t offset) {
    static_assert(std::is_trivially_copyable_v<T>);
    auto part = subspan(data, offset, sizeof(T));
    if (!part)
        return std::nullopt;
    T value;
    std::memcpy(&value, part->data(), sizeof(T));
    return value;
}

// The bytes up to the first NUL, or all of them.
inline std::string_view c_string(Bytes data) {
    std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
    return text.substr(0, text.find('\0'));
}

template <class T>
Bytes bytes_of(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return std::as_bytes(std::span(&value, 1));
}

// An unsigned integer of 1, 2, 4 or 8 bytes; nothing for other sizes.
std::optional<uint64_t> load_unsigned(Bytes data);
// The same, sign extended.
std::optional<int64_t> load_signed(Bytes data);

// A growing block of bytes. References into data() end with the next append.
class ByteWriter {
public:
    size_t size() const { return data_.size(); }
    Bytes data() const { return data_; }
    std::vector<std::byte> take() { return std::move(data_); }

    // Pads with zero bytes up to a multiple of `alignment` (a power of two).
    void align(size_t alignment) {
        data_.resize((data_.size() + alignment - 1) & ~(alignment - 1));
    }

    // Each returns the offset of what it appended.
    size_t append(Bytes bytes) {
        size_t at = data_.size();
        data_.insert(data_.end(), bytes.begin(), bytes.end());
        return at;
    }
    template <class T>
    size_t append_value(const T& value) {
        return append(bytes_of(value));
    }
    size_t append_string(std::string_view text) {
        size_t at = append(std::as_bytes(std::span(text)));
        data_.push_back(std::byte{0});
        return at;
    }

    // Overwrites bytes that exist already; false when they do not.
    template <class T>
    bool patch(size_t offset, const T& value) {
        if (offset > data_.size() || sizeof(T) > data_.size() - offset)
            return false;
        std::memcpy(data_.data() + offset, &value, sizeof(T));
        return true;
    }

private:
    std::vector<std::byte> data_;
};

} // namespace dtrace
