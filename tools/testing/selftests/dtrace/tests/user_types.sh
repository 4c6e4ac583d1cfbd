# SPDX-License-Identifier: GPL-2.0
# Types and symbols of processes: members through pointers, objects by name, read from the memory of the process.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile user_types -g

"$DTRACE" -qn 'syscall::close:entry /pid == $target && ``rounds > 0/ {
	this->r = (struct a.out`record *)arg0;
	printf("%d %d %s %s %d %d %d\n", this->r->kind, this->r->flags, stringof(this->r->name),
	       stringof(this->r->next->name), this->r->values[1], this->r->next->values[2], ``rounds);
	@[this->r == &a.out`first, a.out`last.values[0]] = count();
}' -c "$tmp/user_types" >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
for i in 1 5 10; do
	expect "$tmp/out" "^1 5 first last -5 9 $i$"
done
expect "$tmp/out" '^ +1 +7 +10$'

# A process that runs already, by its number
"$tmp/user_types" 3000 >/dev/null 2>&1 &
pid=$!
"$DTRACE" -qn "syscall::close:entry /pid == $pid/ {
	printf(\"%s %d\", stringof(((userland struct record *)arg0)->next->name), ((struct pid$pid\`record *)arg0)->values[0]);
	exit(0);
}" -p "$pid" >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
kill "$pid"
expect "$tmp/out" '^last 4$'

# Without debug information the message says so
strip -o "$tmp/stripped" "$tmp/user_types"
"$DTRACE" -qn 'BEGIN { trace(sizeof(struct a.out`record)); }' -c "$tmp/stripped" >"$tmp/out" 2>&1 && fail "no error"
expect "$tmp/out" 'failed to resolve type struct a.out`record: Unknown type name'
expect "$tmp/out" '^hint: stripped has no debug information'
