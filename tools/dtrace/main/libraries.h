/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Libraries: which D libraries a program needs, in which order.
#pragma once

#include "base/result.h"
#include "kern/options.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::cli {

/// Every *.d file of the library directories: the installed one (or that of -x syslibdir), then
/// those of -L and -x libdir; none with -x nolibs.
///
/// The installed libraries cost more to compile than most programs, so they are left out as long as
/// no program has a word that one of them declares. Those of -L are always compiled: whoever names
/// them wants to hear of their errors. Reads the files at the first call. Not thread-safe.
class Libraries {
public:
    explicit Libraries(const kern::Options& options) : options_(options) {}

    /// The libraries that a program with these words needs and that were not returned yet, each
    /// after those it depends on. Libraries that depend on each other in a circle are an error.
    Result<std::vector<std::string>> needed(std::string_view words);
    /// All that were not returned yet.
    Result<std::vector<std::string>> rest();

private:
    struct File {
        std::string path, name; ///< name: without directories
        bool installed;
        std::vector<std::string> depends_on; ///< names
        std::set<std::string, std::less<>> declares;
        enum class Mark { None, Open, Done } mark = Mark::None;
    };

    void read();
    void read_directory(const std::string& directory, bool installed);
    File* find(const std::string& name);
    Status add(File& file, std::vector<std::string>& order, std::vector<const File*>& open);
    template <typename Wanted>
    Result<std::vector<std::string>> take(Wanted wanted);

    const kern::Options& options_;
    std::vector<File> files_;
    bool have_read_ = false;
};

} // namespace dtrace::cli
