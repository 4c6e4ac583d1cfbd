/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Kernel types from BTF: the running kernel's, its modules', or those of an object file.
///
/// Nothing is converted before it is asked for: opening costs one pass over the type ids, the first
/// lookup one pass over the names (about 10 ms each on a distribution kernel), then a lookup is
/// O(1) and members are made at first use. Modules are read when vmlinux does not know a name. The
/// table and this object must outlive the types. Not thread-safe.
#pragma once

#include "types/table.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dtrace::types {

struct BtfUnit;

class BtfTypes {
public:
    /// `vmlinux`: a file with BTF, raw or ELF; `modules`: the folder with one file a module, "" for
    /// none.
    explicit BtfTypes(Table& table, std::string vmlinux = "/sys/kernel/btf/vmlinux",
                      std::string modules = "/sys/kernel/btf");
    ~BtfTypes();

    /// "struct x", "union x", "enum x" or a typedef or base type; module "": vmlinux, then each
    /// module.
    const Type* find_type(std::string_view name, std::string_view module);
    /// The type of a function or (per-CPU) variable.
    const Type* find_symbol_type(std::string_view name, std::string_view module);
    std::optional<KernelEnumerator> find_enumerator(std::string_view name);
    /// "" when there are types.
    const std::string& missing_reason();

private:
    BtfUnit* vmlinux();
    BtfUnit* unit(std::string_view module);
    void open_all_modules();
    template <typename Find>
    auto search(std::string_view module, Find find) -> decltype(find(std::declval<BtfUnit&>()));

    const Type* make(BtfUnit& unit, uint32_t id);
    const Type* convert(BtfUnit& unit, uint32_t id);
    const Type* convert_struct(BtfUnit& unit, uint32_t id);
    const Type* convert_enum(BtfUnit& unit, uint32_t id);
    const Type* convert_pointer(BtfUnit& unit, uint32_t id);
    const Type* convert_function(BtfUnit& unit, uint32_t id);
    const Type* convert_forward(BtfUnit& unit, uint32_t id);
    std::vector<Member> read_members(BtfUnit& unit, uint32_t id);

    Table& table_;
    std::string vmlinux_path_, modules_path_;
    std::unique_ptr<BtfUnit> vmlinux_;
    std::map<std::string, std::unique_ptr<BtfUnit>, std::less<>> modules_;
    bool opened_ = false, opened_modules_ = false;
    std::string missing_;
};

} // namespace dtrace::types
