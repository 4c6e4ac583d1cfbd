# SPDX-License-Identifier: GPL-2.0
"""The commands of scripts/series; `scripts/series --help` says what each one does."""

import hashlib
import re
import tempfile
from collections import namedtuple
from pathlib import Path

import linuxtree
import patchindex
import seriescheck
from patchindex import PATCHES
from repo import BUILD, IDENT_ENV, LINUX, Problem, git, git_ok, say

Commit = namedtuple("Commit", "id subject slug message")
FORMAT = ("-c", "diff.algorithm=histogram", "-c", "core.abbrev=12", "format-patch", "-1", "-N",
          "--zero-commit", "--no-signature", "--no-renames", "--abbrev=12")


def file_hashes():
    """name -> content hash of everything in patches/."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(PATCHES.glob("*.patch"))}


def local_commits():
    """Commits of build/linux on top of the base, oldest first."""
    rows = git("log", "--reverse", "-z", "--format=%H%x01%s%x01%f%x01%B", "base..HEAD")
    return [Commit(*row.split("\x01")) for row in rows.split("\0") if row]


def is_local(state):
    """Whether build/linux holds work that patches/ does not have yet."""
    return git("rev-parse", "HEAD").strip() != state["head"] or bool(linuxtree.dirty())


# --- apply -----------------------------------------------------------------------------------

def apply(options):
    if not LINUX.exists():
        linuxtree.unpack()
    PATCHES.mkdir(exist_ok=True)
    state = linuxtree.load_state()
    wanted = file_hashes()
    if state["patches"] == wanted and not options.force:
        extra = " (with work that is not refreshed yet)" if is_local(state) else ""
        say(f"build/linux is up to date: {len(wanted)} patches{extra}")
        return
    if is_local(state):
        if not options.force:
            raise Problem("patches/ changed, and build/linux has work of its own:\n" + local_work() +
                          "\n  keep it on a branch and go on with: scripts/series apply --force")
        save_local()
    head = linuxtree.chain_from_patches(patchindex.read())
    linuxtree.move_head(head, keep=not options.force)
    state.update(patches=wanted, head=head, overlay=linuxtree.added_paths())
    linuxtree.save_state(state)
    say(f"build/linux: base and {len(wanted)} patches, {head[:12]}")


def local_work():
    state = linuxtree.load_state()
    lines = [f"  commit {c.id[:12]} {c.subject}" for c in local_commits()]
    lines = lines if git("rev-parse", "HEAD").strip() != state["head"] else []
    return "\n".join(lines + [f"  edited {path}" for path in linuxtree.dirty()])


def save_local():
    """Keeps commits and edits of build/linux on a branch, then makes its files clean."""
    number = 1
    while git_ok("rev-parse", "-q", "--verify", f"refs/heads/saved-{number}"):
        number += 1
    edits = git("stash", "create", env=IDENT_ENV).strip()
    git("branch", f"saved-{number}", edits or "HEAD")
    for path in linuxtree.dirty():
        git("checkout", "HEAD", "--", path)
    say(f"what build/linux had is kept there on branch saved-{number}")


# --- refresh ---------------------------------------------------------------------------------

def refresh(options):
    if not LINUX.exists():
        apply(namedtuple("Options", "force")(False))
    state = linuxtree.load_state()
    refuse_unsafe(state)
    linuxtree.sync_overlay()
    patches, files = patchindex.read(), patchindex.overlay_files()
    owner, complaints = patchindex.claims(patches, files)
    if complaints:
        raise Problem("\n".join(complaints))
    parts = sort_commits(patches, local_commits(), list(owner.values()), options.drop_unlisted)
    rows = rebuild(patches, parts, owner, files, options.drop_unlisted)
    head = rows[-1].head if rows else git("rev-parse", "base^{commit}").strip()
    linuxtree.stage_overlay()
    linuxtree.move_head(head)
    write_patches(rows)
    state = linuxtree.load_state()
    state.update(head=head, patches=file_hashes())
    linuxtree.save_state(state)


def refuse_unsafe(state):
    """The two situations in which a refresh would lose somebody's work."""
    if state["patches"] != file_hashes():
        raise Problem("patches/ changed since build/linux was made from it (a pull?): "
                      "run scripts/series apply first")
    edits = linuxtree.dirty()
    if edits:
        names = "\n".join(f"  {path}" for path in edits)
        raise Problem(f"existing kernel files with edits that are not committed:\n{names}\n"
                      "Commit them to their patch, then refresh again:\n"
                      "  git -C build/linux commit -a --fixup=':/Subject of the patch'   or\n"
                      "  git -C build/linux commit -a   for a new patch, listed in `series`")


