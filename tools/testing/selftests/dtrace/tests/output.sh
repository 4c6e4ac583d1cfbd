# SPDX-License-Identifier: GPL-2.0
# What only a real process and the kernel's symbols show: stacks, user symbols, -c and -p, JSON, the listing.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

run() {
	timeout 60 "$DTRACE" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}

# user and kernel stacks and symbols of a process of -c, whose last act is a write
run -q -c '/bin/echo hello' -n 'syscall::write:entry /pid == $target/ { ustack(); stack(); @m[umod(uregs[16])] = count();
	@f[usym(uregs[16])] = count(); }' || { cat "$tmp/err"; fail "status $? of a program with stacks"; }
expect "$tmp/out" '^hello$'
expect "$tmp/out" '^ +libc\.so\.6`_*(write|__write)\+0x[0-9a-f]+$' "no frame of libc's write:"
expect "$tmp/out" '^ +vmlinux`[a-z_0-9]+' "no kernel frame:"
expect "$tmp/out" '^  libc\.so\.6 +1$' "umod() as a key:"
expect "$tmp/out" '^  libc\.so\.6`_*write +1$' "usym() as a key:"

for when in exec preinit postinit main; do
	run -q -x "evaltime=$when" -c '/bin/echo started' -n 'syscall::write:entry /pid == $target/ { n++; } END { printf("n=%d", n); }' ||
		{ cat "$tmp/err"; fail "evaltime=$when: status $?"; }
	expect "$tmp/out" '^started$' "evaltime=$when:"
	expect "$tmp/out" '^n=1$' "evaltime=$when:"
done
# The dynamic linker opens libc after exec, but not after main.
count='syscall::openat:entry /pid == $target/ { n++; } END { printf("n=%d", n); }'
run -q -x evaltime=exec -c /bin/true -n "$count"
expect_not "$tmp/out" '^n=0$' "evaltime=exec:"
run -q -x evaltime=postinit -c /bin/true -n "$count"
expect "$tmp/out" '^n=[01]$' "evaltime=postinit:" # the locale, perhaps

# -p: until it ends
sleep 6 & # time enough for a slow guest to get hold of it
run -p $! -n BEGIN || fail "-p: status $?"
expect "$tmp/err" '^dtrace: pid [0-9]+ has exited$'
run -p 4194303 -n BEGIN && fail "-p of a process that is gone: status 0"
expect "$tmp/err" '^dtrace: failed to grab pid 4194303: No such process$'

# JSON: every line is an object
run -x oformat=json -c /bin/true -n 'syscall::exit_group:entry /pid == $target/ { printf("%s", execname); stack(2); @[probefunc] = count(); }
	BEGIN { trace(*(int *)0x10); }' || fail "JSON: status $?"
python3 - "$tmp/out" <<'EOF' || { cat "$tmp/out"; fail "the JSON output"; }
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
types = [line["type"] for line in lines]
assert types[0] == "start" and types[-1] == "end", types
assert {"program", "record", "agg", "error", "proc"} <= set(types), types
record = next(l for l in lines if l["type"] == "record" and l["probe"]["function"] == "exit_group")
assert [i["act"] for i in record["items"]] == ["printf", "stack"] and record["items"][0]["text"] == "true", record
assert record["items"][1]["value"]["frames"][0]["mod"] == "vmlinux", record
EOF

# the listing, in both forms, has the same probes
run -l
tail -n +2 "$tmp/out" | wc -l >"$tmp/text"
run -l -x oformat=json
wc -l <"$tmp/out" | diff - "$tmp/text" >/dev/null || fail "the listings differ in length"
DTRACE_DEVICE=/no/such/device run -n BEGIN && fail "without a device: status 0"
expect "$tmp/err" '^dtrace: failed to initialize dtrace: DTrace device not available on system'
exit 0
