// SPDX-License-Identifier: GPL-2.0
// The DOF reader: each check of an image with its whole message, and every allocation that can
// fail.
#include <gtest/gtest.h>

#include <functional>

#include "dof_image.h"
#include "host.h"

extern "C" {
#include "dof.h"
}

namespace {

using Image = std::vector<uint64_t>;

template <class T>
T* at(Image& image, size_t offset) {
    return reinterpret_cast<T*>(reinterpret_cast<char*>(image.data()) + offset);
}

dtrace_dof_hdr* header(Image& image) {
    return at<dtrace_dof_hdr>(image, 0);
}

dtrace_dof_sec* section(Image& image, u32 type) {
    auto* sec = at<dtrace_dof_sec>(image, header(image)->sec_off);
    while (sec->type != type)
        sec++;
    return sec;
}

template <class T>
T* entry(Image& image, u32 type, size_t i = 0) {
    return at<T>(image, section(image, type)->offset) + i;
}

// Two clauses with a predicate, actions of each kind, strings, integers, variables and an option
Image good() {
    dof::Dif var = dof::builtin(DTRACE_DIF_VAR_USER);
    var.vars.push_back({DTRACE_DIF_VAR_USER, 0, 0, DTRACE_DIF_VF_REF, 0, 0, dof::kInt64});
    dof::Image image;
    image.clause("syscall::open*:entry", dof::arg(0)).trace(dof::string("path")).trace(var);
    image.clause("BEGIN").trace(dof::load(0x1000)).count(1).option(DTRACE_OPT_BUFSIZE, 4096);
    return image.build();
}

int parse(Image& image, std::string& why, size_t size = 0) {
    dt_program* prog = nullptr;
    dt_msg msg;
    int ret =
        dt_dof_parse(image.data(), size ? size : header(image)->size, DT_RIGHT_KERNEL, &prog, &msg);
    why = msg.text;
    if (!ret)
        dt_program_free(prog);
    return ret;
}

TEST(Dof, Accepts) {
    Image image = good();
    dt_program* prog = nullptr;
    dt_msg msg;
    ASSERT_EQ(dt_dof_parse(image.data(), header(image)->size, 0, &prog, &msg), 0) << msg.text;
    ASSERT_EQ(prog->nclauses, 2u);
    const dt_clause* c = prog->clauses[0];
    EXPECT_STREQ(c->patterns[0].provider, "syscall");
    EXPECT_STREQ(c->patterns[0].module, "");
    EXPECT_STREQ(c->patterns[0].function, "open*");
    EXPECT_STREQ(c->patterns[0].name, "entry");
    EXPECT_NE(c->predicate, nullptr);
    EXPECT_EQ(c->nactions, 2u);
    EXPECT_STREQ(c->actions[0].difo->strs + 1, "path");
    EXPECT_EQ(prog->clauses[1]->predicate, nullptr);
    EXPECT_EQ(prog->clauses[1]->actions[0].difo->text[1].op, DTRACE_DIF_OP_RLDX)
        << "no right: checked loads";
    EXPECT_EQ(prog->clauses[1]->actions[1].kind, DTRACE_ACT_AGG_COUNT);
    ASSERT_EQ(prog->noptions, 1u);
    EXPECT_EQ(prog->options[0].value, 4096u);
    dt_program_free(prog);
    EXPECT_EQ(host_live_allocs(), 0u);
}

struct Bad {
    const char* why;
    std::function<void(Image&)> spoil;
};

const Bad bad[] = {
    {"header: not a DOF image", [](Image& i) { header(i)->magic++; }},
    {"header: DOF version 2, not 1", [](Image& i) { header(i)->version = 2; }},
    {"header: DIF version 3, not 1", [](Image& i) { header(i)->dif_version = 3; }},
    {"header: 9 registers, 8 tuple registers", [](Image& i) { header(i)->dif_regs = 9; }},
    {"header: 8 registers, 9 tuple registers", [](Image& i) { header(i)->dif_tregs = 9; }},
    {"header: a reserved field is not 0", [](Image& i) { header(i)->reserved = 1; }},
    {"header: a reserved field is not 0", [](Image& i) { header(i)->reserved2 = 1; }},
    {"header: sections of 32 bytes", [](Image& i) { header(i)->sec_size = 32; }},
    {"header: 11 sections", [](Image& i) { header(i)->nsecs = 11; }},
    {"header: the section table is not inside the image",
     [](Image& i) { header(i)->sec_off = 44; }},
    {"header: the section table is not inside the image", [](Image& i) { header(i)->sec_off = 0; }},
    {"header: the section table is not inside the image",
     [](Image& i) { header(i)->sec_off = -8; }},
    {"section 0: type 0 does not exist", [](Image& i) { section(i, 1)->type = 0; }},
    {"section 0: type 11 does not exist", [](Image& i) { section(i, 1)->type = 11; }},
    {"section 1 (strtab): there is one of this type already",
     [](Image& i) { section(i, 2)->type = 1; }},
    {"section 1 (pdesc): entries of 8 bytes, not 24", [](Image& i) { section(i, 2)->entsize = 8; }},
    {"section 1 (pdesc): size is not a multiple of 24", [](Image& i) { section(i, 2)->size++; }},
    {"section 1 (pdesc): offset is not 8-aligned", [](Image& i) { section(i, 2)->offset++; }},
    {"section 1 (pdesc): not inside the image", [](Image& i) { section(i, 2)->offset = 1 << 20; }},
    {"section 0 (strtab): not inside the image", [](Image& i) { section(i, 1)->size = ~0ull; }},
    {"section 1 (pdesc): overlaps the header or the section table",
     [](Image& i) { section(i, 2)->offset = 0; }},
    {"section 1 (pdesc): overlaps the header or the section table",
     [](Image& i) { section(i, 2)->offset = 64; }},
    {"section 2 (clause): overlaps section 1 (pdesc)",
     [](Image& i) { section(i, 3)->offset = section(i, 2)->offset; }},
    {"section strtab: does not start and end with a NUL byte",
     [](Image& i) { *entry<char>(i, 1) = 'x'; }},
    {"section strtab: does not start and end with a NUL byte",
     [](Image& i) { *entry<char>(i, 1, section(i, 1)->size - 1) = 'x'; }},
    {"pdesc 0: a reserved field is not 0",
     [](Image& i) { entry<dtrace_dof_pdesc>(i, 2)->reserved = 1; }},
    {"pdesc 1: a string is outside section strtab",
     [](Image& i) { entry<dtrace_dof_pdesc>(i, 2, 1)->name = section(i, 1)->size; }},
    {"clause 1: a reserved field is not 0",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3, 1)->reserved = 1; }},
    {"clause 0: descriptions outside section pdesc",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3)->npdescs = 0; }},
    {"clause 1: descriptions outside section pdesc",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3, 1)->npdescs = 2; }},
    {"clause 0: descriptions outside section pdesc",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3)->pdesc = ~0u; }},
    {"clause 0: its actions are outside section action",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3)->nactions = ~0u; }},
    {"clause 0: difo 99 does not exist",
     [](Image& i) { entry<dtrace_dof_clause>(i, 3)->predicate = 99; }},
    {"action 0: a reserved field is not 0",
     [](Image& i) { entry<dtrace_dof_action>(i, 4)->reserved = 1; }},
    {"action 0: kind 0 does not exist", [](Image& i) { entry<dtrace_dof_action>(i, 4)->kind = 0; }},
    {"action 0: kind 73 does not exist",
     [](Image& i) { entry<dtrace_dof_action>(i, 4)->kind = 73; }},
    {"action 1: difo 99 does not exist",
     [](Image& i) { entry<dtrace_dof_action>(i, 4, 1)->difo2 = 99; }},
    {"action 0: aggregation variable 1",
     [](Image& i) { entry<dtrace_dof_action>(i, 4)->aggvar = 1; }},
    {"action 3: aggregation variable 0",
     [](Image& i) { entry<dtrace_dof_action>(i, 4, 3)->aggvar = 0; }},
    {"difo 0: its text is outside section text",
     [](Image& i) { entry<dtrace_dof_difo>(i, 5)->ntext = ~0u; }},
    {"difo 0: its integers are outside section inttab",
     [](Image& i) { entry<dtrace_dof_difo>(i, 5)->ints = ~0u; }},
    {"difo 0: its strings are outside section difstr",
     [](Image& i) { entry<dtrace_dof_difo>(i, 5)->nstrs = 99; }},
    {"difo 0: variables outside section vartab",
     [](Image& i) { entry<dtrace_dof_difo>(i, 5)->nvars = 2; }},
    {"variable 0: name is no string", [](Image& i) { entry<dtrace_dif_var>(i, 9)->name = 9999; }},
    {"option 0: a reserved field is not 0",
     [](Image& i) { entry<dtrace_dof_option>(i, 10)->reserved = 1; }},
    {"option 0: option 0 does not exist",
     [](Image& i) { entry<dtrace_dof_option>(i, 10)->id = 0; }},
    {"difo 0: instruction 0 (?): opcode 0 does not exist",
     [](Image& i) { entry<dtrace_dif_insn>(i, 6)->op = 0; }},
    {"difo 1: program: 0 instructions, not 1 to 65536",
     [](Image& i) { entry<dtrace_dof_difo>(i, 5, 1)->ntext = 0; }},
};

