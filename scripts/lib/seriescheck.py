# SPDX-License-Identifier: GPL-2.0
"""The proofs of scripts/series check: index, claims, bytes, git am, checkpatch, builds."""

import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor

import linuxtree
import patchindex
from patchindex import PATCHES
from repo import BUILD, IDENT_ENV, LINUX, ROOT, Problem, git, run, say

# Laid out like build/linux and build/kernel, so that the compiler cache hits here too.
TREE = BUILD / "check" / "linux"
CHECKPATCH = ("--strict", "--show-types", "--terse", "--showfile", "--no-summary", "--color=never")

# checkpatch is for kernel code: the C++ of the command (clang-format judges it), D scripts, the tests that run in userspace, and
# golden files, where a blank at the end of a line is what the command prints, are left out of what it reads.
OTHER_LANGUAGES = re.compile(rb"tools/dtrace/((tests|examples)/\S+|\S+\.(cc|h))$|"
                             rb"tools/testing/(selftests/)?dtrace/(?!Makefile)\S+$")


def ignored():
    """The types of scripts/config/checkpatch.ignore."""
    lines = (ROOT / "scripts" / "config" / "checkpatch.ignore").read_text().splitlines()
    return ",".join(line.split()[0] for line in lines if line and not line.startswith("#"))


def quick(patches):
    """Complaints about series, patches/ and overlay that need no kernel tree."""
    listed = [patch.name for patch in patches]
    present = sorted(path.name for path in PATCHES.glob("*.patch"))
    complaints = [f"{name}: listed in `series`, missing in patches/" for name in listed
                  if name not in present]
    complaints += [f"patches/{name}: not listed in `series`" for name in present if name not in listed]
    if listed != sorted(listed):
        complaints.append("series: the numbers are not in order (scripts/series refresh)")
    files = patchindex.overlay_files()
    owner, unclaimed = patchindex.claims(patches, files)
    return complaints + unclaimed + compare_bytes(patches, files, owner)


def compare_bytes(patches, files, owner):
    """Overlay bytes against the bytes that the patches add."""
    complaints, added = [], {}
    for patch in patches:
        if patch.path.exists():
            for path, entry in new_files(patch.path.read_bytes()).items():
                added[path] = (patch, *entry)
    for path, (patch, mode, data) in added.items():
        if path not in files:
            complaints.append(f"{path}: in {patch.name}, not in the overlay")
        elif data != (ROOT / path).read_bytes() or mode != files[path]:
            complaints.append(f"{path}: differs from {patch.name} (scripts/series refresh)")
        elif owner.get(path) is not patch:
            complaints.append(f"{path}: stands in {patch.name}, `series` claims it elsewhere")
    return complaints + [f"{path}: in no patch yet (scripts/series refresh)" for path in files
                         if path not in added]


def new_files(text):
    """path -> (mode, bytes) of each file that a patch creates."""
    found = {}
    for block in re.split(rb"^diff --git ", text, flags=re.M)[1:]:
        head = re.match(rb"a/\S+ b/(\S+)\nnew file mode (\d+)\n", block)
        if head:
            found[head[1].decode()] = (head[2].decode(), added_bytes(block))
    return found


def added_bytes(block):
    """The content of a new file, from the `+` lines of its only hunk."""
    lines = block.split(b"\n")
    start = next((i for i, line in enumerate(lines) if line.startswith(b"@@ ")), None)
    if start is None:
        return b""
    data = b""
    for line in lines[start + 1:]:
        if line.startswith(b"+"):
            data += line[1:] + b"\n"
        elif line.startswith(b"\\"):
            data = data[:-1]
        else:
            break
    return data


def git_am(patches):
    """git am of the whole series on a pristine checkout of the base, as a user runs it."""
    if not LINUX.exists():
        linuxtree.unpack()
    TREE.parent.mkdir(parents=True, exist_ok=True)
    git("worktree", "prune")
    if not TREE.exists():
        git("worktree", "add", "-f", "-q", "--detach", TREE, "base")
    quiet = {**IDENT_ENV, "GIT_CONFIG_GLOBAL": "/dev/null"}
    run(["git", "am", "--abort"], cwd=TREE, check=False)
    git("checkout", "-q", "-f", "--detach", "base", cwd=TREE)
    git("clean", "-q", "-ffdx", cwd=TREE)
    names = [str(patch.path) for patch in patches if patch.path.exists()]
    if not names:
        return []
    done = run(["git", "am", "-q", "--keep-non-patch", *names], cwd=TREE, env=quiet, check=False)
    if done.returncode:
        return [line for line in (done.stdout + done.stderr).splitlines() if line][:20]
    return []


