// SPDX-License-Identifier: GPL-2.0
// /proc/kallsyms: one line `address type name [module]` a symbol.
#include "sym/kallsyms.h"

#include "base/strings.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <numeric>
#include <sstream>

namespace dtrace::sym {

namespace {

constexpr uint64_t KERNEL_HALF = 0xffff800000000000; ///< below: per-CPU offsets and constants
constexpr uint64_t LAST_SYMBOL_MAX = 1 << 20; ///< size of the last symbol of a module at most
constexpr std::string_view VMLINUX = "vmlinux";

/// /proc files have no size: read to the end.
std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

uint64_t parse_hex(std::string_view text) {
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::string hex(uint64_t value) {
    return strformat("0x%llx", static_cast<unsigned long long>(value));
}

} // namespace

Kallsyms::Kallsyms(std::string path, std::string modules)
    : path_(std::move(path)), modules_path_(std::move(modules)) {}

uint32_t Kallsyms::module_index(std::string_view name) {
    if (!modules_.empty() && modules_.back().name == name) // symbols of a module stand together
        return static_cast<uint32_t>(modules_.size() - 1);
    for (uint32_t i = 0; i < modules_.size(); i++)
        if (modules_[i].name == name)
            return i;
    modules_.push_back({std::string(name)});
    return static_cast<uint32_t>(modules_.size() - 1);
}

void Kallsyms::parse_line(std::string_view line, uint32_t offset) {
    size_t type = line.find(' ');
    size_t name = type == line.npos ? line.npos : type + 3;
    if (name == line.npos || name >= line.size())
        return;
    size_t end = std::min(line.find_first_of(" \t", name), line.size());
    size_t open = line.find('[', end);
    uint32_t module = 0;
    if (open != line.npos)
        module = module_index(line.substr(open + 1, line.find(']', open) - open - 1));
    entries_.push_back({parse_hex(line.substr(0, type)), static_cast<uint32_t>(offset + name),
                        static_cast<uint32_t>(end - name), module});
}

void Kallsyms::load() {
    if (loaded_)
        return;
    loaded_ = true;
    entries_.clear();
    modules_.assign(1, {std::string(VMLINUX)});
    data_ = read_file(path_);
    std::string_view rest = data_;
    while (!rest.empty()) {
        size_t end = std::min(rest.find('\n'), rest.size());
        parse_line(rest.substr(0, end), static_cast<uint32_t>(rest.data() - data_.data()));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    sorted_.resize(entries_.size());
    std::iota(sorted_.begin(), sorted_.end(), 0);
    std::stable_sort(sorted_.begin(), sorted_.end(), [&](uint32_t a, uint32_t b) {
        return entries_[a].address < entries_[b].address;
    });
    load_modules();
}

/// Lines `name size users dependencies state address`.
void Kallsyms::load_modules() {
    std::istringstream in(read_file(modules_path_));
    std::string line;
    while (std::getline(in, line)) {
        std::vector<std::string> words = split_words(line, " ");
        if (words.size() < 6)
            continue;
        uint64_t begin = parse_hex(std::string_view(words[5]).substr(2));
        uint64_t size = parse_unsigned(words[1]).value_or(0);
        ModuleRange& range = modules_[module_index(words[0])];
        range.begin = begin;
        range.end = begin + size;
    }
}

std::string_view Kallsyms::name_of(const Entry& entry) const {
    return std::string_view(data_).substr(entry.name, entry.name_size);
}

KernelAddress Kallsyms::made(const Entry& entry, uint64_t address) const {
    return {modules_[entry.module].name, name_of(entry), entry.address, address - entry.address};
}

std::optional<KernelAddress> Kallsyms::find(std::string_view name, std::string_view module) {
    load();
    for (const Entry& entry : entries_)
        if (entry.name_size == name.size() && name_of(entry) == name &&
            (module.empty() || modules_[entry.module].name == module))
            return made(entry, entry.address);
    return std::nullopt;
}

std::optional<KernelAddress> Kallsyms::resolve(uint64_t address) {
    load();
    if (address < KERNEL_HALF)
        return std::nullopt;
    auto above = std::upper_bound(
        sorted_.begin(), sorted_.end(), address,
        [&](uint64_t value, uint32_t index) { return value < entries_[index].address; });
    if (above == sorted_.begin())
        return std::nullopt;
    uint64_t start = entries_[*(above - 1)].address;
    auto first =
        std::lower_bound(sorted_.begin(), above, start, [&](uint32_t index, uint64_t value) {
            return entries_[index].address < value;
        });
    const Entry& entry = entries_[*first];
    bool last = above == sorted_.end() || entries_[*above].module != entry.module;
    if (start < KERNEL_HALF || (last && address - start >= LAST_SYMBOL_MAX))
        return std::nullopt;
    return made(entry, address);
}

bool Kallsyms::has_module(std::string_view module) {
    load();
    return std::any_of(modules_.begin(), modules_.end(),
                       [&](const ModuleRange& range) { return range.name == module; });
}

const Kallsyms::ModuleRange* Kallsyms::range_of(uint64_t address) {
    load();
    for (const ModuleRange& range : modules_)
        if (address >= range.begin && address < range.end)
            return &range;
    return nullptr;
}

std::string Kallsyms::text(uint64_t address) {
    std::string text = symbol_text(address);
    auto found = resolve(address);
    return found && found->offset ? text + "+" + hex(found->offset) : text;
}

std::string Kallsyms::symbol_text(uint64_t address) {
    if (auto found = resolve(address))
        return std::string(found->module).append("`").append(found->name);
    const ModuleRange* range = range_of(address);
    return (range ? range->name + "`" : "") + hex(address);
}

std::string Kallsyms::module_text(uint64_t address) {
    if (auto found = resolve(address))
        return std::string(found->module);
    const ModuleRange* range = range_of(address);
    return range ? range->name : hex(address);
}

} // namespace dtrace::sym
