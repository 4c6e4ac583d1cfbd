# SPDX-License-Identifier: GPL-2.0
# What the tests share: the dtrace command, workloads, expectations, the kernel log. Sourced by run.sh and by each test.

: "${DTRACE:=dtrace}"
selftests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tmp=${TMPDIR:-/tmp}/dtrace-test.$$
mkdir -p "$tmp"
trap 'stop_workload; rm -rf "$tmp"' EXIT

# The command may not be installed: its libraries are those of this tree, where they are in one.
libs=$selftests/../../../dtrace/lib
[ ! -d "$libs" ] || export DTRACE_OPT_SYSLIBDIR=$libs

fail() {
	echo "FAILED: $*"
	exit 1
}

skip() {
	echo "$*"
	exit 4
}

# log_mark: a mark in the kernel log; log_complaints MARK: what the kernel complained about since, or ever when the mark is gone
log_mark() {
	local mark
	mark="dtrace selftest ${DTRACE_TEST:-} $$ $RANDOM$RANDOM"
	echo "$mark" >/dev/kmsg
	echo "$mark"
}

log_complaints() {
	dmesg | awk -v mark="$1" 'index($0, mark) { since = NR } { line[NR] = $0 } END { while (since++ < NR) print line[since] }' |
		grep -E 'BUG|Oops|WARNING|general protection|stack segment|Call Trace|kmemleak: [0-9]+ new|INFO: |possible recursive|unable to handle|UBSAN|\bstall|Bad page|refcount_t' |
		grep -vE 'INFO: NMI handler|took too long|lockdep is turned off'
}

# our_leaks FILE: unreferenced objects that a function of the engine allocated; fails when there are any
our_leaks() {
	echo scan >"$1"
	sleep 6 # objects younger than 5 s are not reported
	echo scan >"$1"
	awk 'function flush() { if (text ~ / (dt|dtrace)_/) { printf "%s", text; found = 1 } text = "" }
		/^unreferenced object/ { flush() }
		{ text = text $0 "\n" }
		END { flush(); exit found }' "$1" | head -n 60
	return "${PIPESTATUS[0]}"
}

# expect FILE REGEX [WHAT]: a line of the file matches
expect() {
	grep -qE -- "$2" "$1" || {
		echo "--- $1:"
		head -n 30 "$1"
		fail "${3:-no line matches} $2"
	}
}

expect_not() {
	! grep -qE -- "$2" "$1" || {
		grep -nE -- "$2" "$1" | head -n 5
		fail "${3:-a line matches} $2"
	}
}

# One round of the everyday things people trace.
workload_round() {
	ls / >/dev/null
	cat /etc/passwd /etc/group >/dev/null
	find /etc -maxdepth 1 -name 'p*' >/dev/null
	echo 'int main(void) { return 0; }' | gcc -S -x c -o /dev/null - 2>/dev/null
	sh -c 'echo a | cat >/dev/null'
}

start_workload() {
	(
		exec >/dev/null 2>&1
		while :; do workload_round; done
	) &
	workload=$!
}

stop_workload() {
	[ -n "${workload:-}" ] || return 0
	kill "$workload" 2>/dev/null
	wait "$workload" 2>/dev/null
	workload=
}

# trace SECONDS OUT ERR DTRACE-ARGUMENTS...: run dtrace under the workload, stop it that long after it began to trace
trace() {
	local seconds=$1 out=$2 err=$3
	shift 3
	start_workload
	"$DTRACE" "$@" >"$out" 2>"$err" &
	local pid=$!
	until grep -q '^dtrace: .* matched ' "$err" || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
	sleep "$seconds"
	kill -TERM $pid # not SIGINT: bash ignores that in what it runs in the background, and so then does dtrace
	wait $pid
	trace_status=$?
	stop_workload
}

# start_dtrace OUT ERR DTRACE-ARGUMENTS...: run dtrace in the background until it traces; stop_dtrace ends it
start_dtrace() {
	local out=$1 err=$2
	shift 2
	: >"$out"
	"$DTRACE" -x switchrate=10hz -n 'BEGIN { printf("tracing\n"); }' "$@" >"$out" 2>"$err" &
	dtrace_pid=$! dtrace_err=$err
	until grep -q tracing "$out"; do
		kill -0 $dtrace_pid 2>/dev/null || { cat "$err"; fail "dtrace $*: does not start"; }
		sleep 0.1
	done
}

stop_dtrace() {
	local status
	kill -TERM $dtrace_pid
	wait $dtrace_pid || { status=$?; cat "$dtrace_err"; fail "dtrace exits with $status"; }
}

# row FILE KEY...: the last field of the row of an aggregation with these keys; 0 when there is none
row() {
	local file=$1
	shift
	awk -v keys="$*" '{ n = split(keys, k, " "); if (NF != n + 1) next; for (i = 1; i <= n; i++) if ($i != k[i]) next; v = $NF }
		END { print v + 0 }' "$file"
}

