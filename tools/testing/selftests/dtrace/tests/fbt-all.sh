# SPDX-License-Identifier: GPL-2.0
# All functions of the kernel at once, under a workload, entry and return, on and off again.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

"$DTRACE" -ln 'fbt:::' >"$tmp/list" || fail "dtrace -l exits with $?"
n=$(grep -c ' fbt ' "$tmp/list")
[ "$n" -gt 20000 ] || fail "only $n probes"

trace 1 "$tmp/out" "$tmp/err" -n 'fbt::: { @[probename] = count(); }'
[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "dtrace exits with $trace_status"; }
expect "$tmp/out" '^  entry +[0-9]{4,}$'
expect "$tmp/out" '^  return +[0-9]{4,}$'
# nothing is left behind
hooked=$(grep -c "fbt_enter" /sys/kernel/tracing/enabled_functions)
[ "$hooked" = 0 ] || fail "$hooked functions are still hooked"
exit 0
