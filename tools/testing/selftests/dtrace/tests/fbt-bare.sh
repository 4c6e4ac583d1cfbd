# SPDX-License-Identifier: GPL-2.0
# fbt: functions that ftrace does not reach, by breakpoints: what is offered, entry and return exactly, all of the kernel at once.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

module=dtrace_test_exits
run=/sys/module/$module/parameters/run
load_module $module >"$tmp/load" 2>&1 || skip "no module $module (CONFIG_DTRACE_TEST_MODULES): $(tail -n 1 "$tmp/load")"
trap 'kill "${dtrace_pid:-}" 2>/dev/null; stop_workload; wait; rmmod $module 2>/dev/null; rm -rf "$tmp"' EXIT
[ -f /sys/kernel/btf/$module ] || skip 'the module has no BTF'
! "$DTRACE" -ln 'fbt::xa_load:entry' 2>&1 | grep -q 'checks of this kernel run in breakpoint traps' || skip 'the trap of a breakpoint runs checks (lockdep, KASAN)'
need_tracefs
calls=2000
mark=$(log_mark)

# ---- what is offered ----
"$DTRACE" -ln "fbt:$module:dtrace_bare_*:" >"$tmp/list" 2>&1
for function in sum tail; do
	! grep -q "^dtrace_bare_$function " $tracefs/available_filter_functions || fail "ftrace reaches dtrace_bare_$function"
	expect "$tmp/list" " dtrace_bare_$function entry\$"
	expect "$tmp/list" " dtrace_bare_$function return\$"
done
expect_not "$tmp/list" 'noinstr|label|\.' 'should not be offered:'
# refused FUNCTION REASON
refused() {
	"$DTRACE" -ln "fbt::$1:entry" >"$tmp/out" 2>&1
	expect "$tmp/out" "No probe matches description: .*($2)" "$1: no message"
}
refused dtrace_bare_noinstr 'NOKPROBE_SYMBOL'
refused dtrace_bare_label 'ftrace does not reach it, and no type \(BTF\) tells that it is a function'
refused exc_int3 'noinstr'
refused read_tsc 'called by the tracing engine'
refused __x86_return_thunk 'a branch thunk|ftrace does not reach it'

# ---- arguments, values and places ----
start_dtrace "$tmp/out" "$tmp/err" -q -n '
	fbt::dtrace_bare_sum:entry { self->n = args[0]->first; @n[probefunc, probename] = count(); @sum = sum(self->n); }
	fbt::dtrace_bare_sum:entry /arg1 != 2 || args[1] != 2 || arg5 != 6 || arg6 != 7 || args[0]->second != 2 * self->n/ {
		@n["wrong", "argument"] = count(); }
	fbt::dtrace_bare_sum:entry, fbt::dtrace_bare_sum:return { @stack[probename, stack(2)] = count(); }
	fbt::dtrace_bare_sum:return { @n[probefunc, probename] = count(); @at[probefunc, arg0] = count(); }
	fbt::dtrace_bare_sum:return /arg1 != self->n * 3 + 7 || args[1] != arg1/ { @n["wrong", "value"] = count(); }
	fbt::dtrace_bare_tail: { @n[probefunc, probename] = count(); }
	fbt::dtrace_bare_tail:return { @at[probefunc, arg0] = count(); self->left = 1; }
	fbt::dtrace_exit_leaf:entry /self->left/ { @n["leaf", "entry"] = count(); }
	fbt::dtrace_exit_tail:entry { self->left = 0; }
	END { printa("n %s %s %@u\n", @n); printa("sum %@u\n", @sum); printa("at %s %u %@u\n", @at); printa(@stack); }'
echo $calls >$run
stop_dtrace
expect_not "$tmp/err" 'missed|skipped|drop|not enabled'
expect_not "$tmp/out" '^n wrong'
for side in entry return; do
	expect "$tmp/out" "^n dtrace_bare_sum $side $calls\$"
	expect "$tmp/out" "^n dtrace_bare_tail $side $calls\$"
