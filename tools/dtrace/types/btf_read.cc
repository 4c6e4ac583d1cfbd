// SPDX-License-Identifier: GPL-2.0
// BTF to types, on demand.
#include "types/btf_read.h"

#include "types/compat.h"
#include "types/integer.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <unordered_map>

namespace dtrace::types {

/// One BTF object: vmlinux, or a module whose ids continue those of vmlinux.
struct BtfUnit {
    struct Free {
        void operator()(btf* p) const { btf__free(p); }
    };
    std::unique_ptr<btf, Free> data;
    BtfUnit* base = nullptr;
    bool knows_signs = false; ///< some enum is marked signed, so the mark can be trusted
    uint32_t first = 1;       ///< first id that is ours
    std::vector<uint32_t>
        slots; ///< open-addressed hash of the named ids; built at the first lookup
    std::unordered_map<uint32_t, const Type*> made;

    uint32_t end() const { return btf__type_cnt(data.get()); }
    const btf_type* type(uint32_t id) const { return btf__type_by_id(data.get(), id); }
    std::string_view string(uint32_t offset) const {
        const char* text = btf__name_by_offset(data.get(), offset);
        return text ? text : "";
    }
    std::string_view name(uint32_t id) const { return string(type(id)->name_off); }

    bool signs_are_known() {
        if (slots.empty())
            build_index();
        return knows_signs || (base && base->signs_are_known());
    }
    void build_index();
    template <typename Accept>
    uint32_t find(std::string_view name, Accept accept);
};

void BtfUnit::build_index() {
    size_t size = 1024;
    while (size < 2 * static_cast<size_t>(end() - first))
        size *= 2;
    slots.assign(size, 0);
    for (uint32_t id = first; id < end(); id++) {
        knows_signs |= btf_is_any_enum(type(id)) && btf_kflag(type(id));
        if (!type(id)->name_off)
            continue;
        size_t slot = std::hash<std::string_view>()(name(id)) & (size - 1);
        while (slots[slot])
            slot = (slot + 1) & (size - 1);
        slots[slot] = id;
    }
}

/// The first id of this name whose type is accepted, or 0.
template <typename Accept>
uint32_t BtfUnit::find(std::string_view wanted, Accept accept) {
    if (slots.empty())
        build_index();
    size_t mask = slots.size() - 1;
    for (size_t slot = std::hash<std::string_view>()(wanted) & mask; slots[slot];
         slot = (slot + 1) & mask) {
        uint32_t id = slots[slot];
        if (accept(type(id)) && name(id) == wanted)
            return id;
    }
    return 0;
}

namespace {

/// A name as programs write it, split into the kinds of BTF type it may stand for.
struct Wanted {
    std::string_view name;
    bool (*accept)(const btf_type*);
    bool (*forward)(const btf_type*);
};

bool never(const btf_type*) {
    return false;
}

Wanted wanted(std::string_view name) {
    static constexpr struct {
        std::string_view prefix;
        bool (*accept)(const btf_type*);
        bool (*forward)(const btf_type*);
    } tags[] = {
        {"struct ", btf_is_struct,
         [](const btf_type* t) { return btf_is_fwd(t) && !btf_kflag(t); }},
        {"union ", btf_is_union, [](const btf_type* t) { return btf_is_fwd(t) && btf_kflag(t); }},
        {"enum ", btf_is_any_enum, never},
    };
    for (const auto& tag : tags)
        if (name.starts_with(tag.prefix))
            return {name.substr(tag.prefix.size()), tag.accept, tag.forward};
    return {name,
            [](const btf_type* t) { return btf_is_typedef(t) || btf_is_int(t) || btf_is_float(t); },
            never};
}

const Type* convert_integer(Table& table, const btf_type* type, std::string_view name) {
    bool is_char = name == "char" || name == "signed char";
    bool is_signed = is_char || (btf_int_encoding(type) & BTF_INT_SIGNED);
    return integer_type(table, name, type->size, is_signed, btf_int_encoding(type) & BTF_INT_BOOL);
}

std::string tagged(TagKind kind, std::string_view tag) {
    return tag.empty() ? "" : tag_name(kind, tag);
}

} // namespace

BtfTypes::BtfTypes(Table& table, std::string vmlinux, std::string modules)
    : table_(table), vmlinux_path_(std::move(vmlinux)), modules_path_(std::move(modules)) {}

BtfTypes::~BtfTypes() = default;

BtfUnit* BtfTypes::vmlinux() {
    if (opened_)
        return vmlinux_.get();
    opened_ = true;
    libbpf_set_print(nullptr);
    btf* data = btf__parse(vmlinux_path_.c_str(), nullptr);
    if (!data) {
        missing_ = "no kernel type information in " + vmlinux_path_ + ": " + std::strerror(errno);
        return nullptr;
    }
    vmlinux_ = std::make_unique<BtfUnit>();
    vmlinux_->data.reset(data);
    return vmlinux_.get();
}

const std::string& BtfTypes::missing_reason() {
    vmlinux();
    return missing_;
}

BtfUnit* BtfTypes::unit(std::string_view module) {
    BtfUnit* base = vmlinux();
    if (!base || module == "vmlinux")
        return base;
    auto known = modules_.find(module);
    if (known != modules_.end())
        return known->second.get();
    std::unique_ptr<BtfUnit>& made = modules_[std::string(module)];
    if (modules_path_.empty() || module.find('/') != module.npos)
        return nullptr;
    std::string path = modules_path_ + "/" + std::string(module);
    if (btf* data = btf__parse_split(path.c_str(), base->data.get())) {
        made = std::make_unique<BtfUnit>();
        made->data.reset(data);
        made->base = base;
        made->first = base->end();
    }
    return made.get();
}

void BtfTypes::open_all_modules() {
    if (opened_modules_ || modules_path_.empty())
        return;
    opened_modules_ = true;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(modules_path_, error))
        unit(entry.path().filename().string());
}

