# SPDX-License-Identifier: GPL-2.0
# Points that are armed together and not disarmed together: one consumer ends, another still wants some of them.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

function=__x64_sys_getpriority
offset=$("$DTRACE" -ln "insn::$function:" | awk '$2 == "insn" { print $NF; exit }') # of one that every call passes
[ -n "$offset" ] || fail "no instruction of $function has a probe"
start_dtrace "$tmp/all" "$tmp/all.err" -q -n "insn::$function: { @ = count(); }"
all=$dtrace_pid
start_dtrace "$tmp/out" "$tmp/err" -q -n "insn::$function:$offset,fbt::$function:return /execname == \"perl\"/ {
	@[probeprov, probename] = count(); } END { printa(\"%s %s %@u\\n\", @); }"
kill -TERM $all
wait $all || fail "the first dtrace exits with $?"
perl -e 'getpriority(0, 0) for 1..1000' || fail 'perl'
stop_dtrace
grep -qx 'fbt return 1000' "$tmp/out" && grep -qx "insn $offset 1000" "$tmp/out" ||
	{ cat "$tmp/out" "$tmp/err"; fail 'not 1000 firings of the consumer that stays'; }

# the other way round
start_dtrace "$tmp/out" "$tmp/err" -q -n "fbt::$function:return /execname == \"perl\"/ { @ = count(); } END { printa(\"%@u\\n\", @); }"
"$DTRACE" -qn "insn::$function: { @ = count(); } fbt::$function:return { @ = count(); }" -c 'perl -e getpriority(0,0)' \
	>"$tmp/all" 2>"$tmp/all.err" || fail "dtrace exits with $?: $(cat "$tmp/all.err")"
perl -e 'getpriority(0, 0) for 1..1000' || fail 'perl'
stop_dtrace
grep -qx '1001' "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail 'not 1001 firings of the consumer that stays'; }
exit 0
