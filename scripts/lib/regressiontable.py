#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compares results of the kernel's own tests with and without the series.

  regressiontable.py DIRECTORY PLATFORM...

DIRECTORY/PLATFORM.{without,with}.ROUND hold lines `SUITE.TEST RESULT`. Prints counts by suite as a table in
reStructuredText, then each test that differs. Exit status 1: a test passes in all rounds without the series, and
not in all with it.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

KERNELS = ("without", "with")


def results(directory, platform, kernel):
    """test -> its result, or 'unsteady' where the rounds do not agree"""
    seen = defaultdict(set)
    files = sorted(Path(directory).glob(f"{platform}.{kernel}.*"))
    if not files:
        sys.exit(f"no results of {platform} {kernel}")
    for path in files:
        for line in path.read_text().splitlines():
            test, result = line.rsplit(maxsplit=1)
            seen[test].add(result)
    return {test: found.pop() if len(found) == 1 else "unsteady" for test, found in seen.items()}


def counts(found, suite):
    count = Counter(result for test, result in found.items() if test.split(".")[0] == suite)
    return ", ".join(f"{n} {result}" for result, n in sorted(count.items())) or "none"


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def main(directory, *platforms):
    rows, different, worse = [("Platform", "Suite", "Without the series", "With it")], [], 0
    for platform in platforms:
        both = [results(directory, platform, kernel) for kernel in KERNELS]
        for suite in sorted({test.split(".")[0] for found in both for test in found}):
            rows.append((platform, suite, *(counts(found, suite) for found in both)))
        for test in sorted(set(both[0]) | set(both[1])):
            without, with_it = (found.get(test, "absent") for found in both)
            if without == with_it:
                continue
            different.append(f"{platform} {test}: {without} without, {with_it} with the series")
            worse += without == "PASS"
    print(table(rows))
    print("\n".join(["", f"{len(different)} tests differ", *different]))
    return worse > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
