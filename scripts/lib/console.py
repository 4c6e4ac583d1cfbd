# SPDX-License-Identifier: GPL-2.0
"""What on a guest's console means that something is broken, and what only looks like it."""

import re

# One expression a line, matched against each console line.
TROUBLE = [re.compile(text) for text in (
    r"Kernel panic",
    r"\bBUG: ",
    r"kernel BUG at",
    r"\bOops: ",
    r"\bWARNING: ",
    r"\bKASAN: ",
    r"\bUBSAN: ",
    r"\bKFENCE: ",
    r"INFO: task .* blocked for more than",
    r"rcu: INFO: \S+ (self-)?detected (stall|expedited stall)",
    r"INFO: rcu\S* (self-)?detected",
    r"INFO: trying to register non-static key",
    r"INFO: suspicious RCU usage",
    r"DEADLOCK",
    r"unreferenced object 0x",
    r"kmemleak: \d+ new suspected memory leaks",
    r"watchdog: .*lockup",
    r"double fault",
    r"traps: PANIC",
    r"Attempted to kill init",
    r"\(XEN\) .*(Panic on CPU|FATAL|FATAL TRAP|crashed|Assertion .* failed|Unhandled: vec|BUG at)",
    r"\(XEN\) .*(Watchdog timer detects|double fault)",
)]

# Documented as harmless under QEMU's TCG: slow handlers, clocks that give up on the TSC.
HARMLESS = [re.compile(text) for text in (
    r"NMI handler .* took too long",
    r"perf: interrupt took too long",
    r"hrtimer: interrupt took",
    r"clocksource: .*(unstable|[Ww]atchdog|skew)",
    r"TSC .*unstable",
    r"workqueue: .* hogged CPU",
)]


def trouble(line):
    """Whether a console line is a failure of the run."""
    return (any(expression.search(line) for expression in TROUBLE) and
            not any(expression.search(line) for expression in HARMLESS))


def read(path):
    """Console text as lines, without carriage returns and terminal codes."""
    try:
        text = path.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return []
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1bc", "", text)
    return text.replace("\r", "").split("\n")


def findings(lines):
    """The lines that count as trouble."""
    return [line for line in lines if trouble(line)]


def excerpt(lines, before=5, after=45, tail=25):
    """The part of a console that shows the first trouble; else its tail."""
    for number, line in enumerate(lines):
        if trouble(line):
            return lines[max(0, number - before):number + after]
    return lines[-tail:]
