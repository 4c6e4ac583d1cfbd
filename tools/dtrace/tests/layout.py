#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compares the layout of types with the C compiler's.

Makes random structs and unions, bit-fields and nesting included, and asks both the command and a C
program for sizeof() of each and offsetof() of each member that is no bit-field. Prints TAP.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

BASES = [("char", 8), ("signed char", 8), ("unsigned char", 8), ("short", 16),
         ("unsigned short", 16), ("int", 32), ("unsigned int", 32), ("long", 64),
         ("unsigned long", 64), ("long long", 64)]


def member(rnd, name, types):
    """One member: its declaration, and its name if offsetof() takes it."""
    kind = rnd.randrange(10)
    base, bits = rnd.choice(BASES)
    if kind < 3:
        return f"{base} {name} : {rnd.randint(1, bits)};", None
    if kind == 3:
        return f"{base} : {rnd.choice([0, rnd.randint(1, bits)])};", None
    if kind == 4:
        return f"{base} {name}[{rnd.randint(1, 5)}];", name
    if kind == 5:
        return f"{base} *{name};", name
    if kind == 6 and types:
        return f"{rnd.choice(types)} {name};", name
    if kind == 7 and types:
        return f"{rnd.choice(types)} {name}[{rnd.randint(1, 3)}];", name
    return f"{base} {name};", name


def declarations(rnd, count):
    """Texts of types, and the expressions to ask for."""
    types, texts, asked = [], [], []
    for number in range(count):
        tag = f"{rnd.choice(['struct', 'struct', 'union'])} t{number}"
        rows = [member(rnd, f"m{i}", types) for i in range(rnd.randint(1, 8))]
        rows.append(("char end;", "end"))
        texts.append(f"{tag} {{ " + " ".join(text for text, _ in rows) + " };\n")
        asked.append(f"sizeof ({tag})")
        asked += [f"offsetof({tag}, {name})" for _, name in rows if name]
        types.append(tag)
    return "".join(texts), asked


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def by_compiler(folder, types, asked):
    source, program = Path(folder) / "case.c", Path(folder) / "case"
    prints = "".join(f'printf("%d\\n", (int)({text}));\n' for text in asked)
    source.write_text(f"#include <stddef.h>\n#include <stdio.h>\n{types}"
                      f"int main(void)\n{{\n{prints}return 0;\n}}\n")
    run(os.environ.get("CC", "cc"), "-O0", "-o", program, source)
    return run(program).split()


def by_dtrace(command, folder, types, asked):
    script = Path(folder) / "case.d"
    prints = "".join(f'printf("%d\\n", (int)({text}));\n' for text in asked)
    script.write_text(f"{types}BEGIN\n{{\n{prints}exit(0);\n}}\n")
    return run(command, "-q", "-x", "bufsize=1m", "-s", script).split()


def main():
    parser = argparse.ArgumentParser(description="Compare type layout with the C compiler.")
    parser.add_argument("--dtrace", required=True, help="the command under test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40, help="types")
    options = parser.parse_args()
    types, asked = declarations(random.Random(options.seed), options.count)
    with tempfile.TemporaryDirectory() as folder:
        want = by_compiler(folder, types, asked)
        got = by_dtrace(os.path.abspath(options.dtrace), folder, types, asked)
    wrong = [f"{text}: {g}, the compiler says {w}" for text, g, w in zip(asked, got, want) if g != w]
    print("1..1")
    for line in wrong:
        print(f"# {line}")
    passed = not wrong and len(got) == len(want)
    print(f"{'ok' if passed else 'not ok'} 1 - layout of {options.count} types as the compiler's")
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
