// SPDX-License-Identifier: GPL-2.0
// Runs case files: each case on the assembler, the verifier and every executor; prints TAP.
//
// A file holds cases; "== name" starts one, "-- section" a part of it:
//   -- vars	declarations, as difasm.h says
//   -- world	lines "kernel VA "bytes"", "user VA "bytes"", "argN V", "sysret V", "strsize V",
//   "scratch V", "moves N", "unprivileged", "no write right", "no destructive"
//   -- asm [same firing]	a program; the next three sections belong to the last one
//   -- result	a number, a "string", or a register-sized pointer that must not be NULL: "pointer"
//   -- error	FAULT [ADDRESS] at PC; the address * is one of the executor's own
//   -- verify	the message with which the program is refused
// Cases of one file share nothing. Lines that start with # are comments.
#include "machine.h"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

struct Step {
    std::string text;
    bool new_firing = true;
    std::string result, error, verify;
};

struct Case {
    std::string file, name;
    std::vector<std::string> vars;
    World world;
    std::vector<Step> steps;
    std::string broken; // what the case file has wrong
};

std::string trim(std::string_view s) {
    auto from = s.find_first_not_of(" \t\n");
    if (from == s.npos)
        return "";
    return std::string(s.substr(from, s.find_last_not_of(" \t\n") - from + 1));
}

constexpr const char* faults[] = {"UNKNOWN",  "BADADDR",   "BADALIGN", "ILLOP",
                                  "DIVZERO",  "NOSCRATCH", "KPRIV",    "UPRIV",
                                  "TUPOFLOW", "BADSTACK",  "BADSIZE",  "BADINDEX"};
static_assert(std::size(faults) == DTRACE_FAULT_MAX);

std::string show(const Fault& f, bool own) {
    char addr[32] = " *";
    if (!own)
        addr[0] = '\0';
    if (!own && (f.kind == DTRACE_FAULT_BADADDR || f.kind == DTRACE_FAULT_BADALIGN ||
                 f.kind == DTRACE_FAULT_KPRIV))
        snprintf(addr, sizeof(addr), " 0x%llx", (unsigned long long)f.addr);
    return std::string(faults[f.kind]) + addr + " at " + std::to_string(f.pc);
}

bool world_line(World& w, const std::string& line) {
    std::istringstream in(line);
    std::string what, number;
    u64 v = 0;
    in >> what >> number;
    if (what == "unprivileged")
        return w.kernel_right = false, true;
    if (what == "no")
        return (number == "destructive" ? w.destructive : w.write_right) = false, true;
    if (!parse_number(number, v))
        return false;
    if (what == "kernel" || what == "user") {
        std::string rest, bytes;
        std::getline(in >> std::ws, rest);
        std::string_view s = rest;
        return parse_string(s, bytes) && (w.memory.push_back({v, bytes}), true);
    }
    if (what == "sysret")
        w.sysret = s64(v);
    else if (what == "strsize")
        w.strsize = u32(v);
    else if (what == "scratch")
        w.scratch = u32(v);
    else if (what == "moves")
        w.moves = unsigned(v);
    else if (what.starts_with("arg") && what.size() == 4)
        w.args.at(what[3] - '0') = v;
    else
        return false;
    return true;
}

void add_line(Case& c, const std::string& section, const std::string& line) {
    auto put = [&](std::string Step::*member) {
        if (c.steps.empty())
            c.broken = "section before any program";
        else
            c.steps.back().*member += line + "\n";
    };
    if (section == "asm")
        put(&Step::text);
    else if (section == "result")
        put(&Step::result);
    else if (section == "error")
        put(&Step::error);
    else if (section == "verify")
        put(&Step::verify);
    else if (trim(line).empty())
        return;
    else if (section == "vars")
        c.vars.push_back(line);
    else if (section != "world" || !world_line(c.world, line))
        c.broken = "line in section '" + section + "': " + line;
}

