#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the tests in tests/ on the running kernel and prints TAP: run.sh [NAME...]
#
# A test is a bash script that exits 0 (passed), 4 (skipped; the last line says why) or anything else (failed). After each
# test the kernel log must hold no new warning.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./lib.sh

tests=("$@")
[ ${#tests[@]} -gt 0 ] || mapfile -t tests < <(cd tests && printf '%s\n' *.sh | sed 's/\.sh$//')

echo "TAP version 13"
echo "1..${#tests[@]}"
failed=0
n=0
for name in "${tests[@]}"; do
	n=$((n + 1))
	mark=$(log_mark)
	out=$(DTRACE_TEST=$name timeout "${DTRACE_TEST_TIMEOUT:-600}" bash "tests/$name.sh" 2>&1)
	status=$?
	complaints=$(log_complaints "$mark")
	case $status in
	0) result=ok ;;
	4) result=skip ;;
	*) result=failed ;;
	esac
	[ -z "$complaints" ] || result=failed
	case $result in
	ok) echo "ok $n - $name" ;;
	skip) echo "ok $n - $name # SKIP $(tail -n 1 <<<"$out")" ;;
	failed)
		echo "not ok $n - $name"
		sed 's/^/# /' <<<"$out" | tail -n 40
		[ -z "$complaints" ] || sed 's/^/# kernel: /' <<<"$complaints" | head -n 40
		failed=$((failed + 1))
		;;
	esac
done
exit $((failed > 0))
