#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Completion of command lines in bash, with the probes of the command under test: completion.sh DTRACE. Prints TAP.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
ln -s "$(realpath "$1")" "$bin/dtrace"
PATH=$bin:$PATH
# shellcheck source=tools/dtrace/completion/dtrace.bash
. "$here/../completion/dtrace.bash"

number=0 failed=0

# check WANTED LINE: what the end of the line is completed by
check() {
	local wanted=$1 got
	COMP_LINE="dtrace $2" COMP_POINT=$((7 + ${#2}))
	COMPREPLY=()
	_dtrace 2>/dev/null
	got=$(printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd' ')
	number=$((number + 1))
	if [[ $got == "$wanted" ]]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		echo "# wanted '$wanted', got '$got'"
		failed=1
	fi
}

echo 1..10
check "dtrace:" "-n dtr"
check "BEGIN" "-n dtrace:::BE"
check "BEGIN END ERROR" "-n dtrace:::"
check "dtrace" "-P dt"
check "aggsize" "-x aggsi"
check "strsize" "-q -x strs"
check "a c s t" "-X "
check "--help" "--h"
check "/dev/null" "-s /dev/nul"
check "$$" "-p $$"
exit $failed
