# SPDX-License-Identifier: GPL-2.0
# Corrupt program images by ioctl: an errno and a message each, no complaint of the kernel, no leak where kmemleak looks.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile dof_fuzz

rounds=100000
[ ! -r /sys/hypervisor/type ] || rounds=20000 # emulated Xen is several times slower
"$tmp/dof_fuzz" "${DTRACE_TEST_ROUNDS:-$rounds}" || fail "dof_fuzz: status $?"

kmemleak=/sys/kernel/debug/kmemleak
if [ -w $kmemleak ] && echo scan >$kmemleak 2>/dev/null; then
	sleep 6 # objects younger than 5 s are not reported
	echo scan >$kmemleak
	cat $kmemleak >"$tmp/leaks"
	if grep -q dt_ "$tmp/leaks"; then
		head -n 40 "$tmp/leaks"
		fail "leaks"
	fi
	echo "kmemleak: nothing of ours"
fi
exit 0
