# SPDX-License-Identifier: GPL-2.0
# insn: every instruction of what the engine itself calls, in each way, while other probes make the engine call it.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

points=/sys/kernel/debug/dtrace/points
list=$selftests/../../../../kernel/trace/dtrace/providers/closure.def
[ -f "$list" ] || skip 'not in a kernel tree'
mapfile -t functions < <(sed -n 's/^DT_CLOSURE(\(.*\))$/\1/p' "$list")
[ ${#functions[@]} -ge 20 ] || fail "${#functions[@]} functions"
description=$(printf 'insn::%s:,' "${functions[@]}")
# stacks, clocks and user memory, in interrupts and with locks held
others='
	profile-97 { @kernel[stack()] = count(); @user[ustack()] = count(); }
	fbt::vfs_read:entry, fbt::handle_mm_fault:return { @walks[stack(8)] = count(); @at = max(walltimestamp); }
	syscall::openat:entry { @names[copyinstr(arg1)] = count(); }
	sched:::on-cpu, sched:::wakeup { @switches[stack(4)] = count(); }
	proc:::, lockstat::: { self->last = timestamp; @since[probename] = quantize(walltimestamp); }
	END { trunc(@kernel); trunc(@user); trunc(@walks); trunc(@names); trunc(@switches); trunc(@since); }'
seconds=${DTRACE_TEST_LONG:+60}
mark=$(log_mark)

once() {
	local n
	trace "${seconds:-3}" "$tmp/out" "$tmp/err" -Z -n "${description%,} { @fired[probefunc] = count(); }" -n "$others"
	[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "$1: status $trace_status"; }
	n=$(grep -cE '^ +[a-z_]+ +[0-9]+$' "$tmp/out")
	[ "$n" -ge 5 ] || { cat "$tmp/out" "$tmp/err"; fail "$1: $n functions fired"; }
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
	echo "$1: $n functions, $(sed -n 's/.* matched \([0-9]* probes\)$/\1/p' "$tmp/err" | head -n 1)"
}

if [ -w $points ]; then
	for mode in auto emulate jump int3 step; do
		echo $mode >$points
		once $mode
	done
	echo auto >$points
else
	once auto
fi
exit 0