/// The first result of `find` that is true, over the units that `module` denotes.
template <typename Find>
auto BtfTypes::search(std::string_view module, Find find)
    -> decltype(find(std::declval<BtfUnit&>())) {
    BtfUnit* first = unit(module.empty() ? "vmlinux" : module);
    if (first)
        if (auto found = find(*first))
            return found;
    if (!first || !module.empty())
        return {};
    open_all_modules();
    for (auto& [name, other] : modules_)
        if (other)
            if (auto found = find(*other))
                return found;
    return {};
}

const Type* BtfTypes::find_type(std::string_view name, std::string_view module) {
    Wanted want = wanted(name);
    auto find = [&](bool (*accept)(const btf_type*)) {
        return search(module, [&](BtfUnit& unit) -> const Type* {
            uint32_t id = unit.find(want.name, accept);
            return id ? make(unit, id) : nullptr;
        });
    };
    if (const Type* type = find(want.accept))
        return type;
    return want.forward == never ? nullptr : find(want.forward);
}

const Type* BtfTypes::find_symbol_type(std::string_view name, std::string_view module) {
    auto accept = [](const btf_type* t) { return btf_is_func(t) || btf_is_var(t); };
    return search(module, [&](BtfUnit& unit) -> const Type* {
        uint32_t id = unit.find(name, accept);
        return id ? make(unit, unit.type(id)->type) : nullptr;
    });
}

std::optional<KernelEnumerator> BtfTypes::find_enumerator(std::string_view name) {
    auto value_in = [&](BtfUnit& unit, uint32_t id) -> std::optional<KernelEnumerator> {
        const btf_type* type = unit.type(id);
        auto named = [&](const auto& row) { return unit.string(row.name_off) == name; };
        const auto* rows = btf_enum(type);
        const auto* rows64 = btf_enum64(type);
        for (uint32_t i = 0; i < btf_vlen(type); i++)
            if (btf_is_enum64(type) ? named(rows64[i]) : named(rows[i])) {
                const Type* made = make(unit, id);
                return KernelEnumerator{made, made->as<Enum>()->values[i].value};
            }
        return std::nullopt;
    };
    return search("", [&](BtfUnit& unit) -> std::optional<KernelEnumerator> {
        for (uint32_t id = unit.first; id < unit.end(); id++)
            if (btf_is_any_enum(unit.type(id)))
                if (auto found = value_in(unit, id))
                    return found;
        return std::nullopt;
    });
}

const Type* BtfTypes::make(BtfUnit& unit, uint32_t id) {
    if (id == 0)
        return table_.base("void");
    if (id < unit.first)
        return make(*unit.base, id);
    auto known = unit.made.find(id);
    if (known != unit.made.end())
        return known->second;
    const Type* type = convert(unit, id);
    unit.made[id] = type;
    return type;
}