std::vector<Case> read_cases(const std::string& path) {
    std::vector<Case> cases;
    std::ifstream in(path);
    std::string line, section;
    while (std::getline(in, line)) {
        if (line.starts_with("#"))
            continue;
        if (line.starts_with("== ")) {
            cases.push_back(
                {path.substr(path.rfind('/') + 1), trim(line.substr(3)), {}, {}, {}, ""});
        } else if (line.starts_with("-- ") && !cases.empty()) {
            std::istringstream words(line.substr(3));
            words >> section;
            std::string rest;
            std::getline(words, rest);
            if (section == "asm")
                cases.back().steps.push_back({"", trim(rest) != "same firing", "", "", ""});
        } else if (!cases.empty()) {
            add_line(cases.back(), section, line);
        }
    }
    return cases;
}

// ---- one case ----

std::string round_trip(const Program& p) {
    Program again;
    std::string first = disassemble(p), why = assemble(again, first);
    if (!why.empty())
        return "the disassembly does not assemble: " + why;
    return disassemble(again) == first ? "" : "the disassembly assembles to another program";
}

std::string build(const Case& c, std::vector<Program>& programs) {
    for (const auto& step : c.steps) {
        Program p;
        for (const auto& line : c.vars)
            if (auto why = declare(p, trim(line)); !why.empty())
                return why;
        if (auto why = assemble(p, step.text); !why.empty())
            return why;
        if (auto why = round_trip(p); !why.empty())
            return why;
        programs.push_back(p);
    }
    return "";
}

std::string differs(const std::string& what, const std::string& got, const std::string& want) {
    return what + ": got " + got + ", expected " + want;
}

std::string show_value(const Outcome& out) {
    return std::to_string(s64(out.value));
}

std::string check_result(Executor& e, const Outcome& out, const std::string& want) {
    std::string_view s = want;
    std::string text;
    u64 v;
    if (want == "pointer")
        return out.value ? "" : differs(e.name(), "NULL", "a pointer");
    if (parse_string(s, text)) {
        auto got = e.string_at(out.value);
        if (!got)
            return differs(e.name(), "a bad address " + show_value(out), want);
        return *got == text ? "" : differs(e.name(), "\"" + *got + "\"", want);
    }
    if (!parse_number(want == "NULL" ? "0" : want, v))
        return "bad result in the case: " + want;
    return out.value == v ? "" : differs(e.name(), show_value(out), want);
}

std::string check_step(Executor& e, const Outcome& out, const Step& step) {
    std::string want = trim(step.error);
    if (out.fault) {
        std::string got = show(*out.fault, want.find('*') != want.npos);
        return got == want ? "" : differs(e.name(), got, want.empty() ? "no fault" : want);
    }
    if (out.drop)
        return differs(e.name(), "a drop", "none");
    if (!want.empty())
        return differs(e.name(), "no fault but " + show_value(out), want);
    return check_result(e, out, trim(step.result));
}

std::string run_on(Executor& e, const Case& c) {
    for (size_t n = 0; n < c.steps.size(); n++) {
        auto out = e.run(n, n > 0 && c.steps[n].new_firing);
        if (auto why = check_step(e, out, c.steps[n]); !why.empty())
            return "program " + std::to_string(n) + ": " + why;
    }
    return "";
}

std::string run_case(const Case& c) {
    std::vector<Program> programs;
    std::string why, refused = c.steps.empty() ? "" : trim(c.steps.back().verify);
    if (!c.broken.empty() || c.steps.empty())
        return "the case is not well formed: " + c.broken;
    if (why = build(c, programs); !why.empty())
        return why;
    auto engine = make_engine(c.world, programs, why);
    if (!engine)
        return why == refused ? ""
                              : differs("verifier", why, refused.empty() ? "acceptance" : refused);
    if (!refused.empty())
        return differs("verifier", "acceptance", refused);
    if (why = run_on(*engine, c); !why.empty())
        return why;
    World short_ways = c.world;
    short_ways.short_ways = true;
    engine.reset();
    engine = make_engine(short_ways, programs, why);
    if (why = run_on(*engine, c); !why.empty())
        return why;
    auto model = make_model(c.world, programs);
    return run_on(*model, c);
}

} // namespace

int main(int argc, char** argv) {
    int number = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        for (const auto& c : read_cases(argv[i])) {
            std::string why = run_case(c);
            failed += !why.empty();
            printf("%s %d - %s: %s\n", why.empty() ? "ok" : "not ok", ++number, c.file.c_str(),
                   c.name.c_str());
            if (!why.empty())
                printf("# %s\n", why.c_str());
        }
    }
    printf("1..%d\n", number);
    return failed != 0 || number == 0;
}
