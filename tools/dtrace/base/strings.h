/* SPDX-License-Identifier: GPL-2.0 */
// Small operations on text that the standard library lacks.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace {

// printf() into a string.
[[gnu::format(printf, 1, 2)]] std::string strformat(const char* format, ...);
std::string vstrformat(const char* format, va_list args);

// The pieces between separator characters; empty pieces are dropped.
std::vector<std::string> split_words(std::string_view text, std::string_view separators);
// The pieces between single separators; empty pieces are kept, so there is always at least one.
std::vector<std::string> split_fields(std::string_view text, char separator);

std::string to_lower(std::string_view text);
std::string_view trim(std::string_view text);
// The text after the last '/'.
std::string_view path_basename(std::string_view path);

// A C integer constant of 64 bits: 0x and 0 prefixes, no sign, nothing before or after it.
std::optional<uint64_t> parse_unsigned(std::string_view text);

// "1 drop", "2 drops"
std::string counted(uint64_t count, std::string_view noun);

} // namespace dtrace
