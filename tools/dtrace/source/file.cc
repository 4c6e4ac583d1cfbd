// SPDX-License-Identifier: GPL-2.0
// Keeps program texts with their line tables and line markers.
#include "source/file.h"

#include "base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace dtrace::source {

namespace {

std::vector<uint32_t> line_starts_of(std::string_view text) {
    std::vector<uint32_t> starts{0};
    for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        starts.push_back(static_cast<uint32_t>(at + 1));
    return starts;
}

// Index of the line that holds `offset`.
size_t line_index(const SourceFile& file, uint32_t offset) {
    auto next = std::upper_bound(file.line_starts.begin(), file.line_starts.end(), offset);
    return static_cast<size_t>(next - file.line_starts.begin()) - 1;
}

// The last marker at or before `offset`.
const LineMarker* marker_at(const SourceFile& file, uint32_t offset) {
    auto after = [](uint32_t at, const LineMarker& marker) { return at < marker.offset; };
    auto next = std::upper_bound(file.markers.begin(), file.markers.end(), offset, after);
    return next == file.markers.begin() ? nullptr : &*std::prev(next);
}

} // namespace

uint32_t SourceManager::add(std::string name, std::string text, FileRole role) {
    if (text.size() > max_size)
        text.resize(max_size);
    auto file = std::make_unique<SourceFile>();
    file->name = std::move(name);
    file->role = role;
    file->text = std::move(text);
    file->line_starts = line_starts_of(file->text);
    files_.push_back(std::move(file));
    return static_cast<uint32_t>(files_.size() - 1);
}

Result<uint32_t> SourceManager::load(const std::string& path, FileRole role) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return errno_error(errno, "failed to open " + path);
    std::string text;
    char block[65536];
    for (;;) {
        ssize_t got = ::read(fd.get(), block, sizeof(block));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno_error(errno, "failed to read " + path);
        if (got == 0)
            return add(path, std::move(text), role);
        text.append(block, static_cast<size_t>(got));
        if (text.size() > max_size)
            return errno_error(EFBIG, "failed to read " + path);
    }
}

std::string_view SourceManager::text(Range range) const {
    if (!has(range.file) || range.end < range.begin)
        return {};
    std::string_view all = file(range.file).text;
    return range.begin > all.size() ? "" : all.substr(range.begin, range.end - range.begin);
}

void SourceManager::mark(uint32_t id, LineMarker marker) {
    files_[id]->markers.push_back(std::move(marker));
}

Location SourceManager::locate(Range range) const {
    const SourceFile& in = file(range.file);
    size_t index = line_index(in, range.begin);
    Location location{"", static_cast<uint32_t>(index + 1),
                      range.begin - in.line_starts[index] + 1};
    if (in.role == FileRole::Library)
        location.name = in.name;
    if (const LineMarker* marker = marker_at(in, range.begin)) {
        size_t marked = line_index(in, marker->offset);
        location.line = marker->line + static_cast<uint32_t>(index - marked);
        if (!marker->name.empty())
            location.name = marker->name;
    }
    return location;
}

Range SourceManager::line_of(Range range) const {
    const SourceFile& in = file(range.file);
    size_t index = line_index(in, range.begin);
    bool last = index + 1 == in.line_starts.size();
    uint32_t end = last ? static_cast<uint32_t>(in.text.size()) : in.line_starts[index + 1] - 1;
    return {range.file, in.line_starts[index], end};
}

} // namespace dtrace::source
