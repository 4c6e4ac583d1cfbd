# SPDX-License-Identifier: GPL-2.0
# snapshot:::thread: each thread that is there when tracing begins, once, after BEGIN, for the consumer that begins only.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

threads() {
	(cd /proc && printf '%s\n' [0-9]*/task/[0-9]*) | sed 's,/task/, ,' | sort
}

# In front of and behind the list: what is in both was there throughout.
perl -e 'use threads; threads->create(sub { sleep 1000 }) for 1..5; sleep 1000' 2>/dev/null &
many=$!
until [ "$(find /proc/$many/task -mindepth 1 -maxdepth 1 | wc -l)" = 6 ]; do
	kill -0 $many 2>/dev/null || { many=; break; }
	sleep 0.1
done
sh -c 'sleep 0 & exec sleep 1000' & # with a zombie
parent=$!
undo() {
	kill $many $parent
	rm -rf "$tmp"
}
trap undo EXIT
sleep 0.5
threads >"$tmp/before"
"$DTRACE" -q -n 'BEGIN { printf("begin\n"); }
	snapshot:::thread { printf("%d %d %d %d %s\n", args[1]->pr_pid, args[0]->pr_lwpid, (args[1]->pr_flag & PR_ISSYS) != 0,
	(args[0]->pr_flag & PR_ISSYS) != 0, args[0]->pr_name); n++; }
	tick-2s { printf("end %d\n", n); exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
threads >"$tmp/after"

[ "$(head -n 1 "$tmp/out")" = begin ] || fail 'it does not begin with BEGIN'
grep -E '^[0-9]' "$tmp/out" >"$tmp/list"
expect "$tmp/out" "^end $(wc -l <"$tmp/list")\$"
cut -d' ' -f1,2 "$tmp/list" | sort >"$tmp/ids"
[ -z "$(uniq -d "$tmp/ids")" ] || fail "twice: $(uniq -d "$tmp/ids")"
comm -12 "$tmp/before" "$tmp/after" >"$tmp/throughout"
missing=$(comm -23 "$tmp/throughout" "$tmp/ids")
[ -z "$missing" ] || fail "not told: $missing"
echo "$(wc -l <"$tmp/throughout") threads were there throughout, $(wc -l <"$tmp/ids") were told"
[ -z "$many" ] || [ "$(grep -c "^$many " "$tmp/ids")" = 6 ] || fail "threads of $many: $(grep "^$many " "$tmp/ids")"

# Kernel threads are those without a memory map of a program: kthreadd and its children.
while read -r pid tid system flag name; do
	[ "$system" = "$flag" ] || fail "$name: psinfo and lwpsinfo differ"
	parent_of=$(awk '{ sub(/^.*\) /, ""); print $2 }' "/proc/$pid/task/$tid/stat" 2>/dev/null) || continue
	[ -n "$parent_of" ] || continue
	want=0
	[ "$pid" = 2 ] || [ "$parent_of" = 2 ] && want=1
	[ "$system" = $want ] || fail "thread $tid ($name) of $pid, child of $parent_of: kernel thread $system"
done <"$tmp/list"
[ "$(awk '$3' "$tmp/list" | wc -l)" -gt 5 ] || fail 'hardly a kernel thread'

# The consumer that traces already is not told when another one begins; both count the same.
start_dtrace "$tmp/first" "$tmp/err" -q -n 'snapshot:::thread { @ = count(); } END { printa("threads %@d\n", @); }'
"$DTRACE" -qn 'snapshot:::thread { @ = count(); } tick-2s { exit(0); }' >"$tmp/second" 2>"$tmp/err2" ||
	{ cat "$tmp/err2"; fail "dtrace exits with $?"; }
stop_dtrace
first=$(sed -n 's/^threads //p' "$tmp/first") second=$(tr -d ' \n' <"$tmp/second")
[ $((first - second)) -le 20 ] && [ $((second - first)) -le 20 ] || fail "$first threads for the first consumer, $second for the second"

# exit() ends the list, a CPU that is not this one can be asked for, and nothing is told without the probe.
"$DTRACE" -qn 'snapshot:::thread { printf("one\n"); exit(0); }' >"$tmp/out" 2>"$tmp/err" || fail "dtrace exits with $?"
[ "$(grep -c one "$tmp/out")" = 1 ] || fail "$(grep -c one "$tmp/out") threads after exit()"
for cpu in 0 1; do
	[ -d /sys/devices/system/cpu/cpu$cpu ] || continue
	# no tick: it fires on one CPU, which need not be this one
	start_dtrace "$tmp/out" "$tmp/err" -q -x cpu=$cpu -n 'snapshot:::thread { @ = count(); }
		snapshot:::thread /cpu != '$cpu'/ { printf("elsewhere\n"); } END { printa("threads %@d\n", @); }'
	stop_dtrace
	expect_not "$tmp/out" elsewhere
	n=$(sed -n 's/^threads //p' "$tmp/out")
	[ $((n - second)) -le 20 ] && [ $((second - n)) -le 20 ] || fail "$n threads with -x cpu=$cpu"
done

# Threads that come and go all the while: those that stay are told, each once, and nothing breaks.
start_workload
for _ in 1 2; do
	threads >"$tmp/before"
	"$DTRACE" -qn 'snapshot:::thread { printf("%d %d %d\n", args[1]->pr_pid, args[0]->pr_lwpid, strlen(args[1]->pr_psargs)); }
		tick-1s { exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
	threads >"$tmp/after"
	expect_not "$tmp/err" 'drops|error on enabled probe'
	comm -12 "$tmp/before" "$tmp/after" >"$tmp/throughout"
	awk 'NF { print $1, $2 }' "$tmp/out" | sort >"$tmp/ids"
	[ -z "$(uniq -d "$tmp/ids")" ] || fail "twice: $(uniq -d "$tmp/ids")"
	missing=$(comm -23 "$tmp/throughout" "$tmp/ids")
	# what exec()s as a thread of its own changes its number
	[ -z "$missing" ] || fail "not told under load: $missing"
done
stop_workload
exit 0
