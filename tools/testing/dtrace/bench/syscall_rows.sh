#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# In the guest: the cost of one read(2) bare, under our probe, and under other tracers, one row each.
#
#   syscall_rows.sh PROGRAM [ROW...]      PROGRAM is syscall_cost, built for this machine
#
# Prints a table; a tracer that is not there, or does not attach, is a row that says so.
set -u
PROGRAM=$1
shift
LOG=$(mktemp)
BASE_READ=0 BASE_OTHER=0

# row NAME [TRACER ARGS...]: starts the tracer, waits until it is attached, measures, stops it.
row() {
	local name=$1 pid=0 out
	shift
	if (($#)); then
		if ! command -v "$1" >/dev/null; then
			printf '%-44s %s\n' "$name" "not there: $1"
			return
		fi
		: >"$LOG"
		"$@" </dev/null >"$LOG" 2>&1 &
		pid=$!
		if ! attached "$pid"; then
			printf '%-44s %s\n' "$name" "failed: $(head -c 200 "$LOG" | tr '\n' ' ')"
			kill "$pid" 2>/dev/null
			wait "$pid" 2>/dev/null
			return 1
		fi
	fi
	out=$("$PROGRAM")
	if ((pid)); then
		kill -TERM "$pid"	# a background job ignores INT
		wait "$pid" 2>/dev/null
	fi
	show "$name" $out
}

# Until the tracer's own words say that it runs, then two seconds for what it does after them.
attached() {
	local _
	for _ in {1..6000}; do
		kill -0 "$1" 2>/dev/null || return 1
		if grep -qE 'matched [0-9]+ probe|Attaching [0-9]+ probe' "$LOG"; then
			sleep 2
			kill -0 "$1" 2>/dev/null
			return
		fi
		sleep 0.1
	done
	return 1
}

# event DEFINITION: an event of tracefs without fields, on until this is stopped
event() {
	local t=/sys/kernel/tracing file=kprobe_events
	[[ $1 != f:* ]] || file=dynamic_events
	echo "$1" >>$t/$file || exit 1
	echo 1 >$t/events/dt/one/enable || exit 1
	trap 'echo 0 >$t/events/dt/one/enable; echo "-:dt/one" >>$t/$file; exit 0' TERM
	echo 'matched 1 probe'
	while :; do sleep 0.2; done
}

int3_event() {
	echo 0 >/proc/sys/debug/kprobes-optimization
	event "$@"
}

# show NAME read N getppid N
show() {
	[[ $1 != bare || $BASE_READ != 0 ]] || { BASE_READ=$3 BASE_OTHER=$5; }
	awk -v n="$1" -v r="$3" -v o="$5" -v br="$BASE_READ" -v bo="$BASE_OTHER" 'BEGIN {
		printf "%-44s %10.1f %+8.1f %10.1f %+8.1f\n", n, r, r - br, o, o - bo }'
}

# both WHAT D-ACTION BPFTRACE-ACTION: what a firing costs, ours and bpftrace's by its three ways to that place
both() {
	local tp=tracepoint:syscalls:sys_enter_read
	local -x BPFTRACE_PERF_RB_PAGES=8192	# 32 MB, as ours: what is dropped is no firing
	row "dtrace $1" dtrace -b 32m -n "syscall::read:entry { $2 }"
	row "bpftrace tracepoint $1" bpftrace -e "$tp { ${3//ARG/args->fd} }"
	row "bpftrace kprobe $1" bpftrace -e "kprobe:ksys_read { ${3//ARG/arg0} }"
	row "bpftrace kfunc $1" bpftrace -e "kfunc:ksys_read { ${3//ARG/args->fd} }"
}

# insn_row WAY: a breakpoint on the first instruction of ksys_read() that takes one, executed in this way
insn_row() {
	local points=/sys/kernel/debug/dtrace/points
	[[ -w $points ]] || { printf '%-44s %s\n' "dtrace insn::ksys_read, $1" 'needs CONFIG_DTRACE_TEST'; return; }
	echo "$1" >$points
	row "dtrace insn::ksys_read:$INSN, $1" dtrace -n "insn::ksys_read:$INSN { @ = count(); }"
	echo auto >$points
}
INSN=$(dtrace -ln 'insn::ksys_read:' 2>/dev/null | awk '$2 == "insn" { print $NF; exit }')

printf '%-44s %10s %8s %10s %8s\n' 'instructions per call' 'read' 'added' 'getppid' 'added'
row bare
row 'dtrace syscall::read:return { @ = count(); }' dtrace -n 'syscall::read:return { @ = count(); }'
row 'dtrace /pid == 0/ (false)' dtrace -n 'syscall::read:entry /pid == 0/ { @ = count(); }'
both '@ = count()' '@ = count();' '@ = count();'
both '@[pid] = count()' '@[pid] = count();' '@[pid] = count();'
both '@[execname] = quantize(arg0)' '@[execname] = quantize(arg0);' '@[comm] = hist(ARG);'
both 'printf of three values' 'printf("%d %s %d\n", pid, execname, arg0);' 'printf("%d %s %d\n", pid, comm, ARG);'
for way in emulate jump int3 step; do
	insn_row $way
done
row 'dtrace fbt::ksys_read:entry { @ = count(); }' dtrace -n 'fbt::ksys_read:entry { @ = count(); }'
row 'dtrace fbt::ksys_read:return { @ = count(); }' dtrace -n 'fbt::ksys_read:return { @ = count(); }'
row 'dtrace fbt::ksys_read:return, exact' dtrace -x fbtreturn=exact -n 'fbt::ksys_read:return { @ = count(); }'
row 'dtrace fbt::ksys_read: { @ = count(); }' dtrace -n 'fbt::ksys_read: { @ = count(); }'
row 'bpftrace kretprobe ksys_read' bpftrace -e 'kretprobe:ksys_read { @ = count(); }'
row 'tracefs kprobe ksys_read (ftrace)' event 'p:dt/one ksys_read'
row 'tracefs kprobe ksys_read+9 (optimised)' event 'p:dt/one ksys_read+9'
row 'tracefs kprobe ksys_read+9 (int3)' int3_event 'p:dt/one ksys_read+9'
row 'tracefs kretprobe ksys_read' event 'r:dt/one ksys_read'
row 'tracefs fprobe ksys_read' event 'f:dt/one ksys_read'
row 'tracefs fprobe ksys_read%return' event 'f:dt/one ksys_read%return'
row 'bare again'
rm -f "$LOG"
