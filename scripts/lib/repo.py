# SPDX-License-Identifier: GPL-2.0
"""Paths, processes and messages that every Python script of this repository shares."""

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LINUX = BUILD / "linux"

# Every commit of the series carries the same identity and date, so that the same input
# gives the same hashes and the same patch files on every machine.
IDENT_NAME = "DTrace for Linux"
IDENT_MAIL = "dtrace@example.org"
IDENT_DATE = "2026-11-22 00:00:00 +0000"
IDENT_ENV = {
    f"GIT_{who}_{key}": value
    for who in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", IDENT_NAME), ("EMAIL", IDENT_MAIL), ("DATE", IDENT_DATE))
}
SIGN_OFF = f"Signed-off-by: {IDENT_NAME} <{IDENT_MAIL}>"


class Problem(Exception):
    """Something the caller has to act on; the text says what and how."""


def say(text):
    print(text, flush=True)


def run(argv, cwd=None, stdin=None, env=None, check=True, text=True):
    """Runs argv and returns the completed process; a failure carries the command's own words."""
    done = subprocess.run([str(word) for word in argv], cwd=cwd, input=stdin, text=text,
                          env={**os.environ, **(env or {})}, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if check and done.returncode:
        words = done.stderr if text else done.stderr.decode(errors="replace")
        raise Problem(f"{' '.join(str(word) for word in argv[:6])}: {words.strip()}")
    return done


def git(*argv, cwd=LINUX, stdin=None, env=None, text=True):
    """Output of one git command, by default in the kernel tree; user settings have no say."""
    quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"} if cwd == LINUX else {}
    return run(["git", *argv], cwd=cwd, stdin=stdin, env={**quiet, **(env or {})}, text=text).stdout


def git_ok(*argv, cwd=LINUX):
    return run(["git", *argv], cwd=cwd, check=False).returncode == 0


def base_info():
    """The key-value pairs of the file `base`."""
    pairs = {}
    for line in (ROOT / "base").read_text().splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            pairs[key.strip()] = value.strip()
    return pairs


@contextmanager
def lock(name):
    """Holds build/.NAME.lock: two invocations wait for each other instead of colliding."""
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / f".{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another `{name}` to finish")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(table):
    """Runs the function that a command table gives for sys.argv, turning Problem into exit 1."""
    try:
        sys.exit(table(sys.argv[1:]))
    except Problem as problem:
        print(f"{Path(sys.argv[0]).name}: {problem}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
