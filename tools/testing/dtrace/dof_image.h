/* SPDX-License-Identifier: GPL-2.0 */
// Builds DOF images for tests: clauses, actions and small DIF programs.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <linux/dtrace/dof.h>
#include <linux/dtrace/record.h>

namespace dof {

using Insn = dtrace_dif_insn;

inline constexpr dtrace_dif_type kInt64{DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8};
inline constexpr dtrace_dif_type kVoid{DTRACE_DIF_KIND_C, 0, 0, 0};
inline constexpr dtrace_dif_type kString{DTRACE_DIF_KIND_STRING, DTRACE_DIF_TF_BYREF, 0, 0};

inline dtrace_dif_type bytes_type(uint32_t size) {
    return {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_BYREF, 0, size};
}

inline dtrace_dif_type int_type(uint32_t size) {
    return {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, size};
}

/// A DIFO before it stands in an image.
struct Dif {
    std::vector<Insn> text;
    std::vector<uint64_t> ints;
    std::string strs;
    std::vector<dtrace_dif_var> vars;
    dtrace_dif_type rtype = kInt64;
};

/// The constant v
inline Dif number(uint64_t v, dtrace_dif_type type = kInt64) {
    return {{{DTRACE_DIF_OP_SETX, 1, 0, 0, 0}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}}, {v}, {}, {}, type};
}

/// A built-in scalar
inline Dif builtin(uint32_t id, dtrace_dif_type type = kInt64) {
    return {{{DTRACE_DIF_OP_LDGS, 1, 0, 0, id}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}}, {}, {}, {}, type};
}

/// arg0 to arg9
inline Dif arg(uint32_t n, dtrace_dif_type type = kInt64) {
    return builtin(DTRACE_DIF_VAR_ARG0 + n, type);
}

/// A string literal
inline Dif string(const std::string& s) {
    Dif d{{{DTRACE_DIF_OP_SETS, 1, 0, 0, 1}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}}, {}, {}, {}, kString};
    d.strs = std::string(1, '\0') + s + std::string(1, '\0');
    return d;
}