def sort_commits(patches, commits, claiming, drop):
    """slug -> its commit and fixups, oldest first."""
    parts = {patch.slug: [] for patch in patches}
    subjects = {}
    for commit in commits:
        subject = re.sub(r"^((fixup|squash|amend)! )+", "", commit.subject)
        slug = subjects.get(subject) or find_slug(patches, commit)
        if slug is None and not drop:
            raise Problem(f"commit {commit.id[:12]} '{commit.subject}' is no patch of `series`:\n"
                          f"  list it as 0000-{commit.slug[:52]}.patch, or leave it out with "
                          "refresh --drop-unlisted")
        if slug:
            subjects[subject] = slug
            parts[slug].append(commit)
    for patch in patches:
        if not parts[patch.slug] and (patch.path.exists() or patch in claiming):
            raise Problem(f"{patch.name}: no commit of build/linux has this subject; take the line out "
                          "of `series`, or make one with scripts/series new")
    return parts


def find_slug(patches, commit):
    """The patch whose file name this commit's subject gives (long ones are cut short)."""
    for patch in patches:
        if commit.slug == patch.slug or (len(patch.slug) > 45 and
                                         commit.slug.startswith(patch.slug)):
            return patch.slug
    return None


Row = namedtuple("Row", "patch head changed")


def rebuild(patches, parts, owner, files, drop):
    """Builds the chain anew: per patch its edits, its fixups, its overlay files."""
    base, rows = linuxtree.base_paths(), []
    with linuxtree.Chain() as chain:
        for patch in patches:
            commits = parts[patch.slug]
            if not commits:
                rows.append(Row(patch, chain.head, False))
                continue
            for commit in commits:
                try:
                    chain.apply(base_diff(commit, base, files), three_way=True)
                except Problem as problem:
                    raise Problem(f"{commit.id[:12]} '{commit.subject}' does not apply at the place "
                                  f"of {patch.name}:\n{problem}") from None
            chain.put({path: files[path] for path, taker in owner.items() if taker is patch})
            changed = chain.commit(linuxtree.signed(message_of(commits)))
            rows.append(Row(patch, chain.head, changed))
        if not drop:
            insist_same(chain.tree, base)
    return rows


def message_of(commits):
    """The first commit's message; a later `amend!` replaces it."""
    message = commits[0].message
    for commit in commits[1:]:
        if commit.subject.startswith("amend!"):
            message = commit.message.split("\n", 1)[1].lstrip("\n")
    return message


def base_diff(commit, base, files):
    """What a commit does to files of the base kernel, as a diff."""
    listing = git("diff-tree", "-r", "-z", "--name-only", "--no-commit-id", "--no-renames", commit.id)
    names = [name for name in listing.split("\0") if name]
    touched = [name for name in names if name in base]
    ours = git_ok("merge-base", "--is-ancestor", commit.id, linuxtree.load_state()["head"])
    strays = [name for name in names if not ours and name not in base and name not in files and
              git_ok("cat-file", "-e", f"HEAD:{name}")]
    if strays:
        raise Problem(f"commit {commit.id[:12]} adds {strays[0]}: new files live in this repository;\n"
                      f"  move it: cp build/linux/{strays[0]} {strays[0]}")
    if not touched:
        return b""
    return git("diff-tree", "-p", "--binary", "--full-index", "--no-renames", f"{commit.id}^",
               commit.id, "--", *touched, text=False)


def insist_same(tree, base):
    """Folding must not change what the kernel files say: compares with HEAD, base paths only."""
    listing = git("diff-tree", "-r", "-z", "--name-only", "--no-renames", "HEAD", tree)
    lost = [name for name in listing.split("\0") if name in base]
    if lost:
        raise Problem(f"the new order changes {lost[0]}: nothing was written")


