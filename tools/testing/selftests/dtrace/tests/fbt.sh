# SPDX-License-Identifier: GPL-2.0
# Provider fbt: every call of a function is counted, at its entry and its return, with arguments and value.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

calls=3000
run() {
	"$DTRACE" -c "perl -e 'getpriority(0, 0) for 1..$calls'" "$@" >"$tmp/out" 2>"$tmp/err" ||
		{ cat "$tmp/err"; fail "dtrace exits with $?"; }
	expect_not "$tmp/err" 'missed|skipped|drop' 'lost something:'
}

run -n 'fbt:vmlinux:__x64_sys_getpriority: /pid == $target/ { @[probemod, probefunc, probename] = count(); }'
expect "$tmp/out" "^  vmlinux +__x64_sys_getpriority +entry +$calls\$"
expect "$tmp/out" "^  vmlinux +__x64_sys_getpriority +return +$calls\$"

# the value is 20 - nice; where in the function it returned is not known
run -n 'fbt::__x64_sys_getpriority:return /pid == $target/ { @[(int)arg0, arg1] = count(); }'
expect "$tmp/out" "^ +-1 +20 +$calls\$"

# and the caller gets it
start_dtrace "$tmp/out" "$tmp/err" -n 'fbt::__x64_sys_umask:return { @ = count(); }'
n=$(perl -e 'umask(17); print umask(18)')
stop_dtrace
[ "$n" = 17 ] || fail "a traced umask() returned $n, not 17"

# the one clause that counts has a path of its own in the engine
run -qn 'fbt::__x64_sys_getpriority:entry { @ = count(); }'
n=$(awk 'NF == 1 { print $1 }' "$tmp/out")
[ "$n" -ge $calls ] || fail "$n of $calls calls were counted"

# a function is found by its name without what the compiler appended to it
"$DTRACE" -ln 'fbt::finish_task_switch:entry' >"$tmp/out" 2>&1
expect "$tmp/out" 'fbt +vmlinux +finish_task_switch entry$'

# stacks begin in the function, and in its caller when it returned
run -n 'fbt::vfs_read: /pid == $target/ { @[probename, stack(2)] = count(); }'
expect "$tmp/out" 'vmlinux.vfs_read' 'no stack has'
expect "$tmp/out" 'vmlinux.ksys_read' 'no stack has'

# another tracer may have replaced the return address too: both see the return, and stacks go through
need_tracefs
{ echo 'r:dt/too ksys_read' >$tracefs/kprobe_events && echo 1 >$tracefs/events/dt/too/enable; } || fail 'no kretprobe'
"$DTRACE" -c "dd if=/dev/zero of=/dev/null bs=1 count=$calls status=none" -n '
	fbt::ksys_read:return /pid == $target/ { @[probefunc] = count(); }
	fbt::read_zero:entry /pid == $target/ { @s[stack()] = count(); }' >"$tmp/out" 2>&1
theirs=$(awk '$1 == "too" { print $2 }' $tracefs/kprobe_profile)
echo 0 >$tracefs/events/dt/too/enable
echo >$tracefs/kprobe_events
n=$(awk '$1 == "ksys_read" { print $2 }' "$tmp/out")
[ "${n:-0}" -ge $calls ] || fail "${n:-0} of $calls returns beside a kretprobe: $(cat "$tmp/out")"
[ "${theirs:-0}" -ge $calls ] || fail "the kretprobe saw ${theirs:-0} of $calls returns"
expect "$tmp/out" 'vmlinux.do_syscall_64' 'no stack goes on to'

# what the engine itself calls cannot be probed
"$DTRACE" -ln 'fbt::unwind_next_frame:' >"$tmp/out" 2>&1
expect "$tmp/out" 'No probe matches description: called by the tracing engine while a probe fires'
exit 0
