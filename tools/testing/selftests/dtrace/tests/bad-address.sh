# SPDX-License-Identifier: GPL-2.0
# Loads from addresses that must not be touched: one clean error each, exit status 0, the next clause still runs.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# check EXPRESSION ADDRESS [WHERE]: a string is read when it is recorded, after its DIF program
check() {
	"$DTRACE" -n "BEGIN { trace($1); } BEGIN { printf(\"alive\"); exit(0); }" >"$tmp/out" 2>"$tmp/err" ||
		{ cat "$tmp/err"; fail "$1: status $?"; }
	n=$(grep -c 'error on enabled probe' "$tmp/err")
	[ "$n" = 1 ] || { cat "$tmp/err"; fail "$1: $n error lines"; }
	expect "$tmp/err" "^dtrace: error on enabled probe ID [0-9]+ \(ID 1: dtrace:::BEGIN\): invalid address \(0x$2\) in action #1${3- at DIF offset [0-9]+}\$"
	expect "$tmp/out" '^ +[0-9]+ +1 +:BEGIN alive$'
}

check '*(int *)0xdead000000000000' dead000000000000
check '*(int *)0' 0
check '*(char *)0xffffffffffffffff' ffffffffffffffff
check '*(long *)0x7fffffffffff' 7fffffffffff
check 'stringof(0xffffffffff600000)' ffffffffff600000 ''
check 'stringof(1)' 1 ''

test_hook=/sys/kernel/debug/dtrace/test_ioremap
if [ -r $test_hook ]; then
	addr=$(cat $test_hook)
	check "*(int *)$addr" "${addr#0x}"
else
	skip "device memory: no $test_hook (CONFIG_DTRACE_TEST); the other addresses passed"
fi
exit 0
