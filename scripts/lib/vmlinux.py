# SPDX-License-Identifier: GPL-2.0
"""The symbols, the text and the data of a built vmlinux."""

import bisect
import struct
import subprocess
import tempfile


# What stands behind a type of BTF, by its kind: bytes once, and for each of its members
BTF_SIZES = {1: (4, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8), 13: (0, 8), 14: (4, 0), 15: (0, 12), 17: (4, 0),
             19: (0, 12)}
BTF_FUNC = 12


class Image:
    """The symbols and the text of vmlinux, without its debug information"""

    def __init__(self, path):
        self.data = path.read_bytes()
        self.sections = self._sections()
        self.symbols = {}
        self.at = {}
        for name, addr, size, kind in self._symbols():
            if kind in (2, 0, 1) and addr:
                self.symbols.setdefault(name, []).append((addr, size, kind))
                if kind != 1:
                    self.at.setdefault(addr, []).append((name, size))
        self.starts = sorted(self.at)
        self.objects = sorted((addr, size, name) for name, all_of in self.symbols.items()
                              for addr, size, kind in all_of if kind == 1 and size)

    def _sections(self):
        shoff, = struct.unpack_from("<Q", self.data, 0x28)
        size, count, strings = struct.unpack_from("<HHH", self.data, 0x3A)
        heads = [struct.unpack_from("<IIQQQQIIQQ", self.data, shoff + i * size) for i in range(count)]
        names = heads[strings][4]
        return {self._text(names + h[0]): h for h in heads}

    def _text(self, at):
        return self.data[at:self.data.index(b"\0", at)].decode()

    def _symbols(self):
        table, names = self.sections[".symtab"], self.sections[".strtab"]
        for at in range(table[4], table[4] + table[5], 24):
            name, info, _, _, addr, size = struct.unpack_from("<IBBHQQ", self.data, at)
            yield self._text(names[4] + name), addr, size, info & 15

    def bytes(self, addr, size):
        for head in self.sections.values():
            if head[1] == 1 and head[3] <= addr < head[3] + head[5]:
                start = head[4] + addr - head[3]
                return self.data[start:start + size]
        return b""

    def word(self, addr):
        return struct.unpack("<Q", self.bytes(addr, 8))[0]

    def symbol(self, name):
        """Address of a symbol, None: there is none"""
        return self.symbols[name][0][0] if name in self.symbols else None

    def object(self, addr):
        """Name of the object that an address is in, and where in it"""
        i = bisect.bisect_right(self.objects, (addr, 1 << 64, ""))
        start, size, name = self.objects[i - 1] if i else (0, 0, None)
        return (name, addr - start) if addr < start + size else (None, 0)

    def function(self, addr):
        """Start of the function that an address belongs to"""
        i = bisect.bisect_right(self.starts, addr)
        return self.starts[i - 1] if i else None

    def name(self, start):
        return min((n for n, _ in self.at[start]), key=lambda n: (n.startswith("__pfx_"), len(n)))

    def size(self, start):
        sized = max(s for _, s in self.at[start])
        i = bisect.bisect_right(self.starts, start)
        following = self.starts[i] - start if i < len(self.starts) else sized
        return sized or min(following, 4096)

    def traceable(self):
        """Starts of the functions with an ftrace site"""
        first, last = (self.symbols[n][0][0] for n in ("__start_mcount_loc", "__stop_mcount_loc"))
        return {self.function(self.word(a)) for a in range(first, last, 8)} - {None}

    def typed(self):
        """Names of the functions that have a type (BTF)"""
        data = self.data[self.sections[".BTF"][4]:][:self.sections[".BTF"][5]]
        head, types, types_size, strings = struct.unpack_from("<IIII", data, 4)
        at, end = head + types, head + types + types_size
        names = set()
        while at < end:
            name, info, _ = struct.unpack_from("<III", data, at)
            kind, members = info >> 24 & 31, info & 0xFFFF
            if kind == BTF_FUNC:
                start = head + strings + name
                names.add(data[start:data.index(b"\0", start)].decode())
            once, each = BTF_SIZES.get(kind, (0, 0))
            at += 12 + once + each * members
        return names

    def table(self, name):
        """Functions whose addresses are in an object of the engine"""
        for addr, size, kind in self.symbols.get(name, []):
            if kind == 1:
                for at in range(addr, addr + size, 8):
                    word = self.word(at)
                    if word in self.at:
                        yield word


def disassemble(code, addr):
    with tempfile.NamedTemporaryFile() as file:
        file.write(code)
        file.flush()
        return subprocess.run(["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "--no-show-raw-insn",
                               f"--adjust-vma={addr:#x}", file.name],
                              check=True, capture_output=True, text=True).stdout
