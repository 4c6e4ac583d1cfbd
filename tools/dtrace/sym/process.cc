// SPDX-License-Identifier: GPL-2.0
// /proc/PID/maps and a cache of symbol tables.
#include "sym/process.h"

#include "base/strings.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace dtrace::sym {

namespace {

constexpr std::string_view DELETED = " (deleted)";

/// Names of processes that are looked at last long, but not for ever.
constexpr size_t PROCESSES_MAX = 4096;

std::string object_name(std::string_view path) {
    if (path.ends_with(DELETED))
        path.remove_suffix(DELETED.size());
    return std::string(path_basename(path));
}

} // namespace

void Processes::read_maps(uint64_t pid, Process& process) const {
    process.read = Clock::now();
    std::ifstream file(proc_ + "/" + std::to_string(pid) + "/maps");
    std::vector<Mapping> maps;
    for (std::string line; std::getline(file, line);) {
        Mapping mapping{};
        int path = 0;
        if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n",
                        &mapping.begin, &mapping.end, &mapping.offset, &path) == 3 &&
            path > 0)
            mapping.path = line.substr(static_cast<size_t>(path));
        maps.push_back(std::move(mapping));
    }
    if (!maps.empty())
        process.maps = std::move(maps);
}

const Processes::Mapping* Processes::find(const Process& process, uint64_t address) const {
    for (const Mapping& mapping : process.maps) {
        if (address >= mapping.begin && address < mapping.end)
            return &mapping;
    }
    return nullptr;
}

/// The process may live in another mount namespace.
std::string Processes::visible_path(uint64_t pid, const std::string& path) const {
    std::string inside = proc_ + "/" + std::to_string(pid) + "/root" + path;
    return ::access(inside.c_str(), F_OK) == 0 ? inside : path;
}

const ElfSymbols& Processes::symbols(uint64_t pid, const std::string& path) {
    std::string visible = visible_path(pid, path);
    struct stat status {};
    if (::stat(visible.c_str(), &status) != 0)
        status = {};
    std::string key = strformat("%llx:%llx:", static_cast<unsigned long long>(status.st_dev),
                                static_cast<unsigned long long>(status.st_ino)) +
                      path;
    auto& file = files_[key];
    if (!file)
        file = std::make_unique<ElfSymbols>(visible);
    return *file;
}

std::vector<Processes::Object> Processes::objects(uint64_t pid) {
    Process& process = processes_[pid];
    read_maps(pid, process);
    std::error_code ignored;
    std::string program =
        std::filesystem::read_symlink(proc_ + "/" + std::to_string(pid) + "/exe", ignored);
    std::vector<Object> found;
    std::set<std::string_view> seen;
    for (const Mapping& mapping : process.maps) {
        if (!mapping.path.starts_with('/') || !seen.insert(mapping.path).second)
            continue;
        const ElfSymbols& file = symbols(pid, mapping.path);
        auto linked = file.address_of_offset(mapping.offset);
        if (!linked)
            continue; // no program, no library
        auto at = mapping.path == program ? found.begin() : found.end();
        found.insert(at, {visible_path(pid, mapping.path), object_name(mapping.path),
                          mapping.begin - *linked, &file});
    }
    return found;
}

void Processes::remember(uint64_t pid) {
    Process& process = processes_[pid];
    if (Clock::now() - process.read > std::chrono::seconds(1))
        read_maps(pid, process);
}

std::optional<UserAddress> Processes::resolve(uint64_t pid, uint64_t address) {
    if (processes_.size() >= PROCESSES_MAX && !processes_.contains(pid))
        processes_.clear();
    Process& process = processes_[pid];
    if (Clock::now() - process.read > std::chrono::seconds(1))
        read_maps(pid, process);
    const Mapping* mapping = find(process, address);
    if (!mapping) {
        read_maps(pid, process);
        mapping = find(process, address);
    }
    if (!mapping || mapping->path.empty())
        return std::nullopt;
    UserAddress result{object_name(mapping->path), "", 0, mapping->begin};
    for (const Mapping& other : process.maps) {
        if (other.path == mapping->path) {
            result.object_start = other.begin;
            break;
        }
    }
    if (mapping->path[0] != '/')
        return result;
    const ElfSymbols& file = symbols(pid, mapping->path);
    auto linked = file.address_of_offset(address - mapping->begin + mapping->offset);
    if (const ElfSymbols::Symbol* symbol = linked ? file.find(*linked) : nullptr) {
        result.name = symbol->name;
        result.offset = *linked - symbol->address;
    }
    return result;
}

} // namespace dtrace::sym
