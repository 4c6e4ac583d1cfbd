# SPDX-License-Identifier: GPL-2.0
# vtop(): how addresses are mapped, against the kernel's own sections and /proc/PID/pagemap, natively and on Xen PV.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

frames=', frame 0x[0-9a-f]+' pv=
if grep -qs xen /sys/hypervisor/type; then
	frames=', frame 0x[0-9a-f]+, machine frame 0x[0-9a-f]+' pv=1
fi
page="(4K|2M|1G) page$frames"

# The kernel's own pages have the rights of their section.
says "vtop($(address do_exit))" "$page, r-x kernel( global)? accessed( dirty)?"
says "vtop($(address linux_banner))" "$page, r-- kernel( global)? accessed( dirty)?"
says "vtop($(address init_task))" "$page, rw- kernel( global)? accessed dirty"
says 'vtop(curthread)' "$page, rw- kernel( global)? accessed dirty"
says 'vtop(curthread->stack)' "4K page$frames, rw- kernel( global)? accessed dirty"

# What is not there, and where the walk ends
says 'vtop(0xdead000000000000)' 'not canonical'
says 'vtop(8)' 'not mapped \(level [1-5]\)'
says 'vtop(0xfffffffffffff000)' 'not mapped \(level [1-5]\)'
if [ -n "$pv" ]; then
	says 'vtop(0xffff800000000000)' 'hypervisor'
else
	says 'vtop(0xffffc8fffffff000)' 'not mapped \(level [1-5]\)'
fi
answers

# User memory: a buffer, the code, and a page that was never touched. The kernel says which frame each has.
cat >"$tmp/write.pl" <<'END'
use strict;
my $buf = "x" x 20000;
my $addr = unpack("Q", pack("p", $buf)) + 8192 & ~4095;
open(my $map, "<:raw", "/proc/self/pagemap") or die;
sysseek($map, $addr / 4096 * 8, 0);
sysread($map, my $entry, 8);
printf STDERR "frame 0x%x\n", unpack("Q", $entry) & (1 << 55) - 1;
syswrite(STDOUT, $buf, 1, $addr - unpack("Q", pack("p", $buf)));
END
"$DTRACE" -q -c "perl $tmp/write.pl" -n 'syscall::write:entry /pid == $target && arg0 == 1/ {
	printf("data %s\ncode %s\n", vtop(arg1), vtop(curthread->mm->start_code));
	this->stack = curthread->mm->start_stack; printf("stack %s\n", vtop(this->stack));
	printf("nothing %s\n", vtop(curthread->mm->mmap_base + 4096 - 4096 * 4096 * 16)); }' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "dtrace exits with $?"; }
cat "$tmp/out" "$tmp/err"
frame=$(sed -n 's/^frame //p' "$tmp/err")
[ "$frame" != 0x0 ] || fail 'no frame in pagemap'
expect "$tmp/out" "^x?data (4K|2M) page, frame $frame(, machine frame 0x[0-9a-f]+)?, rw- user accessed dirty\$"
expect "$tmp/out" "^code 4K page$frames, r-x user accessed"
expect "$tmp/out" "^stack 4K page$frames, rw- user accessed dirty\$"
expect "$tmp/out" '^nothing not mapped \(level [1-5]'

# A kernel thread has no user memory; an idle one neither.
"$DTRACE" -qn 'sched:::on-cpu /curthread->mm == NULL/ { printf("%s\n", vtop(0x400000)); exit(0); }' >"$tmp/out" 2>"$tmp/err" ||
	{ cat "$tmp/err"; fail "dtrace exits with $?"; }
expect "$tmp/out" '^no user memory$'

# Any context, any address: while memory is mapped and unmapped, whatever is in registers is asked for.
start_workload
"$DTRACE" -q -x aggsize=4m -n 'profile-997 { @[substr(vtop(arg0 ? arg0 : arg1), 0, 3)] = count(); }
	syscall:::entry { @[substr(vtop(arg0), 0, 3)] = count(); @[substr(vtop(arg1), 0, 3)] = count();
	@[substr(vtop(arg2 * timestamp), 0, 3)] = count(); @[substr(vtop((uintptr_t)curthread + rand() * 64), 0, 3)] = count(); }
	tick-3s { exit(0); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
stop_workload
expect "$tmp/out" '^ +4K +[0-9]+'
expect_not "$tmp/err" 'error on enabled probe'
exit 0
