# SPDX-License-Identifier: GPL-2.0
# CPUs go and come while probes fire there: nothing is lost, and a CPU that comes is traced.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

cpu=/sys/devices/system/cpu/cpu1/online
[ -w $cpu ] || skip "no second CPU that can be taken away"
trap 'echo 1 >$cpu; kill "${dtrace_pid:-}" 2>/dev/null; wait; rm -rf "$tmp"' EXIT
calls=${DTRACE_TEST_LONG:+400000}
calls=${calls:-20000}
function=__x64_sys_getpriority
mark=$(log_mark)

# ---- it goes and comes all the time ----
start_dtrace "$tmp/out" "$tmp/err" -q -x bufsize=1m -n "
syscall::getpriority:, fbt::$function:, insn::$function: /execname == \"perl\"/ { @[probeprov, probename] = count(); }
profile-97 { @ticks[\"tick\", cpu] = count(); }
END { printa(\"%s %s %@u\\n\", @); printa(\"%s %d %@u\\n\", @ticks); }"
for _ in 1 2; do
	perl -e 'getpriority(0, 0) for 1..'"$calls" &
	callers+=($!)
done
rounds=0
while kill -0 "${callers[@]}" 2>/dev/null || [ $rounds -lt 3 ]; do
	{ echo 0 >$cpu && sleep 0.1 && echo 1 >$cpu && sleep 0.1; } || fail 'the CPU does not go'
	rounds=$((rounds + 1))
done 2>/dev/null
wait "${callers[@]}" || fail 'perl'
stop_dtrace
for key in 'syscall entry' 'syscall return' 'fbt entry' 'fbt return'; do
	grep -qx "$key $((2 * calls))" "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail "$key: not $((2 * calls))"; }
done
most=$(awk '$1 == "insn" && $3 > most { most = $3 } END { print most + 0 }' "$tmp/out")
[ "$most" = $((2 * calls)) ] || { cat "$tmp/out" "$tmp/err"; fail "insn: $most, not $((2 * calls))"; }
expect "$tmp/out" '^tick 0 [1-9]'
expect "$tmp/out" '^tick 1 [1-9]'
expect_not "$tmp/err" 'drop|error' # what is missed are ticks of CPUs that were stopped

# ---- it was not there when tracing began ----
echo 0 >$cpu || fail 'the CPU does not go'
start_dtrace "$tmp/out" "$tmp/err" -q -n '
syscall::getpriority:entry /execname == "perl"/ { @ = count(); } profile-97 { @ticks[cpu] = count(); }
END { printa("calls %@u\n", @); printa("tick %d %@u\n", @ticks); }'
echo 1 >$cpu || fail 'the CPU does not come'
sleep 0.5
taskset -c 1 perl -e 'getpriority(0, 0) for 1..500' || fail 'perl'
stop_dtrace
expect "$tmp/out" '^tick 1 [1-9]' 'a CPU that came later has no ticks:'
expect "$tmp/out" '^calls 500$' 'a CPU that came later is not traced:'
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
echo "$rounds rounds"
exit 0
