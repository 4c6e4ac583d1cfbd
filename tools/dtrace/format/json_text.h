/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// JsonText: one JSON text as it grows. Whatever goes in, what comes out is valid JSON in UTF-8.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace dtrace::format {

/// Calls nest as the text does; nothing checks that they match. Not thread-safe.
class JsonText {
public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    /// The name of the member that follows.
    JsonText& key(std::string_view name);

    void boolean(bool value) { word(value ? "true" : "false"); }
    void null() { word("null"); }
    /// As a string of digits beyond 2^53, where readers that compute with doubles would lose
    /// digits.
    void integer(int64_t value);
    void integer(uint64_t value);
    /// NaN and infinities, which JSON lacks, as strings.
    void real(long double value);
    /// Bytes that are no UTF-8 become U+FFFD, each of them.
    void string(std::string_view text);
    /// "0x1f"
    void address(uint64_t value);
    /// "001fff"
    void hex(Bytes bytes);
    /// A string that may hold any bytes: the string, or, when it is no UTF-8, an object with the
    /// string and its bytes.
    void text(std::string_view bytes);

    const std::string& str() const { return text_; }

private:
    void open(char bracket);
    void close(char bracket);
    void word(std::string_view word);
    void separate();

    std::string text_;
    bool first_ = true; ///< nothing at this level yet
};

} // namespace dtrace::format
