# SPDX-License-Identifier: GPL-2.0
# insn: every instruction of functions that run all the time, in each way, enabled and disabled under load.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

points=/sys/kernel/debug/dtrace/points
functions='vfs_read vfs_write ksys_read __schedule try_to_wake_up handle_mm_fault copy_process get_signal
	do_wp_page update_curr enqueue_task_fair hrtimer_interrupt __fput path_openat do_exit strncpy_from_user'
seconds=${DTRACE_TEST_LONG:+60}
description=$(for f in $functions; do printf 'insn::%s:,' "$f"; done)
mark=$(log_mark)

once() {
	trace "${seconds:-2}" "$tmp/out" "$tmp/err" -Z -n "${description%,} { @[probefunc] = count(); }"
	[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "$1: status $trace_status"; }
	[ "$(grep -cE '^ +[a-z_]+ +[0-9]+$' "$tmp/out")" -ge 8 ] || { cat "$tmp/out" "$tmp/err"; fail "$1: too little fired"; }
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
}

in_each_way once
[ ! -r $points ] || echo "$(grep -c . "$tmp/out") functions; $(tr '\n' ' ' <$points)"
