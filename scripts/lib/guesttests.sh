# SPDX-License-Identifier: GPL-2.0
# Sourced by the suites that boot a guest: KUnit and kselftest, natively or under Xen.
# shellcheck shell=bash

# shellcheck source=scripts/lib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"
SELFTEST=tools/testing/selftests/dtrace/run.sh
SELFTESTS=()

# kunit_suites: the names of all suites in the overlay.
kunit_suites() {
	(cd "$ROOT" && grep -rhoE '\.name = "dtrace\w*' {arch/x86/kernel,kernel/trace}/dtrace/tests/*_kunit.c) | sed 's/.*"//' | sort -u
}

# kunit_in KIND [VM-OPTIONS...]: boots with the dtrace suites enabled and flattens their KTAP.
kunit_in() {
	local kind=$1 out suite status=0
	shift
	out=$BUILD/log/kunit-$kind.out
	"$ROOT/scripts/vm" "$@" --timeout "${KUNIT_TIMEOUT:-400}" --name "kunit-$kind" \
		--append 'kunit.enable=1 kunit.filter_glob=dtrace* log_buf_len=4M' -- dmesg >"$out" || status=$?
	python3 "$ROOT/scripts/lib/ktap.py" "$kind kunit " 1 <"$out" || true
	# A suite that was not built or not called says nothing at all.
	for suite in $(kunit_suites); do
		grep -q "Subtest: $suite\$" "$out" || echo "not ok 998 - $kind kunit: $suite ran"
	done
	if ((status)); then
		echo "not ok 999 - $kind kunit: the guest ended with status $status"
	fi
}

# selftest_in KIND [VM-OPTIONS...]: the kselftest cases, or those in the array SELFTESTS; run.sh prints TAP itself. What the
# environment says to the tests (DTRACE_TEST_LONG, DTRACE_TEST_SECONDS, DTRACE_SOAK_SECONDS, ...) reaches them.
selftest_in() {
	local kind=$1 status=0 words
	shift
	if [[ ! -x $ROOT/$SELFTEST ]]; then
		echo "not ok 1 - $kind: $SELFTEST does not exist"
		return 1
	fi
	mkdir -p "$BUILD/selftests"
	"$ROOT/$SELFTEST" --helpers "$BUILD/selftests" || echo "not ok 997 - $kind: the helpers build"
	mapfile -t words < <(env | grep -E '^DTRACE_(TEST|SOAK)_')
	"$ROOT/scripts/vm" "$@" --timeout "${SELFTEST_TIMEOUT:-2400}" --name "selftest-$kind" -- \
		env "${words[@]}" DTRACE_TEST_HELPERS="$BUILD/selftests" "$SELFTEST" "${SELFTESTS[@]}" || status=$?
	# 1 says what its own lines have said; anything else is about the guest.
	if ((status > 1)); then
		echo "not ok 999 - $kind selftest: ended with status $status"
	fi
	return "$status"
}