const Type* BtfTypes::convert(BtfUnit& unit, uint32_t id) {
    const btf_type* t = unit.type(id);
    std::string_view name = unit.name(id);
    switch (btf_kind(t)) {
    case BTF_KIND_INT: return convert_integer(table_, t, name);
    case BTF_KIND_FLOAT: return table_.add({std::string(name), Float{t->size}});
    case BTF_KIND_PTR: return convert_pointer(unit, id);
    case BTF_KIND_ARRAY:
        return table_.array_of(make(unit, btf_array(t)->type), btf_array(t)->nelems);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION: return convert_struct(unit, id);
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64: return convert_enum(unit, id);
    case BTF_KIND_FWD: return convert_forward(unit, id);
    case BTF_KIND_TYPEDEF:
        return table_.add({std::string(name), Alias{make(unit, t->type), false, false, false}});
    case BTF_KIND_CONST: return table_.qualified(make(unit, t->type), true, false, false);
    case BTF_KIND_VOLATILE: return table_.qualified(make(unit, t->type), false, true, false);
    case BTF_KIND_RESTRICT: return table_.qualified(make(unit, t->type), false, false, true);
    case BTF_KIND_FUNC_PROTO: return convert_function(unit, id);
    case BTF_KIND_TYPE_TAG: return make(unit, t->type);
    default: return table_.base("void"); // FUNC, VAR, DATASEC, DECL_TAG: no type refers to them
    }
}

const Type* BtfTypes::convert_pointer(BtfUnit& unit, uint32_t id) {
    uint32_t to = unit.type(id)->type;
    const btf_type* target = btf__type_by_id(unit.data.get(), to);
    bool user = to && btf_is_type_tag(target) && unit.string(target->name_off) == "user";
    return table_.pointer_to(make(unit, user ? target->type : to), user);
}

const Type* BtfTypes::convert_forward(BtfUnit& unit, uint32_t id) {
    bool is_union = btf_kflag(unit.type(id));
    TagKind kind = is_union ? TagKind::Union : TagKind::Struct;
    return table_.add({tagged(kind, unit.name(id)), Struct{is_union, false, 0, 0, MemberList()}});
}

const Type* BtfTypes::convert_struct(BtfUnit& unit, uint32_t id) {
    const btf_type* t = unit.type(id);
    bool is_union = btf_is_union(t);
    TagKind kind = is_union ? TagKind::Union : TagKind::Struct;
    MemberList members([this, &unit, id] { return read_members(unit, id); });
    return table_.add(
        {tagged(kind, unit.name(id)), Struct{is_union, true, t->size, 0, std::move(members)}});
}

std::vector<Member> BtfTypes::read_members(BtfUnit& unit, uint32_t id) {
    const btf_type* t = unit.type(id);
    std::vector<Member> members;
    for (uint32_t i = 0; i < btf_vlen(t); i++) {
        const btf_member& row = btf_members(t)[i];
        members.push_back({std::string(unit.string(row.name_off)), make(unit, row.type),
                           btf_member_bit_offset(t, i), btf_member_bitfield_size(t, i)});
    }
    return members;
}

/// An enum counts as int unless a value does not fit.
const Type* BtfTypes::convert_enum(BtfUnit& unit, uint32_t id) {
    const btf_type* t = unit.type(id);
    Enum node{t->size, true, {}};
    for (uint32_t i = 0; i < btf_vlen(t); i++) {
        uint32_t name = 0;
        int64_t value = 0;
        if (btf_is_enum64(t)) {
            name = btf_enum64(t)[i].name_off;
            value = static_cast<int64_t>(btf_enum64_value(&btf_enum64(t)[i]));
            node.is_signed &= value >= 0 || btf_kflag(t);
        } else {
            name = btf_enum(t)[i].name_off;
            value = btf_enum(t)[i].val;
            bool large = value < 0 && !btf_kflag(t) && unit.signs_are_known();
            value = large ? static_cast<uint32_t>(value) : value;
            node.is_signed &= !large;
        }
        node.values.push_back({std::string(unit.string(name)), value});
    }
    return table_.add({tagged(TagKind::Enum, unit.name(id)), std::move(node)});
}

const Type* BtfTypes::convert_function(BtfUnit& unit, uint32_t id) {
    const btf_type* t = unit.type(id);
    Function node{make(unit, t->type), {}, false};
    for (uint32_t i = 0; i < btf_vlen(t); i++) {
        const btf_param& row = btf_params(t)[i];
        if (row.type == 0 && row.name_off == 0)
            node.variadic = true;
        else
            node.params.push_back(make(unit, row.type));
    }
    return table_.add({"", std::move(node)});
}

} // namespace dtrace::types