def write_patches(rows):
    """Brings patches/ and the names in `series` up to the chain; untouched files stay untouched."""
    names, fresh = [], {}
    with tempfile.TemporaryDirectory(dir=BUILD) as tmp:
        for number, row in enumerate(rows, 1):
            if not row.changed:
                names.append((row.patch, f"{number:04d}-{row.patch.slug}.patch"))
                say(f"note: {names[-1][1]} is empty so far and not in patches/")
                continue
            out = git(*FORMAT, f"--start-number={number}", "-o", tmp, row.head).strip()
            names.append((row.patch, Path(out).name))
            fresh[Path(out).name] = Path(out).read_bytes()
    changed = replace_files(fresh)
    patchindex.rename(names)
    say(f"patches/: {len(fresh)} patches, {changed} changed")


def replace_files(fresh):
    """Makes patches/ hold exactly `fresh`; returns how many files changed."""
    PATCHES.mkdir(exist_ok=True)
    changed = 0
    for path in PATCHES.glob("*.patch"):
        if path.name not in fresh:
            path.unlink()
            changed += 1
    for name, data in fresh.items():
        path = PATCHES / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
            changed += 1
    return changed


# --- new, reword, status, check --------------------------------------------------------------

def pick(patches, word):
    """The one patch that a number or a part of a name means."""
    found = [patch for patch in patches if word in patch.name]
    if len(found) != 1:
        raise Problem(f"'{word}' means {len(found)} patches of `series`")
    return found[0]


def empty_commit(message, prefix=""):
    """An empty commit on HEAD that carries a message; returns the sanitised subject."""
    text = prefix + linuxtree.signed(Path(message).read_text())
    tree, head = git("rev-parse", "HEAD^{tree}", "HEAD").split()
    made = git("commit-tree", tree, "-p", head, stdin=text, env=IDENT_ENV).strip()
    git("update-ref", "-m", "series", "HEAD", made, head)
    return git("log", "-1", "--format=%f", made).strip()


def new(options):
    if not LINUX.exists():
        raise Problem("no build/linux yet: run scripts/series apply")
    before = pick(patchindex.read(), options.before) if options.before else None
    slug = empty_commit(options.message_file)[:52].rstrip("-.")
    patchindex.insert(slug, before)
    say(f"0000-{slug}.patch: listed in `series`; add its overlay patterns below it, commit edits of\n"
        f"existing files with git -C build/linux commit -a --fixup=':/...', then refresh")


def reword(options):
    """Replaces a message at once; the slug in `series` follows the new subject."""
    patch = pick(patchindex.read(), options.patch)
    old = next((c for c in local_commits() if find_slug([patch], c)), None)
    if old is None:
        raise Problem(f"{patch.name}: no commit of build/linux has this subject")
    empty_commit(options.message_file, prefix=f"amend! {old.subject}\n\n")
    refresh(namedtuple("Options", "drop_unlisted")(False))


def status(_options):
    if not LINUX.exists():
        say("no build/linux yet: run scripts/series apply")
        return
    patches, state = patchindex.read(), linuxtree.load_state()
    say(f"base      {git('log', '-1', '--format=%s', 'base').strip()}")
    say(f"series    {len(patches)} patches, {len(file_hashes())} files in patches/")
    known = {patch.slug for patch in patches}
    if git("rev-parse", "HEAD").strip() != state["head"]:
        for commit in local_commits():
            if commit.subject.startswith(("fixup!", "amend!", "squash!")) or commit.slug not in known:
                say(f"local     {commit.id[:12]} {commit.subject}")
    for path in linuxtree.dirty():
        say(f"edited    build/linux/{path}")
    if state["patches"] != file_hashes():
        say("patches/  differs from what build/linux was made of: scripts/series apply")
    for complaint in seriescheck.quick(patches):
        say(f"stale     {complaint}")


def sync(_options):
    if not LINUX.exists():
        raise Problem("no build/linux yet: run scripts/series apply")
    changed = linuxtree.sync_overlay()
    if changed:
        say(f"overlay: {changed} files brought to build/linux")


def check(options):
    return seriescheck.check(options)
