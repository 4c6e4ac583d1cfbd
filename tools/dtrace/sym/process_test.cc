// SPDX-License-Identifier: GPL-2.0
// Names of addresses in this very process.
#include "sym/process.h"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dtrace::sym {
namespace {

uint64_t self() {
    return static_cast<uint64_t>(::getpid());
}

TEST(Processes, FunctionOfTheProgram) {
    Processes processes;
    auto here = processes.resolve(self(), reinterpret_cast<uintptr_t>(&self));
    ASSERT_TRUE(here);
    EXPECT_EQ(here->object, "unit-tests");
    EXPECT_NE(here->name.find("self"), std::string::npos);
    EXPECT_EQ(here->offset, 0u);
    EXPECT_LT(here->object_start, reinterpret_cast<uintptr_t>(&self));
}

TEST(Processes, FunctionOfALibrary) {
    Processes processes;
    auto inside = processes.resolve(self(), reinterpret_cast<uintptr_t>(&::getppid) + 1);
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->offset, 1u);
    EXPECT_EQ(inside->name, "getppid");
}

TEST(Processes, NothingMapped) {
    Processes processes;
    EXPECT_FALSE(processes.resolve(self(), 1));
    EXPECT_FALSE(processes.resolve(0, 0x400000));
    EXPECT_FALSE(processes.resolve(UINT64_MAX, 0x400000));
}

/// What was seen is remembered when the process is gone.
TEST(Processes, GoneProcess) {
    pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    Processes processes;
    auto address = reinterpret_cast<uintptr_t>(&self);
    auto before = processes.resolve(static_cast<uint64_t>(child), address);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto after = processes.resolve(static_cast<uint64_t>(child), address);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->name, after->name);
}

/// So is one that was only told of.
TEST(Processes, RememberedProcess) {
    pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    Processes processes;
    processes.remember(static_cast<uint64_t>(child));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto found =
        processes.resolve(static_cast<uint64_t>(child), reinterpret_cast<uintptr_t>(&self));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->object, "unit-tests");
}

TEST(ElfSymbols, UnreadableFilesHaveNone) {
    ElfSymbols none("/no/such/file"), text("/etc/passwd");
    EXPECT_FALSE(none.find(0x1000));
    EXPECT_FALSE(text.find("main"));
    EXPECT_EQ(text.entry(), 0u);
}

} // namespace
} // namespace dtrace::sym
