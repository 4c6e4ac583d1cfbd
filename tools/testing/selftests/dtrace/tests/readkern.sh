# SPDX-License-Identifier: GPL-2.0
# Ten thousand live kernel addresses, learned by tracing, from the symbol table and from the list of vmalloc areas (the buffers of
# the running trace are among them), go to a process without privilege, which tries to read each by every means it has.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile readkern

wanted=10000
[ ! -r /sys/hypervisor/type ] || [ -n "${DTRACE_TEST_LONG:-}" ] || wanted=3000 # emulated Xen is several times slower
wanted=${DTRACE_TEST_ADDRESSES:-$wanted}
kptr_restrict=$(cat /proc/sys/kernel/kptr_restrict)
echo 1 >/proc/sys/kernel/kptr_restrict # real addresses, to the privileged

objects='syscall:::entry /curthread->mm != NULL/ {
	printf("%p\n%p\n%p\n%p\n%p\n%p\n%p\n%p\n", curthread, curthread->mm, curthread->stack, curthread->signal, curthread->files,
	    curthread->fs, curthread->mm->pgd, curthread->mm->mmap_base ? curthread->cred : NULL);
}'
clauses=(-n "$objects")
# All of fbt takes a fast machine.
functions='fbt:vmlinux:vfs_*:entry, fbt:vmlinux:fput:entry, fbt:vmlinux:dput:entry, fbt:vmlinux:kmem_cache_free*:entry'
[ -z "${DTRACE_TEST_LONG:-}" ] || functions=fbt:vmlinux::entry
[ -z "$(built_in fbt)" ] || clauses+=(-n "$functions /arg0 > \`page_offset_base/ { printf(\"%p\\n\", arg0); }")

start_workload
start_dtrace "$tmp/traced" "$tmp/err" -x bufsize=1m "${clauses[@]}"
sleep "${DTRACE_TEST_SECONDS:-4}"
awk '/ dt_/ { sub(/-.*/, "", $1); print $1 }' /proc/vmallocinfo >"$tmp/buffers"
awk '{ sub(/-.*/, "", $1); print $1 }' /proc/vmallocinfo >"$tmp/areas"
stop_workload

grep -oE '[0-9a-f]{16}' "$tmp/traced" | sort -u | head -n "$wanted" >"$tmp/from-trace"
awk -v every=5 '$1 ~ /^f/ && NR % every == 0 { print $1 }' /proc/kallsyms >"$tmp/from-symbols"
awk '$3 ~ /^(dt_|dtrace_|__dtrace)/ && $1 ~ /^f/ { print $1 }' /proc/kallsyms >"$tmp/own-symbols"
echo "$kptr_restrict" >/proc/sys/kernel/kptr_restrict
for what in from-trace from-symbols own-symbols buffers areas; do
	echo "$what: $(sort -u "$tmp/$what" | wc -l) addresses"
	[ -s "$tmp/$what" ] || fail "no addresses: $what"
done

# The symbols fill up what the others leave; the vsyscall page is meant for user mode.
sed 's/^0x//' "$tmp"/{from-trace,own-symbols,buffers,areas,from-symbols} | awk '!seen[$0]++' | grep -v '^ffffffffff60' |
	head -n "$wanted" >"$tmp/feed"
total=$(wc -l <"$tmp/feed")
[ "$total" -ge "$wanted" ] || fail "$total addresses, $wanted are wanted"

"$tmp/readkern" <"$tmp/feed" >"$tmp/readkern.out" || { cat "$tmp/readkern.out"; fail "readkern: status $?"; }
cat "$tmp/readkern.out"
expect "$tmp/readkern.out" "^$total addresses, .* 0 readable\$"
stop_dtrace
exit 0
