/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The kernel's symbols from /proc/kallsyms: addresses of names, names of addresses.
///
/// The file (5 MB, about 0.1 s) is read at the first question. A lookup by name scans its text; the
/// first one by address sorts the symbols, later ones take O(log n). Modules that are loaded later
/// are not seen until reload(). Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::sym {

/// A symbol; the names live as long as the Kallsyms does and is not reloaded.
struct KernelAddress {
    std::string_view module; ///< "vmlinux" or the module
    std::string_view name;
    uint64_t address;    ///< start of the symbol
    uint64_t offset = 0; ///< from the start, of the address that was asked for
};

class Kallsyms {
public:
    explicit Kallsyms(std::string path = "/proc/kallsyms", std::string modules = "/proc/modules");

    /// The first of that name; module "" = any.
    std::optional<KernelAddress> find(std::string_view name, std::string_view module);
    /// The symbol that holds an address.
    std::optional<KernelAddress> resolve(uint64_t address);
    bool has_module(std::string_view module);
    /// Where a module begins; 0 when it is not known.
    uint64_t module_start(std::string_view module);

    /// "module`symbol+0x10", "module`symbol", "module`0xADDR" or "0xADDR": stack frames, %a.
    std::string text(uint64_t address);
    /// The same without the offset: sym(), func().
    std::string symbol_text(uint64_t address);
    /// "module" or "0xADDR": mod().
    std::string module_text(uint64_t address);

    void reload() { have_text_ = indexed_ = false; }

private:
    struct Entry {
        uint64_t address;
        uint32_t name, name_size; ///< in data_
        uint32_t module;          ///< index into modules_
    };
    struct ModuleRange {
        std::string name;
        uint64_t begin = 0, end = 0;
    };

    void load_text();
    void index();
    void index_modules();
    uint32_t module_index(std::string_view name);
    std::string_view name_of(const Entry& entry) const;
    KernelAddress made(const Entry& entry, uint64_t address) const;
    const ModuleRange* range_of(uint64_t address);

    std::string path_, modules_path_, data_;
    std::vector<Entry> entries_;   ///< in the order of the file
    std::vector<uint32_t> sorted_; ///< by address
    std::vector<ModuleRange> modules_;
    bool have_text_ = false, indexed_ = false;
};

} // namespace dtrace::sym
