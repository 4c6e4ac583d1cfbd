// SPDX-License-Identifier: GPL-2.0
// Text operations: formatting, splitting, numbers.
#include "base/strings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace dtrace {

std::string vstrformat(const char* format, va_list args) {
    char small[256]; // enough for nearly every text
    va_list again;
    va_copy(again, args);
    int size = std::vsnprintf(small, sizeof(small), format, again);
    va_end(again);
    if (size <= 0)
        return {};
    if (static_cast<size_t>(size) < sizeof(small))
        return std::string(small, static_cast<size_t>(size));
    std::string text(static_cast<size_t>(size), '\0');
    std::vsnprintf(text.data(), text.size() + 1, format, args);
    return text;
}

std::string strformat(const char* format, ...) {
    va_list args;
    va_start(args, format);
    std::string text = vstrformat(format, args);
    va_end(args);
    return text;
}

std::vector<std::string> split_words(std::string_view text, std::string_view separators) {
    std::vector<std::string> words;
    for (size_t at = text.find_first_not_of(separators); at != text.npos;) {
        size_t end = std::min(text.find_first_of(separators, at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(separators, end);
    }
    return words;
}

std::vector<std::string> split_fields(std::string_view text, char separator) {
    std::vector<std::string> fields;
    for (;;) {
        size_t end = text.find(separator);
        fields.emplace_back(text.substr(0, end));
        if (end == text.npos)
            return fields;
        text.remove_prefix(end + 1);
    }
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    size_t first = text.find_first_not_of(blanks);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view path_basename(std::string_view path) {
    size_t slash = path.rfind('/');
    return slash == path.npos ? path : path.substr(slash + 1);
}

std::optional<uint64_t> parse_unsigned(std::string_view text) {
    int base = 10;
    if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
        text.remove_prefix(1);
    }
    uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string counted(uint64_t count, std::string_view noun) {
    std::string text = std::to_string(count) + " ";
    text += noun;
    if (count != 1)
        text += 's';
    return text;
}

} // namespace dtrace
