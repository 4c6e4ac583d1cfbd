#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Flattens the KTAP that KUnit prints on a console (stdin) to plain TAP lines: `ok N - SUITE.CASE`.

  ktap.py PREFIX FIRST      PREFIX goes before each name, FIRST is the first number
"""

import re
import sys

STAMP = re.compile(r"^(<\d+>)?\[\s*\d+\.\d+\]\s?")
CASE = re.compile(r"^    (not ok|ok) \d+ -? ?(\S+)(.*)$")
SUITE = re.compile(r"^(not ok|ok) \d+ -? ?(\S+)(.*)$")
NAME = re.compile(r"^    # Subtest: (\S+)")


def main(prefix, number):
    suite, cases, failed = None, 0, 0
    for line in sys.stdin:
        line = STAMP.sub("", line.rstrip("\n"))
        name = NAME.match(line)
        if name:
            suite, cases = name[1], 0
        elif suite is None:
            continue
        elif CASE.match(line):
            word, case, rest = CASE.match(line).groups()
            print(f"{word} {number} - {prefix}{suite}.{case}{rest}")
            number, cases, failed = number + 1, cases + 1, failed + (word != "ok")
        elif SUITE.match(line) and SUITE.match(line)[2] == suite:
            if not cases:
                print(f"{SUITE.match(line)[1]} {number} - {prefix}{suite}{SUITE.match(line)[3]}")
                number += 1
            suite = None
        elif line.lstrip().startswith("# "):
            print(f"#{line}")
    if suite is not None:
        print(f"not ok {number} - {prefix}{suite}: the console ends inside this suite")
        failed += 1
    return 1 if failed else 0


sys.exit(main(sys.argv[1], int(sys.argv[2])))
