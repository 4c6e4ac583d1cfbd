# SPDX-License-Identifier: GPL-2.0
# Provider syscall: 32-bit calls, both returns of fork, execve, exit, and errno of failed, interrupted and restarted calls.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile syscall_events

start_dtrace "$tmp/out" "$tmp/err" -q -n '
syscall:ia32::entry { @["ia32", probefunc, pid] = count(); }
syscall::getpid:entry { @["getpid", probemod, pid] = count(); }
syscall:ia32:close:entry { @close["close", arg0, pid] = count(); }
syscall:ia32:close:return { @ret["close-return", (int)arg0, (int)arg1, errno, pid] = count(); }
syscall::clone*:return { @fork["fork", pid, arg0] = count(); }
syscall::execve:return { @exec["execve", execname, pid, arg0] = count(); }
syscall::exit_group:entry { @["exit", "entry", pid] = count(); }
syscall::exit_group:return { @["exit", "return", pid] = count(); }
syscall::read:return /execname == "syscall_events" && errno/ { @read["read-errno", errno, pid] = count(); @read["read-raw", (int)arg1, pid] = count(); @read["read", (int)arg0, pid] = count(); }'
"$tmp/syscall_events" >"$tmp/did" || fail "the workload fails"
stop_dtrace

# times COUNT KEY...: the value of this row
times() {
	local want=$1 got
	shift
	got=$(row "$tmp/out" "$@")
	[ "$got" = "$want" ] || { cat "$tmp/did"; grep -w "$1" "$tmp/out" | head -n 20; fail "$*: $got, not $want"; }
}

read -r _ pid calls errno < <(grep '^ia32' "$tmp/did")
[ "$errno" = 9 ] || fail "the kernel has no 32-bit calls: errno $errno"
times "$calls" ia32 getpid "$pid"
times "$calls" getpid ia32 "$pid"
[ "$(row "$tmp/out" getpid vmlinux "$pid")" -ge "$calls" ] || fail "the 64-bit calls of getpid are missing"
times 1 close 2147483647 "$pid"
times 1 close-return -1 -9 9 "$pid"
read -r _ parent child < <(grep '^fork' "$tmp/did")
times 1 fork "$parent" "$child"
times 1 fork "$child" 0
times 1 execve "true" "$child" 0
times 1 exit entry "$child"
times 0 exit return "$child"
grep -q "^interrupted -1 4$" "$tmp/did" && grep -q '^restarted 1$' "$tmp/did" || { cat "$tmp/did"; fail "the workload was not interrupted"; }
times 2 read-errno 4 "$parent"
times 2 read-raw -512 "$parent"
times 2 read -1 "$parent"
exit 0
