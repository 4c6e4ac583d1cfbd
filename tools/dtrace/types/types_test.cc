// SPDX-License-Identifier: GPL-2.0
// Types: spelling, compatibility, and layout and BTF against what the compiler says.
#include "types/btf_read.h"
#include "types/compat.h"
#include "types/layout.h"
#include "types/print.h"
#include "types/type_text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>

namespace dtrace::types {
namespace {

const Type* nothing(std::string_view) {
    return nullptr;
}

TEST(Spell, Derived) {
    Table t;
    const Type* i = t.base("int");
    EXPECT_EQ(spell(t.pointer_to(i)), "int *");
    EXPECT_EQ(spell(t.array_of(t.pointer_to(i), 3)), "int *[3]");
    EXPECT_EQ(spell(t.pointer_to(t.array_of(i, 3))), "int (*)[3]");
    const Type* f = t.add({"", Function{i, {i, t.base("string")}, true}});
    EXPECT_EQ(spell(f), "int (int, string, ...)");
    EXPECT_EQ(spell(t.pointer_to(f)), "int (*)(int, string, ...)");
    EXPECT_EQ(spell(t.pointer_to(t.qualified(t.base("char"), true, false, false))), "const char *");
    EXPECT_EQ(spell(t.qualified(t.pointer_to(i), true, false, false)), "int *const");
    EXPECT_EQ(spell(t.base("uint64_t")), "uint64_t");
}

TEST(Table, InternsDerivedTypes) {
    Table t;
    const Type* i = t.base("int");
    EXPECT_EQ(t.pointer_to(i), t.pointer_to(i));
    EXPECT_NE(t.pointer_to(i), t.pointer_to(i, true));
    EXPECT_EQ(t.array_of(i, 3), t.array_of(i, 3));
    EXPECT_NE(t.array_of(i, 3), t.array_of(i, 4));
    EXPECT_EQ(t.intrinsic("no_such"), nullptr);
}

TEST(TypeText, NamesAndSuffixes) {
    Table t;
    EXPECT_EQ(spell(parse_type_text("const char *", t, nothing)), "const char *");
    EXPECT_EQ(spell(parse_type_text("unsigned long [3]", t, nothing)), "unsigned long [3]");
    EXPECT_EQ(parse_type_text("struct nope *", t, nothing), nullptr);
}

TEST(Compat, UsualConversions) {
    Table t;
    auto usual = [&](const char* a, const char* b) {
        return spell(usual_type(t.base(a), t.base(b)));
    };
    EXPECT_EQ(usual("char", "char"), "char"); // no promotion
    EXPECT_EQ(usual("int", "unsigned int"), "unsigned int");
    EXPECT_EQ(usual("unsigned int", "long"), "long");
    EXPECT_EQ(usual("int64_t", "uint64_t"), "uint64_t");
}

TEST(Compat, Arguments) {
    Table t;
    const Type *i = t.base("int"), *s = t.base("string"), *c = t.base("char");
    const Type *cp = t.pointer_to(c), *ip = t.pointer_to(i), *vp = t.pointer_to(t.base("void"));
    EXPECT_TRUE(argcompat(s, cp, false));
    EXPECT_TRUE(argcompat(cp, t.array_of(c, 16), false));
    EXPECT_FALSE(argcompat(s, i, false));
    EXPECT_TRUE(argcompat(ip, i, true));
    EXPECT_FALSE(argcompat(ip, i, false));
    EXPECT_FALSE(argcompat(i, ip, false));
    EXPECT_TRUE(argcompat(vp, ip, false));
    EXPECT_FALSE(argcompat(ip, cp, false));
    EXPECT_TRUE(argcompat(ip, t.array_of(i, 4), false));
    EXPECT_TRUE(ptrcompat(t.pointer_to(t.base("uint32_t")), false,
                          t.pointer_to(t.base("unsigned int")), false));
}

// ---- layout and BTF against the compiler ----

/// A random struct, as C text and laid out by us.
struct Sample {
    std::string text;
    LayoutBuilder layout;
    bool is_union;
};

Sample random_struct(Table& table, std::mt19937& random, int number) {
    static constexpr const char* bases[] = {"char",           "unsigned char", "short",
                                            "unsigned short", "int",           "unsigned int",
                                            "long",           "unsigned long", "long long"};
    bool is_union = random() % 6 == 0;
    Sample sample{std::string(is_union ? "union" : "struct") + " s" + std::to_string(number) +
                      " {\n",
                  LayoutBuilder(is_union, 256), is_union};
    unsigned count = 1 + random() % 12;
    for (unsigned i = 0; i < count; i++) {
        const char* base = bases[random() % std::size(bases)];
        const Type* type = table.base(base);
        std::string name = "m" + std::to_string(i), line;
        uint32_t width = 1 + random() % static_cast<uint32_t>(size_of(type) * 8);
        switch (random() % 8) {
        case 0:
        case 1:
        case 2:
            sample.layout.add_bitfield(name, type, width);
            line = std::string(base) + " " + name + " : " + std::to_string(width);
            break;
        case 3:
            width = random() % 3 ? width : 0;
            sample.layout.add_bitfield("", type, width);
            line = std::string(base) + " : " + std::to_string(width);
            break;
        case 4:
            sample.layout.add(name, table.pointer_to(type));
            line = std::string(base) + " *" + name;
            break;
        case 5:
            sample.layout.add(name, table.array_of(type, 1 + i));
            line = std::string(base) + " " + name + "[" + std::to_string(1 + i) + "]";
            break;
        default:
            sample.layout.add(name, type);
            line = std::string(base) + " " + name;
            break;
        }
        sample.text += "\t" + line + ";\n";
    }
    // A named member at the end, so that no struct is empty to the compiler.
    sample.layout.add("last", table.base("char"));
    sample.text += "\tchar last;\n} v" + std::to_string(number) + ";\n";
    return sample;
}

/// Compile C text to an object with BTF; "" when the tools are missing.
std::string compile_btf(const std::filesystem::path& folder, const std::string& text) {
    std::ofstream(folder / "t.c") << text;
    std::string object = folder / "t.o";
    std::string command =
        "gcc -g -c -o " + object + " " + std::string(folder / "t.c") + " && pahole -J " + object;
    return std::system((command + " 2>/dev/null").c_str()) == 0 ? object : "";
}

struct TempFolder {
    std::filesystem::path path;
    TempFolder() {
        std::string name = std::filesystem::temp_directory_path() / "types-test-XXXXXX";
        path = mkdtemp(name.data());
    }
    ~TempFolder() { std::filesystem::remove_all(path); }
};

TEST(Layout, SameAsTheCompiler) {
    constexpr int SAMPLES = 300;
    Table table;
    std::mt19937 random(20240607);
    std::vector<Sample> samples;
    std::string text;
    for (int i = 0; i < SAMPLES; i++) {
        samples.push_back(random_struct(table, random, i));
        text += samples.back().text;
    }
    TempFolder folder;
    std::string object = compile_btf(folder.path, text);
    if (object.empty())
        GTEST_SKIP() << "gcc or pahole is missing";
    BtfTypes btf(table, object, "");
    for (int i = 0; i < SAMPLES; i++) {
        std::string name = (samples[i].is_union ? "union s" : "struct s") + std::to_string(i);
        const Type* type = btf.find_type(name, "");
        ASSERT_TRUE(type) << name;
        EXPECT_EQ(size_of(type), samples[i].layout.size()) << samples[i].text;
        std::vector<Member> ours = samples[i].layout.take_members();
        const auto& theirs = type->as<Struct>()->members();
        ASSERT_EQ(ours.size(), theirs.size()) << samples[i].text;
        for (size_t m = 0; m < ours.size(); m++) {
            EXPECT_EQ(ours[m].name, theirs[m].name);
            EXPECT_EQ(ours[m].offset_bits, theirs[m].offset_bits) << ours[m].name << " of\n"
                                                                  << samples[i].text;
            EXPECT_EQ(ours[m].bitfield_bits, theirs[m].bitfield_bits) << ours[m].name;
            EXPECT_TRUE(same_type(ours[m].type, theirs[m].type)) << spell(theirs[m].type);
        }
    }
}

constexpr const char* kinds_text = R"(
typedef unsigned int u32;
enum color { RED, GREEN = 5, MINUS = -1 };
struct forward;
typedef int (*callback_t)(struct forward *, const char *, ...);
struct inner { u32 a; union { long b; void *c; }; struct { char d, e; }; };
struct outer {
	struct inner in; struct outer *next; const volatile int cv; callback_t call; float f; char flex[];
} object;
enum color color; _Bool flag;
u32 function(struct outer *o, int n) { return o->in.a + n + flag; }
)";

TEST(Btf, EveryKind) {
    TempFolder folder;
    std::string object = compile_btf(folder.path, kinds_text);
    if (object.empty())
        GTEST_SKIP() << "gcc or pahole is missing";
    Table t;
    BtfTypes btf(t, object, "");
    EXPECT_EQ(btf.missing_reason(), "");
    EXPECT_EQ(btf.find_type("struct no_such", ""), nullptr);
    EXPECT_EQ(btf.find_type("outer", ""), nullptr); // a tag is no type name
    const Type* outer = btf.find_type("struct outer", "");
    ASSERT_TRUE(outer);
    EXPECT_EQ(outer, btf.find_type("struct outer", "vmlinux"));
    const Struct& node = *outer->as<Struct>();
    EXPECT_EQ(pointee(find_member(node, "next")->member->type), outer);
    EXPECT_EQ(spell(find_member(node, "cv")->member->type), "const volatile int");
    EXPECT_EQ(spell(find_member(node, "call")->member->type), "callback_t");
    EXPECT_EQ(spell(resolve(find_member(node, "call")->member->type)),
              "int (*)(struct forward *, const char *, ...)");
    EXPECT_EQ(spell(find_member(node, "flex")->member->type), "char []");
    const Struct& inner = *btf.find_type("struct inner", "")->as<Struct>();
    EXPECT_EQ(find_member(inner, "c")->offset_bits, 64u);
    EXPECT_EQ(find_member(inner, "e")->offset_bits, 136u);
    EXPECT_FALSE(find_member(inner, "x"));
    EXPECT_EQ(btf.find_enumerator("GREEN")->value, 5);
    EXPECT_EQ(btf.find_enumerator("MINUS")->value, -1);
    EXPECT_FALSE(btf.find_enumerator("BLUE"));
    EXPECT_TRUE(is_signed(btf.find_type("enum color", "")));
    EXPECT_EQ(spell(btf.find_symbol_type("function", "")), "u32 (struct outer *, int)");
}

TEST(Btf, MissingFile) {
    Table t;
    BtfTypes btf(t, "/no/such/file", "");
    EXPECT_EQ(btf.find_type("struct x", ""), nullptr);
    EXPECT_NE(btf.missing_reason().find("/no/such/file"), std::string::npos);
}

TEST(Btf, RunningKernel) {
    if (!std::filesystem::exists("/sys/kernel/btf/vmlinux"))
        GTEST_SKIP() << "this kernel has no BTF";
    Table t;
    BtfTypes btf(t);
    const Type* task = btf.find_type("struct task_struct", "");
    ASSERT_TRUE(task);
    auto comm = find_member(*task->as<Struct>(), "comm");
    ASSERT_TRUE(comm);
    EXPECT_EQ(spell(comm->member->type), "char [16]");
    EXPECT_TRUE(btf.find_symbol_type("schedule", ""));
}

} // namespace
} // namespace dtrace::types
