#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Runs golden programs: a command line, perhaps a script, and every byte that must come out.

A case is a file tests/golden/*.t:

    # what it shows
    args: -qs $SCRIPT 5
    --- script
    BEGIN { printf("%d", $1); exit(0); }
    --- stdout
    5
    --- stderr
    --- status 0

`args` is split like a shell line; $SCRIPT is a file with the section `script` named case.d, $DIR its folder. Sections that
are missing are not compared, except the status, which must be 0 then. `--- file NAME` is a file of that name below $DIR. In `--- stdout $` every line ends in a `$`
that is not part of it, where blanks at the end of lines matter. In sections marked `~` every line is a
regular expression. `env: NAME=VALUE` lines set the environment. Prints TAP.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

TIMEOUT = 60


class Case:
    """One file, taken apart."""

    def __init__(self, path):
        self.path = path
        self.args, self.env, self.sections, self.marks = None, {}, {}, {}
        self.files = set()
        self.status = 0
        section = None
        for line in path.read_text().splitlines(keepends=True):
            if line.startswith("--- "):
                section = self.open_section(line[4:].split())
            elif section is not None:
                self.sections[section] += line
            else:
                self.head(line)
        if self.args is None:
            raise ValueError(f"{path}: no args line")

    def open_section(self, words):
        if words[0] == "status":
            self.status = int(words[1])
            return None
        if words[0] == "file":
            self.files.add(words[1])
            self.sections[words[1]] = ""
            return words[1]
        if words[0] not in ("script", "stdout", "stderr"):
            raise ValueError(f"{self.path}: unknown section {words[0]}")
        self.sections[words[0]] = ""
        self.marks[words[0]] = "".join(words[1:])
        return words[0]

    def head(self, line):
        if line.startswith("args: "):
            self.args = line[6:].rstrip("\n")
        elif line.startswith("env: "):
            name, value = line[5:].rstrip("\n").split("=", 1)
            self.env[name] = value
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{self.path}: {line!r} is no comment, no args and no section")

    def expected(self, name):
        text = self.sections[name]
        if "$" not in self.marks[name]:
            return text
        lines = text.splitlines()
        for line in lines:
            if not line.endswith("$"):
                raise ValueError(f"{self.path}: {line!r} lacks its $")
        return "".join(line[:-1] + "\n" for line in lines)


def matches(case, name, got):
    """Whether a stream is as the case says."""
    want = case.expected(name)
    if "~" not in case.marks[name]:
        return want == got
    wanted, lines = want.splitlines(), got.splitlines()
    return len(wanted) == len(lines) and all(
        re.fullmatch(pattern, line) for pattern, line in zip(wanted, lines))


def show(name, want, got):
    """Both texts as TAP comments."""
    for title, text in ((f"{name} wanted", want), (f"{name} got", got)):
        print(f"# {title}:")
        for line in text.splitlines():
            print(f"#   {line}$")


def run(case, command):
    """Runs one case; returns whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "case.d"
        script.write_text(case.sections.get("script", ""))
        for name in case.files:
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_text(case.sections[name])
        words = shlex.split(case.args)
        words = [w.replace("$SCRIPT", str(script)).replace("$DIR", folder) for w in words]
        env = dict(os.environ, TZ="UTC", LC_ALL="C", **case.env)
        try:
            done = subprocess.run(["dtrace"] + words, executable=command, capture_output=True,
                                  env=env, stdin=subprocess.DEVNULL, timeout=TIMEOUT,
                                  check=False)
        except subprocess.TimeoutExpired:
            print(f"# no end within {TIMEOUT} s")
            return False
    passed = done.returncode == case.status
    if not passed:
        print(f"# status {done.returncode}, wanted {case.status}")
    for name, data in (("stdout", done.stdout), ("stderr", done.stderr)):
        got = data.decode(errors="backslashreplace").replace(str(folder), "$DIR")
        if name in case.sections and not matches(case, name, got):
            show(name, case.expected(name), got)
            passed = False
        elif not passed:
            show(name, "(anything)", got)
    return passed


def main():
    parser = argparse.ArgumentParser(description="Run golden programs.")
    parser.add_argument("--dtrace", required=True, help="the command under test")
    parser.add_argument("cases", nargs="*", help="files; default: all of tests/golden")
    options = parser.parse_args()
    folder = Path(__file__).resolve().parent / "golden"
    paths = [Path(c) for c in options.cases] or sorted(folder.glob("*.t"))
    if not paths:
        sys.exit("no cases")
    failed = 0
    print(f"1..{len(paths)}")
    for number, path in enumerate(paths, 1):
        passed = run(Case(path), os.path.abspath(options.dtrace))
        failed += not passed
        print(f"{'ok' if passed else 'not ok'} {number} - {path.stem}", flush=True)
    print(f"# {len(paths) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
