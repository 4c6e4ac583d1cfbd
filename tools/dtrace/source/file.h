/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Program texts, and the way from a byte offset to the line that a user knows.
///
/// A SourceManager owns every text of one command; files are never removed, so ids and views into
/// texts stay valid as long as it lives. Finding a line is logarithmic. Not thread-safe.
#pragma once

#include "base/result.h"
#include "source/range.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::source {

/// Where a text comes from; decides how messages name a place in it.
enum class FileRole {
    Script,    ///< -s FILE: "line N"
    Specifier, ///< text of -n, -P, -m, -f, -i: no line
    Library,   ///< D library: "FILE", line N
};

/// A line marker: the line that starts at `offset` is line `line` of `name`.
struct LineMarker {
    uint32_t offset;
    uint32_t line;
    std::string name; ///< "": the file itself
};

/// A place as messages name it.
struct Location {
    std::string name; ///< file of a marker or library, "" for the main program
    uint32_t line;    ///< from 1
    uint32_t column;  ///< from 1, in bytes
};

struct SourceFile {
    std::string name; ///< path, "" for the text of an option
    FileRole role;
    std::string text;
    std::vector<uint32_t> line_starts;
    std::vector<LineMarker> markers; ///< by offset
};

class SourceManager {
public:
    /// Longest text taken, in bytes.
    static constexpr size_t max_size = 1u << 30;

    /// Takes a text; returns its file id (from 1).
    uint32_t add(std::string name, std::string text, FileRole role);
    /// Reads a file (any that can be read, pipes too); returns its file id.
    Result<uint32_t> load(const std::string& path, FileRole role);

    const SourceFile& file(uint32_t id) const { return *files_[id]; }
    /// Whether `id` names a file of this manager.
    bool has(uint32_t id) const { return id > 0 && id < files_.size(); }
    std::string_view text(Range range) const;

    /// Records a line marker; offsets within a file must rise.
    void mark(uint32_t id, LineMarker marker);
    Location locate(Range range) const;
    /// The whole line, without its newline, in which `range` begins.
    Range line_of(Range range) const;

private:
    std::vector<std::unique_ptr<SourceFile>> files_{1}; // 0 is nowhere
};

} // namespace dtrace::source
