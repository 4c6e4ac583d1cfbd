#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""In the guest: what starting a tracer costs, one row a command.

CPU time of the process and its peak of resident memory. In a guest whose clock counts instructions (scripts/vm --icount) a millisecond
is a million instructions, whatever else this machine does. Each command runs twice; the second run, with its files in the
page cache, counts.
"""

import os
import shutil
import sys
import tempfile

CLAUSE = """syscall::read:entry
/pid != $pid && arg0 > %d/
{
	self->t%d = timestamp;
	this->x = arg0 * %d + (arg1 >> 3);
	@a%d[execname, probefunc, this->x] = quantize(timestamp - self->t%d);
	printf("%%d %%s %%x\\n", pid, execname, this->x);
}
"""


def script(clauses):
    """A file with that many clauses; never removed, the guest's files go with it."""
    with tempfile.NamedTemporaryFile("w", suffix=".d", delete=False) as out:
        out.write("\n".join(CLAUSE % (i, i % 50, i, i % 20, i % 50) for i in range(clauses)))
    return out.name


def cost(argv):
    """CPU seconds and kB of a command; None when it fails."""
    null = os.open(os.devnull, os.O_RDWR)
    pid = os.posix_spawnp(argv[0], argv, os.environ,
                          file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in range(3)])
    os.close(null)
    _, status, used = os.wait4(pid, 0)
    return None if status else (used.ru_utime + used.ru_stime, used.ru_maxrss)


def row(name, *argv):
    if not shutil.which(argv[0]):
        print(f"{name:<52} not there: {argv[0]}")
        return
    cost(argv)
    used = cost(argv)
    print(f"{name:<52} {used[0] * 1000:9.0f} {used[1] / 1024:9.1f}" if used else f"{name:<52} failed", flush=True)


def main():
    print(f"{'CPU time and memory of a start':<52} {'ms':>9} {'MB':>9}")
    row("true", "true")
    row("dtrace -n 'BEGIN { exit(0); }'", "dtrace", "-n", "BEGIN { exit(0); }")
    row("bpftrace -e 'BEGIN { exit(); }'", "bpftrace", "-e", "BEGIN { exit(); }")
    row("dtrace, a member of curthread", "dtrace", "-n", "BEGIN { trace(curthread->comm); exit(0); }")
    row("bpftrace, a member of curtask", "bpftrace", "-e",
        "BEGIN { print(((struct task_struct *)curtask)->comm); exit(); }")
    row("dtrace, a kernel symbol", "dtrace", "-n", "BEGIN { trace(`jiffies); exit(0); }")
    row("dtrace, a kernel stack", "dtrace", "-n", "BEGIN { stack(); exit(0); }")
    row("dtrace -l", "dtrace", "-l")
    row("bpftrace -l", "bpftrace", "-l")
    row("dtrace, fbt::: enabled", "dtrace", "-n", "fbt::: { @ = count(); } BEGIN { exit(0); }")
    row("the same, -x fbtreturn=exact", "dtrace", "-x", "fbtreturn=exact", "-n", "fbt::: { @ = count(); } BEGIN { exit(0); }")
    row("dtrace, insn of vfs_read, ksys_read, do_sys_openat2", "dtrace", "-n",
        "insn::vfs_read:, insn::ksys_read:, insn::do_sys_openat2: { @ = count(); } BEGIN { exit(0); }")
    row("dtrace -e, 1,000 clauses", "dtrace", "-es", script(1000))


if __name__ == "__main__":
    sys.exit(main())
