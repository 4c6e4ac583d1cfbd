// SPDX-License-Identifier: GPL-2.0
// Libraries are ordered by their `#pragma D depends_on library NAME` lines.
#include "main/libraries.h"

#include "lex/scan.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#ifndef DTRACE_LIBDIR
#define DTRACE_LIBDIR "/usr/local/lib/dtrace"
#endif

namespace dtrace::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> directories(const kern::Options& options) {
    std::vector<std::string> all;
    bool moved = options.is_set(kern::Opt::SysLibDir);
    all.push_back(moved ? options.text(kern::Opt::SysLibDir) : DTRACE_LIBDIR);
    const auto& more = options.list(kern::Opt::LibDir);
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// The *.d files of one directory by name; a directory that cannot be read has none.
std::vector<fs::path> files_of(const std::string& directory) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        if (entry.path().extension() == ".d")
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Names of the libraries that a library needs first.
std::vector<std::string> needs_of(const fs::path& path) {
    std::ifstream in(path);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    std::vector<std::string> names;
    for (const lex::PragmaDirective& directive : lex::scan_dependencies(text)) {
        if (directive.words.size() == 3 && directive.words[1] == "library")
            names.push_back(directive.words[2]);
    }
    return names;
}

/// Depth first.
class Order {
public:
    explicit Order(const std::vector<fs::path>& files) {
        for (const fs::path& file : files)
            by_name_.try_emplace(file.filename().string(), file);
    }

    /// Not ok: `file` needs itself, over others or not.
    Status add(const fs::path& file) {
        if (!seen_.insert(file.string()).second) {
            bool is_open = std::find(open_.begin(), open_.end(), file) != open_.end();
            return is_open ? circle(file) : Status();
        }
        open_.push_back(file);
        for (const std::string& name : needs_of(file)) {
            auto found = by_name_.find(name);
            if (found == by_name_.end())
                continue;
            if (auto added = add(found->second); !added)
                return added;
        }
        open_.pop_back();
        order.push_back(file.string());
        return {};
    }

    std::vector<std::string> order;

private:
    Status circle(const fs::path& file) const {
        std::string text = "libraries depend on each other: ";
        for (auto at = std::find(open_.begin(), open_.end(), file); at != open_.end(); ++at)
            text += at->filename().string() + " -> ";
        return make_error(text + file.filename().string());
    }

    std::map<std::string, fs::path> by_name_;
    std::vector<fs::path> open_; ///< whose dependencies are being added
    std::set<std::string> seen_;
};

} // namespace

Result<std::vector<std::string>> library_files(const kern::Options& options) {
    if (options.on(kern::Opt::NoLibs))
        return std::vector<std::string>();
    std::vector<fs::path> files;
    for (const std::string& directory : directories(options)) {
        auto some = files_of(directory);
        files.insert(files.end(), some.begin(), some.end());
    }
    Order order(files);
    for (const fs::path& file : files)
        if (auto added = order.add(file); !added)
            return added.error();
    return std::move(order.order);
}

} // namespace dtrace::cli
