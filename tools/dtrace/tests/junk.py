#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Feeds the command with broken input: nothing but output or an error may come of it.

First a list of nasty texts, then the golden programs with random damage, compiled only or run. The
command has to end by itself, to say something when its status is 1, and must not be stopped by a
sanitizer. Prints TAP.
"""

import argparse
import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

import tap

TESTS = Path(__file__).resolve().parent
TIMEOUT = 60

NASTY = {
    "empty file": b"",
    "binary junk": bytes(range(256)) * 64,
    "a line of 1 MB": b"BEGIN { trace(" + b"1 + " * 250000 + b"1); }",
    "an identifier of 1 MB": b"BEGIN { trace(" + b"x" * 1000000 + b"); }",
    "a string of 1 MB": b'BEGIN { trace("' + b"x" * 1000000 + b'"); }',
    "10,000 parentheses": b"BEGIN { trace(" + b"(" * 10000 + b"1" + b")" * 10000 + b"); }",
    "10,000 ifs": b"BEGIN { " + b"if (1) { " * 10000 + b"}" * 10000 + b" }",
    "10,000 pointers": b"int " + b"*" * 10000 + b"x; BEGIN { }",
    "10,000 unary operators": b"BEGIN { trace(" + b"~" * 10000 + b"1); }",
    "10,000 ternaries": b"BEGIN { trace(" + b"pid ? 1 : " * 10000 + b"2); }",
    "10,000 nested structs": b"struct { " * 10000,
    "10,000 fields": b"BEGIN" + b":a" * 10000 + b" { }",
    "10,000 subscripts": b"BEGIN { trace(x" + b"[1]" * 10000 + b"); }",
    "an unfinished comment": b"BEGIN { /* ",
    "an unfinished string": b'BEGIN { trace("',
    "65,000 variables": b"BEGIN { " + b" ".join(b"v%d = 1;" % i for i in range(65000)) + b"}",
    "NULs": b"BEGIN\0{\0trace(1);\0}\0",
}

# What the first message says, with status 1; nothing: the text is a program
TOO_DEEP = b"[D_SYNTAX] line 1: program text is nested deeper than 256 levels\n"
TOO_LONG = b"[D_SYNTAX] line 1: expression has more than 4096 operators\n"
EXPECTED = {
    "empty file": b"[D_EMPTY] line 1: empty D program translation unit\n",
    "binary junk": b"[D_SYNTAX] line 1: syntax error near \"?\"\n",
    "a line of 1 MB": TOO_LONG,
    "an identifier of 1 MB": b"[D_IDENT_UNDEF] line 1: failed to resolve x",
    "a string of 1 MB": None,
    "10,000 parentheses": TOO_DEEP,
    "10,000 ifs": TOO_DEEP,
    "10,000 pointers": b"[D_SYNTAX] line 1: syntax error near \"*\"\n",
    "10,000 unary operators": TOO_DEEP,
    "10,000 ternaries": TOO_DEEP,
    "10,000 nested structs": TOO_DEEP,
    "10,000 fields": b"[D_PDESC_INVAL] line 1: invalid probe description \"BEGIN:a:",
    "10,000 subscripts": TOO_LONG,
    "an unfinished comment": b"[D_SYNTAX] line 1: end of file inside a comment\n",
    "an unfinished string": b"[D_SYNTAX] line 1: end of file in string literal\n",
    "65,000 variables": b"[D_ID_OFLOW] line 1: cannot create v",
    "NULs": b"[D_SYNTAX] line 1: syntax error near \"?\"\n",
}
# Of one error; there are ten at most
MESSAGE_MAX = 3000


COMPILE = ["-e"]
# Small buffers start faster; the second program ends the run.
RUN = ["-b", "64k", "-x", "aggsize=64k", "-x", "dynvarsize=64k", "-x", "strsize=64", "-o", os.devnull]
END = ["-n", "tick-2s { exit(0); }"]
# What may not be run: commands, files, other people's processes, and memory without end
DANGEROUS = re.compile(rb"destructive|ctypes|dtypes|size|rate|core|cpp|policy|-w\b")


def run(command, folder, text, expected=b"", trace=False):
    """What is wrong with how the command takes a script; "" when nothing is. `expected`: see EXPECTED; b"": whatever."""
    script = Path(folder) / "case.d"
    script.write_bytes(text)
    words = ["dtrace", *(RUN if trace else COMPILE), "-x", "errtags", "-x", "argref", "-s", script,
             *(END if trace else []), "one", "two"]
    try:
        done = subprocess.run(words, executable=command, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"no end within {TIMEOUT} s"
    if b"Sanitizer" in done.stderr or b"runtime error:" in done.stderr:
        return done.stderr.decode(errors="replace")[-2000:]
    if trace and done.returncode >= 0:
        return ""  # exit() may have said anything
    if done.returncode not in (0, 1):
        return f"status {done.returncode}: " + done.stderr.decode(errors="replace")[-2000:]
    if done.returncode == 1 and not done.stderr.startswith(b"dtrace: "):
        return "no message"
    first = b"dtrace: failed to compile script %s: %s" % (bytes(script), expected or b"")
    if expected and not (done.returncode == 1 and done.stderr.startswith(first)):
        return f"status {done.returncode}, wanted {first.decode()}, got {done.stderr[:300].decode(errors='replace')}"
    if expected is None and (done.returncode or done.stderr):
        return f"status {done.returncode}: {done.stderr[:300].decode(errors='replace')}"
    if len(done.stderr) > 10 * MESSAGE_MAX:
        return f"a message of {len(done.stderr)} bytes"
    return ""


def runnable():
    """Scripts of the golden programs that may be run whatever damage makes of them."""
    found = []
    for path in sorted(TESTS.glob("golden/*.t")):
        section = path.read_bytes().partition(b"--- script\n")[2].partition(b"\n--- ")[0]
        if section and not DANGEROUS.search(section):
            found.append(section)
    return found


def damaged(rnd, text, others):
    """A copy with a few bytes changed, removed, repeated, or taken from elsewhere."""
    data = bytearray(text)
    for _ in range(rnd.randint(1, 6)):
        at = rnd.randrange(len(data) + 1)
        end = min(at + rnd.randint(1, 12), len(data))
        other = rnd.choice(others)
        start = rnd.randrange(len(other) + 1)
        piece = rnd.choice([b"", bytes(data[at:end]) * 2, bytes([rnd.randrange(256)]),
                            other[start:start + 20]])
        data[at:end] = piece
    return bytes(data)


def main():
    parser = argparse.ArgumentParser(description="Feed the command with broken input.")
    parser.add_argument("--dtrace", required=True, help="the command under test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int,
                        default=2000 if os.environ.get("DTRACE_TEST_LONG") else 40)
    options = parser.parse_args()
    programs = [p.read_bytes() for p in sorted(TESTS.glob("*/*.d"))]
    rnd = random.Random(options.seed)
    scripts = runnable()
    cases = [(name, text, False) for name, text in NASTY.items()]
    cases += [(f"damaged program {i}", damaged(rnd, rnd.choice(programs), programs), False)
              for i in range(options.count)]
    for i in range(options.count):
        text = damaged(rnd, rnd.choice(scripts), scripts)
        cases.append((f"damaged program {i}, run", text, not DANGEROUS.search(text)))
    command = os.path.abspath(options.dtrace)
    with tempfile.TemporaryDirectory() as folder:
        tap.report(len(cases), ((name, run(command, folder, text, EXPECTED.get(name, b""), trace))
                                for name, text, trace in cases))


if __name__ == "__main__":
    main()
