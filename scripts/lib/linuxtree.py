# SPDX-License-Identifier: GPL-2.0
"""build/linux: the base import as tag `base` and one commit a patch on top of it.

Chains of commits are built on a private index, never in the working tree: a rebuild takes
seconds, touches no file that did not change, and cannot lose an edit.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import patchindex
from repo import (BUILD, IDENT_ENV, LINUX, ROOT, SIGN_OFF, Problem, base_info, git, git_ok, run,
                  say)

STATE = LINUX / ".git" / "series-state"


def unpack():
    """Makes build/linux from the package's archive: one commit, tag `base`."""
    info = base_info()
    archive = Path(info["archive"])
    if not archive.exists():
        raise Problem(f"{archive} is missing: run scripts/setup")
    part = BUILD / "linux.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    say(f"unpacking {archive.name}")
    run(["tar", "-xJf", archive, "--strip-components=1", "-C", part])
    found = release()
    say("importing the base into git")
    quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", **IDENT_ENV}
    for argv in (["init", "-q", "-b", "series", "."], ["config", "gc.auto", "0"],
                 ["config", "core.abbrev", "12"], ["add", "-A", "-f", "."],
                 ["commit", "-q", "-m", f"Linux {version(part)}: {info['package']} {found}"],
                 ["tag", "base"]):
        run(["git", *argv], cwd=part, env=quiet)
    part.rename(LINUX)
    save_state({"release": found, "head": git("rev-parse", "base").strip(), "patches": {},
                "overlay": {}})


def version(tree):
    """The kernel version that a source tree's Makefile gives."""
    text = (tree / "Makefile").read_text()
    return ".".join(re.search(rf"^{key} = (\d+)$", text, re.M)[1]
                    for key in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))


def release():
    """The installed release of the source package; a note when it is not the verified one."""
    info = base_info()
    asked = run(["dpkg-query", "-W", "-f", "${Version}", info["package"]], check=False)
    found = asked.stdout.strip() or info["release"]
    if found != info["release"]:
        say(f"note: {info['package']} is {found}; the series was last verified on {info['release']}")
    return found


def load_state():
    try:
        return json.loads(STATE.read_text())
    except (FileNotFoundError, ValueError):
        return {"release": "", "head": "", "patches": {}, "overlay": {}}


def save_state(state):
    STATE.write_text(json.dumps(state, indent=0, sort_keys=True))


def patch_hashes(patches):
    """name -> content hash of each patch file that exists."""
    return {p.name: hashlib.sha256(p.path.read_bytes()).hexdigest()
            for p in patches if p.path.exists()}


def base_paths():
    return set(git("ls-tree", "-r", "-z", "--name-only", "base").split("\0")) - {""}


def dirty():
    """Existing kernel files with edits that are not committed (overlay copies do not count)."""
    base = base_paths()
    listing = git("status", "--porcelain", "-z", "--untracked-files=no", "--no-renames")
    paths = [entry[3:] for entry in listing.split("\0") if entry]
    return [path for path in paths if path in base]


class Chain:
    """Commits on top of `base`, built one after the other on a private index."""

    def __init__(self):
        self.index = tempfile.NamedTemporaryFile(dir=LINUX / ".git", prefix="chain.", delete=False)
        self.env = {**IDENT_ENV, "GIT_INDEX_FILE": self.index.name}
        os.unlink(self.index.name)
        self.git("read-tree", "base")
        self.head = git("rev-parse", "base^{commit}").strip()
        self.tree = git("rev-parse", "base^{tree}").strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        Path(self.index.name).unlink(missing_ok=True)

    def git(self, *argv, stdin=None, text=True):
        return git(*argv, stdin=stdin, env=self.env, text=text)

    def apply(self, diff, three_way=False):
        """Applies a diff exactly (git apply knows no fuzz); `three_way` helps moved fixups."""
        if not diff.strip():
            return
        mode = ["--3way"] if three_way else []
        self.git("apply", "--cached", "--whitespace=nowarn", *mode, stdin=diff, text=False)

    def put(self, files):
        """Stores overlay files, path -> mode, with the bytes of this checkout."""
        if not files:
            return
        names = "".join(f"{ROOT / path}\n" for path in files)
        blobs = git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=names).split()
        rows = [f"{mode} {blob}\t{path}\n" for (path, mode), blob in zip(files.items(), blobs)]
        self.git("update-index", "--index-info", stdin="".join(rows))

    def commit(self, message):
        """One commit; returns whether it changed anything (empty ones keep their message)."""
        tree = self.git("write-tree").strip()
        changed = tree != self.tree
        words = ["commit-tree", tree, "-p", self.head]
        self.head = self.git(*words, stdin=message).strip()
        self.tree = tree
        return changed


