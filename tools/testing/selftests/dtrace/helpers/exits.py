#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Where functions of the running kernel are left, by objdump: exits.py FUNCTION... prints a line "FUNCTION OFFSET" for each
instruction that returns or may jump out of the function, its unlikely part included; a function that is there twice, or has
variants (f.part.0), is left out."""

import re
import struct
import subprocess
import sys
import tempfile

INSN = re.compile(r"^\s*([0-9a-f]+):\s+(?:(?:bnd|notrack|cs|ds|repz) )*(ret|jmp|j[a-z]+|loop\w*)\s*(.*)$")


def symbols():
    """The functions as (address, end, name): each ends where the next begins, the last of a module with its page."""
    text = []
    with open("/proc/kallsyms", encoding="ascii") as lines:
        for line in lines:
            address, kind, name, *module = line.split()
            if kind in "tTwW":
                text.append((int(address, 16), name, module))
    text.sort()
    ends = {}
    for (address, _, module), (end, _, other) in zip(text, text[1:] + [(1 << 64, "", None)]):
        if end > address:
            ends[address] = end if module == other else (address | 0xfff) + 1
    return [(address, ends[address], name) for address, name, _ in text]


class Kcore:
    """The memory of the kernel"""

    def __init__(self):
        self.file = open("/proc/kcore", "rb")
        header = self.file.read(64)
        offset, = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        self.file.seek(offset)
        self.loads = []
        for _ in range(count):
            kind, _, at, address, _, length = struct.unpack_from("<IIQQQQ", self.file.read(size))
            if kind == 1:
                self.loads.append((address, length, at))

    def read(self, start, end):
        for address, length, at in self.loads:
            if address <= start and end <= address + length:
                self.file.seek(at + start - address)
                return self.file.read(end - start)
        raise ValueError(f"no memory at {start:x}")


def disassemble(text, start):
    with tempfile.NamedTemporaryFile() as image:
        image.write(text)
        image.flush()
        return subprocess.run(["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "--no-show-raw-insn",
                               f"--adjust-vma={start:#x}", image.name], check=True, stdout=subprocess.PIPE, text=True).stdout


def exits(kcore, parts):
    """Offsets from the start of the first part"""
    first = parts[0][0]

    def inside(target):
        return target != first and any(start <= target < end for start, end in parts)

    for start, end in parts:
        for line in disassemble(kcore.read(start, end), start).splitlines():
            found = INSN.match(line)
            if not found:
                continue
            address, operation, operand = int(found[1], 16), found[2], found[3]
            if operation == "ret" or operand.startswith("*") or not inside(int(operand.split()[0], 16)):
                yield address - first


def main(names):
    wanted = set(names) | {name + ".cold" for name in names}
    ranges = {}
    for address, end, name in symbols():
        whole, _, variant = name.partition(".")
        if name in wanted or (whole in wanted and variant):
            ranges.setdefault(name if variant == "cold" else whole, set()).add((address, end))
    kcore = Kcore()
    for name in names:
        parts = [ranges.get(part, set()) for part in (name, name + ".cold")]
        if len(parts[0]) != 1 or len(parts[1]) > 1:
            continue
        for offset in exits(kcore, [range for part in parts for range in part]):
            print(name, offset)


main(sys.argv[1:])
