// SPDX-License-Identifier: GPL-2.0
// The verifier at its limits: the longest text, the largest tables, many labels; and that time
// grows linearly.
#include <gtest/gtest.h>

#include <chrono>

#include "difasm.h"
#include "host.h"

namespace {

int verify(const Program& p, std::string& why) {
    dt_difo* difo = nullptr;
    dt_msg msg;
    auto raw = p.raw();
    int ret = dt_difo_verify(&raw, DT_RIGHT_KERNEL, &difo, &msg);
    why = msg.text;
    if (!ret)
        dt_difo_put(difo);
    EXPECT_EQ(host_live_allocs(), 0u);
    return ret;
}

// n instructions, every one but the last a branch to the next
Program branches(u32 n) {
    Program p;
    for (u32 pc = 0; pc + 1 < n; pc++)
        p.text.push_back({DTRACE_DIF_OP_BE, 0, 0, 0, pc + 1});
    p.text.push_back({DTRACE_DIF_OP_RET, 0, 0, 0, 0});
    return p;
}

TEST(Verifier, LongestText) {
    std::string why;
    EXPECT_EQ(verify(branches(DTRACE_DIF_TEXT_MAX), why), 0) << why;
    EXPECT_EQ(verify(branches(DTRACE_DIF_TEXT_MAX + 1), why), -EINVAL);
    EXPECT_EQ(why, "program: 65537 instructions, not 1 to 65536");
}

TEST(Verifier, LargestTables) {
    std::string why;
    Program p = branches(1);
    p.ints.resize(32768);
    EXPECT_EQ(verify(p, why), 0) << why;
    p.strs = std::string(1, '\0');
    EXPECT_EQ(verify(p, why), -EINVAL);
    EXPECT_EQ(why, "program: tables of 262145 bytes, more than 262144");
}

double seconds(u32 n) {
    std::string why;
    Program p = branches(n);
    auto start = std::chrono::steady_clock::now();
    for (u32 done = 0; done < DTRACE_DIF_TEXT_MAX; done += n)
        EXPECT_EQ(verify(p, why), 0);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// As many instructions in one program as in 64: quadratic time would be 64 times as much
TEST(Verifier, TimeIsLinear) {
    double small = seconds(DTRACE_DIF_TEXT_MAX / 64), large = seconds(DTRACE_DIF_TEXT_MAX);
    EXPECT_LT(large, 16 * small + 0.05);
}

TEST(Verifier, SaysWhenThereIsNoMemory) {
    Program p = branches(8);
    p.vars.push_back({DTRACE_DIF_VAR_USER, 0, 0, 0, 0, 0, {0, 0, 0, 8}});
    std::string why;
    long n = 0;
    for (; host_fail_alloc(n), verify(p, why); n++)
        EXPECT_EQ(why, "");
    EXPECT_EQ(n, 4) << "map, labels, states, object";
    host_reset();
}

} // namespace
