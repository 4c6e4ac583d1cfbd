# SPDX-License-Identifier: GPL-2.0
# Probes of every provider go on and off under a workload, their consumers end politely or by SIGKILL at any moment: nothing
# crashes, no system call returns a wrong register, and afterwards no probe is enabled and no memory is held.
# DTRACE_TEST_LONG=1: ten minutes.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ -r /sys/kernel/debug/dtrace/test_state ] || skip "no debugfs dtrace/test_state (CONFIG_DTRACE_TEST)"
seconds=${DTRACE_TEST_SECONDS:-${DTRACE_TEST_LONG:+600}}
seconds=${seconds:-20}
compile syscall_abi planted.cc

# ---- what is traced: one clause for each way into the engine; a provider that the kernel has and -l does not know is a failure ----
clauses=(
	'syscall::: { @[probefunc, probename] = count(); }'
	'syscall:::entry { self->t = timestamp; } syscall:::return /self->t/ { @ = quantize(timestamp - self->t); self->t = 0; }'
	'syscall::: { printf("%s", stringof(arg0)); }'
	'profile-997 { @[stack(5)] = count(); }'
	'profile-499, tick-10ms { @[execname, arg0 != 0] = count(); }'
)
for provider in $(built_in fbt insn); do
	case $provider in
	fbt)
		clauses+=('fbt::vfs_*:, fbt::do_*: { @f[probefunc] = count(); } syscall::: { @s = count(); }')
		# All of it takes a fast machine.
		[ -z "${DTRACE_TEST_LONG:-}" ] || clauses+=('fbt:::entry { @[probefunc] = count(); }' 'fbt::: { @[probename] = count(); }')
		;;
	insn) clauses+=(
		'insn::vfs_read:, insn::do_sys_openat2:, insn::ksys_write: { @[probefunc, probename] = count(); }') ;;
	esac
done
for provider in syscall profile $(built_in fbt); do
	"$DTRACE" -l -P "$provider" >"$tmp/list" 2>&1 || { cat "$tmp/list"; fail "provider $provider is built in, and not listed"; }
done

# one_trace CLAUSE: for up to two seconds, then one of three ends, perhaps before all probes are enabled
one_trace() {
	local me=$BASHPID pid
	"$DTRACE" -x bufsize=256k -x aggsize=256k -n "$1" >"$tmp/out.$me" 2>"$tmp/err.$me" &
	pid=$!
	sleep "$((RANDOM % 3)).$((RANDOM % 10))"
	case $((RANDOM % 3)) in
	0) kill -KILL $pid ;;
	1) kill -TERM $pid ;;
	2) kill -INT $pid; kill -TERM $pid ;;
	esac 2>/dev/null
	wait $pid
	[ $? != 1 ] || grep -q interrupted "$tmp/err.$me" || { echo "$1"; cat "$tmp/err.$me"; } >>"$tmp/refused"
	echo >>"$tmp/traces"
}

tracers() {
	while [ "$SECONDS" -lt "$end" ]; do
		one_trace "${clauses[RANDOM % ${#clauses[@]}]}"
	done 2>/dev/null
}

# System calls, signals, forks and single steps, each register checked
checked_calls() {
	while [ "$SECONDS" -lt "$end" ]; do
		{ "$tmp/syscall_abi" 5 && "$tmp/syscall_abi" step; } >"$tmp/abi" || cat "$tmp/abi" >>"$tmp/wrong"
		echo >>"$tmp/checks"
	done
}

# Probes and tables that stay for good exist before memory is counted.
for clause in "${clauses[@]}"; do
	timeout "${DTRACE_TEST_TRACE_SECONDS:-60}" "$DTRACE" -n "$clause" -n 'BEGIN { exit(0); }' >"$tmp/out" 2>&1
	status=$?
	[ $status = 0 ] || { tail -n 5 "$tmp/out"; fail "$clause: status $status"; }
done
before=$(state allocations)

end=$((SECONDS + seconds))
start_workload
tracers & jobs=($!)
tracers & jobs+=($!)
checked_calls & jobs+=($!)
wait "${jobs[@]}"
stop_workload

echo "$(wc -l <"$tmp/traces") traces, $(wc -l <"$tmp/checks") rounds of checked system calls"
[ ! -s "$tmp/wrong" ] || { head -n 20 "$tmp/wrong"; fail "registers after system calls"; }
[ ! -s "$tmp/refused" ] || { head -n 20 "$tmp/refused"; fail "a trace was refused"; }
[ -s "$tmp/traces" ] && [ -s "$tmp/checks" ] || fail "nothing ran"
for what in probes-enabled syscalls-probed syscall-key buffers; do
	[ "$(state $what)" = 0 ] || fail "$what is $(state $what) after the last consumer"
done
[ "$(state allocations)" = "$before" ] || fail "allocations: $before before, $(state allocations) after"
exit 0
