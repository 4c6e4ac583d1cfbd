#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the tests in tests/ on the running kernel and prints TAP: run.sh [NAME...]
# Builds their helpers and runs nothing: run.sh --helpers DIR. With that directory in $DTRACE_TEST_HELPERS the tests need no
# compiler, which is slow in an emulated guest.
#
# A test is a bash script that exits 0 (passed), 4 (skipped; the last line says why) or anything else (failed). After each
# test the kernel log must hold no new warning. In a kernel that was booted with kmemleak=on, a last test asks for memory
# that the tests made us leak.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./lib.sh

if [ "${1-}" = --helpers ]; then
	ready=$(cd "$OLDPWD" && realpath "$2")
	grep -h '^compile ' tests/*.sh | sort -u | while read -r _ name words; do
		# shellcheck disable=SC2086 # words
		[ -z "$(find helpers -newer "$ready/$name" 2>&1)" ] ||
			tmp=$ready DTRACE_TEST_HELPERS='' compile "$name" $words || exit
	done
	exit
fi

tests=("$@")
[ ${#tests[@]} -gt 0 ] || mapfile -t tests < <(cd tests && printf '%s\n' *.sh | sed 's/\.sh$//')

echo "TAP version 13"
kmemleak=/sys/kernel/debug/kmemleak
{ [ -w $kmemleak ] && echo scan >$kmemleak; } 2>/dev/null || kmemleak=
echo "1..$((${#tests[@]} + (${#kmemleak} > 0)))"
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
		[ $status -ne 124 ] || echo "# out of time (DTRACE_TEST_TIMEOUT)"
		sed 's/^/# /' <<<"$out" | tail -n 40
		[ -z "$complaints" ] || sed 's/^/# kernel: /' <<<"$complaints" | head -n 40
		failed=$((failed + 1))
		;;
	esac
done
if [ -n "$kmemleak" ]; then
	n=$((n + 1))
	if leaks=$(our_leaks "$kmemleak"); then
		echo "ok $n - nothing of ours leaked"
	else
		echo "not ok $n - nothing of ours leaked"
		sed 's/^/# /' <<<"$leaks"
		failed=$((failed + 1))
	fi
fi
exit $((failed > 0))
