#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compares types and addresses of a process, as D sees them, with what the process says itself.

A C program is compiled with debug information of several versions and traced with -c: it prints sizes, offsets and an
address, D prints the same. Without debug information D has to say so. Prints TAP.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

import tap

PROGRAM = r"""
#include <stdio.h>
#include <stddef.h>
struct opaque;
enum color { RED, GREEN = 7, LARGE = 200 };
union word { long number; char text[8]; };
typedef struct point { int x, y; } point_t;
struct shape {
	unsigned int flags : 3, kind : 5;
	char name[12];
	point_t corner[2][3];
	union { int inner; char letter; };
	struct shape *next;
	const volatile enum color color;
	long (*area)(struct shape *, int);
	struct opaque *opaque;
	union word word;
};
struct shape first = { .name = "first" };
static long counter = 3;
int main(void)
{
	printf("%zu %zu %zu %zu %zu\n", sizeof(struct shape), sizeof(point_t), sizeof(union word),
	       sizeof(enum color), sizeof(first.corner));
	printf("%zu %zu %zu %zu\n", offsetof(struct shape, corner), offsetof(struct shape, inner),
	       offsetof(struct shape, next), offsetof(struct shape, opaque));
	printf("%lx %lx\n", (long)&first, (long)&counter);
	return 0;
}
"""

D_PROGRAM = r"""
BEGIN
{
	printf("%d %d %d %d %d\n", sizeof(struct a.out`shape), sizeof(a.out`point_t), sizeof(union prog`word),
	       sizeof(enum a.out`color), sizeof(a.out`first.corner));
	printf("%d %d %d %d\n", offsetof(struct a.out`shape, corner), offsetof(struct pid$target`shape, inner),
	       offsetof(struct pid$target`a.out`shape, next), offsetof(userland struct shape, opaque));
	printf("%x %x\n", (long)&a.out`first, (long)&``counter);
}
"""

MISSING = "BEGIN { trace(sizeof(struct a.out`shape)); }"


def build(folder, *flags):
    """Compiles the program; returns its path."""
    source, path = Path(folder) / "prog.c", Path(folder) / "prog"
    source.write_text(PROGRAM)
    subprocess.run(["cc", "-o", path, source, *flags], check=True)
    return path


def trace(command, path, program):
    """Runs D on the program; what comes out on both."""
    return subprocess.run(["dtrace", "-qn", program, "-c", str(path)], executable=command,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False)


def compare(command, folder, *flags):
    """What is wrong; "" when nothing is."""
    done = trace(command, build(folder, *flags), D_PROGRAM)
    lines = [line for line in done.stdout.splitlines() if line]
    if done.returncode or len(lines) != 6 or sorted(lines[:3]) != sorted(lines[3:]):
        return f"status {done.returncode}\n{done.stdout}{done.stderr}"
    return ""


def missing(command, folder):
    """The same for a program that has no types."""
    done = trace(command, build(folder, "-g0"), MISSING)
    wanted = "failed to resolve type struct a.out`shape: Unknown type name", "hint: prog has no debug information"
    if done.returncode == 1 and all(text in done.stderr for text in wanted):
        return ""
    return f"status {done.returncode}\n{done.stdout}{done.stderr}"


def main():
    parser = argparse.ArgumentParser(description="Compare types of a process with the compiler's.")
    parser.add_argument("--dtrace", required=True, help="the command under test")
    command = os.path.abspath(parser.parse_args().dtrace)
    cases = [(" ".join(flags), compare, flags) for flags in
             (("-gdwarf-5",), ("-gdwarf-4", "-no-pie"), ("-gdwarf-2", "-static"), ("-gdwarf-5", "-O2", "-gz"))]
    cases.append(("no debug information", missing, ()))
    with tempfile.TemporaryDirectory() as folder:
        tap.report(len(cases), ((name, check(command, folder, *flags)) for name, check, flags in cases))


if __name__ == "__main__":
    main()
