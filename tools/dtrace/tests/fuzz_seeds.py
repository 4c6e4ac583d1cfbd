#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Writes the golden programs as seeds of fuzz_pipeline: fuzz_seeds.py DIR. A byte in front says what a seed is."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
SCRIPT, TEXT = b"d", b"i"  # even, odd


def programs():
    """Kind and text of each."""
    for path in sorted(TESTS.glob("*/*.d")):
        yield SCRIPT, path.read_bytes()
    for path in sorted(TESTS.glob("golden/*.t")):
        head, _, rest = path.read_bytes().partition(b"--- script\n")
        if rest:
            yield SCRIPT, rest.partition(b"\n--- ")[0] + b"\n"
        for word in head.partition(b"args: ")[2].partition(b"\n--- ")[0].split(b"'")[1::2]:
            yield TEXT, word


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (kind, text) in enumerate(programs()):
        (folder / f"{number:04}").write_bytes(kind + text)


if __name__ == "__main__":
    main()
