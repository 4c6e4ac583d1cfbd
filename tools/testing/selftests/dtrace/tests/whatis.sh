# SPDX-License-Identifier: GPL-2.0
# whatis(): what addresses are, against what the kernel says of the same in /proc, natively and on Xen PV.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# functions and variables
says "whatis($(address do_exit))" 'vmlinux`do_exit\+0x0'
says "whatis($(address do_exit) + 18)" 'vmlinux`do_exit\+0x12'
says "whatis($(address init_task) + 8)" 'vmlinux`init_task\+0x8|kernel data'
says 'whatis(`__per_cpu_offset[0] + 0x40)' 'per-CPU data of CPU 0, offset 0x40'
says 'whatis(`vmemmap_base + 5 * sizeof(struct page))' 'struct page of frame 0x5'
says 'whatis(`page_offset_base + 0x1000)' 'direct map, frame 0x1, .*'

# what is none
says 'whatis(0x400000)' 'user address'
says 'whatis(0xdead000000000000)' 'not canonical'
says 'whatis(0xfffffffffffff000)' 'not mapped'
if grep -qs xen /sys/hypervisor/type; then
	says 'whatis(0xffff800000000000)' 'hypervisor'
fi

# a function of a module
if [ -d "${DTRACE_TEST_MODULES:-/nonexistent}" ] && need_modules; then
	symbol=$(awk '$4 == "[dtrace_test_target]" && $2 ~ /[tT]/ && $3 !~ /^\$|__/ { print $3; exit }' /proc/kallsyms)
	says "whatis($(address "$symbol") + 1)" "dtrace_test_target\`$symbol\\+0x1"
fi
answers

# the current thread: its object in the cache, its stack, the interrupt stack
"$DTRACE" -qn 'BEGIN { printf("task %s\nwant slab task_struct object 0x%x+0x0\n", whatis(curthread), (uintptr_t)curthread);
	printf("cred %s\nwant slab cred object 0x%x+0x8\n", whatis((uintptr_t)curthread->cred + 8), (uintptr_t)curthread->cred);
	printf("stack %s\nwant stack of thread %d (%s)\n", whatis((uintptr_t)curthread->stack + 4096), tid, execname);
	printf("outside %s\n", whatis((uintptr_t)curthread->stack - 4096)); exit(0); }' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "dtrace exits with $?"; }
cat "$tmp/out"
awk '{ what = $1; sub(/^[a-z]+ /, "") } what == "want" && $0 != last { exit 1 } { last = $0 }' "$tmp/out" ||
	fail 'the current thread is called something else'
expect_not "$tmp/out" '^outside stack of thread [0-9]+ \(dtrace\)'

# kmalloc() of a size that the name of the cache tells: a path is a name of names_cache, 4096 bytes
"$DTRACE" -qn 'proc:::exec { @[whatis(((struct filename *)(arg0 - sizeof(struct filename))))] = count(); }' \
	-c 'sh -c "/bin/true; /bin/true"' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
expect "$tmp/out" '^ +slab names_cache object 0x[0-9a-f]+000\+0x'

# the stack of a thread that sleeps, and of one with many siblings
perl -e '$SIG{CONT} = sub {}; sleep 1000 while 1' &
sleeper=$!
sleep 0.5
start_dtrace "$tmp/out" "$tmp/err" -q -n 'proc:::signal-send /args[2] == SIGCONT/ {
	printf("%s\n", whatis((uintptr_t)((struct task_struct *)arg0)->stack + 8)); }'
kill -CONT $sleeper
stop_dtrace
kill $sleeper
expect "$tmp/out" "^stack of thread $sleeper \\(perl\\)\$"

# areas of vmalloc space, some of ours among them, as /proc/vmallocinfo has them for those who may see addresses; text of modules
# is told by its symbols
start_dtrace "$tmp/idle" "$tmp/err" -qn 'tick-1h { @[execname] = count(); }'
restrict=$(cat /proc/sys/kernel/kptr_restrict)
echo 1 >/proc/sys/kernel/kptr_restrict
awk '/ vmalloc( |$)/ && / pages=/ && $2 != 20480 && !/^0xffffffff/ { split($1, r, "-"); split($3, c, "/"); print r[1], r[2], c[1] }' /proc/vmallocinfo |
	shuf -n 20 >"$tmp/areas"
echo "$restrict" >/proc/sys/kernel/kptr_restrict
[ "$(wc -l <"$tmp/areas")" -ge 5 ] || fail 'no areas in /proc/vmallocinfo'
{
	echo 'BEGIN {'
	while read -r from _; do echo "printf(\"%s\\n\", whatis($from + 0x123));"; done <"$tmp/areas"
	echo 'exit(0); }'
} >"$tmp/areas.d"
"$DTRACE" -qs "$tmp/areas.d" >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
stop_dtrace
head -n 3 "$tmp/out"
good=$(paste -d' ' "$tmp/areas" "$tmp/out" |
	awk '$4 == "vmalloc" && $5 == "area" { split($6, r, "-"); sub(/^.*`/, "", $8); sub(/0x0*/, "0x", $1); sub(/0x0*/, "0x", $2)
		good += r[1] == $1 && r[2] == $2 && $8 == $3 } END { print good + 0 }')
all=$(wc -l <"$tmp/areas")
# one or the other may have been freed meanwhile
[ $((good * 10)) -ge $((all * 9)) ] || { paste "$tmp/areas" "$tmp/out"; fail "$good of $all areas are told right"; }

# Any context, any address, while memory comes and goes: only words that there are, and no error.
start_workload
"$DTRACE" -q -x aggsize=8m -n '
	profile-997 { @[whatis(arg0 ? arg0 : arg1) == "" ? "empty" : "told"] = count(); }
	syscall:::entry { this->a = whatis((uintptr_t)curthread + rand() * 64); @[strtok(this->a, " ")] = count();
		this->b = whatis((uintptr_t)curthread->stack + rand() % 4096 * 4096); @[strtok(this->b, " ")] = count();
		this->c = whatis(arg1 * timestamp); @[strtok(this->c, " ")] = count(); }
	sched:::off-cpu { @[strtok(whatis(((struct task_struct *)arg0)->stack), " ")] = count(); }
	tick-3s { exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
stop_workload
cat "$tmp/out"
sed -i -E '/^ +(told|slab|stack|direct|per-CPU|vmalloc|vmap|ioremap|kernel|user|not|hypervisor|struct|interrupt|CPU|vsyscall|vmlinux`[^ ]*|module|freed|fixmap) +[0-9]+$|^$/d' "$tmp/out"
expect_not "$tmp/out" . 'other words:'
expect_not "$tmp/err" 'error on enabled probe'
exit 0
