# SPDX-License-Identifier: GPL-2.0
# The machine stands still while probes of all kinds fire, its clocks with it or not: no firing is lost, time does not go back,
# and tracing goes on, however long it was.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ -n "${DTRACE_GUEST_PORT:-}" ] || skip "no host that would stop this machine"
function=__x64_sys_getpriority
calls=4000
mark=$(log_mark)

# round KIND SECONDS: the host holds the machine that long while a program makes calls; then another one makes some
round() {
	start_dtrace "$tmp/out" "$tmp/err" -q -x bufsize=1m -n "
	syscall::getpriority:, fbt::$function:, insn::$function: /execname == \"perl\"/ { @[probeprov, probename] = count(); }
	profile-97 { @ticks[\"tick\", cpu] = count(); }
	syscall::getpriority:return /execname == \"perl\"/ { self->last = timestamp; }
	syscall::getpriority:entry /execname == \"perl\" && timestamp < self->last/ { @back[\"back\"] = count(); }
	END { printa(\"%s %s %@u\\n\", @); printa(\"%s %d %@u\\n\", @ticks); printa(\"%s %@u\\n\", @back); }"
	perl -e 'getpriority(0, 0), select(undef, undef, undef, 0.0002) for 1..'$calls &
	sleep 0.3
	echo "pause $1 $2" >"$DTRACE_GUEST_PORT" # not read on before it is over
	wait $! || fail 'perl'
	perl -e 'getpriority(0, 0) for 1..'$calls
	kill -0 $dtrace_pid 2>/dev/null || { cat "$tmp/err"; fail "$1: tracing ended"; }
	stop_dtrace
	for key in 'syscall entry' 'syscall return' 'fbt entry' 'fbt return'; do
		grep -qx "$key $((2 * calls))" "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail "$1: $key: not $((2 * calls))"; }
	done
	most=$(awk '$1 == "insn" && $3 > most { most = $3 } END { print most + 0 }' "$tmp/out")
	[ "$most" = $((2 * calls)) ] || { cat "$tmp/out" "$tmp/err"; fail "$1: insn: $most, not $((2 * calls))"; }
	expect "$tmp/out" '^tick 0 [1-9]'
	expect_not "$tmp/out" '^back' 'time went back:'
	expect_not "$tmp/err" 'drop|error|[Aa]bort' "$1:"
	[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail "$1: the kernel complained"; }
}

round stop 2
round freeze 12 # longer than the deadman has patience, and shorter than the kernel's own watchdogs
exit 0
