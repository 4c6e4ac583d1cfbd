// SPDX-License-Identifier: GPL-2.0
// Tests of option values and of the table against the engine's.
#include "kern/options.h"

#include <gtest/gtest.h>

#include <limits>

namespace dtrace::kern {
namespace {

TEST(Options, Sizes) {
    EXPECT_EQ(parse_size("4m"), 4u << 20);
    EXPECT_EQ(parse_size("0x10K"), 16u << 10);
    EXPECT_EQ(parse_size("59"), 59u);
    for (const char* bad : {"", "512b", "-1", "k", "1kk", "99999999999t"})
        EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Options, Rates) {
    EXPECT_EQ(parse_rate("100hz"), 10000000u);
    EXPECT_EQ(parse_rate("0.5Hz"), 2000000000u);
    EXPECT_EQ(parse_rate("250ms"), 250000000u);
    EXPECT_EQ(parse_rate("2min"), 120000000000u);
    for (const char* bad : {"", "10", "hz", "1.2.3s", "1 s", "1week", "-1s"})
        EXPECT_FALSE(parse_rate(bad)) << bad;
}

TEST(Options, Booleans) {
    constexpr uint64_t unset = std::numeric_limits<uint64_t>::max();
    EXPECT_EQ(parse_bool("Yes"), 1u);
    EXPECT_EQ(parse_bool("off"), unset);
    EXPECT_EQ(parse_bool(""), unset);
    EXPECT_FALSE(parse_bool("maybe"));
}

std::string reason(const Status& status) {
    return status.ok() ? "" : status.error().message;
}

TEST(Options, SetByName) {
    Options options;
    EXPECT_EQ(reason(options.set("quiet", std::nullopt, OptOrigin::Command)), "");
    EXPECT_TRUE(options.on(Opt::Quiet));
    EXPECT_EQ(reason(options.set("quiet", "0", OptOrigin::Command)), "");
    EXPECT_FALSE(options.on(Opt::Quiet));
    EXPECT_EQ(reason(options.set("nosuch", "1", OptOrigin::Command)), "Invalid option name");
    EXPECT_EQ(reason(options.set("zdefs", "1", OptOrigin::Command)),
              "Invalid value for specified option");
    EXPECT_EQ(reason(options.set("define", "X", OptOrigin::Pragma)),
              "Option cannot be used from within a D program");
    EXPECT_EQ(reason(options.set("bufsize", "1m", OptOrigin::Running)),
              "Operation illegal when tracing is active");
    EXPECT_EQ(reason(options.set("bufpolicy", "ring", OptOrigin::Command)), "");
    EXPECT_EQ(options.number(Opt::BufPolicy, 9), static_cast<uint64_t>(DTRACE_BUFPOLICY_RING));
    EXPECT_EQ(reason(options.set("bufpolicy", "bag", OptOrigin::Command)),
              "Invalid value for specified option (one of: switch fill ring)");
    EXPECT_EQ(reason(options.set("switchrate", "10", OptOrigin::Command)),
              "Invalid value for specified option (a rate has a unit, such as 10hz or 100ms)");
    EXPECT_EQ(reason(options.set("fbtreturn", "exact", OptOrigin::Pragma)), "");
    EXPECT_EQ(options.number(Opt::FbtReturn, 9), static_cast<uint64_t>(DTRACE_FBTRETURN_EXACT));
    EXPECT_EQ(reason(options.set("fbtreturn", "fast", OptOrigin::Command)), "");
    EXPECT_EQ(options.number(Opt::FbtReturn, 9), static_cast<uint64_t>(DTRACE_FBTRETURN_FAST));
}

TEST(Options, ListsGrow) {
    Options options;
    EXPECT_TRUE(options.set("define", "A=1", OptOrigin::Command).ok());
    EXPECT_TRUE(options.set("define", "B", OptOrigin::Command).ok());
    EXPECT_EQ(options.list(Opt::Define), (std::vector<std::string>{"A=1", "B"}));
}

/// Every option of the engine is in the command's table under the same name.
TEST(Options, TableKnowsTheEnginesOptions) {
    struct EngineRow {
        uint32_t id;
        const char* name;
    };
    constexpr EngineRow engine[] = {
#define DT_OPTION(id, name, unit, least, most, default) {DTRACE_OPT_##id, name},
#include "options.def"
#undef DT_OPTION
    };
    for (const EngineRow& row : engine) {
        const OptRow* ours = Options::find(row.name);
        ASSERT_NE(ours, nullptr) << row.name;
        EXPECT_EQ(ours->kernel, row.id) << row.name;
    }
}

TEST(Options, KernelSettings) {
    Options options;
    options.put(Opt::BufSize, 4096);
    options.put(Opt::Quiet, 1);
    auto settings = options.kernel_settings();
    ASSERT_EQ(settings.size(), 1u);
    EXPECT_EQ(settings[0].id, static_cast<uint32_t>(DTRACE_OPT_BUFSIZE));
    EXPECT_EQ(settings[0].value, 4096u);
}

} // namespace
} // namespace dtrace::kern
