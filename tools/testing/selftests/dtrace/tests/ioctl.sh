# SPDX-License-Identifier: GPL-2.0
# The control device without the dtrace command: each call, bad arguments, privilege, sudden ends.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ -c /dev/dtrace ] || fail "there is no /dev/dtrace"
compile ioctl_test -I../../../../../kernel/trace/dtrace/tests
"$tmp/ioctl_test" || fail "ioctl_test: status $?"
