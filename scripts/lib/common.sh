# SPDX-License-Identifier: GPL-2.0
# Sourced by the bash scripts: where things are, messages, locks.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$ROOT/build
ME=$(basename "$0")
JOBS=${JOBS:-$(nproc)}

say() { printf '%s\n' "$*"; }

warn() { printf '%s: %s\n' "$ME" "$*" >&2; }

die() {
	warn "$@"
	exit 1
}

# base_value KEY: a value of the file `base`.
base_value() { sed -n "s/^$1 *= *//p" "$ROOT/base"; }

# with_lock NAME COMMAND...: two invocations wait for each other instead of colliding.
with_lock() {
	local file=$BUILD/.${1//\//_}.lock
	mkdir -p "$BUILD"
	exec {LOCK_FD}>"$file"
	if ! flock -n "$LOCK_FD"; then
		say "waiting for another $ME ($1) to finish"
		flock "$LOCK_FD"
	fi
	"${@:2}"
	exec {LOCK_FD}>&-
}

# progress LOG TEXT COMMAND...: runs COMMAND with its output in LOG; a line every five seconds says
# how far it is. On failure the first lines that look like errors are shown. Returns its status.
progress() {
	local log=$1 text=$2 pid status=0 start=$SECONDS
	shift 2
	mkdir -p "$(dirname "$log")"
	"$@" >"$log" 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			kill -0 "$pid" 2>/dev/null || break 2
			sleep 0.5
		done
		printf '%s: %s\n' "$text" "$(progress_line "$log") ($((SECONDS - start)) s)"
	done
	wait "$pid" || status=$?
	if ((status)); then
		warn "$text failed; the log is ${log#"$ROOT"/}"
		grep -nE -m 12 -A 3 'error[: ]|Error |\*\*\*|undefined reference|No rule to make' "$log" >&2 ||
			tail -n 20 "$log" >&2
	fi
	return "$status"
}

progress_line() {
	awk '/^  (CC|AS|LD|AR|CXX|HOSTCC|BTF|OBJCOPY|SORTTAB)/ { n++; last = $NF }
	     END { printf "%d objects, now %s", n, last == "" ? "starting" : last }' "$1"
}

# build/linux with the series and the overlay's files. `series check` leaves the bare base there in a clean clone.
patched_tree() {
	if [[ ! -d $BUILD/linux ]] || [[ $(git -C "$BUILD/linux" rev-list --count base..HEAD) == 0 ]]; then
		"$ROOT/scripts/series" apply
	fi
	"$ROOT/scripts/series" sync
}

# base_tree: build/linux-base, the kernel without the series.
base_tree() {
	if ! git -C "$BUILD/linux-base" checkout -q --detach base 2>/dev/null; then
		rm -rf "$BUILD/linux-base"
		git -C "$BUILD/linux" worktree prune
		git -C "$BUILD/linux" worktree add -q --detach ../linux-base base
	fi
}
