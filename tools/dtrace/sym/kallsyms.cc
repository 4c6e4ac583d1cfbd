// SPDX-License-Identifier: GPL-2.0
// /proc/kallsyms: one line `address type name [module]` a symbol.
#include "sym/kallsyms.h"

#include "base/strings.h"
#include "base/unique_fd.h"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <numeric>
#include <sstream>
#include <unistd.h>

namespace dtrace::sym {

namespace {

constexpr uint64_t KERNEL_HALF = 0xffff800000000000; ///< below: per-CPU offsets and constants
constexpr uint64_t LAST_SYMBOL_MAX = 1 << 20; ///< size of the last symbol of a module at most
constexpr std::string_view VMLINUX = "vmlinux";

/// /proc files have no size: read to the end, in large pieces.
std::string read_file(const std::string& path) {
    constexpr size_t PIECE = 1 << 20;
    std::string text;
    UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    for (size_t size = 0;;) {
        text.resize(size + PIECE);
        ssize_t got = fd ? read(fd.get(), text.data() + size, PIECE) : 0;
        size += static_cast<size_t>(std::max<ssize_t>(got, 0));
        if (got <= 0) {
            text.resize(size);
            return text;
        }
    }
}

uint64_t parse_hex(std::string_view text) {
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::string hex(uint64_t value) {
    return strformat("0x%llx", static_cast<unsigned long long>(value));
}

/// A line of the file, taken apart; views into it.
struct Line {
    std::string_view address, name, module = VMLINUX;
};

std::optional<Line> parse_line(std::string_view text) {
    size_t type = text.find(' ');
    size_t name = type == text.npos ? text.npos : type + 3;
    if (name == text.npos || name >= text.size())
        return std::nullopt;
    size_t end = std::min(text.find_first_of(" \t", name), text.size());
    Line line{text.substr(0, type), text.substr(name, end - name)};
    size_t open = text.find('[', end);
    if (open != text.npos)
        line.module = text.substr(open + 1, text.find(']', open) - open - 1);
    return line;
}

/// The line around a position.
std::string_view line_at(std::string_view text, size_t position) {
    size_t before = text.rfind('\n', position);
    size_t begin = before == text.npos ? 0 : before + 1;
    return text.substr(begin, std::min(text.find('\n', position), text.size()) - begin);
}

} // namespace

Kallsyms::Kallsyms(std::string path, std::string modules)
    : path_(std::move(path)), modules_path_(std::move(modules)) {}

void Kallsyms::load_text() {
    if (!have_text_)
        data_ = read_file(path_);
    have_text_ = true;
}

uint32_t Kallsyms::module_index(std::string_view name) {
    if (!modules_.empty() && modules_.back().name == name) // symbols of a module stand together
        return static_cast<uint32_t>(modules_.size() - 1);
    for (uint32_t i = 0; i < modules_.size(); i++)
        if (modules_[i].name == name)
            return i;
    modules_.push_back({std::string(name)});
    return static_cast<uint32_t>(modules_.size() - 1);
}

void Kallsyms::index() {
    if (indexed_)
        return;
    load_text();
    indexed_ = true;
    entries_.clear();
    modules_.assign(1, {std::string(VMLINUX)});
    std::string_view rest = data_;
    while (!rest.empty()) {
        size_t end = std::min(rest.find('\n'), rest.size());
        if (auto line = parse_line(rest.substr(0, end)))
            entries_.push_back(
                {parse_hex(line->address), static_cast<uint32_t>(line->name.data() - data_.data()),
                 static_cast<uint32_t>(line->name.size()), module_index(line->module)});
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    sorted_.resize(entries_.size());
    std::iota(sorted_.begin(), sorted_.end(), 0);
    std::stable_sort(sorted_.begin(), sorted_.end(), [&](uint32_t a, uint32_t b) {
        return entries_[a].address < entries_[b].address;
    });
    index_modules();
}

/// Lines `name size users dependencies state address`.
void Kallsyms::index_modules() {
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
    load_text();
    std::string_view text = data_;
    for (size_t at = text.find(name); !name.empty() && at != text.npos;
         at = text.find(name, at + 1)) {
        auto line = parse_line(line_at(text, at));
        if (line && line->name == name && (module.empty() || line->module == module))
            return KernelAddress{line->module, line->name, parse_hex(line->address)};
    }
    return std::nullopt;
}

std::optional<KernelAddress> Kallsyms::resolve(uint64_t address) {
    index();
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
    index();
    return std::any_of(modules_.begin(), modules_.end(),
                       [&](const ModuleRange& range) { return range.name == module; });
}

uint64_t Kallsyms::module_start(std::string_view module) {
    index();
    for (ModuleRange& range : modules_) {
        if (range.name != module)
            continue;
        auto text = range.begin == 0 ? find("_stext", module) : std::nullopt;
        if (text) // keeps end below begin: range_of() is for modules only
            range.begin = text->address;
        return range.begin;
    }
    return 0;
}

const Kallsyms::ModuleRange* Kallsyms::range_of(uint64_t address) {
    index();
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
