# SPDX-License-Identifier: GPL-2.0
# The control device without the dtrace command: each call, bad arguments, privilege, sudden ends.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

[ -c /dev/dtrace ] || fail "there is no /dev/dtrace"
g++ -std=c++20 -O1 -Wall -Wextra -pthread -o "$tmp/ioctl_test" "$selftests/helpers/ioctl_test.cc" \
	-I"$selftests/../../../../kernel/trace/dtrace/tests" \
	-idirafter "$selftests/../../../../include/uapi" || fail "cannot compile helpers/ioctl_test.cc"
"$tmp/ioctl_test" || fail "ioctl_test: status $?"
