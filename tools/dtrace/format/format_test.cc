// SPDX-License-Identifier: GPL-2.0
// Tests of format/: byte-exact columns, conversions, charts, stacks, dumps, messages.
#include "format/chart.h"
#include "format/columns.h"
#include "format/flow.h"
#include "format/hexdump.h"
#include "format/messages.h"
#include "format/print_value.h"
#include "format/printf_emit.h"
#include "format/stack.h"
#include "types/table.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <ctime>

namespace dtrace::format {
namespace {

using consume::Integer;
using consume::Stack;
using consume::Text;
using consume::Value;

const NoSymbols NONE;

class FakeSymbols final : public SymbolNames {
public:
    std::optional<SymbolName> kernel(uint64_t address) const override {
        if (address >= 0x3000)
            return std::nullopt;
        if (address >= 0x2000)
            return SymbolName{"ext4", "", 0};
        return SymbolName{"vmlinux", "vfs_read", address - 0x1000};
    }
    std::optional<SymbolName> user(uint64_t pid, uint64_t address) const override {
        return SymbolName{"libc.so.6", "write", address - pid};
    }
};

Value num(int64_t v, uint32_t size = 8, bool is_signed = true) {
    return {Integer{static_cast<uint64_t>(v), size, is_signed}, nullptr};
}

Value str(const std::string& text) {
    return {Text{text}, nullptr};
}

std::string printed(const char* format, const std::vector<Value>& values,
                    const SymbolNames& symbols = NONE) {
    auto parsed = fmt::parse_format(format);
    EXPECT_TRUE(std::holds_alternative<fmt::Format>(parsed)) << format;
    std::vector<const Value*> pointers;
    pointers.reserve(values.size());
    for (const Value& value : values)
        pointers.push_back(&value);
    return emit(std::get<fmt::Format>(parsed), pointers, {}, symbols);
}

TEST(Printf, Integers) {
    EXPECT_EQ(printed("%d|%5d|%-5d|%05d", {num(-7), num(42), num(42), num(42)}),
              "-7|   42|42   |00042");
    EXPECT_EQ(printed("%d", {num(-1, 8, false)}), "18446744073709551615");
    EXPECT_EQ(printed("%u %x %o", {num(-1, 4), num(-1, 2), num(-1, 1)}), "4294967295 ffff 377");
    EXPECT_EQ(printed("%#x %p %?d|", {num(255), num(255), num(5)}), "0xff ff                5|");
    EXPECT_EQ(printed("%+d % d %X", {num(3), num(3), num(0xab)}), "+3  3 AB");
    EXPECT_EQ(printed("%*d|%*d|", {num(5, 4), num(1), num(-5, 4), num(1)}), "    1|1    |");
    EXPECT_EQ(printed("%0d %-05d|", {num(1), num(2)}), "1 00002|");
    EXPECT_EQ(printed("%hd %lld", {num(-2, 2), num(9)}), "-2 9");
}

TEST(Printf, Strings) {
    EXPECT_EQ(printed("[%s|%5s|%-5s|%.2s]", {str("abc"), str("abc"), str("abc"), str("abc")}),
              "[abc|  abc|abc  |ab]");
    EXPECT_EQ(printed("%.0s %.*s", {str("all"), num(0, 4), str("all")}), "all all");
    EXPECT_EQ(printed("%s", {str("50% %d")}), "50% %d");
    EXPECT_EQ(printed("%S", {str("a\n\"\x01")}), "a\\n\\\"\\001\\0");
    EXPECT_EQ(printed("%c%C%%", {num('x', 4), num('\t', 4)}), "x\\t%");
}

Value floating(double number) {
    std::vector<std::byte> bytes(sizeof(number));
    std::memcpy(bytes.data(), &number, sizeof(number));
    return {consume::Raw{bytes}, nullptr};
}

TEST(Printf, Floats) {
    Value half = floating(0.5);
    EXPECT_EQ(printed("%f %e %g %E %G", {half, half, half, half, half}),
              "0.500000 5.000000e-01 0.5 5.000000E-01 0.5");
    EXPECT_EQ(printed("%Lf %Le %Lg %LE %LG", {half, half, half, half, half}),
              "0.500000 5.000000e-01 0.5 5.000000E-01 0.5");
    EXPECT_EQ(printed("%8.2f|%-8.1e|", {half, half}), "    0.50|5.0e-01 |");
}

TEST(Printf, WideCharacters) {
    EXPECT_EQ(printed("%lc%wc%lc", {num('x', 4), num(0x20ac, 4), num(0xd800, 4)}), "x\u20ac\ufffd");
    const uint32_t text[] = {'a', 0xe4, 0x1f600, 0, 'b'};
    auto bytes = std::as_bytes(std::span(text));
    Value wide{consume::Raw{{bytes.begin(), bytes.end()}}, nullptr};
    EXPECT_EQ(printed("%ls|%ws", {wide, wide}), "a\u00e4\U0001f600|a\u00e4\U0001f600");
}

TEST(Printf, SizesOfIntegers) {
    EXPECT_EQ(printed("%hi %li %lli %ld", {num(-2, 2), num(-3), num(-4), num(-5)}), "-2 -3 -4 -5");
    EXPECT_EQ(printed("%hu %lu %llu", {num(-1, 2), num(7), num(-1)}),
              "65535 7 18446744073709551615");
    EXPECT_EQ(printed("%hx %lx %llx %hX %lX %llX",
                      {num(-1, 2), num(10), num(-1), num(-1, 2), num(10), num(-1)}),
              "ffff a ffffffffffffffff FFFF A FFFFFFFFFFFFFFFF");
    EXPECT_EQ(printed("%ho %lo %llo %i", {num(8, 2), num(8), num(8), num(8)}), "10 10 10 8");
}

TEST(Printf, Network) {
    EXPECT_EQ(printed("%I|%I", {str("no address"), str("")}), "no address|");
    EXPECT_EQ(printed("%P", {num(65000, 2, false)}), "65000");
}

/// %A of a plain number is an address in $target.
TEST(Printf, UserAddressOfTheTarget) {
    struct Target final : public SymbolNames {
        std::optional<SymbolName> kernel(uint64_t) const override { return std::nullopt; }
        std::optional<SymbolName> user(uint64_t pid, uint64_t) const override {
            return SymbolName{"a.out", pid == 77 ? "main" : "other", 0};
        }
        uint64_t target() const override { return 77; }
    } target;
    EXPECT_EQ(printed("%A", {num(0x1000)}, target), "a.out`main");
}

TEST(Printf, MissingArgumentsAreZero) {
    EXPECT_EQ(printed("%d %s|", {}), "0 |");
}

TEST(Printf, VeryWide) {
    EXPECT_EQ(printed("%1000000d", {num(1)}).size(), 1000000u);
}

TEST(Printf, Times) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    constexpr int64_t second = 1000000000;
    EXPECT_EQ(printed("%Y", {num(1062584621 * second)}), "2003 Sep  3 10:23:41");
    EXPECT_EQ(printed("%T", {num(1062584621 * second)}), "Wed, 03 Sep 2003 10:23:41 UTC");
    EXPECT_EQ(printed("%Y", {num(-1)}), "1969 Dec 31 23:59:59");
}

TEST(Printf, Symbols) {
    FakeSymbols symbols;
    EXPECT_EQ(printed("%a %a %a %a", {num(0x1000), num(0x1004), num(0x2010), num(0x4000)}, symbols),
              "vmlinux`vfs_read vmlinux`vfs_read+0x4 ext4`0x2010 0x4000");
    Value stack{Stack{false, 0, {0x1000, 0x1010}}, nullptr};
    EXPECT_EQ(printed("%k", {stack}, symbols), "\nvmlinux`vfs_read\nvmlinux`vfs_read+0x10\n");
    EXPECT_EQ(printed("%-3k", {stack}, symbols),
              "\n   vmlinux`vfs_read\n   vmlinux`vfs_read+0x10\n");
    EXPECT_EQ(printed("%22k", {stack}, symbols),
              "\n      vmlinux`vfs_read\n vmlinux`vfs_read+0x10\n");
}

// ---- columns ----

ColumnStyle record_style(bool quiet = false) {
    return {quiet, false, 33, 14};
}

TEST(Columns, Integers) {
    EXPECT_EQ(column(num(4096), record_style(), NONE), "             4096");
    EXPECT_EQ(column(num(17, 4), record_style(), NONE), "       17");
    EXPECT_EQ(column(num(2, 2), record_style(), NONE), "     2");
    EXPECT_EQ(column(num(7, 1), record_style(), NONE), "   7");
    EXPECT_EQ(column(num(-1, 8, false), record_style(), NONE), " 18446744073709551615");
    EXPECT_EQ(column(num(-5, 4), record_style(true), NONE), "-5");
}

TEST(Columns, Text) {
    EXPECT_EQ(column(str("bash"), record_style(), NONE), "  bash" + std::string(29, ' '));
    EXPECT_EQ(column(str(""), record_style(), NONE), std::string(35, ' '));
    EXPECT_EQ(column(str("bash"), record_style(true), NONE), "bash");
    ColumnStyle raw = record_style();
    raw.raw_bytes = true;
    EXPECT_TRUE(column(str("bash"), raw, NONE).starts_with("\n"));
    EXPECT_EQ(column(num(1), raw, NONE), "                1");
}

TEST(Columns, StacksAndSymbols) {
    FakeSymbols symbols;
    Value stack{Stack{false, 0, {0x1067}}, nullptr};
    EXPECT_EQ(column(stack, record_style(), symbols), "\n              vmlinux`vfs_read+0x67\n");
    Value symbol{consume::Address{consume::Address::Kind::Sym, 0, 0x1067}, nullptr};
    EXPECT_EQ(column(symbol, record_style(true), symbols),
              "  vmlinux`vfs_read" + std::string(34, ' '));
    Value module{consume::Address{consume::Address::Kind::Mod, 0, 0x1067}, nullptr};
    EXPECT_EQ(column(module, record_style(), symbols), "  vmlinux" + std::string(43, ' '));
}

// ---- charts ----

dif::AggVar variable(uint32_t kind, uint64_t arg = 0) {
    dif::AggVar var;
    var.id = 1;
    var.kind = kind;
    var.arg = arg;
    return var;
}

const std::string HEADING =
    "\n           value  ------------- Distribution ------------- count    \n";

TEST(Chart, Positive) {
    std::vector<uint64_t> words(127);
    words[64] = 1;
    words[66] = 3;
    words[67] = 12;
    EXPECT_EQ(chart(variable(DTRACE_ACT_AGG_QUANTIZE), words, 1),
              HEADING + "               0 |                                         0        \n"
                        "               1 |@@@                                      1        \n"
                        "               2 |                                         0        \n"
                        "               4 |@@@@@@@@                                 3        \n"
                        "               8 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@           12       \n"
                        "              16 |                                         0        \n");
}

TEST(Chart, Negative) {
    std::vector<uint64_t> words(127);
    words[64] = static_cast<uint64_t>(-5);
    EXPECT_EQ(chart(variable(DTRACE_ACT_AGG_QUANTIZE), words, 1),
              HEADING + "               0                                         | 0        \n"
                        "               1 @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@| -5       \n"
                        "               2                                         | 0        \n");
}

TEST(Chart, Mixed) {
    std::vector<uint64_t> words(127);
    words[62] = static_cast<uint64_t>(-3);
    words[63] = static_cast<uint64_t>(-1);
    words[64] = 8;
    EXPECT_EQ(chart(variable(DTRACE_ACT_AGG_QUANTIZE), words, 1),
              HEADING + "              -2                     |                     0        \n"
                        "              -1                @@@@@|                     -3       \n"
                        "               0                   @@|                     -1       \n"
                        "               1                     |@@@@@@@@@@@@@        8        \n"
                        "               2                     |                     0        \n");
}

/// Blocks and eighths; zoomed to 38 columns.
TEST(Chart, EncodingAndZoom) {
    const Scale scale = scale_of(std::vector<int64_t>{1, 3}, false);
    EXPECT_EQ(bar(1, scale, {false, true, true}),
              "|\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588" +
                  std::string(30, ' '));
    const Scale odd = scale_of(std::vector<int64_t>{1, 63}, false);
    EXPECT_EQ(bar(1, odd, {false, true, true}), "|\u258b" + std::string(39, ' '));
    const Scale zoomed = scale_of(std::vector<int64_t>{1, 3}, true);
    EXPECT_EQ(bar(3, zoomed, {}), "|" + std::string(38, '@') + "  ");
    EXPECT_EQ(bar(0, scale_of({}, true), {}), "|" + std::string(40, ' '));
}

TEST(Chart, Linear) {
    auto var = variable(DTRACE_ACT_AGG_LQUANTIZE, uint64_t{10} << 48 | uint64_t{10} << 32);
    auto words = consume::empty_state(var);
    words[2] = 2;
    words[3] = 5;
    EXPECT_EQ(chart(var, words, 1),
              HEADING + "             < 0 |                                         0        \n"
                        "               0 |@@@@@@@@@@@                              2        \n"
                        "              10 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@            5        \n"
                        "              20 |                                         0        \n");
    words = consume::empty_state(var);
    words[11] = 1;
    words[12] = 3;
    EXPECT_EQ(chart(var, words, 1),
              HEADING + "              80 |                                         0        \n"
                        "              90 |@@@@@@@@@@                               1        \n"
                        "          >= 100 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@           3        \n");
}

TEST(Chart, LogLinear) {
    auto var = variable(DTRACE_ACT_AGG_LLQUANTIZE, uint64_t{10} << 48 | uint64_t{2} << 16 | 20);
    auto words = consume::empty_state(var);
    size_t middle = words.size() / 2;
    words[middle] = 2;
    words[middle + 1] = 4;
    EXPECT_EQ(chart(var, words, 1),
              HEADING + "             < 1 |@@@@@@@@@@@@@                            2        \n"
                        "               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@              4        \n"
                        "               2 |                                         0        \n");
    words[middle - 1] = 1;
    std::string mirrored = chart(var, words, 1);
    EXPECT_NE(mirrored.find("              -1 |"), mirrored.npos);
    EXPECT_NE(mirrored.find("               0 |"), mirrored.npos);
}

TEST(Chart, NormalizedCountsKeepTheirBars) {
    std::vector<uint64_t> words(127);
    words[64] = 10;
    EXPECT_NE(chart(variable(DTRACE_ACT_AGG_QUANTIZE), words, 5)
                  .find("1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 2        \n"),
              std::string::npos);
}

// ---- rows and formatted printa() ----

struct Table {
    explicit Table(uint32_t kind) { table.var = variable(kind); }
    void add(const std::string& key, std::vector<uint64_t> words) {
        table.entries[key] = {{str(key)}, std::move(words)};
    }
    consume::AggTable table;
};

TEST(Rows, KeysThenValue) {
    Table t(DTRACE_ACT_AGG_COUNT);
    t.add("bash", {42});
    EXPECT_EQ(agg_rows({&t.table}, {}, {false, false, 50, 14}, NONE),
              "  bash" + std::string(46, ' ') + "               42\n");
}

TEST(Rows, TwoAggregationsFillHolesWithZero) {
    Table a(DTRACE_ACT_AGG_COUNT), b(DTRACE_ACT_AGG_SUM);
    a.add("x", {1});
    b.add("y", {2});
    std::string text = agg_rows({&a.table, &b.table}, {}, {false, false, 50, 14}, NONE);
    EXPECT_EQ(text, "  y" + std::string(49, ' ') + "                0                2\n" + "  x" +
                        std::string(49, ' ') + "                1                0\n");
}

TEST(Rows, ChartIsFollowedByAnEmptyLine) {
    Table t(DTRACE_ACT_AGG_QUANTIZE);
    t.add("k", std::vector<uint64_t>(127));
    std::string text = agg_rows({&t.table}, {}, {false, false, 50, 14}, NONE);
    EXPECT_TRUE(text.starts_with("  k" + std::string(49, ' ') + HEADING));
    EXPECT_TRUE(text.ends_with("0        \n\n"));
}

TEST(Printa, ValueConversionsRepeatTheLast) {
    Table a(DTRACE_ACT_AGG_COUNT), b(DTRACE_ACT_AGG_MIN);
    a.add("k", {3});
    b.add("k", {static_cast<uint64_t>(-4)});
    auto format = std::get<fmt::Format>(fmt::parse_format("%s %@d %@5d %@d\n"));
    Value key = str("k");
    const Value* keys[] = {&key};
    AggValue values[] = {{&a.table, &a.table.entries["k"]}, {&b.table, &b.table.entries["k"]}};
    EXPECT_EQ(emit(format, keys, values, NONE), "k 3    -4 -4\n");
}

// ---- dumps and messages ----

TEST(Hexdump, Layout) {
    const char text[] = "Linux version 6.12";
    EXPECT_EQ(hexdump(std::as_bytes(std::span(text, 19))),
              "\n             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f  0123456789abcdef\n"
              "         0: 4c 69 6e 75 78 20 76 65 72 73 69 6f 6e 20 36 2e  Linux version 6.\n"
              "        10: 31 32 00                                         12.\n");
    EXPECT_EQ(hexdump({}), "");
}

TEST(Messages, ProbeErrors) {
    kern::Probe begin{{1, "dtrace", "", "", "BEGIN"}};
    consume::ProbeError error{2, &begin, 1, 16, DTRACE_FAULT_BADADDR, 0};
    EXPECT_EQ(probe_error_text(error), "error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): "
                                       "invalid address (0x0) in action #1 at DIF offset 16");
    error = {2, &begin, 0, 8, DTRACE_FAULT_DIVZERO, 5};
    EXPECT_EQ(probe_error_text(error), "error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): "
                                       "divide-by-zero in predicate at DIF offset 8");
    error = {2, &begin, 2, -1, DTRACE_FAULT_NOSCRATCH, 5};
    EXPECT_EQ(probe_error_text(error), "error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): "
                                       "out of scratch space in action #2");
    error.fault = 99;
    EXPECT_NE(probe_error_text(error).find("unknown fault"), std::string::npos);
}

TEST(Messages, DropTags) {
    EXPECT_EQ(drop_text(consume::principal_drop(0, 2), false), "2 drops on CPU 0");
    EXPECT_EQ(drop_text(consume::principal_drop(0, 2), true),
              "[DTRACEDROP_PRINCIPAL] 2 drops on CPU 0");
}

// ---- print() ----

TEST(Print, StructAsSpecified) {
    types::Table table;
    auto member = [](const char* name, const types::Type* type, uint32_t offset,
                     uint32_t bits = 0) {
        return types::Member{name, type, offset * 8, bits};
    };
    auto* inner = table.forward(types::TagKind::Struct, "in");
    table.define_struct(inner,
                        {member("flag", table.base("unsigned int"), 0, 3),
                         member("p", table.pointer_to(table.base("void")), 8)},
                        16, 8);
    auto* color = table.forward(types::TagKind::Enum, "col");
    table.define_enum(color, {{"RED", 0}, {"BLUE", 1}});
    auto* pair = table.forward(types::TagKind::Struct, "pair");
    table.define_struct(pair,
                        {member("a", table.base("int"), 0),
                         member("b", table.array_of(table.base("char"), 8), 4),
                         member("in", inner, 16), member("c", color, 32),
                         member("arr", table.array_of(table.base("int"), 2), 36)},
                        48, 8);
    unsigned char bytes[48] = {1, 0, 0, 0, 't', 'e', 's', 't'};
    bytes[16] = 5;
    bytes[36] = 1;
    EXPECT_EQ(print_value(*pair, std::as_bytes(std::span(bytes)), NONE, 256),
              "struct pair {\n"
              "    int a = 0x1\n"
              "    char [8] b = [ \"test\" ]\n"
              "    struct in in = {\n"
              "        unsigned int flag :3 = 0x5\n"
              "        void *p = 0\n"
              "    }\n"
              "    enum col c = RED\n"
              "    int [2] arr = [ 0x1, 0 ]\n"
              "}");
    EXPECT_EQ(print_value(*table.base("string"), std::as_bytes(std::span("foo", 4)), NONE, 256),
              "string \"foo\"");
}

// ---- flow ----

TEST(Flow, IndentsByCpu) {
    kern::Probe read{{1, "syscall", "vmlinux", "read", "entry"}};
    kern::Probe inner{{2, "fbt", "vmlinux", "ksys_read", "entry"}};
    kern::Probe hit{{3, "sdt", "vmlinux", "vfs_read", "hit"}};
    kern::Probe inner_end{{4, "fbt", "vmlinux", "ksys_read", "return"}};
    kern::Probe end{{5, "syscall", "vmlinux", "read", "return"}};
    Flow flow;
    auto at = [&](uint32_t cpu, const kern::Probe& probe, uint32_t epid,
                  const consume::Ecb* next = nullptr) {
        consume::Ecb ecb;
        ecb.epid = epid;
        ecb.probe = &probe;
        return flow.text({cpu, 0, &ecb, next});
    };
    EXPECT_EQ(at(0, read, 1), " => read");
    EXPECT_EQ(at(1, read, 1), " => read");
    EXPECT_EQ(at(0, inner, 2), "   -> ksys_read");
    EXPECT_EQ(at(0, inner, 6), "    | ksys_read:entry");
    EXPECT_EQ(at(0, hit, 3), "    | vfs_read:hit");
    consume::Ecb second;
    second.epid = 7;
    second.probe = &inner_end;
    EXPECT_EQ(at(0, inner_end, 4, &second), "    | ksys_read:return");
    EXPECT_EQ(at(0, inner_end, 7), "   <- ksys_read");
    EXPECT_EQ(at(0, end, 5), " <= read");
    EXPECT_EQ(at(0, end, 5), " <= read");
}

} // namespace
} // namespace dtrace::format
