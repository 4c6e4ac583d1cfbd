# SPDX-License-Identifier: GPL-2.0
# Providers sdt and rawtp: every trace event is there, and an event tells its arguments.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

need_tracefs
grep -vE '^(syscalls|ftrace|kprobes|uprobes|synthetic|eprobes):' $tracefs/available_events | sort >"$tmp/events"
"$DTRACE" -l -P sdt | awk '$2 == "sdt" { print $3 ":" $NF }' | sort >"$tmp/probes"
diff "$tmp/events" "$tmp/probes" >"$tmp/diff" || { head "$tmp/diff"; fail "the trace events and the sdt probes differ"; }
[ "$(wc -l <"$tmp/probes")" -gt 100 ] || fail "only $(wc -l <"$tmp/probes") probes"
"$DTRACE" -l -P rawtp >"$tmp/raw"
expect "$tmp/raw" ' rawtp +sched +pelt_cfs_tp$|rawtp +vmlinux +pelt_cfs_tp$'
expect "$tmp/raw" ' rawtp +sched +sched_switch$'

start_dtrace "$tmp/out" "$tmp/err" -q -n '
sdt:sched::sched_process_fork { @["fork", ((struct task_struct *)arg0)->pid, ((struct task_struct *)arg1)->pid] = count(); }
rawtp:sched::sched_process_fork { @["raw", ((struct task_struct *)arg0)->pid, ((struct task_struct *)arg1)->pid] = count(); }
sdt:sched::sched_process_exec { @exec["exec", stringof(((struct linux_binprm *)arg2)->filename), ((struct task_struct *)arg0)->pid] = count(); }
sdt:signal::signal_generate { @sig["signal", pid, arg0, ((struct task_struct *)arg2)->pid] = count(); @rest["rest", pid, arg5 | arg6 | arg7 | arg8 | arg9] = count(); }'
sleep 5 &
child=$!
until [ "$(cat /proc/$child/comm)" = sleep ]; do :; done # until then it is a shell, with the traps of this one
kill -WINCH $child
kill -TERM $child
wait $child 2>/dev/null
/bin/true &
exec=$!
wait $exec
stop_dtrace

for key in "fork $$ $child" "raw $$ $child" "fork $$ $exec" "exec /bin/true $exec" "signal $$ 28 $child" "signal $$ 15 $child"; do
	# shellcheck disable=SC2086
	[ "$(row "$tmp/out" $key)" = 1 ] || { grep -w "${key%% *}" "$tmp/out"; fail "$key: not once"; }
done
# the tracepoint has five arguments: what comes after is 0, not what a register held
[ "$(row "$tmp/out" rest $$ 0)" -ge 2 ] || { grep rest "$tmp/out"; fail "no signal of ours"; }
expect_not "$tmp/out" '^ *rest +[0-9]+ +[^0 ]' "arguments that are not there are not 0:"
exit 0
