# SPDX-License-Identifier: GPL-2.0
# No page table holds a kernel mapping that a process could use, a wrong global bit, or kernel memory that is writable and
# executable: before, during and after tracing. What the audit looks for is in arch/x86/kernel/dtrace/tests/pgaudit.h.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

audit=/sys/kernel/debug/dtrace/test_pagetables
[ -r $audit ] || skip "no $audit (CONFIG_DTRACE_TEST, CONFIG_PTDUMP_DEBUGFS)"

field() { awk -v name="$1" '$1 == name { print $2 }' "$tmp/audit"; }

# round WHEN: walks the kernel's page table and those of the process that reads
round() {
	cat $audit >"$tmp/audit"
	! grep -E '^violation [a-z-]+ [1-9]' "$tmp/audit" || fail "$1 tracing"
	[ "$(field kernel-leaves)" -gt 500 ] && [ "$(field user-leaves)" -gt 50 ] ||
		{ cat "$tmp/audit"; fail "$1 tracing: the walk saw next to nothing"; }
	# Entry needs some mappings where user mode has its own table; the hypervisor's entry needs none of ours.
	case $(field platform),$(field isolation) in
	native,1) [ "$(field entry-leaves)" -gt 0 ] || fail "$1 tracing: isolation, and no table for user mode" ;;
	*) [ "$(field entry-leaves)" = 0 ] || fail "$1 tracing: $(field entry-leaves) kernel mappings in the table of user mode" ;;
	esac
	echo "$1: platform $(field platform), isolation $(field isolation), $(field kernel-leaves) kernel and $(field user-leaves) user leaves"
}

round before
clauses=(-n 'syscall::: { @[probefunc] = count(); }' -n 'profile-997 { @p[cpu] = quantize(arg0); }')
for provider in $(built_in fbt insn); do
	case $provider in
	fbt) clauses+=(-n 'fbt::vfs_*: { @f[probefunc] = count(); }') ;;
	insn) clauses+=(-n 'insn::ksys_read:, insn::do_sys_openat2: { @i[probefunc] = count(); }') ;;
	esac
done
start_workload
start_dtrace "$tmp/out" "$tmp/err" -x bufsize=1m "${clauses[@]}"
buffers=$(state buffers)
[ "$buffers" -gt 0 ] || fail "no buffer while dtrace runs"
for _ in 1 2 3; do
	round during
	sleep 1
done
stop_dtrace
stop_workload
round after
[ "$(state buffers)" = 0 ] || fail "$(state buffers) buffers are left"
exit 0
