# SPDX-License-Identifier: GPL-2.0
# fbt of a function that a kernel with CONFIG_PROVE_RCU calls while fbt itself looks for room for a call that will return.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

function=rcu_read_lock_any_held
grep -q " $function\$" /proc/kallsyms || skip "no $function() (CONFIG_PROVE_RCU)"
mark=$(log_mark)
# The others return late or on another CPU, so that there is no room at hand.
start_dtrace "$tmp/out" "$tmp/err" -q -n "
	fbt::$function: { @[probefunc, probename] = count(); }
	fbt::do_*:return, fbt::vfs_*:return, fbt::schedule:return { }
	END { printa(\"%s %s %@u\\n\", @); }"
for _ in 1 2 3 4 5; do
	ls / >/dev/null
	sleep 0.2
done
stop_dtrace
for name in entry return; do
	[ "$(row "$tmp/out" $function $name)" -gt 0 ] || fail "no $name"
done
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
exit 0
