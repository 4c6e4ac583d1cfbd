# SPDX-License-Identifier: GPL-2.0
# Sourced by the bash suites in scripts/tests: TAP results.
# shellcheck shell=bash

# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
TAP_COUNT=0
TAP_FAILED=0

# tap STATUS NAME [FILE]: one result; the lines of FILE (its first 40) follow a failure as diagnostics.
tap() {
	TAP_COUNT=$((TAP_COUNT + 1))
	if (($1 == 0)); then
		echo "ok $TAP_COUNT - $2"
		return
	fi
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_COUNT - $2"
	if [[ -s ${3-} ]]; then
		sed -n '1,40s/^/# /p' "$3"
	fi
}

tap_skip() {
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $1 # SKIP $2"
}

# tap_empty NAME FILE: passes when FILE (findings of a checker) is empty.
tap_empty() {
	local status=0
	[[ ! -s $2 ]] || status=1
	tap "$status" "$1" "$2"
}

tap_end() {
	echo "1..$TAP_COUNT"
	exit $((TAP_FAILED > 0))
}

# overlay_files PATTERN...: the overlay's files (git pathspecs), committed or not, one a line.
overlay_files() {
	git -C "$ROOT" ls-files -co --exclude-standard -- "$@" | sort -u |
		while read -r path; do [[ -f $ROOT/$path ]] && echo "$path"; done || true
}
