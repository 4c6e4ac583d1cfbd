// SPDX-License-Identifier: GPL-2.0
// Symbols from a file in the form of /proc/kallsyms.
#include "sym/kallsyms.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace dtrace::sym {
namespace {

constexpr const char* symbols = R"(0000000000001000 A per_cpu_thing
ffffffff81000000 T _stext
ffffffff81000000 T first
ffffffff81000100 t second
ffffffff82000000 D jiffies
ffffffffc0001000 t ext4_read	[ext4]
ffffffffc0001080 t ext4_write	[ext4]
ffffffffc0005000 t xfs_read	[xfs]
garbage
)";
constexpr const char* modules =
    "ext4 16384 1 - Live 0xffffffffc0000000\nxfs 4096 0 - Live 0xffffffffc0005000\n";

class KallsymsTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = std::filesystem::temp_directory_path() / "kallsyms-test-XXXXXX";
        folder_ = mkdtemp(name.data());
        std::ofstream(folder_ / "kallsyms") << symbols;
        std::ofstream(folder_ / "modules") << modules;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(KallsymsTest, Names) {
    Kallsyms k(folder_ / "kallsyms", folder_ / "modules");
    EXPECT_EQ(k.find("second", "")->address, 0xffffffff81000100);
    EXPECT_EQ(k.find("second", "")->module, "vmlinux");
    EXPECT_EQ(k.find("ext4_write", "")->module, "ext4");
    EXPECT_EQ(k.find("ext4_write", "ext4")->address, 0xffffffffc0001080);
    EXPECT_FALSE(k.find("ext4_write", "xfs"));
    EXPECT_FALSE(k.find("nope", ""));
    EXPECT_TRUE(k.has_module("xfs"));
    EXPECT_FALSE(k.has_module("btrfs"));
}

TEST_F(KallsymsTest, Texts) {
    Kallsyms k(folder_ / "kallsyms", folder_ / "modules");
    EXPECT_EQ(k.text(0xffffffff81000000), "vmlinux`_stext");
    EXPECT_EQ(k.text(0xffffffff81000110), "vmlinux`second+0x10");
    EXPECT_EQ(k.symbol_text(0xffffffff81000110), "vmlinux`second");
    EXPECT_EQ(k.module_text(0xffffffff81000110), "vmlinux");
    EXPECT_EQ(k.text(0xffffffff82000000), "vmlinux`jiffies");
    EXPECT_EQ(k.text(0xffffffffc0001081), "ext4`ext4_write+0x1");
    EXPECT_EQ(k.text(0xffffffffc0000010), "ext4`0xffffffffc0000010");
    EXPECT_EQ(k.module_text(0xffffffffc0000010), "ext4");
    EXPECT_EQ(k.text(0xffffffff90000000), "0xffffffff90000000");
    EXPECT_EQ(k.text(0x1000), "0x1000");
    EXPECT_EQ(k.text(0), "0x0");
    EXPECT_EQ(k.module_text(5), "0x5");
    EXPECT_EQ(k.module_start("ext4"), 0xffffffffc0000000);
    EXPECT_EQ(k.module_start("vmlinux"), 0xffffffff81000000);
    EXPECT_EQ(k.module_start("vmlinux"), 0xffffffff81000000);
    EXPECT_EQ(k.module_start("btrfs"), 0u);
    EXPECT_EQ(k.module_text(0xffffffff81000110), "vmlinux");
}

TEST_F(KallsymsTest, MissingFile) {
    Kallsyms k("/no/such/file", "/no/such/file");
    EXPECT_FALSE(k.find("x", ""));
    EXPECT_EQ(k.text(0xffffffff81000000), "0xffffffff81000000");
    EXPECT_TRUE(k.has_module("vmlinux"));
}

} // namespace
} // namespace dtrace::sym
