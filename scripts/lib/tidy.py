#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""clang-tidy on C++ files, two at a time; a file that passed and whose inputs are unchanged is skipped."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
from repo import BUILD, ROOT  # noqa: E402

CACHE = BUILD / "static" / "tidy-passed"
# The words of tools/dtrace/Makefile that change what the front end sees.
FLAGS = ["-std=c++20", f"-I{ROOT}/tools/dtrace", f"-I{ROOT}/kernel/trace/dtrace/lib",
         f"-I{ROOT}/tools/testing/dtrace", "-idirafter", f"{ROOT}/include/uapi",
         '-DDTRACE_LIBDIR="/usr/local/lib/dtrace"', "-Wno-unknown-warning-option"]


def inputs(path):
    """The repository's files that a file is compiled from, itself included."""
    words = ["g++", *FLAGS, "-MM", "-MT", "x", path]
    done = subprocess.run(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.DEVNULL)
    names = done.stdout.replace("\\\n", " ").split()[1:]
    return [ROOT / path, *(ROOT / name for name in names if not name.startswith("/usr"))]


def stamp(path):
    """The marker that says: this very text has passed these very checks."""
    key = hashlib.sha256(" ".join(FLAGS).encode() + (ROOT / ".clang-tidy").read_bytes())
    for name in inputs(path):
        key.update(name.read_bytes())
    return CACHE / key.hexdigest()


def check(path):
    passed = stamp(path)
    if passed.exists():
        return ""
    words = ["clang-tidy-14", "--quiet", path, "--", *FLAGS]
    done = subprocess.run(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.DEVNULL)
    if done.returncode == 0 and not done.stdout.strip():
        passed.touch()
        return ""
    return done.stdout or f"{path}: clang-tidy ended with {done.returncode}\n"


def main(paths):
    CACHE.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for text in pool.map(check, paths):
            for line in text.splitlines():
                if ": error:" in line or ": warning:" in line or ": clang-tidy" in line:
                    print(line.replace(f"{ROOT}/", ""))


main(sys.argv[1:])