# address NAME: of a kernel symbol
address() {
	awk -v name="$1" '$3 == name { print "0x" $1; exit }' /proc/kallsyms
}

# says EXPRESSION REGEX: the whole text that the expression gives is like that; asked for all at once by answers
expressions=() wanted=()
says() {
	expressions+=("$1") wanted+=("$2")
}

answers() {
	local i=0 answer
	{
		echo 'BEGIN {'
		printf 'printf("%%s\\n", %s);\n' "${expressions[@]}"
		echo 'exit(0); }'
	} >"$tmp/ask.d"
	"$DTRACE" -qs "$tmp/ask.d" >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
	while read -r answer; do
		[ -n "$answer" ] || continue
		echo "${expressions[i]}: $answer"
		[[ $answer =~ ^(${wanted[i]})$ ]] || fail "${expressions[i]} is $answer, not ${wanted[i]}"
		i=$((i + 1))
	done <"$tmp/out"
	[ $i = ${#expressions[@]} ] || { cat "$tmp/err"; fail "$i answers, not ${#expressions[@]}"; }
}

# need_tracefs: $tracefs, mounted, or no test
need_tracefs() {
	tracefs=/sys/kernel/tracing
	[ -f $tracefs/available_events ] || mount -t tracefs none $tracefs || skip 'no tracefs'
}

# need_disk: $loop, a block device of 32 MiB that is gone after the test together with what is mounted at $tmp/mnt; or no test
need_disk() {
	command -v losetup >/dev/null || skip 'no losetup'
	mkdir -p "$tmp/disk" "$tmp/mnt"
	mount -t tmpfs none "$tmp/disk" || skip 'cannot mount a tmpfs'
	loop=
	trap 'stop_workload; umount "$tmp/mnt" 2>/dev/null; [ -z "$loop" ] || losetup -d "$loop"; umount "$tmp/disk"; rm -rf "$tmp"' EXIT
	dd if=/dev/zero of="$tmp/disk/image" bs=1M count=32 2>/dev/null
	loop=$(losetup -f --show "$tmp/disk/image") || skip 'no loop device'
}

# built_in PROVIDER...: those of them that this kernel was built with
built_in() {
	local name
	for name; do
		! grep -q " dt_${name}_init\$" /proc/kallsyms || echo "$name"
	done
}

# in_each_way COMMAND...: the command with the name of each way of executing instructions, which new probes then prefer; with "auto"
# where the kernel cannot be asked
in_each_way() {
	local points=/sys/kernel/debug/dtrace/points mode
	[ -w $points ] || { "$@" auto; return; }
	for mode in auto emulate jump int3 step; do
		echo $mode >$points || fail "cannot ask for $mode"
		"$@" $mode
	done
	echo auto >$points
}

# load_module NAME [PARAMETER...]: a module of kernel/trace/dtrace/tests, from $DTRACE_TEST_MODULES or where modules are installed
load_module() {
	local name=$1
	shift
	if [ -f "${DTRACE_TEST_MODULES:-}/$name.ko" ]; then
		insmod "$DTRACE_TEST_MODULES/$name.ko" "$@"
	else
		modprobe "$name" "$@"
	fi
}

# The modules for tests, or no test
need_modules() {
	load_module dtrace_test_hold >"$tmp/load" 2>&1 || skip "no module dtrace_test_hold (CONFIG_DTRACE_TEST_MODULES): $(tail -n 1 "$tmp/load")"
	trap 'echo 0 >/sys/module/dtrace_test_hold/parameters/coming; echo 0 >/sys/module/dtrace_test_hold/parameters/going
		kill "${dtrace_pid:-}" 2>/dev/null; stop_workload; wait; rmmod dtrace_test_target 2>/dev/null; rmmod dtrace_test_hold; rm -rf "$tmp"' EXIT
	load_module dtrace_test_target || fail 'no module dtrace_test_target'
}

# state NAME: a count of debugfs dtrace/test_state
state() {
	awk -v name="$1" '$1 == name { print $2 }' /sys/kernel/debug/dtrace/test_state
}

# compile NAME [WORD...]: helpers/NAME.cc and what the words name there into $tmp/NAME. One that was built in
# $DTRACE_TEST_HELPERS before (run.sh --helpers), from what is there now, is taken as it is.
compile() {
	local name=$1 ready=${DTRACE_TEST_HELPERS:-/nonexistent}/$1
	shift
	if [ -x "$ready" ] && [ -z "$(find "$selftests/helpers" -newer "$ready" -print -quit)" ]; then
		cp "$ready" "$tmp/$name"
		return
	fi
	(cd "$selftests/helpers" && g++ -std=c++20 -O1 -Wall -Wextra -pthread -o "$tmp/$name" "$name.cc" "$@" \
		-idirafter ../../../../../include/uapi) || fail "cannot compile helpers/$name.cc"
}
