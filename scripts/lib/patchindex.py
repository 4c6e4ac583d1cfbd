# SPDX-License-Identifier: GPL-2.0
"""The file `series`: order of the patches and the overlay paths that each one introduces.

Grammar, line based: a line that starts with `#` is a comment; a line without leading white space
names a patch, `NNNN-Slug-of-the-subject.patch`; an indented line below it is a pattern of overlay
paths (`dir/` everything below, `*` within one directory, `**` across, a leading `!` takes out).
"""

import re
from dataclasses import dataclass, field

from repo import ROOT, Problem, git

FILE = ROOT / "series"
PATCHES = ROOT / "patches"
OVERLAY_ROOTS = ("Documentation", "arch", "include", "kernel", "tools", "scripts/coccinelle")
NAME = re.compile(r"(\d{4})-(\S+)\.patch$")


@dataclass
class Patch:
    """One line of `series`: where it stands and what it claims."""
    name: str
    slug: str
    line: int
    patterns: list = field(default_factory=list)

    @property
    def path(self):
        return PATCHES / self.name

    def claims(self, path):
        verdict = False
        for negated, regex in self.patterns:
            if regex.fullmatch(path):
                verdict = not negated
        return verdict


def glob_regex(pattern):
    """`dir/`, `*` and `**` as described above, as a compiled expression for whole paths."""
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    table = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(table.get(part, re.escape(part)) for part in parts))


def read():
    """The patches in order; malformed lines are errors that name the line."""
    patches = []
    for number, line in enumerate(FILE.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            if not patches:
                raise Problem(f"series:{number}: a pattern before the first patch")
            word = line.strip()
            patches[-1].patterns.append((word.startswith("!"), glob_regex(word.lstrip("!"))))
            continue
        match = NAME.match(line.strip())
        if not match:
            raise Problem(f"series:{number}: '{line.strip()}' is no NNNN-Subject.patch")
        patches.append(Patch(line.strip(), match[2], number))
    return patches


def rename(names):
    """Gives the patches their new names (position and subject), leaving all other lines alone."""
    lines = FILE.read_text().splitlines()
    for patch, name in names:
        lines[patch.line - 1] = name
    text = "\n".join(lines) + "\n"
    if text != FILE.read_text():
        FILE.write_text(text)


def insert(slug, before):
    """A line for a new patch above patch `before` and the comment block on top of it."""
    lines = FILE.read_text().splitlines()
    at = len(lines)
    if before:
        at = before.line - 1
        while at and lines[at - 1].startswith("#"):
            at -= 1
    block = [f"0000-{slug}.patch"]
    if at == len(lines) and lines and lines[-1].strip():
        block = ["", *block]
    elif at < len(lines):
        block = [*block, ""]
    lines[at:at] = block
    FILE.write_text("\n".join(lines) + "\n")


def overlay_files():
    """Every overlay file of the checkout, committed or not, as path -> git file mode."""
    listing = git("ls-files", "-z", "-co", "--exclude-standard", "--", *OVERLAY_ROOTS, cwd=ROOT)
    files = {}
    for path in sorted(filter(None, set(listing.split("\0")))):
        full = ROOT / path
        if full.is_symlink():
            raise Problem(f"{path}: the overlay holds plain files only")
        if full.is_file():
            files[path] = "100755" if full.stat().st_mode & 0o100 else "100644"
    return files


def claims(patches, files):
    """path -> patch for every overlay file, and a complaint for each not claimed exactly once."""
    owner, complaints = {}, []
    for path in files:
        takers = [patch for patch in patches if patch.claims(path)]
        if len(takers) == 1:
            owner[path] = takers[0]
        else:
            names = ", ".join(patch.name for patch in takers) or "no patch"
            complaints.append(f"{path}: claimed by {names} (series must name exactly one)")
    return owner, complaints
