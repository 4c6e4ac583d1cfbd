// SPDX-License-Identifier: GPL-2.0
// Collects the rows of every section, then lays the sections out one after another.
#include "dof/write.h"

#include "base/strings.h"
#include "dof/uarg.h"

#include <map>

namespace dtrace::dof {

namespace {

/// The string section: each string once, "" at offset 0.
class StringTable {
public:
    StringTable() { bytes_.append_string(""); }

    uint32_t add(const std::string& text) {
        if (text.empty())
            return 0;
        auto [entry, fresh] = offsets_.try_emplace(text, static_cast<uint32_t>(bytes_.size()));
        if (fresh)
            bytes_.append_string(text);
        return entry->second;
    }
    Bytes data() const { return bytes_.data(); }

private:
    ByteWriter bytes_;
    std::map<std::string, uint32_t> offsets_;
};

template <class T>
uint32_t rows(const std::vector<T>& table) {
    return static_cast<uint32_t>(table.size());
}

template <class T>
void extend(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

/// The rows of all sections.
class Sections {
public:
    explicit Sections(uint32_t number) : number_(number) {}

    void add_clause(const dif::Clause& clause, uint32_t index);
    std::vector<std::byte> layout() const;

private:
    uint32_t add_difo(const std::optional<dif::Difo>& difo);
    void add_vars(const std::vector<dif::Var>& vars);
    void add_pattern(const dif::ProbePattern& pattern);
    void add_action(const dif::Action& action);

    uint32_t number_;
    StringTable strings_;
    std::vector<dtrace_dof_pdesc> pdescs_;
    std::vector<dtrace_dof_clause> clauses_;
    std::vector<dtrace_dof_action> actions_;
    std::vector<dtrace_dof_difo> difos_;
    std::vector<dtrace_dif_insn> text_;
    std::vector<uint64_t> ints_;
    std::string difstrs_;
    std::vector<dtrace_dif_var> vars_;
};

void Sections::add_vars(const std::vector<dif::Var>& vars) {
    for (const dif::Var& var : vars) {
        vars_.push_back(var.row);
        vars_.back().name = strings_.add(var.name);
    }
}

uint32_t Sections::add_difo(const std::optional<dif::Difo>& difo) {
    if (!difo)
        return DTRACE_DOF_NONE;
    dtrace_dof_difo row{};
    row.text = rows(text_);
    row.ntext = rows(difo->text);
    row.ints = rows(ints_);
    row.nints = rows(difo->ints);
    row.strs = static_cast<uint32_t>(difstrs_.size());
    row.nstrs = static_cast<uint32_t>(difo->strs.size());
    row.vars = rows(vars_);
    row.nvars = rows(difo->vars);
    row.rtype = difo->rtype;
    extend(text_, difo->text);
    extend(ints_, difo->ints);
    difstrs_ += difo->strs;
    add_vars(difo->vars);
    difos_.push_back(row);
    return rows(difos_) - 1;
}

void Sections::add_pattern(const dif::ProbePattern& pattern) {
    dtrace_dof_pdesc row{};
    row.provider = strings_.add(pattern.provider);
    row.module = strings_.add(pattern.module);
    row.function = strings_.add(pattern.function);
    row.name = strings_.add(pattern.name);
    row.id = pattern.id;
    pdescs_.push_back(row);
}

void Sections::add_action(const dif::Action& action) {
    dtrace_dof_action row{};
    row.kind = action.kind;
    row.difo = add_difo(action.difo);
    row.difo2 = add_difo(action.difo2);
    row.ntuple = action.ntuple;
    row.aggvar = action.aggvar;
    row.arg = action.arg;
    row.uarg = pack_uarg({number_, action.statement});
    actions_.push_back(row);
}

void Sections::add_clause(const dif::Clause& clause, uint32_t index) {
    dtrace_dof_clause row{};
    row.pdesc = rows(pdescs_);
    row.npdescs = rows(clause.pdescs);
    row.predicate = add_difo(clause.predicate);
    row.action = rows(actions_);
    row.nactions = rows(clause.actions);
    row.uarg = pack_uarg({number_, index});
    for (const dif::ProbePattern& pattern : clause.pdescs)
        add_pattern(pattern);
    for (const dif::Action& action : clause.actions)
        add_action(action);
    clauses_.push_back(row);
}

struct Section {
    uint32_t type;
    uint32_t entsize;
    Bytes data;
};

template <class T>
Section section(dtrace_dof_sectype type, const std::vector<T>& table) {
    return {static_cast<uint32_t>(type), sizeof(T), std::as_bytes(std::span(table))};
}

std::vector<std::byte> Sections::layout() const {
    const Section all[] = {
        {DTRACE_DOF_SEC_STRTAB, 1, strings_.data()},
        section(DTRACE_DOF_SEC_PDESC, pdescs_),
        section(DTRACE_DOF_SEC_CLAUSE, clauses_),
        section(DTRACE_DOF_SEC_ACTION, actions_),
        section(DTRACE_DOF_SEC_DIFO, difos_),
        section(DTRACE_DOF_SEC_TEXT, text_),
        section(DTRACE_DOF_SEC_INTTAB, ints_),
        {DTRACE_DOF_SEC_DIFSTR, 1, std::as_bytes(std::span(difstrs_))},
        section(DTRACE_DOF_SEC_VARTAB, vars_),
    };
    std::vector<dtrace_dof_sec> table;
    uint64_t nsecs = 0;
    for (const Section& s : all)
        nsecs += !s.data.empty();
    uint64_t offset = sizeof(dtrace_dof_hdr) + nsecs * sizeof(dtrace_dof_sec);

    ByteWriter body;
    for (const Section& s : all) {
        if (s.data.empty())
            continue;
        body.align(8);
        table.push_back({s.type, s.entsize, offset + body.size(), s.data.size()});
        body.append(s.data);
    }
    body.align(8);

    dtrace_dof_hdr header{};
    header.magic = DTRACE_DOF_MAGIC;
    header.version = DTRACE_DOF_VERSION;
    header.dif_version = DTRACE_DIF_VERSION;
    header.dif_regs = DTRACE_DIF_NREGS;
    header.dif_tregs = DTRACE_DIF_NTUPREGS;
    header.size = offset + body.size();
    header.sec_off = sizeof(header);
    header.nsecs = static_cast<uint32_t>(nsecs);
    header.sec_size = sizeof(dtrace_dof_sec);

    ByteWriter image;
    image.append_value(header);
    image.append(std::as_bytes(std::span(table)));
    image.append(body.data());
    return image.take();
}

static_assert(sizeof(dtrace_dof_hdr) % 8 == 0 && sizeof(dtrace_dof_sec) % 8 == 0);

} // namespace

Result<std::vector<std::byte>> write_image(const dif::Program& program, uint32_t number) {
    Sections sections(number);
    for (size_t i = 0; i < program.clauses.size(); i++)
        sections.add_clause(program.clauses[i], static_cast<uint32_t>(i));
    auto image = sections.layout();
    if (image.size() >= DTRACE_DOF_SIZE_MAX)
        return make_error(strformat("DIF program exceeds maximum program size (%zu of %u bytes)",
                                    image.size(), DTRACE_DOF_SIZE_MAX));
    return image;
}

} // namespace dtrace::dof
