// SPDX-License-Identifier: GPL-2.0
// Short ways of programs: which ones have one, and that it gives what the interpreter gives, for
// every condition, at the boundaries of its constant.
#include <gtest/gtest.h>

#include <memory>

#include "difasm.h"
#include "host.h"

extern "C" {
#include "dif_short.h"
}

namespace {

using Difo = std::unique_ptr<dt_difo, void (*)(dt_difo*)>;

Difo load(const std::string& text) {
    Program p;
    EXPECT_EQ(assemble(p, text), "") << text;
    dt_difo* difo = nullptr;
    dt_msg msg;
    auto raw = p.raw();
    EXPECT_EQ(dt_difo_verify(&raw, 0, &difo, &msg), 0) << msg.text << "\n" << text;
    return {difo, dt_difo_put};
}

bool is_short(const std::string& text) {
    return load(text)->brief.load != nullptr;
}

// arg0 as the interpreter and the short way see it
void expect_equal(const dt_difo& difo, u64 arg0, const std::string& text) {
    dtrace_firing firing{};
    dt_mstate a{}, b{};
    firing.args = &arg0;
    firing.nargs = 1;
    a.firing = b.firing = &firing;
    EXPECT_EQ(dt_dif_exec(&difo, &a), dt_dif_eval(&difo, &b)) << text << arg0;
    EXPECT_EQ(a.fault, 0u);
    EXPECT_EQ(b.fault, 0u);
}

constexpr u64 LOW = 1ull << 63;
constexpr u64 BOUNDARIES[] = {0, 1, 2, 7, LOW - 2, LOW - 1, LOW, LOW + 1, ~0ull - 1, ~0ull};
const std::string CONDITIONS[] = {"be",  "bne", "bg",   "bge", "bl",
                                  "ble", "bgu", "bgeu", "blu", "bleu"};

// `arg0 CONDITION k ? 1 : 0`, and the same the other way round
std::string choice(const std::string& condition, u64 k, bool inverse) {
    const std::string one = "	setx 1, %r1\n", none = "	mov %r0, %r1\n";
    return "	ldgs arg0, %r1\n	setx " + std::to_string(k) + ", %r2\n	cmp %r1, %r2\n	" +
           condition + " yes\n" + (inverse ? one : none) + "	ba end\nyes:\n" +
           (inverse ? none : one) + "end:\n	ret %r1\n";
}

// All or no values fulfil some of them, such as "arg0 <u 0": those have no short way
TEST(Short, EveryCondition) {
    int ways = 0;
    for (const auto& condition : CONDITIONS) {
        for (u64 k : BOUNDARIES) {
            const auto text = choice(condition, k, k % 2);
            const auto difo = load(text);
            ways += difo->brief.load != nullptr;
            for (u64 base : BOUNDARIES)
                for (u64 arg0 : {base, k, k + 1, k - 1})
                    expect_equal(*difo, arg0, text);
        }
    }
    EXPECT_EQ(ways, 10 * 10 - 8);
}

TEST(Short, TestOfZero) {
    for (const char* condition : {"be", "bne"}) {
        const auto text = std::string("	ldgs arg0, %r3\n	tst %r3\n	") + condition +
                          " yes\n	setx 5, %r3\n	ret %r3\nyes:\n	setx 9, %r3\n	ret %r3\n";
        const auto difo = load(text);
        EXPECT_NE(difo->brief.load, nullptr);
        for (u64 arg0 : BOUNDARIES)
            expect_equal(*difo, arg0, text);
    }
}

TEST(Short, LoadsAlone) {
    EXPECT_TRUE(is_short("	ldgs pid, %r1\n	ret %r1\n"));
    EXPECT_TRUE(is_short("	ldgs execname, %r1\n	nop\n	mov %r1, %r2\n	ret %r2\n"));
    EXPECT_FALSE(is_short("	ldgs curthread, %r1\n	ret %r1\n")) << "it takes a right";
}

TEST(Short, WhatIsNot) {
    const std::string end = "	bne no\n	setx 1, %r1\n	ret %r1\nno:\n	ret %r0\n";
    for (const std::string& text : {
             std::string("	setx 4, %r1\n	ret %r1\n"),                         // no variable
             std::string("	ldgs pid, %r1\n	add %r1, %r1, %r1\n	ret %r1\n"), // arithmetic
             "	ldgs pid, %r1\n	ldgs tid, %r2\n	cmp %r1, %r2\n" + end, // two variables
             "	ldgs pid, %r1\n	setx 3, %r2\n	cmp %r2, %r1\n" + end, // the wrong way round
             std::string(
                 "	ldgs pid, %r1\n	tst %r1\n	bgu no\n	ret %r0\nno:\n	ret %r1\n"),
             std::string("	ldgs pid, %r1\n	cmp %r1, %r0\n	be no\n	ret %r0\nno:\n	ret %r1\n"),
             std::string(
                 "	ldgs pid, %r1\n	cmp %r1, %r0\n	be no\n	ldgs tid, %r1\nno:\n	ret %r0\n"),
             std::string("	be no\n	ldgs tid, %r1\nno:\n	ret %r1\n"),
         })
        EXPECT_FALSE(is_short(text)) << text;
}

} // namespace
