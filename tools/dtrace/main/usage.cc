// SPDX-License-Identifier: GPL-2.0
// The usage text.
#include "main/command_line.h"

#include "base/strings.h"

namespace dtrace::cli {

namespace {

constexpr const char* SYNOPSIS =
    "[-32|-64] [-aACeFGhHlqSvVwZ] [-b bufsz] [-c cmd] [-D name[=def]]\n"
    "\t[-I path] [-L path] [-o output] [-p pid] [-s script] [-U name]\n"
    "\t[-x opt[=val]] [-X a|c|s|t]\n"
    "\n"
    "\t[-P provider [[ predicate ] action ]]\n"
    "\t[-m [ provider: ] module [[ predicate ] action ]]\n"
    "\t[-f [[ provider: ] module: ] func [[ predicate ] action ]]\n"
    "\t[-n [[[ provider: ] module: ] func: ] name [[ predicate ] action ]]\n"
    "\t[-i probe-id [[ predicate ] action ]] [ args ... ]\n"
    "\n"
    "\tpredicate -> '/' D-expression '/'\n"
    "\t   action -> '{' D-statements '}'\n"
    "\n";

struct LetterHelp {
    const char* letter;
    const char* text;
};

constexpr LetterHelp LETTER_HELP[] = {
    {"-32", "compile for 32-bit programs"},
    {"-64", "compile for 64-bit programs"},
    {"-a", "take over the tracing that was started at boot"},
    {"-A", "save the programs to be started at boot"},
    {"-b", "size of the trace buffer of each CPU"},
    {"-c", "run a command and trace until it ends; $target is its pid"},
    {"-C", "run cpp(1) over scripts first"},
    {"-D", "define a name for cpp(1)"},
    {"-e", "compile, enable nothing, exit"},
    {"-f", "enable or list probes of a function"},
    {"-F", "indent the output by function entry and return"},
    {"-G", "make an ELF object with the programs in it"},
    {"-h", "make a header from provider definitions"},
    {"-H", "name the files that cpp(1) includes"},
    {"-i", "enable or list probes by id"},
    {"-I", "a directory where cpp(1) looks for includes"},
    {"-l", "list probes"},
    {"-L", "a directory with D libraries"},
    {"-m", "enable or list probes of a module"},
    {"-n", "enable or list probes by name"},
    {"-o", "append the output to a file"},
    {"-p", "trace a process until it ends; $target is its pid"},
    {"-P", "enable or list probes of a provider"},
    {"-q", "print only what the programs print"},
    {"-s", "enable or list probes as a D script says"},
    {"-S", "show the code that is generated"},
    {"-U", "forget a name for cpp(1)"},
    {"-v", "with -l: attributes and argument types; else a stability report"},
    {"-V", "print the version of the D language"},
    {"-w", "permit destructive actions"},
    {"-x", "set an option"},
    {"-X", "the C standard that cpp(1) follows"},
    {"-Z", "permit probe descriptions that match nothing"},
};

} // namespace

void print_usage(const std::string& command, FILE* to) {
    std::fprintf(to, "Usage: %s %s", command.c_str(), SYNOPSIS);
    for (const LetterHelp& help : LETTER_HELP)
        std::fprintf(to, "\t%-3s %s\n", help.letter, help.text);
    std::fprintf(to, "\n\tOptions of -x:");
    size_t column = 80;
    for (const kern::OptRow& row : kern::Options::rows()) {
        if (column + row.name.size() + 1 > 72) {
            std::fprintf(to, "\n\t   ");
            column = 11;
        }
        std::fprintf(to, " %s", std::string(row.name).c_str());
        column += row.name.size() + 1;
    }
    std::fprintf(to, "\n");
}

} // namespace dtrace::cli
