# SPDX-License-Identifier: GPL-2.0
# Booted on one CPU of several (maxcpus=1): LOCK prefixes are taken out of the text and come back with the second CPU. A probe that
# stood on one then would keep it out for good, so there is none; those beside it stay, and count.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

cpu=/sys/devices/system/cpu/cpu1/online
[ ! -r /sys/hypervisor/type ] || skip 'a CPU that was not there at boot cannot come on Xen PV'
patched='SMP alternatives: switching to SMP code'
{ [ -w $cpu ] && [ "$(cat $cpu)" = 0 ] && ! dmesg | grep -q "$patched"; } || skip 'no second CPU that never ran (maxcpus=1)'
module=${DTRACE_TEST_MODULES:-}/dtrace_test_target.ko
[ -r "$module" ] || skip 'no file of the module (DTRACE_TEST_MODULES)'
need_modules
function=dtrace_test_work
work=dtrace_test_target:$function
target=/sys/module/dtrace_test_target/parameters
mark=$(log_mark)

offset=$(objdump -d --disassemble=$function "$module" |
	awk '/<'$function'>:$/ { start = $1 } /\tlock / && !at { at = $1 } END { sub(":", "", at); print start, at }')
offset=$((16#${offset#* } - 16#${offset% *}))
address=$((16#$(awk -v name=$function '$3 == name { print $1 }' /proc/kallsyms) + offset))

# The first byte of the instruction, as the kernel has it
prefix() {
	"$DTRACE" -qn "BEGIN { printf(\"%x\", *(uint8_t *)$address); exit(0); }"
}

[ "$(prefix)" = 3e ] || fail "the prefix is $(prefix), not 3e, on one CPU"
! "$DTRACE" -n "insn:$work:$(printf %x $offset)" -n 'BEGIN { exit(0); }' >"$tmp/out" 2>"$tmp/err" || fail 'a place that is patched was accepted'
expect "$tmp/err" 'patched when CPUs come or go'

start_dtrace "$tmp/out" "$tmp/err" -q -n "
fbt:$work:, insn:$work: { @[probeprov, probename] = count(); } END { printa(\"%s %s %@u\\n\", @); }"
echo 100 >$target/run
echo 1 >$cpu || fail 'the CPU does not come'
echo 100 >$target/run
taskset -c 1 sh -c "echo 100 >$target/run"
stop_dtrace
[ "$(prefix)" = f0 ] || fail "the prefix is $(prefix), not f0, on two CPUs"
for key in 'fbt entry' 'fbt return'; do
	grep -qx "$key 300" "$tmp/out" || { cat "$tmp/out" "$tmp/err"; fail "$key: not 300"; }
done
[ "$(grep -cE '^insn [0-9a-f]+ 300$' "$tmp/out")" -ge 8 ] || { cat "$tmp/out" "$tmp/err"; fail 'insn: not 300'; }
dmesg | grep -q "$patched" || fail 'nothing was patched'
[ -z "$(log_complaints "$mark")" ] || { log_complaints "$mark"; fail 'the kernel complained'; }
exit 0
