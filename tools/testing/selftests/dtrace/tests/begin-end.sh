# SPDX-License-Identifier: GPL-2.0
# The first things a user types: BEGIN, END, ticks, variables, a command, a target.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

"$DTRACE" -n BEGIN -n 'END' -n 'tick-100ms { exit(0); }' >"$tmp/out" 2>"$tmp/err" || fail "status $?"
expect "$tmp/out" '^ +[0-9]+ +1 +:BEGIN $'
expect "$tmp/out" '^ +[0-9]+ +[0-9]+ +:tick-100ms $'
expect "$tmp/out" '^ +[0-9]+ +2 +:END $'
[ "$(grep -nE ':BEGIN' "$tmp/out" | cut -d: -f1)" -lt "$(grep -nE ':END' "$tmp/out" | cut -d: -f1)" ] || fail "END before BEGIN"

"$DTRACE" -qn 'BEGIN { printf("%d %s %d %d\n", pid == $pid, execname, uid, `jiffies > 0); exit(0); }' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "status $?"; }
expect "$tmp/out" '^1 dtrace 0 1$'

"$DTRACE" -qn 'BEGIN { printf("%s\n", curthread->comm); exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "status $?"; }
expect "$tmp/out" '^dtrace$'

"$DTRACE" -qn 'BEGIN { stack(); exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "status $?"; }
expect "$tmp/out" 'vmlinux`.*_ioctl\+0x' 'the stack of BEGIN is that of the call that begins:'

"$DTRACE" -qn 'syscall::write:entry /pid == $target/ { @ = count(); } END { printa("%@d", @); }' -c 'echo hello' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "status $?"; }
expect "$tmp/out" '^hello$'
expect "$tmp/out" '^1$'

"$DTRACE" -qn 'profile-97 { @[cpu] = count(); } tick-1s { exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "status $?"; }
total=$(awk 'NF == 2 { n += $2 } END { print n + 0 }' "$tmp/out")
[ "$total" -gt 20 ] || { cat "$tmp/out"; fail "profile-97 on all CPUs fired $total times in a second"; }
exit 0
