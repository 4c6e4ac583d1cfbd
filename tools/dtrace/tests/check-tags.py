#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Checks that every tag of an error has a test, by tests/TAGS (which explains its lines).

A tag that the sources raise must be listed; a listed one must be in the expected output of a test,
unless its line says why not. A line that says so may not be for a tag that is tested. Prints what is
missing; exit status 1 if anything is.
"""

import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TAG = re.compile(r"D_[A-Z0-9_]+")


def tags_of(paths, pattern):
    """All tags that a pattern with one group finds in files."""
    found = set()
    for path in paths:
        found.update(re.findall(pattern, path.read_text(errors="replace")))
    return found


def rows():
    """Lines of TAGS: tag, mark, rest."""
    for line in (TESTS / "TAGS").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        tag, _, rest = line.partition(" ")
        mark, _, text = rest.partition(" ")
        if not TAG.fullmatch(tag) or mark not in ("", "=", "-", "!") or bool(mark) != bool(text):
            sys.exit(f"TAGS: cannot read: {line}")
        yield tag, mark, text


def main():
    sources = [p for p in TESTS.parent.rglob("*") if p.suffix in (".cc", ".h", ".def")
               and not p.name.endswith("_test.cc") and TESTS not in p.parents]
    raised = tags_of(sources, r'"(D_[A-Z0-9_]+)"')
    cases = [*TESTS.rglob("*.out"), *TESTS.rglob("*.t"), TESTS / "junk.py"]
    tested = tags_of(cases, r"\[(D_[A-Z0-9_]+)\]")
    listed = {tag: (mark, text) for tag, mark, text in rows()}
    faults = [f"{tag}: raised, but not in TAGS" for tag in sorted(raised - set(listed))]
    for tag, (mark, text) in listed.items():
        if not mark and tag not in tested:
            faults.append(f"{tag}: no test expects it")
        if mark and tag in tested:
            faults.append(f"{tag}: a test expects it, so TAGS should not say: {text}")
        if mark == "=" and text not in tested:
            faults.append(f"{tag}: {text}, which stands for it, has no test")
    for fault in faults:
        print(fault)
    todo = [tag for tag, (mark, _) in listed.items() if mark == "!"]
    print(f"{len(listed)} tags, {len(tested & set(listed))} tested, {len(faults)} faults; "
          f"to be done: {' '.join(todo) or 'none'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
