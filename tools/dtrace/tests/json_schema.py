#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Holds what -x oformat=json prints against Documentation/trace/dtrace/json.rst.

Runs programs that make every type of line and every action, and fails when a line or item has a member that is not documented, lacks
one that is, or has one of another type, and when something documented never appears. Prints TAP.
"""

import argparse
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

TIMEOUT = 120
DOC = Path(__file__).resolve().parents[3] / "Documentation/trace/dtrace/json.rst"

# Command lines on the in-process device; together they print everything.
PROGRAMS = [
    r"""-x strsize=64 -n 'struct in { unsigned f:3; int *p; }; struct out { int a; char b[4]; struct in in; int c[2]; };
        enum col { RED, GREEN };
        BEGIN { this->p = (struct out *)alloca(sizeof (struct out)); this->p->a = -7; trace(1); trace(-1); trace(0x7fffffffffffffff); trace("text"); trace((short)2); trace((enum col)1);
            print(*this->p); tracemem(this->p, 4); exit(3); }'""",
    r"""-n 'BEGIN { trace("a\"b\\c\n\t\001"); trace("h\303\244"); trace("bad\377\300end"); printf("%s|%5d", "\200", 42); exit(0); }'""",
    r"""-n 'BEGIN { stack(); ustack(); jstack(); sym(1); mod(2); usym(3); umod(4); uaddr(5); ufunc(6); func(7); exit(0); }'""",
    r"""-n 'BEGIN { @c["k", 1] = count(); @s = sum(-5); @q = quantize(5); @l = lquantize(-1, 0, 10, 5); @ll = llquantize(7, 10, 0, 2, 10);
            @a = avg(3); @m = min(4); @x = max(9); @d = stddev(2); @e = sum(0); @p["printed"] = count(); normalize(@s, 2); }
        BEGIN { printa(@p); printa("%s %@d\n", @p); trunc(@e, 1); clear(@x); denormalize(@s); exit(0); }'""",
    r"""-w -n 'BEGIN { system("true %d", 1); freopen("/dev/null"); freopen(""); setopt("quiet", "yes"); setopt("nosuch"); ftruncate();
            freopen("/no/such/%s", "x"); exit(0); }'""",
    r"""-n 'BEGIN { trace(*(int *)0x10); } BEGIN / *(int *)0x20 / {} BEGIN { exit(0); }'""",
    r"""-b 1k -n 'profile-1000 { trace("x"); } tick-999ms { exit(0); }'""",
    r"""-c true -n BEGIN""",
    r"""-c 'sh -c "kill -9 $$"' -n BEGIN""",
    r"""-s /dev/null -x empty -Z -n 'BEGIN { exit(0); }'""",
    r"""-lv -P dtrace""",
]

CHECKS = {
    "integer": lambda v: isinstance(v, int) or isinstance(v, str) and re.fullmatch(r"-?\d+", v),
    "string": lambda v: isinstance(v, str) or isinstance(v, dict) and set(v) == {"text", "hex"},
    "address": lambda v: isinstance(v, str) and re.fullmatch(r"0x[0-9a-f]+", v),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


def simple_tables(lines):
    """The rows of every simple table, as (first line number, list of cells), continuation lines joined."""
    edges = None
    rows = []
    for number, line in enumerate(lines):
        if re.fullmatch(r"=+( +=+)+", line):
            edges = [m.span() for m in re.finditer(r"=+", line)]
            continue
        if not line.strip():
            edges = None
        if edges is None:
            continue
        cells = [line[a:b].strip() for a, b in edges[:-1]] + [line[edges[-1][0]:].strip()]
        if cells[0]:
            rows.append((number, cells))
        else:
            rows[-1][1][-1] += " " + cells[-1]
    return rows


def schema():
    """Type of line -> {member: (type, optional)}, and action -> its members."""
    lines = DOC.read_text().splitlines()
    sections = [(n, lines[n]) for n in range(len(lines) - 1) if re.fullmatch(r"-{3,}", lines[n + 1]) and lines[n].isalpha()]
    types, items = {name: {} for _, name in sections}, {}
    start_of_items = lines.index("Items")
    for number, cells in simple_tables(lines):
        if number > start_of_items:
            if not cells[0].startswith("``"):
                for action in cells[0].split(","):
                    items[action.strip()] = set(re.findall(r"``(\w+)``", cells[1]))
        elif cells[0].startswith("``"):
            section = [name for at, name in sections if at < number][-1]
            types[section][cells[0].strip("`")] = (cells[1].rstrip("?"), cells[1].endswith("?"))
    return types, items


class Checker:
    def __init__(self):
        self.types, self.items = schema()
        self.seen, self.problems = set(), []

    def problem(self, text, line):
        self.problems.append(f"{text}: {line}")

    def line(self, text):
        value = json.loads(text)
        if value.get("v") != 1 or value.get("type") not in self.types:
            return self.problem("version or type is not documented", text)
        members = self.types[value["type"]]
        for name, content in value.items():
            if name in ("v", "type"):
                continue
            if name not in members:
                self.problem(f"member {name} is not documented", text)
                continue
            self.seen.add((value["type"], name))
            if not CHECKS[members[name][0]](content):
                self.problem(f"member {name} is no {members[name][0]}", text)
        for name, (_, optional) in members.items():
            if not optional and name not in value:
                self.problem(f"member {name} is missing", text)
        for item in value.get("items", []):
            self.item(item, text)

    def item(self, item, text):
        action = item.get("act")
        if action not in self.items:
            return self.problem(f"action {action} is not documented", text)
        self.seen.add(("act", action))
        for name in item:
            if name != "act" and name not in self.items[action]:
                self.problem(f"member {name} of {action} is not documented", text)

    def unseen(self):
        wanted = {(t, m) for t, members in self.types.items() for m in members} | {("act", a) for a in self.items}
        return sorted(wanted - self.seen)


def main():
    parser = argparse.ArgumentParser(description="Check the JSON output against its documentation.")
    parser.add_argument("--dtrace", required=True, help="the command under test")
    options = parser.parse_args()
    checker = Checker()
    print(f"1..{len(PROGRAMS) + 1}")
    failed = 0
    for number, program in enumerate(PROGRAMS, 1):
        words = [options.dtrace, "-x", "oformat=json"] + shlex.split(program)
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False)
        before = len(checker.problems)
        lines = done.stdout.decode("utf-8").splitlines()
        for line in lines:
            checker.line(line)
        good = bool(lines) and len(checker.problems) == before
        if not good:
            print(f"# status {done.returncode}: {done.stderr.decode(errors='replace')}")
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - json {' '.join(program.split())[:60]}")
    for problem in checker.problems:
        print(f"# {problem}")
    unseen = checker.unseen()
    for kind, name in unseen:
        print(f"# never printed: {kind} {name}")
    print(f"{'not ok' if unseen else 'ok'} {len(PROGRAMS) + 1} - all that is documented is printed")
    sys.exit(1 if failed or unseen else 0)


if __name__ == "__main__":
    main()
