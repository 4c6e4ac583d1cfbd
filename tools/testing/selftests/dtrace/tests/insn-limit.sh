# SPDX-License-Identifier: GPL-2.0
# insn: there are only so many probes; those that nobody uses make room for others, and who finds none is told.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

limit=/sys/module/dtrace/parameters/insn_probes_max
refusals=/sys/class/misc/dtrace/refusals/limit
[ -w $limit ] || fail "no $limit"
old=$(cat $limit)
trap 'kill "${dtrace_pid:-}" 2>/dev/null; wait; echo "$old" >$limit; rm -rf "$tmp"' EXIT

# listed DESCRIPTION: how many probes there are
listed() { "$DTRACE" -ln "$1" 2>/dev/null | awk '$2 == "insn"' | wc -l; }

all=$(listed 'insn::vfs_write:')
[ "$all" -gt 60 ] || fail "vfs_write has $all probes"
echo 50 >$limit
before=$(cat $refusals)
[ "$(listed 'insn::vfs_read:')" = 50 ] || fail 'not as many as allowed'
[ "$(cat $refusals)" -gt "$before" ] || fail 'those left out are not counted'

# all are in use: no room, and the reason
start_dtrace "$tmp/out" "$tmp/err" -qn 'insn::vfs_read: { @ = count(); }'
[ "$("$DTRACE" -ln 'insn::vfs_write:0' 2>"$tmp/refused" | grep -c ' insn ')" = 0 ] || fail 'a probe beyond the limit'
expect "$tmp/refused" 'as many instructions have probes as can have'
stop_dtrace

# they are not any more
[ "$(listed 'insn::vfs_write:0')" = 1 ] || fail 'probes that nobody uses make no room'
echo "$old" >$limit
[ "$(listed 'insn::vfs_write:')" = "$all" ] || fail 'not all probes come back'
exit 0
