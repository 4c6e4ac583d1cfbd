// SPDX-License-Identifier: GPL-2.0
// Libraries are ordered by their `#pragma D depends_on library NAME` lines.
#include "main/libraries.h"

#include "lex/scan.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#ifndef DTRACE_LIBDIR
#define DTRACE_LIBDIR "/usr/local/lib/dtrace"
#endif

namespace dtrace::cli {

namespace {

namespace fs = std::filesystem;

/// The types of args[] are those of the libraries.
constexpr std::string_view ALL_OF_THEM = "args";

std::string text_of(const fs::path& path) {
    std::ifstream in(path);
    return std::string{std::istreambuf_iterator<char>(in), {}};
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

} // namespace

void Libraries::read() {
    if (have_read_ || options_.on(kern::Opt::NoLibs))
        return;
    have_read_ = true;
    bool moved = options_.is_set(kern::Opt::SysLibDir);
    read_directory(moved ? options_.text(kern::Opt::SysLibDir) : DTRACE_LIBDIR, true);
    for (const std::string& directory : options_.list(kern::Opt::LibDir))
        read_directory(directory, false);
}

void Libraries::read_directory(const std::string& directory, bool installed) {
    for (const fs::path& path : files_of(directory)) {
        std::string text = text_of(path);
        File file{path.string(), path.filename().string(), installed, {}, {}};
        for (const lex::PragmaDirective& directive : lex::scan_dependencies(text)) {
            if (directive.words.size() == 3 && directive.words[1] == "library")
                file.depends_on.push_back(directive.words[2]);
        }
        if (installed)
            file.declares = lex::declared_words(text);
        else
            lex::each_word(text, [&](std::string_view word) { file.declares.emplace(word); });
        files_.push_back(std::move(file));
    }
}

Libraries::File* Libraries::find(const std::string& name) {
    auto found = std::find_if(files_.begin(), files_.end(),
                              [&](const File& file) { return file.name == name; });
    return found == files_.end() ? nullptr : &*found;
}

/// Depth first. Not ok: `file` needs itself, over others or not.
Status Libraries::add(File& file, std::vector<std::string>& order, std::vector<const File*>& open) {
    if (file.mark == File::Mark::Open) {
        std::string text = "libraries depend on each other: ";
        for (auto at = std::find(open.begin(), open.end(), &file); at != open.end(); ++at)
            text += (*at)->name + " -> ";
        return make_error(text + file.name);
    }
    if (file.mark == File::Mark::Done)
        return {};
    file.mark = File::Mark::Open;
    open.push_back(&file);
    for (const std::string& name : file.depends_on) {
        File* other = find(name);
        if (!other)
            continue;
        if (auto added = add(*other, order, open); !added)
            return added;
    }
    open.pop_back();
    file.mark = File::Mark::Done;
    order.push_back(file.path);
    return {};
}

template <typename Wanted>
Result<std::vector<std::string>> Libraries::take(Wanted wanted) {
    std::vector<std::string> order;
    std::vector<const File*> open;
    for (File& file : files_) {
        if (!wanted(file))
            continue;
        if (auto added = add(file, order, open); !added)
            return added.error();
    }
    return order;
}

Result<std::vector<std::string>> Libraries::needed(std::string_view words) {
    read();
    std::set<std::string, std::less<>> used;
    auto use = [&](std::string_view word) { used.emplace(word); };
    lex::each_word(words, use);
    for (const File& file : files_) {
        if (!file.installed)
            used.insert(file.declares.begin(), file.declares.end());
    }
    bool all = used.contains(ALL_OF_THEM);
    return take([&](const File& file) {
        return all || !file.installed ||
               std::any_of(file.declares.begin(), file.declares.end(),
                           [&](const std::string& word) { return used.contains(word); });
    });
}

Result<std::vector<std::string>> Libraries::rest() {
    read();
    return take([](const File&) { return true; });
}

} // namespace dtrace::cli
