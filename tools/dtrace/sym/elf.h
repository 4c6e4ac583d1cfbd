/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// ElfSymbols: functions and objects of one ELF file by address and by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct Elf;

namespace dtrace::sym {

/// Where the debug information of an ELF file may stand apart from it, by its build id; "" when it
/// has none.
std::string debug_file_of(const std::string& path);

/// Reads .symtab and .dynsym, and the separate debug file that the build id names when .symtab is
/// missing. A file that cannot be read has no symbols. Immutable once made; lookups by address take
/// O(log n), by name O(n).
class ElfSymbols {
public:
    struct Symbol {
        uint64_t address = 0, size = 0; ///< as linked
        std::string name;
    };

    explicit ElfSymbols(const std::string& path);

    /// The symbol that holds an address as linked.
    const Symbol* find(uint64_t address) const;
    const Symbol* find(std::string_view name) const;
    /// The address as linked of an offset in the file, if that is loaded at all.
    std::optional<uint64_t> address_of_offset(uint64_t offset) const;
    /// As linked; 0 when there is none.
    uint64_t entry() const { return entry_; }

private:
    struct Segment {
        uint64_t offset, address, size;
    };

    bool read(const std::string& path, bool segments);
    void read_segments(Elf* elf);
    bool read_tables(Elf* elf);

    std::vector<Symbol> symbols_; ///< by address
    std::vector<Segment> segments_;
    uint64_t entry_ = 0;
};

} // namespace dtrace::sym
