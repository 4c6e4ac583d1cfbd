# SPDX-License-Identifier: GPL-2.0
# stringof(arg0) of open(2): the name at entry; at return arg0 is no pointer: one error line each with the address.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile open2

start_workload
"$DTRACE" -n 'syscall::open*: { printf("%s", stringof(arg0)); }' >"$tmp/out" 2>"$tmp/err" &
pid=$!
until grep -q 'matched' "$tmp/err"; do kill -0 $pid || break; sleep 0.1; done
sleep 2
for i in 1 2 3 4 5; do
	"$tmp/open2" /etc/passwd /etc/hostname /proc/version
done
sleep 2
kill -TERM $pid
wait $pid || fail "dtrace exits with $?"
stop_workload

expect "$tmp/err" "^dtrace: description 'syscall::open\*: ' matched [0-9]+ probes$"
expect "$tmp/out" '^CPU     ID                    FUNCTION:NAME$'
for name in /etc/passwd /etc/hostname /proc/version; do
	n=$(grep -cE "^ +[0-9]+ +[0-9]+ +open:entry $name\$" "$tmp/out")
	[ "$n" -ge 5 ] || { head -n 20 "$tmp/out" "$tmp/err"; fail "open:entry of $name: $n lines, 5 expected"; }
done
returns=$(grep -cE '^dtrace: error on enabled probe ID [0-9]+ \(ID [0-9]+: syscall:vmlinux:open:return\): invalid address \(0x[0-9a-f]+\) in action #1$' "$tmp/err")
[ "$returns" -ge 15 ] || { head -n 20 "$tmp/err"; fail "open:return: $returns error lines, 15 expected"; }
expect_not "$tmp/out" 'open:return' "a return firing printed a name:"
exit 0
