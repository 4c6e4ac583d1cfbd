/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// DwarfTypes: the C types of one ELF file from its debug information, as types of user memory.
///
/// The first question indexes the outermost names of all compilation units; types are converted
/// when they are asked for, members at their first use. Pointers are pointers to user memory. A
/// file without debug information has no types. The table and this object must outlive the types.
/// Not thread-safe.
#pragma once

#include "base/unique_fd.h"
#include "types/table.h"

#include <elfutils/libdw.h>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dtrace::sym {

class DwarfTypes {
public:
    /// Looks into the separate debug file that the build id names, too.
    DwarfTypes(types::Table& table, std::string path) : table_(table), path_(std::move(path)) {}

    /// "struct x", "union x", "enum x" or a typedef or base type; nullptr: unknown.
    const types::Type* find_type(std::string_view name);
    /// The type of a function or variable; nullptr: unknown.
    const types::Type* find_symbol_type(std::string_view name);
    /// Whether there is debug information at all.
    bool has_types() { return dwarf() != nullptr; }

private:
    struct End {
        void operator()(Dwarf* dwarf) const { ::dwarf_end(dwarf); }
    };
    using Index = std::unordered_map<std::string, Dwarf_Die>;

    Dwarf* dwarf();
    Dwarf* open(const std::string& path);
    void read_index();
    void index(Dwarf_Die& die);
    const types::Type* find(const Index& index, std::string_view name);

    const types::Type* make(Dwarf_Die die);
    const types::Type* convert(Dwarf_Die& die);
    const types::Type* type_of(Dwarf_Die& die);
    const types::Type* convert_base(Dwarf_Die& die);
    const types::Type* convert_struct(Dwarf_Die& die);
    const types::Type* convert_enum(Dwarf_Die& die);
    const types::Type* convert_array(Dwarf_Die& die);
    const types::Type* convert_function(Dwarf_Die& die);
    std::vector<types::Member> read_members(Dwarf_Die die);

    types::Table& table_;
    std::string path_;
    UniqueFd file_;
    std::unique_ptr<Dwarf, End> dwarf_;
    bool opened_ = false;
    Index types_, symbols_;
    std::unordered_map<const void*, const types::Type*> made_; ///< by the address of the entry
};

} // namespace dtrace::sym
