# SPDX-License-Identifier: GPL-2.0
# Others that patch the same function, in both orders of coming and going: each counts what it should, or is refused clearly.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

need_tracefs
need_modules
target=/sys/module/dtrace_test_target/parameters
function=dtrace_test_work
work=dtrace_test_target:$function
mark=$(log_mark)
mapfile -t offsets < <("$DTRACE" -ln "insn:$work:" | awk '$2 == "insn" { print $NF }' | while read -r o; do echo $((16#$o)); done | sort -n)
[ ${#offsets[@]} -ge 10 ] || fail "${#offsets[@]} probes"

calm() {
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
}

trace_function() {
	start_dtrace "$tmp/out" "$tmp/err" -q -n "
	fbt:$work: { @[probename] = count(); } ${1:-insn:$work:} { @insn[probename] = count(); }
	END { printa(\"%s %@u\\n\", @); printa(\"insn %s %@u\\n\", @insn); }"
}

# check WHAT CALLS INSTRUCTIONS: what dtrace saw
check() {
	local key most
	for key in entry return; do
		grep -qx "$key $2" "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail "$1: fbt $key: not $2"; }
	done
	most=$(awk '$1 == "insn" && $3 > most { most = $3 } END { print most + 0 }' "$tmp/out")
	[ "$most" = "$3" ] || { cat "$tmp/out" "$tmp/err"; fail "$1: insn: $most, not $3"; }
	expect_not "$tmp/err" 'drop|error|missed'
	calm "$1"
}

# both_orders NAME [INSN [INSN [DESCRIPTION]]]: with NAME_on, NAME_off, and NAME_count, which says how many calls it saw between the two;
# instructions that are executed in each order, if not all; where dtrace comes first, the instruction that it probes, if not all
both_orders() {
	local name=$1
	"${name}_on" || fail "$name: is not enabled"
	trace_function
	echo 200 >$target/run
	stop_dtrace
	check "$name, then dtrace" 200 "${2:-200}"
	echo 50 >$target/run
	[ "$("${name}_count")" = 250 ] || fail "$name counted $("${name}_count"), not 250"
	"${name}_off" || fail "$name: is not disabled"

	trace_function "${4:-}"
	"${name}_on" || fail "$name: is not enabled beside dtrace"
	echo 200 >$target/run
	[ "$("${name}_count")" = 200 ] || fail "$name counted $("${name}_count"), not 200"
	"${name}_off" || fail "$name: is not disabled beside dtrace"
	echo 50 >$target/run
	stop_dtrace
	check "dtrace, then $name" 250 "${3:-250}"
}

# ---- kprobes: at the entry by ftrace; elsewhere a breakpoint ----
kprobe_count() {
	awk '$1 == "dtrace_test" { print $2 }' $tracefs/kprobe_profile
}

kprobe_at() {
	echo "p:dtrace/dtrace_test $work+$1" >>$tracefs/kprobe_events && echo 1 >$tracefs/events/dtrace/dtrace_test/enable
}

kprobe_off() {
	echo 0 >$tracefs/events/dtrace/dtrace_test/enable && echo '-:dtrace/dtrace_test' >>$tracefs/kprobe_events
}

entry_kprobe_on() { kprobe_at 0; }
entry_kprobe_off() { kprobe_off; }
entry_kprobe_count() { kprobe_count; }
own=${offsets[1]}
both_orders entry_kprobe

# an instruction that is ours is not theirs, and the other way round; the ones beside it are free
beside=${offsets[2]}
trace_function "insn:$work:$(printf %x "$own")"
! kprobe_at "$own" 2>/dev/null || fail 'a kprobe replaces a breakpoint of ours'
kprobe_at "$beside" || fail 'no kprobe beside a breakpoint of ours'
echo 100 >$target/run
stop_dtrace
check 'dtrace, then a kprobe beside it' 100 100
echo 10 >$target/run
[ "$(kprobe_count)" = 110 ] || fail "the kprobe counted $(kprobe_count), not 110"
"$DTRACE" -n "insn:$work:$(printf %x "$beside")" -n 'BEGIN { exit(0); }' >"$tmp/out" 2>"$tmp/err"
expect "$tmp/err" "insn:$work:[0-9a-f]+ not enabled: a kprobe is there" 'we replace a kprobe, no line matches'
expect "$tmp/err" 'has no probe that can be enabled'
trace_function "insn:$work:$(printf %x "$own")" # before it: a kprobe reaches only forward
echo 100 >$target/run
kprobe_off || fail 'the kprobe does not go'
echo 100 >$target/run
stop_dtrace
check 'a kprobe, then dtrace beside it' 200 200

# ---- ftrace ----
tracer_on() {
	echo $function >$tracefs/set_ftrace_filter && echo "$1" >$tracefs/current_tracer && echo 1 >$tracefs/tracing_on
}

tracer_off() {
	echo nop >$tracefs/current_tracer && echo >$tracefs/set_ftrace_filter
}

tracer_count() {
	# where an interrupt came in between, function_graph closes the call on a line of its own: } /* NAME */
	grep "$function" $tracefs/trace | grep -vc '/\*'
}

echo 4096 >$tracefs/buffer_size_kb
function_on() { tracer_on function; }
function_off() { tracer_off; }
function_count() { tracer_count; }
both_orders function
graph_on() { tracer_on function_graph; }
graph_off() { tracer_off; }
graph_count() { tracer_count; }
both_orders graph

# ---- somebody who sends the calls elsewhere, as live patching does ----
redirect_on() { echo 1 >$target/redirect; redirected=$(cut -d' ' -f1 $target/run); }
redirect_off() { echo 0 >$target/redirect; }
redirect_count() { # of the numbers from 0 on, first one sum, then perhaps another, was subtracted
	case $((redirected - $(cut -d' ' -f1 $target/run))) in
	$((199 * 200 / 2))) echo 200 ;;
	$((199 * 200 / 2 + 49 * 50 / 2))) echo 250 ;;
	*) echo unknown ;;
	esac
}
both_orders redirect 0 50

# ---- what is patched in the middle of the function: branch, static call, tracepoint ----
trace_function
echo 5000 >$target/run &
writer=$!
flips=0
while kill -0 $writer 2>/dev/null || [ $flips -lt 10 ]; do
	on=$((flips % 2))
	echo $on >/sys/module/dtrace_test_hold/parameters/key
	echo $on >$target/callee
	echo $on >$tracefs/events/dtrace_test/enable
	flips=$((flips + 1))
done
wait $writer
for what in /sys/module/dtrace_test_hold/parameters/key $target/callee $tracefs/events/dtrace_test/enable; do echo 0 >"$what"; done
stop_dtrace
check 'patched beside' 5000 5000
echo "$flips flips"

# ---- BPF trampolines ----
if command -v bpftrace >/dev/null; then
	function=__x64_sys_getpriority
	perl='getpriority(0, 0) for 1..200'
	start_bpf() {
		bpftrace -e "kfunc:$function,kretfunc:$function /comm == \"perl\"/ { @ = count(); } interval:ms:200 { printf(\"on\\n\"); }" >"$tmp/bpf" 2>&1 &
		bpf=$!
		until grep -q '^on' "$tmp/bpf"; do kill -0 $bpf || fail 'no bpftrace'; sleep 0.2; done
	}
	stop_bpf() {
		kill -INT $bpf
		wait $bpf
		expect "$tmp/bpf" "^@: $1\$"
	}
	trace_perl() {
		start_dtrace "$tmp/out" "$tmp/err" -q -n "
		fbt::$function: /execname == \"perl\"/ { @[probename] = count(); }
		insn::$function: /execname == \"perl\"/ { @insn[probename] = count(); }
		END { printa(\"%s %@u\\n\", @); printa(\"insn %s %@u\\n\", @insn); }"
	}
	start_bpf
	trace_perl
	perl -e "$perl"
	stop_dtrace
	check 'BPF, then dtrace' 200 200
	stop_bpf 400
	trace_perl
	start_bpf
	perl -e "$perl"
	stop_bpf 400
	perl -e "$perl"
	stop_dtrace
	check 'dtrace, then BPF' 400 400
fi
calm 'at the end'
exit 0