def signed(message):
    """The message, stripped, ending in the sign-off that checkpatch asks for."""
    message = message.strip()
    if SIGN_OFF in message.splitlines():
        return message + "\n"
    last = message.rsplit("\n\n", 1)[-1].splitlines()
    glue = "\n" if "\n\n" in message and all(": " in line for line in last) else "\n\n"
    return f"{message}{glue}{SIGN_OFF}\n"


def read_patch(path):
    """(message, diff) of a patch file, as git am would take them."""
    with tempfile.TemporaryDirectory(dir=BUILD) as tmp:
        message, diff = Path(tmp) / "message", Path(tmp) / "diff"
        head = run(["git", "mailinfo", "-b", message, diff], stdin=path.read_bytes(), cwd=tmp,
                   text=False).stdout.decode()
        subject = next((line[9:] for line in head.splitlines() if line.startswith("Subject: ")), "")
        if not subject:
            raise Problem(f"{path.name}: no Subject line")
        return signed(f"{subject}\n\n{message.read_text()}"), diff.read_bytes()


def chain_from_patches(patches):
    """Head of the chain that the files in patches/ describe."""
    with Chain() as chain:
        for patch in patches:
            if not patch.path.exists():
                say(f"note: {patch.name} is in `series` but not in patches/ yet")
                continue
            message, diff = read_patch(patch.path)
            try:
                chain.apply(diff)
            except Problem as problem:
                raise Problem(f"{patch.name} does not apply:\n{problem}") from None
            chain.commit(message)
        return chain.head


def overlay_state():
    """path -> content hash of the overlay as it is now."""
    return {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
            for path in patchindex.overlay_files()}


def sync_overlay():
    """Copies changed overlay files to build/linux and deletes those gone from the overlay.

    A copy that somebody edited in build/linux by mistake is not overwritten: that is an error.
    """
    state, fresh = load_state(), overlay_state()
    old = state["overlay"]
    base = base_paths()
    clash = sorted(base & set(fresh))
    if clash:
        raise Problem(f"{clash[0]} exists in the base kernel: edit it in build/linux, not here")
    changed = 0
    for path in sorted(set(old) | set(fresh)):
        changed += sync_one(path, old.get(path), fresh.get(path))
    state["overlay"] = fresh
    save_state(state)
    return changed


def added_paths():
    """path -> content hash of what the commits of build/linux add to the base."""
    listing = git("diff", "--name-only", "-z", "--no-renames", "--diff-filter=A", "base", "HEAD")
    return {path: committed_hash(path) for path in listing.split("\0") if path}


def sync_one(path, before, wanted):
    """Brings one overlay file over; returns 1 when something changed."""
    target = LINUX / path
    if not target.exists():
        current = None
    else:
        current = hashlib.sha256(target.read_bytes()).hexdigest()
    if current == wanted:
        if wanted:
            shutil.copymode(ROOT / path, target)
        return 0
    tracked = target.exists() and committed_hash(path) == current
    if current not in (None, before) and not tracked:
        raise Problem(f"build/linux/{path} was edited there; the truth is {path} in the overlay.\n"
                      f"  Move your edit: cp build/linux/{path} {path}   (or delete the copy)")
    if wanted is None:
        target.unlink()
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / path, target)
    shutil.copymode(ROOT / path, target)
    return 1


def committed_hash(path):
    """Content hash of a path at HEAD of build/linux, or None."""
    if not git_ok("cat-file", "-e", f"HEAD:{path}"):
        return None
    return hashlib.sha256(git("cat-file", "blob", f"HEAD:{path}", text=False)).hexdigest()


def stage_overlay():
    """Puts the synced overlay into build/linux's index, so that a move of HEAD finds it there."""
    overlay = load_state()["overlay"]
    listed = set(git("ls-files", "-z").split("\0"))
    names = [path for path in overlay if (LINUX / path).exists()]
    gone = [path for path in listed - base_paths() if path and path not in overlay]
    if names:
        git("update-index", "--add", "-z", "--stdin", stdin="\0".join(names))
    if gone:
        git("update-index", "--force-remove", "-z", "--stdin", stdin="\0".join(gone))


def move_head(new, keep=True):
    """Moves build/linux to commit `new`, touching only files that differ, keeping local edits unless told not to."""
    old = git("rev-parse", "HEAD").strip()
    git_ok("update-index", "-q", "--refresh")
    git("read-tree", *(("-m", "-u", old) if keep else ("--reset", "-u")), new)
    git("update-ref", "-m", "series", "HEAD", new, old)
