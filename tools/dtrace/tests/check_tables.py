#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Everything in the command's tables has a test and a word in the manual.

Reads the tables themselves (options of -x, letters, conversions of printf, functions, variables, classes of drops) and looks for a golden
program or a unit test that uses each, for subroutines and variables also for a test in the guest, and for the letters and options in
dtrace.1. Prints TAP.
"""

import re
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parents[1]


def read(name):
    return (TOOL / name).read_text()


def rows(name, pattern):
    return sorted(set(re.findall(pattern, read(name), re.MULTILINE)))


def golden_text():
    """All golden programs without their comments."""
    texts = []
    for path in sorted((TOOL / "tests/golden").glob("*.t")):
        texts.append("\n".join(l for l in path.read_text().splitlines() if not l.startswith("# ")))
    return "\n".join(texts) + (TOOL / "tests/json_schema.py").read_text()


def unit_text():
    return "\n".join(p.read_text() for p in sorted(TOOL.glob("*/*_test.cc")))


def guest_text():
    """The tests of the running kernel; empty where only this directory is."""
    folder = TOOL.parent / "testing/selftests/dtrace/tests"
    return "\n".join(p.read_text() for p in sorted(folder.glob("*.sh")))


def letters():
    """The option letters, from the string that getopt() gets."""
    return sorted(set(re.search(r'LETTERS = "([^"]*)"', read("main/command_line.cc"))[1]) - {":", "3", "6", "B"})


def manual_options(manual, mark=""):
    """The options that the manual has an entry for, or an entry with this mark."""
    section = manual.partition(".Ss Options of -x")[2].partition("\n.Sh ")[0]
    heads = re.findall(r"^\.It Cm (.*)", section, re.MULTILINE)
    return {name for head in heads if head.endswith(mark)
            for name in re.findall(r"(?:^|, (?:Cm )?)([a-z]+)", head)}


def conversions():
    """(size, letter) pairs of the table of conversions."""
    found = re.findall(r"\{'(\w)', \"(\w*)\", Accept::", read("fmt/printf_spec.cc"))
    return sorted({(size, letter) for letter, size in found})


def uses_conversion(text, size, letter):
    return re.search(r"%[-+ #0'@?]*[0-9*]*(\.[0-9*]+)?" + size + letter, text)


def report(title, missing):
    print(f"{'not ok' if missing else 'ok'} - {title}")
    for name in missing:
        print(f"#   missing: {name}")
    return bool(missing)


def main():
    golden, manual = golden_text(), read("dtrace.1")
    both = golden + unit_text()
    options = rows("kern/option_table.def", r'^OPTION\(\w+,\s*"(\w+)"')
    functions = rows("dif/builtin.def", r"^DTRACE_FUNCTION\((\w+),\s*(?:ACT|AGG)")
    subroutines = rows("dif/builtin.def", r"^DTRACE_FUNCTION\((\w+),\s*SUBR,[^\n]*,\s*1,\s*\w+\)")
    variables = rows("dif/builtin_vars.def", r"^DTRACE_BUILTIN_VAR\((\w+),")
    anywhere = golden + guest_text()
    drops = rows("consume/drops.cc", r'\{"([A-Z]+)"')
    documented = manual_options(manual)
    dynamic = rows("kern/option_table.def", r'^OPTION\(\w+,\s*"(\w+)",\s*DYNAMIC')
    described = set(re.findall(r'^    \{"-(\w)",', read("main/usage.cc"), re.MULTILINE))
    completed = set(re.findall(r"'\*?-(\w)\[", read("completion/_dtrace")))
    failed = [
        report("options of -x in golden programs",
               [o for o in options if not re.search(rf"\b{o}\b", golden)]),
        report("options of -x in dtrace.1, and no others", sorted(documented ^ set(options))),
        report("options that setopt() can change are those with a dagger in dtrace.1",
               sorted(manual_options(manual, r"\(dg") ^ set(dynamic))),
        report("letters in golden programs",
               [l for l in letters() if not re.search(rf"(^args:| )[^'\"\n]*-[a-zA-Z]*{l}\b|-{l}", golden, re.MULTILINE)]),
        report("letters in dtrace.1",
               [l for l in letters() if not re.search(rf"^\.It Fl {l}\b", manual, re.MULTILINE)]),
        report("letters in --help, and no others", sorted(described ^ set(letters()))),
        report("letters in the completion of zsh, and no others", sorted(completed ^ set(letters()))),
        report("conversions of printf",
               ["%" + s + l for s, l in conversions() if not uses_conversion(both, s, l)]),
        report("actions and aggregating functions in golden programs",
               [f for f in functions if not re.search(rf"\b{f}\(", golden)]),
        report("subroutines in golden programs or in the guest",
               [f for f in subroutines if not re.search(rf"\b{f}\(", anywhere)]),
        report("variables in golden programs or in the guest",
               [v for v in variables if not re.search(rf"\b{v}\b", anywhere)]),
        report("classes of drops", [d for d in drops if d not in both]),
    ]
    if len(options) < 50 or len(functions) < 40 or len(conversions()) < 30 or len(drops) < 8 or len(subroutines) < 40 or len(variables) < 25:
        sys.exit("a table was not understood")
    sys.exit(1 if any(failed) else 0)


if __name__ == "__main__":
    main()
