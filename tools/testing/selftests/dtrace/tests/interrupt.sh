# SPDX-License-Identifier: GPL-2.0
# A signal while probes are being enabled ends that: nothing stays enabled, and the command says so.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ "$(built_in fbt)" ] || skip 'no fbt'
mark=$(log_mark)

# all returns, each of which is looked for in the function's instructions, after a third of a second in the kernel
"$DTRACE" -x fbtreturn=exact -n 'fbt:::return { @ = count(); }' >"$tmp/out" 2>"$tmp/err" &
pid=$!
in_kernel() { awk '{ sub(/.*\) /, ""); print $13 }' /proc/$pid/stat; }
until ! kill -0 $pid 2>/dev/null || [ "$(in_kernel)" -ge 33 ]; do sleep 0.05; done
kill -TERM $pid
before=$SECONDS
wait $pid
status=$?
[ $status = 1 ] || { cat "$tmp/out" "$tmp/err"; fail "status $status"; }
expect "$tmp/err" '^dtrace: .*interrupted(, no probe is enabled| before all probes were enabled)$'
echo "ended in $((SECONDS - before)) s"
[ $((SECONDS - before)) -le 20 ] || fail 'that took long'
[ ! -r /sys/kernel/debug/dtrace/test_state ] || [ "$(state probes-enabled)" = 0 ] || fail "$(state probes-enabled) probes are enabled"
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
exit 0
