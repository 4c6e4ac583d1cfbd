# SPDX-License-Identifier: GPL-2.0
# What cannot be probed, and what cannot be enabled, is refused with the reason; each refusal is counted by its reason.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

counters=/sys/class/misc/dtrace/refusals

# refused DESCRIPTION REASON: matches no probe
refused() {
	! timeout 60 "$DTRACE" -n "$1 { exit(0); }" -n 'tick-1s { exit(0); }' >"$tmp/out" 2>"$tmp/err" </dev/null || fail "$1 was accepted"
	expect "$tmp/err" "does not match any probes: .*$2" "$1: no message"
}

# counted REASON COMMAND...: the command adds to the counter
counted() {
	local before
	before=$(cat "$counters/$1") || fail "no counter $1"
	"${@:2}"
	[ "$(cat "$counters/$1")" -gt "$before" ] || fail "${*:2}: is not counted as $1"
}

# ---- functions ----
refused 'fbt:vmlinux:exc_int3:entry' 'code that must not be instrumented'
refused 'fbt::asm_exc_int3:entry' 'entry code'
refused 'fbt::unwind_next_frame:entry' 'called by the tracing engine'
refused 'fbt::dtrace_probe_fire:return' 'code of the tracing engine'
refused 'fbt::__traceiter_sched_switch:entry' 'a stub of a tracepoint'
refused 'fbt::no_such_function:entry' 'no function no_such_function in the kernel or a module; it may be inlined'
refused 'fbt:vmlinux:no_such_function:entry' 'no function no_such_function in vmlinux'
refused 'fbt:no_such_module:vfs_read:entry' 'no_such_module is not loaded'
refused 'fbt::vfs_read:exit' 'named entry and return'
for reason in noinstr entry engine called stub nokprobe; do
	[ "$(cat $counters/$reason)" -gt 0 ] || fail "no function was left out for $reason"
done
counted noinstr refused 'insn::exc_int3:0' 'code that must not be instrumented'
counted patching refused 'insn::text_poke:0' 'code that patches kernel text'
[ "$(ls $counters | wc -l)" -ge 30 ] || fail 'counters are missing'

# ---- probes that are there, where a kprobe came later ----
need_tracefs
function=do_sys_openat2
mapfile -t offsets < <("$DTRACE" -ln "insn::$function:" | awk '$2 == "insn" { print $NF }')
[ ${#offsets[@]} -ge 10 ] || fail "${#offsets[@]} probes"
at=${offsets[3]}
echo "p:dt/refused $function+0x$at" >$tracefs/kprobe_events && echo 1 >$tracefs/events/dt/refused/enable || fail 'no kprobe'
enable() {
	"$DTRACE" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}
named="insn:vmlinux:$function:$at not enabled: a kprobe is there or may jump over it"
! enable -n "insn::$function:$at" -n 'BEGIN { exit(0); }' || fail 'a description without a probe is accepted'
expect "$tmp/err" "^dtrace: $named\$"
expect "$tmp/err" "failed to enable 'insn::$function:$at': a description has no probe that can be enabled"
enable -Z -n "insn::$function:$at" -n 'BEGIN { exit(0); }' || fail '-Z does not accept it'
expect "$tmp/err" "^dtrace: $named\$"
counted kprobe enable -n "insn::$function:$at"
enable -n "insn::$function:" -n "insn::$function:${offsets[0]}" -n 'BEGIN { exit(0); }' || { cat "$tmp/err"; fail 'the others are not enabled'; }
expect "$tmp/err" "^dtrace: .* not enabled: a kprobe is there"
[ "$(grep -c 'not enabled' "$tmp/err")" = 1 ] || { cat "$tmp/err"; fail 'more than one line for a reason'; }
echo 0 >$tracefs/events/dt/refused/enable
echo >$tracefs/kprobe_events
enable -n "insn::$function:$at" -n 'BEGIN { exit(0); }' || { cat "$tmp/err"; fail 'is refused when the kprobe is gone'; }
expect_not "$tmp/err" 'not enabled'
exit 0
