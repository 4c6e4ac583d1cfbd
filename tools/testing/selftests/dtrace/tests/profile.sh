# SPDX-License-Identifier: GPL-2.0
# profile-N on each CPU and tick-N on one: as often as the clock says, without drift, and when CPUs go and come.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

seconds=${DTRACE_TEST_LONG:+60}
seconds=${seconds:-3}
cpu1=/sys/devices/system/cpu/cpu1/online
undo() {
	[ ! -w $cpu1 ] || echo 1 >$cpu1
	kill "${dtrace_pid:-}" 2>/dev/null
	rm -rf "$tmp"
}
trap undo EXIT

# watch PROBE...: clauses for the rows "count PROBE CPU N FROM TO": how often, and between which times it was due. Of ticks it is
# not known by how much they are late.
watch() {
	local probe
	for probe; do
		echo "$probe { @n[probename, cpu] = count(); @from[probename, cpu] = min(timestamp - arg2);
			@to[probename, cpu] = max(timestamp - arg2); }"
	done
	echo 'END { printa("count %s %d %@u %@u %@u\n", @n, @from, @to); }'
}

missed() {
	awk '/missed by the provider/ { n += $2 } END { print n + 0 }' "$tmp/err"
}

complain() {
	cat "$tmp/out" "$tmp/err"
	fail "$@"
}

# account PROBE:INTERVAL...: between the first and the last time there was a firing for each interval, or it is said to be missed.
# A timer that drifts has too few. The first one may be late, and so more be missed than there are gaps.
account() {
	local probe lost missed
	missed=$(missed)
	lost=-$missed
	for probe; do
		lost=$((lost + $(awk -v name="${probe%:*}" -v interval="${probe#*:}" '
			$1 == "count" && $2 == name {
				on = name ~ /^tick/ ? 0 : $3; n[on] += $4
				if (!from[on] || $5 < from[on]) from[on] = $5
				if ($6 > to[on]) to[on] = $6
			}
			END { for (on in n) sum += (to[on] - from[on]) / interval + 1 - n[on]; printf("%.0f\n", sum) }' "$tmp/out")))
	done
	echo "$lost lost, $missed missed"
	[ "$lost" -le 10 ] || complain "$lost firings of $* are lost"
	[ "$lost" -ge $((-20 - missed / 20)) ] || complain "of $missed said to be missed $lost were not"
}

# ---- rate and drift ----
rates=(profile-97:10309278 profile-997:1003009 tick-10ms:10000000 tick-2ms:2000000)
for rate in "${rates[@]}"; do
	name=${rate%:*} interval=${rate#*:}
	start_dtrace "$tmp/out" "$tmp/err" -q -n 'BEGIN { begin = timestamp; }' -n "$(watch "$name")" \
		-n 'END { printf("time %d\n", timestamp - begin); }'
	sleep "$seconds"
	stop_dtrace
	expected=$(awk -v interval="$interval" '$1 == "time" { printf("%.0f\n", $2 / interval) }' "$tmp/out")
	rows=$(grep -c '^count ' "$tmp/out")
	case $name in
	profile*) [ "$rows" = "$(nproc)" ] || complain "$name fires on $rows CPUs" ;;
	tick*) [ "$rows" = 1 ] || complain "$name fires on $rows CPUs" ;;
	esac
	missed=$(missed)
	while read -r _ _ cpu n from to; do
		[ "$n" -le $((expected + 2)) ] || complain "$name on CPU $cpu fires $n times, not $expected"
		# BEGIN may be some time before the first one, END after the last.
		due=$(((to - from) / interval + 1))
		[ $due -ge $((expected * 3 / 4)) ] || complain "$name on CPU $cpu does not fire all the time"
		# Of what was missed it is not known by whom.
		[ "$n" -ge $((due * 99 / 100 - 2 - missed)) ] || complain "$name on CPU $cpu fires $n times, not $due"
	done < <(grep '^count ' "$tmp/out")
	account "$rate"
done

# ---- CPU 1 goes, with its ticks, and comes back ----
[ -w $cpu1 ] || { echo 'no CPU can be taken away: rate and drift only'; exit 0; }
ticks=(tick-1000:1000000 tick-999:1001001 tick-998:1002004)
for _ in 1 2 3; do
	taskset -p 2 $$ >/dev/null
	start_dtrace "$tmp/out" "$tmp/err" -q -n "profile-10 { @profile[cpu] = count(); }
	END { printa(\"profile %d %@u\\n\", @profile); } $(watch "${ticks[@]%:*}")"
	sleep 0.5
	echo 0 >$cpu1 || fail 'the CPU does not go'
	sleep 0.5
	echo 1 >$cpu1 || fail 'the CPU does not come'
	sleep 1
	stop_dtrace
	taskset -p 3 $$ >/dev/null
	for tick in "${ticks[@]%:*}"; do
		for cpu in 0 1; do
			expect "$tmp/out" "^count $tick $cpu "
		done
	done
	account "${ticks[@]}"
	# 20 in 2 s, without the half second that it was away and what going and coming take
	n=$(awk '$1 == "profile" && $2 == 1 { print $3 }' "$tmp/out")
	[ "${n:-0}" -ge 10 ] || complain "profile-10 fires ${n:-0} times on the CPU that was away for half a second"
done
exit 0
