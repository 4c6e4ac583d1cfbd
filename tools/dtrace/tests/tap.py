# SPDX-License-Identifier: GPL-2.0
"""TAP for test programs."""

import sys


def report(count, results):
    """Prints (name, what is wrong) for each of so many results, and exits; "" is a test that passed."""
    failed = 0
    print(f"1..{count}")
    for number, (name, fault) in enumerate(results, 1):
        failed += bool(fault)
        for line in fault.splitlines():
            print(f"# {line}")
        print(f"{'not ok' if fault else 'ok'} {number} - {name}", flush=True)
    sys.exit(1 if failed else 0)
