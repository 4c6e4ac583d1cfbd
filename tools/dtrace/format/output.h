/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Output: where trace data goes; standard output, the file of -o, or what freopen() names.
#pragma once

#include "base/result.h"

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace dtrace::format {

/// Buffered; write errors are remembered and reported by flush(). Not thread-safe.
class Output {
public:
    /// Standard output.
    Output();

    /// Appends to `path` from now on; this is also what freopen("") restores. -o.
    Status open(const std::string& path);

    void write(std::string_view text);
    /// Writes everything out; fails once a write failed.
    Status flush();

    /// freopen(): appends to `path`; "" restores the original. On failure nothing changes.
    Status reopen(const std::string& path);
    /// ftruncate(): empties the file, when it is one.
    void truncate();

private:
    struct Close {
        void operator()(FILE* file) const { std::fclose(file); }
    };
    using File = std::unique_ptr<FILE, Close>;

    FILE* current() const;

    File original_, reopened_; ///< empty: standard output
    std::string name_;
};

} // namespace dtrace::format
