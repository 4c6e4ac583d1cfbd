// SPDX-License-Identifier: GPL-2.0
// Symbol tables through libelf.
#include "sym/elf.h"

#include "base/strings.h"
#include "base/unique_fd.h"

#include <algorithm>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <memory>

namespace dtrace::sym {

namespace {

struct EndElf {
    void operator()(Elf* elf) const { ::elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, EndElf>;

bool is_wanted(const GElf_Sym& sym) {
    unsigned int type = GELF_ST_TYPE(sym.st_info);
    return sym.st_shndx != SHN_UNDEF && sym.st_value != 0 &&
           (type == STT_FUNC || type == STT_OBJECT || type == STT_GNU_IFUNC);
}

template <class Visit>
void each_symbol(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, Visit visit) {
    Elf_Data* data = ::elf_getdata(section, nullptr);
    if (!data || header.sh_entsize == 0)
        return;
    auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; i < count; i++) {
        GElf_Sym sym{};
        if (!::gelf_getsym(data, i, &sym) || !is_wanted(sym))
            continue;
        const char* name = ::elf_strptr(elf, header.sh_link, sym.st_name);
        if (name && *name)
            visit(sym, name);
    }
}

std::string build_id_of(Elf* elf) {
    std::string digits;
    for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section));) {
        GElf_Shdr header{};
        if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
            continue;
        Elf_Data* data = ::elf_getdata(section, nullptr);
        GElf_Nhdr note{};
        size_t name = 0, desc = 0;
        for (size_t at = 0; data && (at = ::gelf_getnote(data, at, &note, &name, &desc)) > 0;) {
            if (note.n_type != NT_GNU_BUILD_ID || !digits.empty())
                continue;
            const auto* bytes = static_cast<const unsigned char*>(data->d_buf) + desc;
            for (size_t i = 0; i < note.n_descsz; i++)
                digits += strformat("%02x", bytes[i]);
        }
    }
    return digits;
}

/// The ELF file at `path`, open as long as both live.
struct OpenElf {
    explicit OpenElf(const std::string& path) : file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        ::elf_version(EV_CURRENT);
        if (file)
            elf.reset(::elf_begin(file.get(), ELF_C_READ_MMAP, nullptr));
        if (elf && ::elf_kind(elf.get()) != ELF_K_ELF)
            elf.reset();
    }
    UniqueFd file;
    ElfHandle elf;
};

} // namespace

std::string debug_file_of(const std::string& path) {
    OpenElf open(path);
    std::string id = open.elf ? build_id_of(open.elf.get()) : "";
    if (id.size() <= 2)
        return "";
    return "/usr/lib/debug/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug";
}

ElfSymbols::ElfSymbols(const std::string& path) {
    if (!read(path, true))
        read(debug_file_of(path), false);
    // Of several names for one address the shortest is the one people write: write, not __write.
    std::sort(symbols_.begin(), symbols_.end(), [](const Symbol& a, const Symbol& b) {
        return a.address != b.address           ? a.address < b.address
               : a.name.size() != b.name.size() ? a.name.size() < b.name.size()
                                                : a.name < b.name;
    });
    auto same = [](const Symbol& a, const Symbol& b) {
        return a.address == b.address && a.name == b.name;
    };
    symbols_.erase(std::unique(symbols_.begin(), symbols_.end(), same), symbols_.end());
}

/// False when the file has no .symtab.
bool ElfSymbols::read(const std::string& path, bool segments) {
    OpenElf open(path);
    if (!open.elf)
        return true;
    if (segments)
        read_segments(open.elf.get());
    return read_tables(open.elf.get());
}

void ElfSymbols::read_segments(Elf* elf) {
    GElf_Ehdr header{};
    if (::gelf_getehdr(elf, &header))
        entry_ = header.e_entry;
    size_t count = 0;
    ::elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr program{};
        if (::gelf_getphdr(elf, static_cast<int>(i), &program) && program.p_type == PT_LOAD)
            segments_.push_back({program.p_offset, program.p_vaddr, program.p_filesz});
    }
}

bool ElfSymbols::read_tables(Elf* elf) {
    bool complete = false;
    for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section));) {
        GElf_Shdr header{};
        if (!::gelf_getshdr(section, &header) ||
            (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM))
            continue;
        complete = complete || header.sh_type == SHT_SYMTAB;
        each_symbol(elf, section, header, [this](const GElf_Sym& sym, const char* name) {
            symbols_.push_back({sym.st_value, sym.st_size, name});
        });
    }
    return complete;
}

const ElfSymbols::Symbol* ElfSymbols::find(uint64_t address) const {
    auto after = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                                  [](uint64_t a, const Symbol& s) { return a < s.address; });
    if (after == symbols_.begin())
        return nullptr;
    uint64_t start = (after - 1)->address;
    auto first = std::lower_bound(symbols_.begin(), after, start,
                                  [](const Symbol& s, uint64_t a) { return s.address < a; });
    // Symbols from assembly have no size: they reach up to the next one.
    for (auto symbol = first; symbol != after; ++symbol) {
        if (symbol->size == 0 || address - symbol->address < symbol->size)
            return &*symbol;
    }
    return nullptr;
}

const ElfSymbols::Symbol* ElfSymbols::find(std::string_view name) const {
    auto found = std::find_if(symbols_.begin(), symbols_.end(),
                              [&](const Symbol& symbol) { return symbol.name == name; });
    return found == symbols_.end() ? nullptr : &*found;
}

std::optional<uint64_t> ElfSymbols::address_of_offset(uint64_t offset) const {
    for (const Segment& segment : segments_) {
        if (offset >= segment.offset && offset - segment.offset < segment.size)
            return offset - segment.offset + segment.address;
    }
    return std::nullopt;
}

} // namespace dtrace::sym