/// arg_n op v
inline Dif arg_op(uint32_t n, dtrace_dif_op op, uint64_t v) {
    return {{{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0 + n},
             {DTRACE_DIF_OP_SETX, 2, 0, 0, 0},
             {static_cast<uint8_t>(op), 1, 1, 2, 0},
             {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
            {v},
            {},
            {},
            kInt64};
}

/// Loads 8 bytes from address v
inline Dif load(uint64_t v) {
    return {{{DTRACE_DIF_OP_SETX, 1, 0, 0, 0},
             {DTRACE_DIF_OP_LDX, 1, 1, 0, 0},
             {DTRACE_DIF_OP_RET, 0, 1, 0, 0}},
            {v},
            {},
            {},
            kInt64};
}

/// One image. The order of calls is the order in the program.
class Image {
public:
    Image() : strtab_(1, '\0') {}

    /// Begins a clause on "provider:module:function:name" (missing fields on the left are empty).
    Image& clause(const std::string& desc, const Dif* predicate = nullptr, uint64_t uarg = 0) {
        dtrace_dof_clause c{};
        c.pdesc = pdescs_.size();
        c.npdescs = 1;
        c.predicate = predicate ? difo(*predicate) : DTRACE_DOF_NONE;
        c.action = actions_.size();
        c.uarg = uarg;
        pdescs_.push_back(pdesc(desc));
        clauses_.push_back(c);
        return *this;
    }

    Image& clause(const std::string& desc, const Dif& predicate) {
        return clause(desc, &predicate);
    }

    Image& act(uint32_t kind, uint64_t arg = 0) { return push(kind, nullptr, nullptr, 0, 0, arg); }

    Image& act(uint32_t kind, const Dif& d, uint64_t arg = 0) {
        return push(kind, &d, nullptr, 0, 0, arg);
    }

    Image& trace(const Dif& d) { return act(DTRACE_ACT_DIFEXPR, d); }

    Image& count(uint32_t ntuple = 0, uint32_t var = 1) {
        return push(DTRACE_ACT_AGG_COUNT, nullptr, nullptr, ntuple, var, 0);
    }

    Image& agg(uint32_t kind, const Dif& value, uint32_t ntuple = 0, uint64_t param = 0,
               const Dif* increment = nullptr) {
        return push(kind, &value, increment, ntuple, 1, param);
    }

    Image& option(uint32_t id, uint64_t value) {
        options_.push_back({id, 0, value});
        return *this;
    }

    /// The image, 8-aligned
    std::vector<uint64_t> build() const {
        std::string data;
        std::vector<dtrace_dof_sec> secs;
        const size_t base = sizeof(dtrace_dof_hdr) + 10 * sizeof(dtrace_dof_sec);

        section(data, secs, base, DTRACE_DOF_SEC_STRTAB, 1, strtab_.data(), strtab_.size());
        table(data, secs, base, DTRACE_DOF_SEC_PDESC, pdescs_);
        table(data, secs, base, DTRACE_DOF_SEC_CLAUSE, clauses_);
        table(data, secs, base, DTRACE_DOF_SEC_ACTION, actions_);
        table(data, secs, base, DTRACE_DOF_SEC_DIFO, difos_);
        table(data, secs, base, DTRACE_DOF_SEC_TEXT, text_);
        table(data, secs, base, DTRACE_DOF_SEC_INTTAB, ints_);
        section(data, secs, base, DTRACE_DOF_SEC_DIFSTR, 1, difstr_.data(), difstr_.size());
        table(data, secs, base, DTRACE_DOF_SEC_VARTAB, vars_);
        table(data, secs, base, DTRACE_DOF_SEC_OPTION, options_);

        dtrace_dof_hdr hdr{};
        hdr.magic = DTRACE_DOF_MAGIC;
        hdr.version = DTRACE_DOF_VERSION;
        hdr.dif_version = DTRACE_DIF_VERSION;
        hdr.dif_regs = DTRACE_DIF_NREGS;
        hdr.dif_tregs = DTRACE_DIF_NTUPREGS;
        hdr.size = base + data.size();
        hdr.sec_off = sizeof(hdr);
        hdr.nsecs = secs.size();
        hdr.sec_size = sizeof(dtrace_dof_sec);

        std::vector<uint64_t> image((hdr.size + 7) / 8);
        auto* p = reinterpret_cast<char*>(image.data());
        std::memcpy(p, &hdr, sizeof(hdr));
        std::memcpy(p + sizeof(hdr), secs.data(), secs.size() * sizeof(secs[0]));
        std::memcpy(p + base, data.data(), data.size());
        return image;
    }

private:
    uint32_t name(const std::string& s) {
        if (s.empty())
            return 0;
        const uint32_t at = strtab_.size();
        strtab_ += s;
        strtab_ += '\0';
        return at;
    }

    dtrace_dof_pdesc pdesc(const std::string& desc) {
        std::string field[4];
        int n = 3;
        for (auto i = desc.rbegin(); i != desc.rend(); ++i) {
            if (*i == ':' && n > 0)
                n--;
            else
                field[n].insert(field[n].begin(), *i);
        }
        dtrace_dof_pdesc p{};
        p.provider = name(field[0]);
        p.module = name(field[1]);
        p.function = name(field[2]);
        p.name = name(field[3]);
        return p;
    }

    uint32_t difo(const Dif& d) {
        dtrace_dof_difo o{};
        o.text = text_.size();
        o.ntext = d.text.size();
        o.ints = d.ints.empty() ? 0 : ints_.size();
        o.nints = d.ints.size();
        o.strs = d.strs.empty() ? 0 : difstr_.size();
        o.nstrs = d.strs.size();
        o.vars = d.vars.empty() ? 0 : vars_.size();
        o.nvars = d.vars.size();
        o.rtype = d.rtype;
        text_.insert(text_.end(), d.text.begin(), d.text.end());
        ints_.insert(ints_.end(), d.ints.begin(), d.ints.end());
        difstr_ += d.strs;
        vars_.insert(vars_.end(), d.vars.begin(), d.vars.end());
        difos_.push_back(o);
        return difos_.size() - 1;
    }

    Image& push(uint32_t kind, const Dif* d, const Dif* d2, uint32_t ntuple, uint32_t var,
                uint64_t arg) {
        dtrace_dof_action a{};
        a.kind = kind;
        a.difo = d ? difo(*d) : DTRACE_DOF_NONE;
        a.difo2 = d2 ? difo(*d2) : DTRACE_DOF_NONE;
        a.ntuple = ntuple;
        a.aggvar = var;
        a.arg = arg;
        a.uarg = actions_.size() + 1;
        actions_.push_back(a);
        clauses_.back().nactions++;
        return *this;
    }

    static void section(std::string& data, std::vector<dtrace_dof_sec>& secs, size_t base,
                        uint32_t type, uint32_t entsize, const void* p, size_t size) {
        if (!size)
            return;
        data.resize((data.size() + 7) & ~size_t{7});
        secs.push_back({type, entsize, base + data.size(), size});
        data.append(static_cast<const char*>(p), size);
    }

    template <class T>
    static void table(std::string& data, std::vector<dtrace_dof_sec>& secs, size_t base,
                      uint32_t type, const std::vector<T>& v) {
        section(data, secs, base, type, sizeof(T), v.data(), v.size() * sizeof(T));
    }

    std::string strtab_, difstr_;
    std::vector<dtrace_dof_pdesc> pdescs_;
    std::vector<dtrace_dof_clause> clauses_;
    std::vector<dtrace_dof_action> actions_;
    std::vector<dtrace_dof_difo> difos_;
    std::vector<Insn> text_;
    std::vector<uint64_t> ints_;
    std::vector<dtrace_dif_var> vars_;
    std::vector<dtrace_dof_option> options_;
};

} // namespace dof
