/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// User: types and symbols of processes as sema sees them: types from DWARF, addresses from ELF and
/// the memory maps.
#pragma once

#include "sym/dwarf.h"
#include "sym/process.h"
#include "types/catalog.h"

#include <map>
#include <memory>
#include <string>

namespace dtrace::sym {

/// Holds references; `table` and `processes` must outlive it, and it the types. Nothing is read
/// before it is asked for. Not thread-safe.
class User : public types::UserCatalog {
public:
    User(types::Table& table, Processes& processes) : table_(table), processes_(processes) {}

    /// The process that is meant where none is named; 0: none.
    void set_target(uint64_t pid) { target_ = pid; }

    bool is_scope(std::string_view scope) override;
    const types::Type* find_type(std::string_view name, std::string_view scope) override;
    std::optional<types::KernelSymbol> find_symbol(std::string_view name,
                                                   std::string_view scope) override;
    std::string no_objects_reason(std::string_view scope) override;
    std::string no_types_reason(std::string_view scope) override;

private:
    using Objects = std::vector<Processes::Object>;

    /// The objects of a process that a scope names, the program first.
    Objects objects(std::string_view scope);
    DwarfTypes& types_of(const Processes::Object& object);

    types::Table& table_;
    Processes& processes_;
    uint64_t target_ = 0;
    std::map<std::string, std::unique_ptr<DwarfTypes>> files_; ///< by path
};

} // namespace dtrace::sym
