# SPDX-License-Identifier: GPL-2.0
# Probes in a module come and go with it: unloaded while they fire, traced again, on its way in and out, and when it fails to load.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

need_modules
target=/sys/module/dtrace_test_target/parameters
hold=/sys/module/dtrace_test_hold/parameters
work=dtrace_test_target:dtrace_test_work
probes="fbt:$work:, insn:$work:, sdt:dtrace_test::dtrace_test_work, rawtp:dtrace_test::dtrace_test_work"
count="$probes"' { @[probeprov, probename] = count(); } END { printa("%s %s %@u\n", @); }'
mark=$(log_mark)

calm() {
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
}

# counted N: everything that happens once a call was seen N times
counted() {
	local key first
	first=$(awk '$1 == "insn" { print $2 }' "$tmp/out" | head -n 1)
	[ "$(grep -c '^insn ' "$tmp/out")" -ge 8 ] || { cat "$tmp/out" "$tmp/err"; fail 'few instructions fired'; }
	for key in 'fbt entry' 'fbt return' 'sdt dtrace_test_work' 'rawtp dtrace_test_work'; do
		grep -qx "$key $1" "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail "$key: not $1"; }
	done
	[ -n "$first" ] && [ "$(awk '$1 == "insn" { print $3 }' "$tmp/out" | sort -n | tail -n 1)" = "$1" ] ||
		{ cat "$tmp/out"; fail "insn: not $1"; }
	expect_not "$tmp/err" 'drop|error|missed'
}

# refused DESCRIPTION REASON
refused() {
	! "$DTRACE" -n "$1 { exit(0); }" >"$tmp/out" 2>"$tmp/err" </dev/null || fail "$1 was accepted"
	expect "$tmp/err" "$2" "$1: no message"
}

count_calls() {
	start_dtrace "$tmp/out" "$tmp/err" -q -n "$count"
	echo 500 >$target/run
	stop_dtrace
	counted 500
	calm 'calls'
}

count_calls

# ---- arguments by the module's own types ----
start_dtrace "$tmp/out" "$tmp/err" -q -n "fbt:$work:entry { @ = sum(args[0]); } END { printa(\"sum %@u\\n\", @); }"
echo 1000 >$target/run
stop_dtrace
expect "$tmp/out" '^sum 499500$'

# ---- unloaded while it is traced and runs; what was counted stays, under its names ----
start_dtrace "$tmp/out" "$tmp/err" -q -n "$count"
echo 20000 >$target/run &
writer=$!
sleep 0.5
rmmod dtrace_test_target || fail 'cannot be unloaded while it is traced'
wait $writer
[ ! -d $target ] || fail 'is still there'
[ "$(state probes-enabled)" = 3 ] || fail "$(state probes-enabled) probes are enabled, not BEGIN, END and ERROR"
stop_dtrace
expect "$tmp/out" '^fbt entry [1-9]'
expect "$tmp/out" '^insn [0-9a-f]+ [1-9]'
expect "$tmp/out" '^sdt dtrace_test_work [1-9]'
expect_not "$tmp/err" 'drop|error|invalid'
calm 'unloading'

# ---- not there ----
refused "insn:$work:0" 'dtrace_test_target is not loaded'
refused "fbt:$work:entry" 'does not match any probes'
refused 'sdt:dtrace_test::dtrace_test_work' 'does not match any probes'

# ---- asked for before it is there; its initialisation calls the function, too ----
start_dtrace "$tmp/out" "$tmp/err" -q -Zn "fbt:$work:, sdt:dtrace_test::, rawtp:dtrace_test:: "'
	{ @[probeprov, probename] = count(); } END { printa("%s %s %@u\n", @); }'
load_module dtrace_test_target || fail 'cannot be loaded again'
sleep 0.5
echo 500 >$target/run
stop_dtrace
nameless=$("$DTRACE" -ln 'fbt:dtrace_test_target::' | awk 'NR > 1 && NF != 5')
[ -z "$nameless" ] || { echo "$nameless"; fail 'functions have no name'; }
for key in 'fbt entry' 'fbt return' 'sdt dtrace_test_work' 'rawtp dtrace_test_work'; do
	expect "$tmp/out" "^$key 50[01]\$" 'a probe that came later:'
done

# ---- records are read after the module is gone ----
count_calls
start_dtrace "$tmp/out" "$tmp/err" -x switchrate=2s -n "fbt:$work:entry"
echo 10 >$target/run
rmmod dtrace_test_target || fail 'cannot be unloaded'
stop_dtrace
[ "$(grep -cE '^ +[0-9]+ +[1-9][0-9]* +dtrace_test_work:entry' "$tmp/out")" = 10 ] ||
	{ cat "$tmp/out" "$tmp/err"; fail 'records of a module that is gone'; }
calm 'unloading again'

# ---- on its way in: text that others still patch; on its way out: text that nobody will come back to ----
until_state() {
	until grep -q "^dtrace_test_target .* $1 " /proc/modules; do sleep 0.05; done
}
echo 1 >$hold/key
echo 1 >$hold/coming
load_module dtrace_test_target &
loader=$!
until_state Loading
refused "insn:$work:" 'being loaded or unloaded'
"$DTRACE" -Zn 'fbt:dtrace_test_*::, sdt:dtrace_test:: { @ = count(); } tick-100ms { exit(0); }' >"$tmp/out" 2>&1 || fail 'wildcards while it loads'
grep -q '^dtrace_test_target .* Loading ' /proc/modules || fail 'is no longer being loaded'
echo 0 >$hold/coming
wait $loader || fail 'cannot be loaded'
count_calls
echo 1 >$hold/going
rmmod dtrace_test_target &
remover=$!
until_state Unloading
sleep 0.5
refused "insn:$work:" 'being loaded or unloaded'
"$DTRACE" -Zn 'fbt:dtrace_test_*::, sdt:dtrace_test:: { @ = count(); } tick-100ms { exit(0); }' >"$tmp/out" 2>&1 || fail 'wildcards while it goes'
grep -q '^dtrace_test_target .* Unloading ' /proc/modules || fail 'is no longer being unloaded'
echo 0 >$hold/going
wait $remover || fail 'cannot be unloaded'
refused "fbt:$work:entry" 'does not match any probes'
calm 'on its way'

# ---- fails to load: its probes existed for a moment ----
! load_module dtrace_test_target fail=1 2>"$tmp/err" || fail 'is loaded, though it fails'
refused "fbt:$work:entry" 'does not match any probes'

# ---- in and out, while traces begin and end ----
seconds=${DTRACE_TEST_LONG:+60}
end=$((SECONDS + ${seconds:-6}))
while [ "$SECONDS" -lt "$end" ]; do
	"$DTRACE" -Zn "$probes, fbt:dtrace_test_*:: { @[probename] = count(); } tick-200ms { exit(0); }" >>"$tmp/traces" 2>>"$tmp/traces.err" ||
		echo failed >>"$tmp/failed"
done &
tracer=$!
rounds=0
while [ "$SECONDS" -lt "$end" ]; do
	load_module dtrace_test_target || fail 'cannot be loaded'
	echo 200 >$target/run
	rmmod dtrace_test_target || fail 'cannot be unloaded'
	rounds=$((rounds + 1))
done
wait $tracer
[ ! -f "$tmp/failed" ] || { tail "$tmp/traces.err"; fail 'a trace failed'; }
[ "$(state probes-enabled)" = 0 ] && [ "$(state buffers)" = 0 ] || fail 'something is left behind'
calm 'in and out'
echo "$rounds rounds"
exit 0
