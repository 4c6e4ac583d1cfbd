// SPDX-License-Identifier: GPL-2.0
// Tests of dof/: what is written is read back, and a damaged image is refused.
#include "dof/read.h"
#include "dof/uarg.h"
#include "dof/write.h"

#include <gtest/gtest.h>

#include <cstring>

namespace dtrace::dof {
namespace {

dif::Difo make_difo(uint64_t seed) {
    dif::Difo difo;
    difo.text = {{DTRACE_DIF_OP_SETX, 1, 0, 0, 0}, {DTRACE_DIF_OP_RET, 0, 1, 0, 0}};
    difo.ints = {seed, ~seed};
    difo.strs = std::string("\0abc\0", 5);
    dtrace_dif_var row{};
    row.id = DTRACE_DIF_VAR_USER;
    row.scope = DTRACE_DIF_SCOPE_THREAD;
    row.flags = DTRACE_DIF_VF_MOD;
    row.type.size = 8;
    difo.vars = {{"depth", row}};
    difo.rtype = {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 4};
    return difo;
}

dif::Program make_program() {
    dif::Program program;
    dif::Clause clause;
    clause.pdescs = {{"syscall", "", "read", "entry", 0}, {"", "", "", "", 7}};
    clause.predicate = make_difo(3);
    dif::Action trace;
    trace.kind = DTRACE_ACT_DIFEXPR;
    trace.difo = make_difo(5);
    trace.statement = 9;
    dif::Action sum;
    sum.kind = DTRACE_ACT_AGG_SUM;
    sum.difo = make_difo(6);
    sum.difo2 = make_difo(7);
    sum.ntuple = 1;
    sum.aggvar = 4;
    sum.arg = 0x123456789abcdefull;
    sum.statement = 10;
    clause.actions = {trace, sum};
    program.clauses.push_back(clause);
    dif::Clause empty;
    empty.pdescs = {{"dtrace", "", "", "BEGIN", 0}};
    program.clauses.push_back(empty);
    return program;
}

void expect_same(const std::optional<dif::Difo>& a, const std::optional<dif::Difo>& b) {
    ASSERT_EQ(a.has_value(), b.has_value());
    if (!a)
        return;
    ASSERT_EQ(a->text.size(), b->text.size());
    EXPECT_EQ(
        0, std::memcmp(a->text.data(), b->text.data(), a->text.size() * sizeof(dtrace_dif_insn)));
    EXPECT_EQ(a->ints, b->ints);
    EXPECT_EQ(a->strs, b->strs);
    EXPECT_EQ(0, std::memcmp(&a->rtype, &b->rtype, sizeof(a->rtype)));
    ASSERT_EQ(a->vars.size(), b->vars.size());
    for (size_t i = 0; i < a->vars.size(); i++) {
        EXPECT_EQ(a->vars[i].name, b->vars[i].name);
        EXPECT_EQ(a->vars[i].row.id, b->vars[i].row.id);
        EXPECT_EQ(a->vars[i].row.scope, b->vars[i].row.scope);
        EXPECT_EQ(a->vars[i].row.type.size, b->vars[i].row.type.size);
    }
}

void expect_same(const dif::Clause& a, const dif::Clause& b) {
    ASSERT_EQ(a.pdescs.size(), b.pdescs.size());
    for (size_t i = 0; i < a.pdescs.size(); i++) {
        EXPECT_EQ(a.pdescs[i].provider, b.pdescs[i].provider);
        EXPECT_EQ(a.pdescs[i].function, b.pdescs[i].function);
        EXPECT_EQ(a.pdescs[i].name, b.pdescs[i].name);
        EXPECT_EQ(a.pdescs[i].id, b.pdescs[i].id);
    }
    expect_same(a.predicate, b.predicate);
    ASSERT_EQ(a.actions.size(), b.actions.size());
    for (size_t i = 0; i < a.actions.size(); i++) {
        EXPECT_EQ(a.actions[i].kind, b.actions[i].kind);
        EXPECT_EQ(a.actions[i].ntuple, b.actions[i].ntuple);
        EXPECT_EQ(a.actions[i].aggvar, b.actions[i].aggvar);
        EXPECT_EQ(a.actions[i].arg, b.actions[i].arg);
        EXPECT_EQ(a.actions[i].statement, b.actions[i].statement);
        expect_same(a.actions[i].difo, b.actions[i].difo);
        expect_same(a.actions[i].difo2, b.actions[i].difo2);
    }
}

TEST(Dof, RoundTrip) {
    dif::Program program = make_program();
    auto image = write_image(program, 2);
    ASSERT_TRUE(image.ok());
    auto again = read_image(*image);
    ASSERT_TRUE(again.ok()) << again.error().message;
    ASSERT_EQ(again->clauses.size(), program.clauses.size());
    for (size_t i = 0; i < program.clauses.size(); i++)
        expect_same(program.clauses[i], again->clauses[i]);
}

TEST(Dof, SectionsAreAlignedAndDisjoint) {
    auto image = write_image(make_program(), 0);
    ASSERT_TRUE(image.ok());
    auto header = load<dtrace_dof_hdr>(*image, 0);
    uint64_t end = header->sec_off + header->nsecs * sizeof(dtrace_dof_sec);
    for (uint32_t i = 0; i < header->nsecs; i++) {
        auto sec = load<dtrace_dof_sec>(*image, header->sec_off + i * sizeof(dtrace_dof_sec));
        EXPECT_EQ(sec->offset % 8, 0u);
        EXPECT_GE(sec->offset, end);
        end = sec->offset + sec->size;
    }
    EXPECT_LE(end, image->size());
}

TEST(Dof, EveryTruncationIsRefused) {
    auto image = write_image(make_program(), 0);
    for (size_t size = 0; size < image->size(); size++)
        EXPECT_FALSE(read_image(Bytes(*image).first(size)).ok()) << size;
}

TEST(Dof, DamagedBytesNeverReadOutside) {
    auto image = write_image(make_program(), 0);
    for (size_t at = 0; at < image->size(); at++) {
        auto damaged = *image;
        damaged[at] ^= std::byte{0xff};
        // Either outcome is fine; the sanitizers watch the accesses.
        auto result = read_image(damaged);
        if (at < 4) {
            EXPECT_FALSE(result.ok());
        }
    }
}

TEST(Dof, UargKeepsBothParts) {
    Uarg uarg = unpack_uarg(pack_uarg({3, 0xfffffffeu}));
    EXPECT_EQ(uarg.program, 3u);
    EXPECT_EQ(uarg.index, 0xfffffffeu);
}

} // namespace
} // namespace dtrace::dof
