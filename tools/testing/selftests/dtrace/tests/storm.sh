# SPDX-License-Identifier: GPL-2.0
# Functions, all system calls and instructions chosen at random, enabled and disabled in a loop, in each way of executing
# instructions. Meanwhile: programs compiled, processes forked, signalled and debugged, kernel stacks sampled by the CPU clock and
# from NMIs. Nothing crashes, no register is wrong, a debugger's steps are steps.
# DTRACE_TEST_LONG=1: all functions, a thousand instructions, and ten minutes of each way instead of five seconds of two.
# DTRACE_TEST_SECONDS: of each way. DTRACE_TEST_MODES: which ways.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

points=/sys/kernel/debug/dtrace/points
nmi=/sys/kernel/debug/dtrace/test_nmi
[ -w $points ] && [ -w $nmi ] || skip "no debugfs dtrace/points or dtrace/test_nmi (CONFIG_DTRACE_TEST)"
[ "$(built_in fbt insn | wc -l)" = 2 ] || skip 'no fbt or no insn'
seconds=${DTRACE_TEST_SECONDS:-${DTRACE_TEST_LONG:+600}}
seconds=${seconds:-5}
functions='fbt::vfs_*:, fbt::do_*:, fbt::*_lock*:' n=100
[ -z "${DTRACE_TEST_LONG:-}" ] || functions='fbt:::' n=1000
read -ra modes <<<"${DTRACE_TEST_MODES:-auto${DTRACE_TEST_LONG:+ emulate jump int3} step}"
compile syscall_abi planted.cc
compile ptrace_steps
compile clock_sampler

# choose N: that many functions of the kernel
choose() {
	awk '$2 ~ /[tT]/ && NF == 3 && $3 !~ /^__(pfx|cfi)_|\./ { print $3 }' /proc/kallsyms | sort -u | shuf -n "$1"
}

# The descriptions of all instructions of some functions, of one that is surely called among them; what is refused is not.
instructions() {
	local list
	list=$({ echo vfs_read; choose "$1"; } | sed 's/.*/insn:vmlinux:&:/' | paste -sd,)
	"$DTRACE" -l -Z -n "$list" 2>/dev/null | awk '$2 == "insn" { print $2 ":" $3 ":" $4 ":" $5 }'
}
instructions $((n / 5)) >"$tmp/all"
{ grep -m1 ':vfs_read:' "$tmp/all"; grep -v ':vfs_read:' "$tmp/all" | shuf -n $((n - 1)); } >"$tmp/insns"
[ "$(wc -l <"$tmp/insns")" = $n ] || fail "$(wc -l <"$tmp/insns") instructions to probe"
{
	printf '%s,\n' "$(paste -sd, "$tmp/insns")"
	echo "$functions, syscall:::, profile-997 { @[probeprov] = count(); }"
	echo 'BEGIN { printf("tracing\n"); }'
	echo 'END { printa("fired %s %@u\n", @); }'
} >"$tmp/storm.d"

# Each process that goes on and off
rounds_of() {
	local name=$1
	shift
	while [ "$SECONDS" -lt "$end" ]; do
		"$@" >"$tmp/$name.out" 2>&1 || { echo "$*: status $?"; tail -n 20 "$tmp/$name.out"; } >>"$tmp/wrong"
		echo "$name" >>"$tmp/rounds"
	done
}

checked_calls() { "$tmp/syscall_abi" 5 && "$tmp/syscall_abi" step; }
debugged() { "$tmp/ptrace_steps" 3; }

one_trace() {
	local status
	: >"$tmp/trace.out"
	"$DTRACE" -q -Z -x switchrate=10hz -x bufsize=256k -x aggsize=256k -s "$tmp/storm.d" >"$tmp/trace.out" 2>"$tmp/trace.err" &
	local pid=$!
	until grep -q tracing "$tmp/trace.out" || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
	sleep "$((RANDOM % 3)).$((RANDOM % 10))"
	kill -TERM $pid
	wait $pid
	status=$?
	cat "$tmp/trace.out" >>"$tmp/fired"
	cat "$tmp/trace.err" >>"$tmp/messages"
	return $status
}

storm() {
	local jobs=() sampler
	end=$((SECONDS + seconds))
	"$tmp/clock_sampler" 997 >"$tmp/samples" & sampler=$!
	echo 20000 >$nmi || fail "NMIs: $?"
	start_workload
	rounds_of checked checked_calls & jobs+=($!)
	rounds_of debugged debugged & jobs+=($!)
	rounds_of trace one_trace & jobs+=($!)
	wait "${jobs[@]}"
	stop_workload
	echo 0 >$nmi
	kill -TERM $sampler
	wait $sampler || echo "no samples" >>"$tmp/wrong"
}

for mode in "${modes[@]}"; do
	rm -f "$tmp/rounds" "$tmp/fired" "$tmp/wrong" "$tmp/messages"
	echo "$mode" >$points || fail "cannot ask for $mode"
	before=$(awk '/^handled/ { print $2 }' $nmi)
	storm
	after=$(awk '/^handled/ { print $2 }' $nmi)
	[ ! -s "$tmp/wrong" ] || { head -n 40 "$tmp/wrong"; fail "$mode"; }
	echo "$mode: $(sort "$tmp/rounds" | uniq -c | awk '{ printf "%s %s, ", $1, $2 }')$((after - before)) NMIs, $(cat "$tmp/samples");" \
		"fired: $(awk '$1 == "fired" { n[$2] += $3 } END { for (p in n) printf "%s %d ", p, n[p] }' "$tmp/fired")"
	for provider in fbt syscall insn; do
		expect "$tmp/fired" "^fired $provider [1-9]" "$mode: not seen:"
	done
	[ "$after" -gt "$before" ] || fail "$mode: no NMI was handled"
done
echo auto >$points
for what in probes-enabled syscalls-probed syscall-key buffers; do
	[ "$(state $what)" = 0 ] || fail "$what is $(state $what) after the last consumer"
done
exit 0
