# SPDX-License-Identifier: GPL-2.0
# Twenty seconds of a string read from whatever the first argument of every system call is: nothing breaks, and every firing ends as
# a line, an error line or a counted drop.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

trace "${DTRACE_TEST_SECONDS:-20}" "$tmp/out" "$tmp/err" -n 'syscall::: { printf("%s", stringof(arg0)); }'
[ "$trace_status" = 0 ] || { tail -n 5 "$tmp/err"; fail "dtrace exits with $trace_status"; }
lines=$(grep -cE '^ +[0-9]+ +[0-9]+ +[a-z0-9_]+:(entry|return) ' "$tmp/out")
errors=$(grep -c 'error on enabled probe' "$tmp/err")
[ "$lines" -gt 100 ] || fail "only $lines lines"
[ "$errors" -gt 100 ] || fail "only $errors error lines"
bad=$(grep -vE "^dtrace: (description|error on enabled probe|[0-9]+ drops? on CPU|[0-9]+ )" "$tmp/err" | head -n 3)
[ -z "$bad" ] || fail "unexpected: $bad"
echo "$lines lines, $errors errors, $(grep -c ' drop' "$tmp/err") drop messages"
exit 0
