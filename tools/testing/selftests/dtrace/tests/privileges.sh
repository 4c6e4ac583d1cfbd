# SPDX-License-Identifier: GPL-2.0
# Who may trace what: without capabilities nothing; own processes when the sysctl says so; never the kernel, never
# other users' processes, nothing destructive.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

command -v setpriv >/dev/null || skip "no setpriv"
chmod 777 "$tmp"

# as UID CAPS COMMAND...: run it as that user with these capabilities ("" none)
as() {
	local uid=$1 caps=$2
	shift 2
	setpriv --reuid "$uid" --regid "$uid" --clear-groups --inh-caps "-all$caps" --ambient-caps "-all$caps" "$@"
}

refused() {
	local what=$1
	shift
	"$@" >"$tmp/out" 2>"$tmp/err" && fail "$what: not refused"
	[ -s "$tmp/err" ] || fail "$what: no message"
}

refused "no capability" as 1000 "" "$DTRACE" -n 'BEGIN { exit(0); }'
expect "$tmp/err" 'requires additional privileges'

# CAP_PERFMON: every process, but not the kernel
as 1000 ,+perfmon "$DTRACE" -qn 'syscall::*stat*:entry /uid == 0/ { printf("seen\n"); exit(0); } tick-20s { exit(1); }' \
	-c 'sleep 1' >"$tmp/out" 2>"$tmp/err" &
pid=$!
for _ in {1..40}; do kill -0 $pid 2>/dev/null || break; ls /etc >/dev/null; sleep 0.2; done
wait $pid
expect "$tmp/out" '^seen$' "CAP_PERFMON does not see root's system calls:"
as 1000 ,+perfmon "$DTRACE" -qn 'BEGIN { trace(*(int *)curthread); } ERROR { printf("fault %d\n", arg4); exit(0); }' \
	>"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "CAP_PERFMON cannot trace"; }
expect "$tmp/out" '^fault 6$'
refused "CAP_PERFMON and -w" as 1000 ,+perfmon "$DTRACE" -wn 'BEGIN { exit(0); }'

# the sysctl: own processes
echo 1 >/proc/sys/dtrace/unprivileged
as 1000 "" "$DTRACE" -qn 'BEGIN { printf("uid %d\n", uid); exit(0); }' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "an own process is not traced"; }
expect "$tmp/out" '^uid 1000$'
as 1000 "" "$DTRACE" -qn 'syscall:::entry { @[uid] = count(); } tick-1s /0/ { }' -c 'ls /etc' >"$tmp/out" 2>"$tmp/err"
expect "$tmp/out" '^ +1000 +[0-9]+$'
expect_not "$tmp/out" '^ +0 +[0-9]+$' "another user's process shows:"
as 1000 "" "$DTRACE" -qn 'BEGIN { stack(); } ERROR { printf("fault %d %x\n", arg4, arg5); exit(0); }' >"$tmp/out" 2>"$tmp/err"
expect "$tmp/out" '^fault 6 0$'
refused "-w without rights" as 1000 "" "$DTRACE" -wn 'BEGIN { exit(0); }'
refused "a large buffer without rights" as 1000 "" "$DTRACE" -b 32m -n 'BEGIN { exit(0); }'
echo 0 >/proc/sys/dtrace/unprivileged
refused "no capability again" as 1000 "" "$DTRACE" -n 'BEGIN { exit(0); }'
exit 0
