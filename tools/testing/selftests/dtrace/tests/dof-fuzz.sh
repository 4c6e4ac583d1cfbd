# SPDX-License-Identifier: GPL-2.0
# Corrupt program images by ioctl: an errno and a message each, no complaint of the kernel.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile dof_fuzz

rounds=100000
# Emulated Xen is several times slower, and so is an allocation that kmemleak notes down.
if [ -r /sys/hypervisor/type ] || grep -qw kmemleak=on /proc/cmdline; then rounds=20000; fi
"$tmp/dof_fuzz" "${DTRACE_TEST_ROUNDS:-$rounds}" || fail "dof_fuzz: status $?"
