// SPDX-License-Identifier: GPL-2.0
// Sixteen bytes a line.
#include "format/hexdump.h"

#include "base/strings.h"

#include <algorithm>

namespace dtrace::format {

namespace {

constexpr size_t COLUMNS = 16;
constexpr const char* RULER =
    "\n             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f  0123456789abcdef\n";

char printable(std::byte byte) {
    char c = static_cast<char>(byte);
    return c >= 0x20 && c <= 0x7e ? c : '.';
}

std::string line(size_t offset, Bytes bytes) {
    std::string text = strformat("     %5zx:", offset);
    std::string characters;
    for (std::byte byte : bytes) {
        text += strformat(" %02x", static_cast<unsigned int>(byte));
        characters += printable(byte);
    }
    text.append(3 * (COLUMNS - bytes.size()), ' ');
    return text + "  " + characters + "\n";
}

} // namespace

std::string hexdump(Bytes bytes) {
    if (bytes.empty())
        return {};
    std::string text = RULER;
    for (size_t at = 0; at < bytes.size(); at += COLUMNS)
        text += line(at, bytes.subspan(at, std::min(COLUMNS, bytes.size() - at)));
    return text;
}

} // namespace dtrace::format
