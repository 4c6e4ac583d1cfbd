# SPDX-License-Identifier: GPL-2.0
# Four consumers at once for DTRACE_SOAK_SECONDS, 16 clauses each; at random each is killed, or ended and its records counted.
#
# The firings are known without the engine: a program makes a system call that nobody else makes, a known number of times,
# with an argument that only one consumer looks for. Records and counted drops have to be that number, exactly, and so has
# count(). Buffers are small, so that there are drops. In the end the memory of all buffers is back. A run that the deadman
# ends, because the machine is too slow for all this, counts for nothing and is reported.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
seconds=${DTRACE_SOAK_SECONDS:-30}
calls=4000
compile calls

# program MAGIC END-OF-SPECULATION: what commit() copies is not counted, so runs that are counted only discard
program() {
	cat <<-D
	BEGIN { printf("UP\n"); }
	syscall::sched_get_priority_max:entry /arg0 == $1/ { printf("R %d %s\n", pid, execname); }
	syscall::sched_get_priority_max:entry /arg0 == $1/ { printf("R %s\n", strjoin(probefunc, "!")); }
	syscall::sched_get_priority_max:entry /arg0 == $1/ { @n = count(); self->magic = arg0; }
	syscall::sched_get_priority_max:return /self->magic == $1/ { @r = count(); self->magic = 0; }
	syscall:::entry { self->t = timestamp; }
	syscall:::return /self->t/ { @t[execname] = quantize(timestamp - self->t); self->t = 0; }
	syscall::read:entry { self->spec = speculation(); }
	syscall::read:entry /self->spec/ { speculate(self->spec); printf("S %d\n", arg0); }
	syscall::read:return /self->spec/ { $2(self->spec); self->spec = 0; }
	syscall::open*:entry { @o[strjoin(probefunc, execname)] = count(); }
	syscall::close:entry { files[pid, arg0] = timestamp; }
	syscall::close:return { @f = max(files[pid, 3]); files[pid, 3] = 0; }
	profile-97 { @p[cpu] = count(); last[cpu] = timestamp; }
	profile-197 { @s[stack(4)] = count(); }
	END { printa("N %@d\n", @n); }
	D
}

# up PID: it traces
up() {
	local _
	for _ in {1..600}; do
		grep -q '^UP' "$dir/out" && return 0
		kill -0 "$1" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

start() {
	program "$magic" "$1" >"$dir/soak.d"
	: >"$dir/out"
	"$DTRACE" -q -b 16k -x dynvarsize=64k -s "$dir/soak.d" >"$dir/out" 2>"$dir/err" &
	pid=$!
}

killed() {
	start commit
	sleep $((RANDOM % 4)).$((RANDOM % 10))
	kill -KILL $pid
	wait $pid 2>/dev/null
	kills=$((kills + 1))
}

counted() {
	local records drops n
	start discard
	up $pid || { cat "$dir/err"; fail "slot $slot: does not trace"; }
	"$tmp/calls" $calls "$magic"
	kill -TERM $pid 2>/dev/null
	wait $pid
	status=$?
	if grep -q 'Abort due to systemic unresponsiveness' "$dir/err"; then
		aborts=$((aborts + 1))
		return
	fi
	[ $status = 0 ] || { tail -n 5 "$dir/err"; fail "slot $slot: dtrace exits with $status"; }
	records=$(grep -c '^R ' "$dir/out")
	drops=$(sed -n 's/^dtrace: \([0-9]*\) drops\{0,1\} on CPU .*/\1/p' "$dir/err" | awk '{ n += $1 } END { print n + 0 }')
	n=$(sed -n 's/^N //p' "$dir/out")
	[ $((records + drops)) = $((2 * calls)) ] ||
		{ tail -n 5 "$dir/err"; fail "slot $slot: $records records and $drops drops of $((2 * calls)) firings"; }
	[ "$n" = $calls ] || fail "slot $slot: counted ${n:-nothing} of $calls"
	runs=$((runs + 1)) all_records=$((all_records + records)) all_drops=$((all_drops + drops))
}

slot() {
	local slot=$1 dir=$tmp/slot$1 magic=$((123450 + $1)) runs=0 kills=0 aborts=0 all_records=0 all_drops=0 status
	mkdir -p "$dir"
	trap - EXIT
	while [ $SECONDS -lt "$seconds" ] || [ $((runs + aborts)) = 0 ]; do
		if ((RANDOM % 3 == 0)); then killed; else counted; fi
	done
	echo "slot $slot: $runs runs counted ($all_records records, $all_drops drops), $kills killed, $aborts aborted"
}

vmalloc_kb() {
	awk '/^VmallocUsed:/ { print $2 }' /proc/meminfo
}

"$DTRACE" -qn 'BEGIN { exit(0); }' || fail "dtrace does not run"
before=$(vmalloc_kb)
SECONDS=0
slots=()
for n in 1 2 3 4; do
	slot $n >"$tmp/report$n" 2>&1 &
	slots+=($!)
done
status=0
for pid in "${slots[@]}"; do wait "$pid" || status=1; done
cat "$tmp"/report?
[ $status = 0 ] || fail "a slot failed"
grep -q ': [1-9][0-9]* runs counted' "$tmp"/report? || fail "no run was counted"
for _ in {1..50}; do
	after=$(vmalloc_kb)
	[ $((after - before)) -gt 1024 ] || break
	sleep 0.2
done
[ $((after - before)) -le 1024 ] || fail "VmallocUsed grew from $before to $after kB"
exit 0
