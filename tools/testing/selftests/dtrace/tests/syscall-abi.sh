# SPDX-License-Identifier: GPL-2.0
# Every register but rax, rcx and r11 survives a system call, and those hold what the architecture says, with every flag that user
# mode can set, in every way a call can end: without probes and with every kind of probe on the path.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile syscall_abi planted.cc

# What stands on the path of a system call, by provider
clauses=('syscall::: { @[probefunc] = sum(arg0); }')
for provider in $(built_in fbt insn); do
	case $provider in
	fbt) clauses+=('fbt::__x64_sys_*:, fbt::ksys_read: { @f[probefunc] = count(); }') ;;
	insn) clauses+=('insn::__x64_sys_getpid:, insn::ksys_read:, insn::__x64_sys_rt_sigreturn: { @i[probefunc] = count(); }') ;;
	esac
done

rounds=50
[ ! -r /sys/hypervisor/type ] || rounds=10 # emulated Xen is several times slower

# round WHAT: many calls, then single steps over a few
round() {
	"$tmp/syscall_abi" "${DTRACE_TEST_ABI_ROUNDS:-$rounds}" >"$tmp/calls" || { cat "$tmp/calls"; fail "$1"; }
	"$tmp/syscall_abi" step >"$tmp/steps.$1" || { cat "$tmp/steps.$1"; fail "$1: single steps"; }
	echo "$1: $(tail -n 1 "$tmp/calls")"
}

round none
n=0
for clause in "${clauses[@]}" "${clauses[*]}"; do
	n=$((n + 1))
	start_dtrace "$tmp/out" "$tmp/err" -n "$clause"
	round "probes$n"
	stop_dtrace
	expect "$tmp/out" '(getpid|read) +-?[0-9]+$' "nothing was traced:"
	diff "$tmp/steps.none" "$tmp/steps.probes$n" || fail "single steps differ with $clause"
done
round after
exit 0
