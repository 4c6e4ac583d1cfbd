// SPDX-License-Identifier: GPL-2.0
// Commas, escapes and the validation of UTF-8.
#include "format/json_text.h"

#include "base/strings.h"

#include <cmath>

namespace dtrace::format {

namespace {

constexpr int64_t EXACT = int64_t{1} << 53;

/// A range of two, three or four byte sequences, by the first byte; the second byte has its own
/// bounds (no overlong forms, no surrogates, nothing above U+10FFFF).
struct Utf8Row {
    unsigned char first, last;
    size_t size;
    unsigned char low, high;
};

constexpr Utf8Row UTF8[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf}, {0xe1, 0xec, 3, 0x80, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

bool is_between(char c, unsigned char low, unsigned char high) {
    auto byte = static_cast<unsigned char>(c);
    return byte >= low && byte <= high;
}

/// Length of the character that `text` begins with; 0 when it is none.
size_t character_size(std::string_view text) {
    if (is_between(text[0], 0, 0x7f))
        return 1;
    for (const Utf8Row& row : UTF8) {
        if (!is_between(text[0], row.first, row.last))
            continue;
        if (text.size() < row.size || !is_between(text[1], row.low, row.high))
            return 0;
        for (size_t i = 2; i < row.size; i++) {
            if (!is_between(text[i], 0x80, 0xbf))
                return 0;
        }
        return row.size;
    }
    return 0;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        size_t size = character_size(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

void append_ascii(std::string& to, char c) {
    constexpr std::string_view plain("\"\\\b\f\n\r\t"), letters("\"\\bfnrt");
    size_t at = plain.find(c);
    if (at != plain.npos) {
        to += '\\';
        to += letters[at];
    } else if (is_between(c, 0x20, 0x7e)) {
        to += c;
    } else {
        to += strformat("\\u%04x", static_cast<unsigned char>(c));
    }
}

} // namespace

void JsonText::separate() {
    if (!first_)
        text_ += ',';
    first_ = false;
}

void JsonText::open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
}

void JsonText::close(char bracket) {
    text_ += bracket;
    first_ = false;
}

void JsonText::word(std::string_view word) {
    separate();
    text_ += word;
}

JsonText& JsonText::key(std::string_view name) {
    string(name);
    text_ += ':';
    first_ = true; // the value needs no comma
    return *this;
}

void JsonText::integer(int64_t value) {
    std::string digits = std::to_string(value);
    word(value > EXACT || value < -EXACT ? "\"" + digits + "\"" : digits);
}

void JsonText::integer(uint64_t value) {
    std::string digits = std::to_string(value);
    word(value > static_cast<uint64_t>(EXACT) ? "\"" + digits + "\"" : digits);
}

void JsonText::real(long double value) {
    if (std::isfinite(value))
        word(strformat("%.17Lg", value));
    else
        string(strformat("%Lg", value));
}

void JsonText::string(std::string_view text) {
    separate();
    text_ += '"';
    while (!text.empty()) {
        size_t size = character_size(text);
        if (size == 0)
            text_ += "\\ufffd";
        else if (size == 1)
            append_ascii(text_, text[0]);
        else
            text_ += text.substr(0, size);
        text.remove_prefix(size ? size : 1);
    }
    text_ += '"';
}

void JsonText::address(uint64_t value) {
    string(strformat("0x%llx", static_cast<unsigned long long>(value)));
}

void JsonText::hex(Bytes bytes) {
    std::string digits;
    for (std::byte b : bytes)
        digits += strformat("%02x", static_cast<unsigned int>(b));
    string(digits);
}

void JsonText::text(std::string_view bytes) {
    if (is_utf8(bytes))
        return string(bytes);
    begin_object();
    key("text").string(bytes);
    key("hex").hex(std::as_bytes(std::span(bytes)));
    end_object();
}

} // namespace dtrace::format