def same_tree(patches):
    """The applied tree against the overlay: same paths, same bytes, nothing besides."""
    listing = git("diff", "--name-status", "-z", "--no-renames", "base", "HEAD", cwd=TREE).split("\0")
    status = dict(zip(listing[1::2], listing[0::2]))
    files = patchindex.overlay_files()
    complaints = [f"{path}: added by the series, not in the overlay" for path, what in status.items()
                  if what == "A" and path not in files]
    for path, mode in files.items():
        made = TREE / path
        if not made.is_file() or made.read_bytes() != (ROOT / path).read_bytes():
            complaints.append(f"{path}: the applied tree has other bytes")
        elif ("100755" if made.stat().st_mode & 0o100 else "100644") != mode:
            complaints.append(f"{path}: the applied tree has another file mode")
    return complaints


def kernel_code_of(text):
    """A patch without the files of other languages that it adds."""
    head, *blocks = re.split(rb"^(?=diff --git )", text, flags=re.M)
    return head + b"".join(block for block in blocks
                           if not OTHER_LANGUAGES.search(block.split(b"\n", 1)[0].split(b" b/")[-1]))


def checkpatch(patch):
    """Findings of checkpatch --strict on one patch, run inside the patched tree."""
    with tempfile.NamedTemporaryFile(dir=BUILD, prefix="checkpatch.", suffix=".patch") as copy:
        copy.write(kernel_code_of(patch.path.read_bytes()))
        copy.flush()
        done = run(["perl", "scripts/checkpatch.pl", *CHECKPATCH, "--ignore", ignored(), copy.name],
                   cwd=TREE, check=False)
    return [line for line in done.stdout.splitlines() if re.search(r": (ERROR|WARNING|CHECK):", line)]


def trailing_space(patch):
    """What git itself would warn about; line numbers leave out the same files."""
    return [f"{patch.name}:{number}: trailing white space"
            for number, line in enumerate(kernel_code_of(patch.path.read_bytes()).split(b"\n"), 1)
            if re.match(rb"\+.*[ \t]$", line)]


def build_each():
    """Builds after each patch, in one O= directory; complaints name the patch that breaks."""
    commits = git("rev-list", "--reverse", "base..HEAD", cwd=TREE).split()
    for number, commit in enumerate(commits, 1):
        subject = git("log", "-1", "--format=%s", commit, cwd=TREE).strip()
        say(f"# build {number}/{len(commits)}: {subject}")
        git("checkout", "-q", "--detach", commit, cwd=TREE)
        done = run([ROOT / "scripts" / "build", "kernel", "--source", TREE, "--out",
                    BUILD / "check" / "kernel"], check=False)
        if done.returncode:
            return [f"does not build after '{subject}'", *(done.stdout + done.stderr).splitlines()[-15:]]
    return []


class Report:
    """Counts results and prints them, as TAP when a test suite asks."""

    def __init__(self, tap):
        self.tap, self.count, self.failed = tap, 0, 0

    def add(self, name, complaints):
        self.count += 1
        self.failed += bool(complaints)
        say(f"{'not ok' if complaints else 'ok'} {self.count} - {name}" if self.tap
            else f"{'FAILED' if complaints else 'ok    '} {name}")
        for line in complaints[:40]:
            say(f"{'# ' if self.tap else '    '}{line}")

    def finish(self):
        if self.tap:
            say(f"1..{self.count}")
        return 1 if self.failed else 0


def check(options):
    patches, report = patchindex.read(), Report(options.tap)
    report.add("series, patches/ and the overlay agree", quick(patches))
    if options.quick:
        return report.finish()
    if not patches:
        raise Problem("series names no patch")
    am = git_am(patches)
    report.add("git am on a pristine base", am)
    if not am:
        report.add("the applied tree has the overlay's bytes", same_tree(patches))
        present = [patch for patch in patches if patch.path.exists()]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for patch, found in zip(present, pool.map(checkpatch, present)):
                report.add(f"checkpatch {patch.name}", found + trailing_space(patch))
        if options.build:
            report.add("every patch builds", build_each())
    return report.finish()
