# SPDX-License-Identifier: GPL-2.0
# insn: every instruction of a straight run is counted as often as the next, in each way of executing it.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

points=/sys/kernel/debug/dtrace/points
function=do_sys_openat2
opens=${DTRACE_TEST_LONG:+40000}
opens=${opens:-3000}

# count: trace while perl opens a file many times; the counts go to $tmp/out, by offset
count() {
	: >"$tmp/out"
	"$DTRACE" -qn "BEGIN { printf(\"ready\\n\"); }
		insn::$function: /execname == \"perl\"/ { @[probename] = count(); }
		END { printa(\"%s %@u\\n\", @); }" >"$tmp/out" 2>"$tmp/err" &
	local pid=$!
	until grep -q '^ready' "$tmp/out" || ! kill -0 $pid 2>/dev/null; do sleep 0.2; done
	perl -e 'for (1..'"$opens"') { open(my $f, "<", "/etc/passwd") or die; }' || fail 'perl'
	kill -TERM $pid
	wait $pid || { cat "$tmp/err"; fail "dtrace: status $?"; }
	expect_not "$tmp/err" 'drops|error'
}

# The function starts by saving registers: no branch among its first probes.
check() {
	local n first
	n=$(grep -cE '^[0-9a-f]+ [0-9]+$' "$tmp/out")
	[ "$n" -ge 20 ] || { cat "$tmp/out" "$tmp/err"; fail "$1: $n instructions counted"; }
	first=$(grep -E '^[0-9a-f]+ ' "$tmp/out" | while read -r offset times; do
		echo "$((16#$offset)) $times"
	done | sort -n | head -n 5 | cut -d' ' -f2 | uniq)
	[ "$(echo "$first" | wc -l)" = 1 ] || { cat "$tmp/out"; fail "$1: counts differ: $first"; }
	[ "$first" -ge "$opens" ] || fail "$1: $first of $opens counted"
	echo "$1: $n instructions, the first ones $first times"
}

mark=$(log_mark)
if [ -w $points ]; then
	for mode in auto emulate jump int3 step; do
		echo $mode >$points || fail "cannot ask for $mode"
		before=$(awk -v m=$mode '$1 == m { print $2 }' $points)
		count
		check $mode
		after=$(awk -v m=$mode '$1 == m { print $2 }' $points)
		[ $mode = auto ] || [ "$after" -gt "$before" ] || fail "nothing was executed by $mode"
	done
	echo auto >$points
else
	count
	check auto
fi
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
