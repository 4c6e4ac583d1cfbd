# SPDX-License-Identifier: GPL-2.0
# insn: every instruction of what the engine itself calls, in each way, while other probes make the engine call it.
# Only with DTRACE_TEST_LONG=1: a firing then is a thousand breakpoints, and an emulated CPU takes minutes for three seconds of that.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ -n "${DTRACE_TEST_LONG:-}" ] || skip 'takes long (DTRACE_TEST_LONG)'
list=$selftests/../../../../kernel/trace/dtrace/providers/closure.def
[ -f "$list" ] || skip 'not in a kernel tree'
mapfile -t functions < <(sed -n 's/^DT_CLOSURE(\(.*\))$/\1/p' "$list")
[ ${#functions[@]} -ge 20 ] || fail "${#functions[@]} functions"
description=$(printf 'insn::%s:,' "${functions[@]}")
# Stacks, clocks and user memory, in interrupts and with locks held. Few: a stack is a thousand breakpoints. The deadman is
# off (-w), who takes a slow guest for a dead one.
others='
	tick-1s { @kernel[stack(2)] = count(); }
	syscall::openat:entry { @names[copyinstr(arg1)] = count(); }
	syscall::execve:return { @walks[stack(2), ustack(2)] = count(); }
	fbt::path_openat:entry, sched:::on-cpu, proc:::, lockstat::: { self->last = timestamp; @at = max(walltimestamp); }
	END { trunc(@kernel); trunc(@names); trunc(@walks); trunc(@at); }'
mark=$(log_mark)

# Little: a guest on an emulated CPU makes tens of thousands of breakpoints a second.
workload_round() {
	ls / >/dev/null
	sh -c 'echo a | cat >/dev/null'
	sleep 0.2
}

once() {
	local n
	trace 3 "$tmp/out" "$tmp/err" -wZ -n "${description%,} { @fired[probefunc] = count(); }" -n "$others"
	[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "$1: status $trace_status"; }
	n=$(grep -cE '^ +[a-z_]+ +[0-9]+$' "$tmp/out")
	[ "$n" -ge 3 ] || { cat "$tmp/out" "$tmp/err"; fail "$1: $n functions fired"; }
	# those inside firings are refused, and their instructions executed
	expect "$tmp/err" '[0-9]{3} probe firings skipped inside probe context' "$1: the engine runs into none:"
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
	echo "$1: $n functions, $(sed -n 's/.* matched \([0-9]* probes\)$/\1/p' "$tmp/err" | head -n 1)"
}

in_each_way once
exit 0