done
expect "$tmp/out" "^sum $((calls * (calls - 1) / 2))\$"
# the function has returned when it jumps, and then another one begins
expect "$tmp/out" "^n leaf entry $((calls / 2))\$"
sed -n 's/^at //p' "$tmp/out" >"$tmp/returns"
"$selftests/helpers/exits.py" dtrace_bare_sum dtrace_bare_tail >"$tmp/known" || fail 'objdump'
[ -s "$tmp/returns" ] || fail 'no place of a return'
awk 'NR == FNR { known[$1, $2] = 1; next } !(($1, $2) in known)' "$tmp/known" "$tmp/returns" >"$tmp/unknown"
[ ! -s "$tmp/unknown" ] || { cat "$tmp/unknown"; fail 'these are no exits'; }
expect "$tmp/out" "$module.dtrace_bare_sum" 'no stack begins in the function:'
expect "$tmp/out" "$module.(call_all|set_run|call_bare)" 'no stack has its caller:'

# nothing is left behind: the text is as it was
echo $calls >$run

# ---- the module goes and comes back ----
start_dtrace "$tmp/out" "$tmp/err" -q -n "fbt:$module:dtrace_bare_*: { @[probefunc, probename] = count(); }"
echo 10 >$run
enabled=$(state probes-enabled)
rmmod $module || fail 'the module stays'
load_module $module || fail 'the module does not come back'
for _ in {1..100}; do
	sleep 0.3
	[ "$(state probes-enabled)" != "$enabled" ] || break
done
echo 100 >$run
stop_dtrace
expect "$tmp/out" '^ +dtrace_bare_sum +entry +110$'
expect "$tmp/out" '^ +dtrace_bare_tail +return +110$'

# ---- all of the kernel ----
"$DTRACE" -ln 'fbt:vmlinux::' >"$tmp/list" || fail "dtrace -l exits with $?"
awk 'NR == FNR { sub(/\..*/, "", $1); traced[$1] = 1; next } $2 == "fbt" && !($4 in traced) && !seen[$4]++ { print $4 }' \
	$tracefs/available_filter_functions "$tmp/list" >"$tmp/bare"
n=$(wc -l <"$tmp/bare")
[ "$n" -gt 500 ] || fail "only $n functions of the kernel that ftrace does not reach"
awk 'function flush() { print "{ @[probename] = count(); }" }
	{ printf "%sfbt:vmlinux:%s:", n++ % 100 ? ",\n" : "", $1 } n % 100 == 0 { flush() } END { if (n % 100) flush() }' "$tmp/bare" >"$tmp/all.d"
trace 1 "$tmp/out" "$tmp/err" -Zs "$tmp/all.d"
[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "dtrace exits with $trace_status"; }
expect "$tmp/out" '^ +entry +[0-9]{4,}$'
expect "$tmp/out" '^ +return +[0-9]{4,}$'
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
echo "$n functions of the kernel, $(grep -oE 'matched [0-9]+ probes' "$tmp/err" | tail -n 1)"
cat "$tmp/err" | grep -v matched | head -n 5

# as many returns as entries, but for calls that are under way at either end
start_dtrace "$tmp/out" "$tmp/err" -q -n 'fbt:vmlinux:vsnprintf:, fbt:vmlinux:strcasecmp:, fbt:vmlinux:rb_insert_color: { @[probefunc, probename] = count(); }'
workload_round
cat /proc/self/maps /proc/meminfo >/dev/null
stop_dtrace
for function in vsnprintf rb_insert_color; do
	entries=$(row "$tmp/out" $function entry)
	returns=$(row "$tmp/out" $function return)
	[ "$entries" -gt 10 ] && [ $((entries > returns ? entries - returns : returns - entries)) -le 4 ] ||
		fail "$function: $entries entries, $returns returns"
done
exit 0
