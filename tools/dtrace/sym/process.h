/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Processes: names of addresses in user processes, from their memory maps and ELF files.
#pragma once

#include "sym/elf.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dtrace::sym {

/// The names live as long as the Processes does.
struct UserAddress {
    std::string object;        ///< last part of the path of the mapped file
    std::string name;          ///< "" when the file has no symbol there
    uint64_t offset = 0;       ///< from the start of the symbol
    uint64_t object_start = 0; ///< where the object is mapped
};

/// What is known of a process stays known when it is gone. Maps are read again when they are older
/// than a second or do not hold an address. Not thread-safe.
class Processes {
public:
    explicit Processes(std::string proc = "/proc") : proc_(std::move(proc)) {}

    std::optional<UserAddress> resolve(uint64_t pid, uint64_t address);
    /// An ELF file that a process has mapped.
    struct Object {
        std::string path; ///< as we see it
        std::string name; ///< last part of its path
        uint64_t bias;    ///< from addresses as linked to those in the process
        const ElfSymbols* symbols;
    };
    /// The program first, then by address.
    std::vector<Object> objects(uint64_t pid);

    /// Reads the maps of a process now, if that is more than a second ago: it may be gone when
    /// names are asked for.
    void remember(uint64_t pid);

private:
    using Clock = std::chrono::steady_clock;

    struct Mapping {
        uint64_t begin, end, offset;
        std::string path;
    };
    struct Process {
        std::vector<Mapping> maps; ///< ascending
        Clock::time_point read{};
    };

    void read_maps(uint64_t pid, Process& process) const;
    const Mapping* find(const Process& process, uint64_t address) const;
    std::string visible_path(uint64_t pid, const std::string& path) const;
    const ElfSymbols& symbols(uint64_t pid, const std::string& path);

    std::string proc_;
    std::map<uint64_t, Process> processes_;
    std::map<std::string, std::unique_ptr<ElfSymbols>> files_; ///< by device, inode and path
};

} // namespace dtrace::sym
