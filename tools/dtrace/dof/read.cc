// SPDX-License-Identifier: GPL-2.0
// Cuts an image into sections, then follows the references row by row.
#include "dof/read.h"

#include "base/strings.h"
#include "dof/uarg.h"

#include <array>

namespace dtrace::dof {

namespace {

constexpr uint32_t ENTRY_SIZES[DTRACE_DOF_SEC_MAX] = {
    0,
    1,
    sizeof(dtrace_dof_pdesc),
    sizeof(dtrace_dof_clause),
    sizeof(dtrace_dof_action),
    sizeof(dtrace_dof_difo),
    sizeof(dtrace_dif_insn),
    sizeof(uint64_t),
    1,
    sizeof(dtrace_dif_var),
    sizeof(dtrace_dof_option),
};

/// The sections of an image, and whether every access so far was inside them.
class Image {
public:
    Status open(Bytes image);

    /// Row `index` of a section; a zero row and a remembered failure when there is none.
    template <class T>
    T row(dtrace_dof_sectype type, uint64_t index) {
        auto value = load<T>(sections_[type], index * sizeof(T));
        ok_ = ok_ && value;
        return value.value_or(T{});
    }
    template <class T>
    std::vector<T> run(dtrace_dof_sectype type, uint64_t first, uint64_t count) {
        std::vector<T> rows;
        for (uint64_t i = 0; ok_ && i < count; i++)
            rows.push_back(row<T>(type, first + i));
        return rows;
    }
    Bytes bytes(dtrace_dof_sectype type, uint64_t first, uint64_t count) {
        auto part = subspan(sections_[type], first, count);
        ok_ = ok_ && part;
        return part.value_or(Bytes());
    }
    std::string string(uint32_t offset) {
        Bytes table = sections_[DTRACE_DOF_SEC_STRTAB];
        ok_ = ok_ && offset < table.size();
        return ok_ ? std::string(c_string(table.subspan(offset))) : std::string();
    }
    uint64_t count(dtrace_dof_sectype type) const {
        return sections_[type].size() / ENTRY_SIZES[type];
    }
    bool ok() const { return ok_; }
    void fail() { ok_ = false; }

private:
    Status add_section(Bytes image, const dtrace_dof_sec& sec);

    std::array<Bytes, DTRACE_DOF_SEC_MAX> sections_{};
    bool ok_ = true;
};

Status Image::add_section(Bytes image, const dtrace_dof_sec& sec) {
    if (sec.type == 0 || sec.type >= DTRACE_DOF_SEC_MAX)
        return make_error(strformat("section of unknown type %u", sec.type));
    if (sec.entsize != ENTRY_SIZES[sec.type] || sec.size % sec.entsize || sec.offset % 8)
        return make_error(strformat("section %u is malformed", sec.type));
    auto data = subspan(image, sec.offset, sec.size);
    if (!data || !sections_[sec.type].empty())
        return make_error(strformat("section %u is outside the image or doubled", sec.type));
    sections_[sec.type] = *data;
    return {};
}

Status Image::open(Bytes image) {
    auto header = load<dtrace_dof_hdr>(image, 0);
    if (!header || header->magic != DTRACE_DOF_MAGIC)
        return make_error("not a DOF image");
    if (header->version != DTRACE_DOF_VERSION || header->sec_size != sizeof(dtrace_dof_sec))
        return make_error(strformat("unsupported DOF version %u", header->version));
    if (header->size != image.size())
        return make_error("the image has another size than its header says");
    for (uint32_t i = 0; i < header->nsecs; i++) {
        auto sec = load<dtrace_dof_sec>(image, header->sec_off + i * sizeof(dtrace_dof_sec));
        if (!sec)
            return make_error("the section table is outside the image");
        if (auto added = add_section(image, *sec); !added)
            return added;
    }
    return {};
}

std::optional<dif::Difo> read_difo(Image& image, uint32_t index) {
    if (index == DTRACE_DOF_NONE)
        return std::nullopt;
    auto row = image.row<dtrace_dof_difo>(DTRACE_DOF_SEC_DIFO, index);
    dif::Difo difo;
    difo.text = image.run<dtrace_dif_insn>(DTRACE_DOF_SEC_TEXT, row.text, row.ntext);
    difo.ints = image.run<uint64_t>(DTRACE_DOF_SEC_INTTAB, row.ints, row.nints);
    Bytes strs = image.bytes(DTRACE_DOF_SEC_DIFSTR, row.strs, row.nstrs);
    difo.strs.assign(reinterpret_cast<const char*>(strs.data()), strs.size());
    for (const auto& var : image.run<dtrace_dif_var>(DTRACE_DOF_SEC_VARTAB, row.vars, row.nvars))
        difo.vars.push_back({image.string(var.name), var});
    difo.rtype = row.rtype;
    return difo;
}

dif::Action read_action(Image& image, const dtrace_dof_action& row) {
    dif::Action action;
    if (row.kind < DTRACE_ACT_MAX)
        action.kind = static_cast<dtrace_action_kind>(row.kind);
    else
        image.fail();
    action.difo = read_difo(image, row.difo);
    action.difo2 = read_difo(image, row.difo2);
    action.ntuple = row.ntuple;
    action.aggvar = row.aggvar;
    action.arg = row.arg;
    action.statement = unpack_uarg(row.uarg).index;
    return action;
}

dif::Clause read_clause(Image& image, const dtrace_dof_clause& row) {
    dif::Clause clause;
    for (const auto& p : image.run<dtrace_dof_pdesc>(DTRACE_DOF_SEC_PDESC, row.pdesc, row.npdescs))
        clause.pdescs.push_back({image.string(p.provider), image.string(p.module),
                                 image.string(p.function), image.string(p.name), p.id});
    clause.predicate = read_difo(image, row.predicate);
    for (const auto& a :
         image.run<dtrace_dof_action>(DTRACE_DOF_SEC_ACTION, row.action, row.nactions))
        clause.actions.push_back(read_action(image, a));
    return clause;
}

} // namespace

Result<dif::Program> read_image(Bytes data) {
    Image image;
    if (auto opened = image.open(data); !opened)
        return opened.error();
    dif::Program program;
    for (uint64_t i = 0; image.ok() && i < image.count(DTRACE_DOF_SEC_CLAUSE); i++)
        program.clauses.push_back(
            read_clause(image, image.row<dtrace_dof_clause>(DTRACE_DOF_SEC_CLAUSE, i)));
    if (!image.ok())
        return make_error("a reference points outside its section, or an action is unknown");
    return program;
}

} // namespace dtrace::dof
