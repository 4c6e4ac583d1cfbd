# SPDX-License-Identifier: GPL-2.0
# Each call of the control device while allocations fail: ENOMEM and nothing worse. What leaks is found by run.sh, with kmemleak=on.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

debugfs=/sys/kernel/debug
mountpoint -q $debugfs || mount -t debugfs none $debugfs 2>/dev/null
[ -d $debugfs/failslab ] && [ -e /proc/self/fail-nth ] || skip 'no CONFIG_FAILSLAB and CONFIG_FAULT_INJECTION_DEBUG_FS'
compile alloc_failure -I../../../../../kernel/trace/dtrace/tests

# knob NAME VALUE: of both kinds of allocation; fail_page_alloc may not be there, and not each has every knob
knob() {
	local kind
	for kind in failslab fail_page_alloc; do
		[ ! -e $debugfs/$kind/"$1" ] || echo "$2" >$debugfs/$kind/"$1"
	done
}

knob verbose 0
knob ignore-gfp-wait N
knob ignore-gfp-highmem Y # a page fault that gets no page is tried again, and again
knob min-order 0
"$tmp/alloc_failure" each || fail "while one allocation fails: status $?"

knob task-filter Y
knob times -1
for percent in 100 30 5; do
	knob probability $percent
	[ ! -e $debugfs/fail_page_alloc ] || [ $percent -lt 100 ] || echo 50 >$debugfs/fail_page_alloc/probability # page tables
	"$tmp/alloc_failure" some $((percent == 100 ? 1 : 20)) || fail "while $percent % of the allocations fail: status $?"
done
knob probability 0

# what all this has left: everything that was enabled is off, and tracing works
got=$("$DTRACE" -qn 'syscall::getpgid:entry /pid == $target/ { @ = count(); } END { printa("calls %@u\n", @); }' \
	-c 'perl -e "getpgrp(\$_) for (0) x 1000"' | grep .)
[ "$got" = 'calls 1000' ] || fail "tracing afterwards: $got"
exit 0
