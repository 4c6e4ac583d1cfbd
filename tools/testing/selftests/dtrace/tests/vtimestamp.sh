# SPDX-License-Identifier: GPL-2.0
# vtimestamp: CPU time of the thread, as the scheduler knows it; neither sleep nor what probes take counts.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

compile cpu_time
ms=300

# compare WHAT LEAST: the marks' vtimestamp in ns from the first, beside what the program says of its CPU time; it may be a tenth
# of $ms off, and is at least that part of it
compare() {
	[ "$(wc -l <"$tmp/seen")" = 4 ] || { cat "$tmp/seen" "$tmp/err"; fail "$1: not four marks"; }
	paste "$tmp/seen" "$tmp/said" | awk -v off=$((ms * 100000)) -v what="$1" -v least="$2" '
		NR == 1 { first = $1 }
		{ v = $1 - first; printf "%s: %d, the scheduler says %d\n", what, v, $2 }
		v > $2 + off || v < least * $2 - off { bad = 1 }
		END { exit bad }' || fail "$1: CPU times differ"
}

# marks OPTION... : what the program's marks printed, in $tmp/seen
marks() {
	rm -f "$tmp/out"
	"$DTRACE" -q -o "$tmp/out" "$@" >"$tmp/said" 2>"$tmp/err" || { cat "$tmp/err"; fail "$*: status $?"; }
	grep -E '^[0-9]' "$tmp/out" >"$tmp/seen"
}

mark='syscall::getppid:entry /pid == $target/ { printf("%d\n", vtimestamp); }'
marks -n "$mark" -c "$tmp/cpu_time $ms"
compare alone 1
# The switches of others, and firings in all system calls, which the work consists of: the scheduler counts their time.
start_workload
marks -n "$mark" -n 'syscall:::entry { @ = count(); }' -c "$tmp/cpu_time $ms"
stop_workload
compare 'beside others' 0.4

# A probe that takes long where the program sleeps
marks -w -c "$tmp/cpu_time 20" -n '
	syscall::getppid:entry /pid == $target/ { printf("%d %d\n", vtimestamp, timestamp); }
	syscall::clock_nanosleep:entry /pid == $target/ { chill(200000000); }'
awk 'NR == 2 { v = $1; t = $2 } NR == 3 { v = $1 - v; t = $2 - t }
	END { printf "over a sleep of 20 ms and a probe of 200: CPU %d, clock %d\n", v, t; exit !(NR == 4 && v < 20000000 && t > 200000000) }' "$tmp/seen" ||
	{ cat "$tmp/out" "$tmp/err"; fail 'the time of a probe counts'; }

[ "$(state vtime-key)" = 0 ] || fail "CPU times are kept after the last consumer"
exit 0
