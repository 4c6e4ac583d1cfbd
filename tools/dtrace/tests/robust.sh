#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# What a golden program cannot show: signals, closed pipes, missing rights. robust.sh DTRACE; prints TAP.
set -euo pipefail

dtrace=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

# result NAME WANTED GOT
result() {
	number=$((number + 1))
	if [[ $2 == "$3" ]]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "# wanted '$2', got '$3'"
		failed=1
	fi
}

# interrupt SIGNAL: status and output of a program that only the signal ends
interrupt() {
	local pid status=0
	"$dtrace" -qn 'BEGIN { printf("ready\n"); } END { printf("end\n"); }' >"$work/out" 2>&1 &
	pid=$!
	until [[ -s $work/out ]] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	kill "-$1" "$pid"
	wait "$pid" || status=$?
	echo "$status $(tr '\n' '|' <"$work/out")"
}

echo 1..10
result "SIGTERM ends tracing in order" "0 ready||end||" "$(interrupt TERM)"

# A shell without job control lets its background processes ignore SIGINT: it stays ignored.
result "an ignored SIGINT stays ignored" "0 " "$(
	(
		trap '' INT
		"$dtrace" -qn 'BEGIN { printf("ready\n"); } tick-100s { exit(0); }' >"$work/out" 2>&1 &
		pid=$! status=0
		kill -INT "$pid"
		wait "$pid" || status=$?
		echo "$status "
	)
)"

set +o pipefail
{
	"$dtrace" -qn 'tick-1ms { printf("%4000d\n", 1); } tick-100s { exit(0); }' 2>"$work/err" && status=0 || status=$?
	echo "$status" >"$work/status"
} | head -c 1 >"$work/out"
result "a closed pipe is an error" "1 dtrace-inproc: failed to write to <stdout>: Broken pipe" \
	"$(cat "$work/status") $(cat "$work/err")"
"$dtrace" -qn 'BEGIN { exit(0); }' >/dev/full 2>"$work/err" && status=0 || status=$?
result "a full disk on standard output" "1 dtrace-inproc: failed to write to <stdout>: No space left on device" \
	"$status $(cat "$work/err")"
"$dtrace" -V >/dev/full 2>"$work/err" && status=0 || status=$?
result "a full disk under -V" "1 dtrace-inproc: failed to write to <stdout>: No space left on device" \
	"$status $(cat "$work/err")"
"$dtrace" -qn 'BEGIN { exit(0); }' -o "$work/a" && "$dtrace" -qn 'BEGIN { exit(0); }' -o "$work/a"
"$dtrace" -qn 'BEGIN { exit(0); }' -o /dev/full 2>"$work/err" && status=0 || status=$?
result "a full disk under -o" "1 dtrace-inproc: failed to write to /dev/full: No space left on device" \
	"$status $(cat "$work/err")"
result "-o appends" "2" "$(wc -l <"$work/a")"
head -c 100000 /dev/urandom >"$work/junk"
"$dtrace" -s "$work/junk" >"$work/out" 2>"$work/err" && status=0 || status=$?
# After the first error it goes on, for up to ten.
errors=$(grep -ac 'failed to compile script' "$work/err")
result "a script of random bytes" "1 yes" "$status $(test "$errors" -ge 1 && test "$errors" -le 10 && echo yes)"

result "messages of getopt() begin with the name of the command" "2 dtrace-inproc: invalid option -- '9'" \
	"$("$dtrace" -9 2>"$work/err" && status=0 || status=$?; echo "$status $(head -1 "$work/err")")"

# Firings are counted apart from the records: what is not printed is counted as a drop.
"$dtrace" -x oformat=json -x bufsize=2k -n 'profile-1000 { @ = count(); }' -n 'profile-1000 { trace("x"); }' \
	-n 'tick-1s { exit(0); }' >"$work/out" 2>/dev/null
result "every firing is a record or a counted drop" "equal, with drops" "$(python3 - "$work/out" <<'EOF'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
records = sum(1 for l in lines if l["type"] == "record" and any(i["act"] == "trace" for i in l["items"]))
fired = sum(l["value"] for l in lines if l["type"] == "agg")
drops = lines[-1]["drops"].get("PRINCIPAL", 0)
print("equal, with drops" if records + drops == fired and drops else (records, drops, fired))
EOF
)"
exit $failed