TEST(Dof, Refuses) {
    for (const auto& b : bad) {
        Image image = good();
        std::string why;
        b.spoil(image);
        EXPECT_EQ(parse(image, why), -EINVAL) << b.why;
        EXPECT_EQ(why, b.why);
        EXPECT_EQ(host_live_allocs(), 0u) << b.why;
    }
}

TEST(Dof, RefusesSizes) {
    Image image = good();
    std::string why;
    EXPECT_EQ(parse(image, why, 39), -EINVAL);
    EXPECT_EQ(why, "header: the image has only 39 bytes");
    EXPECT_EQ(parse(image, why, 48), -EINVAL);
    EXPECT_EQ(why, "header: the image has 48 bytes, not " + std::to_string(header(image)->size));
    EXPECT_EQ(parse(image, why, DTRACE_DOF_SIZE_MAX), -E2BIG);
}

TEST(Dof, RefusesLongNames) {
    dof::Image image;
    image.clause(std::string(64, 'p') + ":::x");
    Image bytes = image.build();
    std::string why;
    EXPECT_EQ(parse(bytes, why), -EINVAL);
    EXPECT_EQ(why, "pdesc 0: a name is too long");
}

// Many clauses that all name the same actions may not take more memory than the limit
TEST(Dof, RefusesMultiplication) {
    dof::Image image;
    image.clause("a");
    for (int i = 0; i < 10000; i++)
        image.act(DTRACE_ACT_PRINTF);
    for (int i = 0; i < 2000; i++)
        image.clause("b");
    Image bytes = image.build();
    for (int i = 0; i < 2000; i++) {
        entry<dtrace_dof_clause>(bytes, 3, i + 1)->action = 0;
        entry<dtrace_dof_clause>(bytes, 3, i + 1)->nactions = 10000;
    }
    std::string why;
    EXPECT_EQ(parse(bytes, why), -EINVAL);
    EXPECT_NE(why.find("too many actions so far"), why.npos) << why;
}

TEST(Dof, SaysWhenThereIsNoMemory) {
    Image image = good();
    std::string why;
    long n = 0;
    for (;; n++) {
        host_fail_alloc(n);
        int ret = parse(image, why);
        if (!ret)
            break;
        EXPECT_EQ(ret, -ENOMEM);
        EXPECT_EQ(host_live_allocs(), 0u);
    }
    EXPECT_GT(n, 10);
    host_reset();
}

} // namespace
