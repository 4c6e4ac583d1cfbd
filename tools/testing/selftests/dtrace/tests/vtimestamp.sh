# SPDX-License-Identifier: GPL-2.0
# vtimestamp: CPU time of the thread, as the scheduler knows it; neither sleep nor what probes take counts.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

compile cpu_time
ms=300

# The marks' vtimestamp in ns from the first, beside what the program says; fails when they are more than a tenth of $ms apart
compare() {
	[ "$(wc -l <"$tmp/seen")" = 4 ] || { cat "$tmp/seen" "$tmp/err"; fail "$1: not four marks"; }
	paste "$tmp/seen" "$tmp/said" | awk -v most=$((ms * 100000)) -v what="$1" '
		NR == 1 { first = $1 }
		{ d = $1 - first - $2; printf "%s: %d, the scheduler says %d\n", what, $1 - first, $2 }
		d > most || d < -most { bad = 1 }
		END { exit bad }' || fail "$1: CPU times differ"
}

# run WHAT DTRACE-ARGUMENTS...: the program's marks under dtrace
run() {
	local what=$1
	shift
	"$DTRACE" -q -o "$tmp/seen.all" "$@" -c "$tmp/cpu_time $ms" >"$tmp/said" 2>"$tmp/err" || { cat "$tmp/err"; fail "$what: status $?"; }
	grep -v '^$' "$tmp/seen.all" >"$tmp/seen"
	compare "$what"
}

mark='syscall::getppid:entry /pid == $target/ { printf("%d\n", vtimestamp); }'
run 'alone' -n "$mark"
# The other threads' switches, and a firing in each system call of all
start_workload
run 'beside others' -n "$mark" -n 'syscall:::entry { @ = count(); }'
stop_workload

# A probe that takes long where the program sleeps
"$DTRACE" -wq -o "$tmp/seen.all" -c "$tmp/cpu_time 20" -n '
	syscall::getppid:entry /pid == $target/ { printf("%d %d\n", vtimestamp, timestamp); }
	syscall::clock_nanosleep:entry /pid == $target/ { chill(200000000); }' >"$tmp/said" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "chill: status $?"; }
grep -v '^$' "$tmp/seen.all" | awk 'NR == 2 { v = $1; t = $2 } NR == 3 { v = $1 - v; t = $2 - t }
	END { printf "over a sleep of 20 ms and a probe of 200: CPU %d, clock %d\n", v, t; exit !(NR == 4 && v < 20000000 && t > 200000000) }' ||
	{ cat "$tmp/seen.all" "$tmp/err"; fail 'the time of a probe counts'; }

[ "$(state vtime-key)" = 0 ] || fail "CPU times are kept after the last consumer"
exit 0
