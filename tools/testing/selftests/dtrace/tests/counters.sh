# SPDX-License-Identifier: GPL-2.0
# Providers vminfo, sysinfo and lockstat: counts equal what the workload read, wrote, touched and forked.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile counter_events

start_dtrace "$tmp/out" "$tmp/err" -q -n '
vminfo:::as_fault, vminfo:::zfod, vminfo:::cow_fault, vminfo:::prot_fault { @[probename, pid] = sum(arg0); }
sysinfo:::readch, sysinfo:::writech, sysinfo:::sysread, sysinfo:::syswrite, sysinfo:::sysfork, sysinfo:::sysexec, sysinfo:::nthreads { @[probename, pid] = sum(arg0); }
sysinfo:::pswitch, sysinfo:::idlethread, sysinfo:::trap { @all[probename] = sum(arg0); }
lockstat:::adaptive-block, lockstat:::rw-block { @n[probename, "n", pid] = count(); @ns[probename, "us", pid] = sum(arg1 / 1000); }'
"$tmp/counter_events" "$tmp/file" >"$tmp/did" || fail "the workload fails"
stop_dtrace

while read -r name pid least most; do
	got=$(row "$tmp/out" "$name" "$pid")
	[ "$got" -ge "$least" ] && [ "$got" -le "$most" ] || { cat "$tmp/did"; grep -w "$name" "$tmp/out" | head -n 20; fail "$name of $pid: $got, expected $least to $most"; }
done < <(grep -v '^lock' "$tmp/did")
for name in pswitch idlethread trap; do
	[ "$(row "$tmp/out" $name)" -gt 0 ] || fail "no $name"
done
awk '$1 ~ /-block$/ && $2 == "us" && $NF > 1000 { found = 1 } END { exit !found }' "$tmp/out" || { cat "$tmp/did" "$tmp/out"; fail "nobody slept for a lock"; }
exit 0
