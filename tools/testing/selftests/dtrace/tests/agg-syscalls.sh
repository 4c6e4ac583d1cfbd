# SPDX-License-Identifier: GPL-2.0
# Counts by program and system call, and a latency distribution with a thread-local variable.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

trace 4 "$tmp/out" "$tmp/err" -n 'syscall:::entry { @[execname, probefunc] = count(); }'
[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "dtrace exits with $trace_status"; }
expect "$tmp/out" '^  (ls|cat|find|cc1|gcc|sh|bash) +(read|openat|close|mmap) +[0-9]+$'
# two string keys of 50 columns, then the count
expect "$tmp/out" '^  .{50}  .{50} {1,17}[0-9]+$'
sort_ok=$(awk '$NF ~ /^[0-9]+$/ { if ($NF < last) bad = 1; last = $NF } END { print bad ? "no" : "yes" }' "$tmp/out")
[ "$sort_ok" = yes ] || fail "rows are not in ascending order"

trace 4 "$tmp/out" "$tmp/err" -n 'syscall::read:entry { self->t = timestamp; } syscall::read:return /self->t/ { @ = quantize(timestamp - self->t); self->t = 0; }'
[ "$trace_status" = 0 ] || { cat "$tmp/err"; fail "dtrace exits with $trace_status"; }
expect "$tmp/out" '^           value  ------------- Distribution ------------- count    $'
expect "$tmp/out" '^ +[0-9]+ \|@+ +[0-9]+ +$'
exit 0
