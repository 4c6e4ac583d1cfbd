# SPDX-License-Identifier: GPL-2.0
# profile: any number of intervals can be named one after the other, 1,024 invented ones at a time; who gets none is told why.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

refusals=/sys/class/misc/dtrace/refusals/limit

# ticks FROM TO: descriptions
ticks() { seq -s, -f 'profile:::tick-%gs' "$1" "$2"; }

# listed FROM TO: how many of them there are
listed() { "$DTRACE" -ln "$(ticks "$1" "$2")" 2>"$tmp/err" | grep -c ' tick-'; }

[ "$(listed 1001 3000)" = 2000 ] || fail 'names of others stand in the way'

start_dtrace "$tmp/out" "$tmp/err" -qn "$(ticks 4001 5024) { @ = count(); }"
before=$(cat $refusals)
"$DTRACE" -ln 'profile:::tick-77s' >"$tmp/list" 2>"$tmp/refused"
expect "$tmp/refused" '1024 other intervals are in use'
[ "$(cat $refusals)" -gt "$before" ] || fail 'the one refused is not counted'
"$DTRACE" -ln 'tick-4500s' >"$tmp/list" || fail 'one that is in use is gone'
expect "$tmp/list" ' tick-4500s'
"$DTRACE" -ln 'profile-97' >/dev/null || fail 'one that is always there is gone'
stop_dtrace
[ "$(listed 77 77)" = 1 ] || fail 'those that nobody uses any more make no room'

for name in profile-5001 tick-1ns profile:::tick-3days; do
	"$DTRACE" -ln "$name" >/dev/null 2>"$tmp/refused"
	expect "$tmp/refused" 'a rate of 1 to 5000 a second, or an interval with a unit'
done
exit 0
