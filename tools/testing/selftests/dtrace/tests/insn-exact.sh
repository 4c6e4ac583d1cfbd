# SPDX-License-Identifier: GPL-2.0
# insn: no firing is lost or doubled, in each way of executing instructions. DTRACE_TEST_LONG=1: ten million in each.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

points=/sys/kernel/debug/dtrace/points
[ -w $points ] || skip "no debugfs dtrace/points (CONFIG_DTRACE_TEST)"
need_modules
run=/sys/module/dtrace_test_target/parameters/run
description=insn:dtrace_test_target:dtrace_test_work:
n=$("$DTRACE" -ln "$description" | grep -c ' insn ')
[ "$n" -ge 10 ] || fail "$n probes"
calls=3000
# Eight at least are not behind a branch that is not taken.
[ -z "${DTRACE_TEST_LONG:-}" ] || calls=$((10000000 / 8))
mark=$(log_mark)

runs() {
	awk -v mode="$1" '$1 == mode { print $2 }' $points
}

# The function has no loop: an instruction is executed once in each call, or never.
once() {
	local mode=$1 before after wrong seen
	before=$(runs "$mode")
	start_dtrace "$tmp/out" "$tmp/err" -q -n "$description { @[probename] = count(); } END { printa(\"%s %@u\\n\", @); }"
	echo $calls >$run
	stop_dtrace
	after=$(runs "$mode")
	wrong=$(grep -E '^[0-9a-f]+ [0-9]+$' "$tmp/out" | grep -v " $calls\$")
	seen=$(grep -cE "^[0-9a-f]+ $calls\$" "$tmp/out")
	[ -z "$wrong" ] && [ "$seen" -ge 8 ] || { cat "$tmp/out" "$tmp/err"; fail "$mode: of $calls calls"; }
	[ "$mode" = auto ] || [ $((after - before)) -ge $calls ] || fail "$mode: nothing was executed that way"
	expect_not "$tmp/err" 'drop|error'
	echo "$mode: $seen instructions $calls times each"
}

in_each_way once
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
exit 0
