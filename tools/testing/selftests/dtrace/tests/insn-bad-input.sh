# SPDX-License-Identifier: GPL-2.0
# insn: what cannot be probed is refused with the reason.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# refused DESCRIPTION REASON
refused() {
	if timeout 20 "$DTRACE" -n "$1 { exit(0); }" -n 'tick-1s { exit(0); }' >"$tmp/out" 2>"$tmp/err" </dev/null; then
		fail "$1 was accepted"
	fi
	expect "$tmp/err" "$2" "$1: no message"
}

# A description for many creates no probe; it means those that exist, which is none before an insn probe was asked for.
if ! "$DTRACE" -ln 'insn:::' 2>/dev/null | grep -q ' insn '; then
	refused 'insn:::' 'name one function'
	refused 'insn::do_sys*:' 'name one function'
fi

# The first boundary behind the start of an instruction of more than one byte
boundaries=$("$DTRACE" -ln 'insn::do_sys_openat2:' 2>"$tmp/err" | awk '$2 == "insn" { print $NF }')
[ -n "$boundaries" ] || { cat "$tmp/err"; fail 'no probe is listed'; }
inside=
for offset in $boundaries; do
	next=$(printf %x $((16#$offset + 1)))
	echo "$boundaries" | grep -qx "$next" || { inside=$next; break; }
done

refused "insn::do_sys_openat2:$inside" 'not an instruction boundary; nearest [0-9a-f]+ and [0-9a-f]+'
refused 'insn::do_sys_openat2:fffff' 'beyond the end of the function'
refused 'insn::do_sys_openat2:0x10' 'hexadecimal, without 0x'
refused 'insn::do_sys_openat2:entry' 'hexadecimal, without 0x'
refused 'insn::no_such_function:0' 'no function no_such_function'
refused 'insn:no_such_module:do_sys_openat2:0' 'no_such_module is not loaded'
refused 'insn::exc_int3:0' 'must not be instrumented'
refused 'insn::text_poke:0' 'patches kernel text'
refused 'insn::panic:0' 'when the kernel dies'
refused 'insn::dtrace_probe_fire:0' 'tracing engine'
refused 'insn::__switch_to_asm:0' 'switches stacks'
exit 0
