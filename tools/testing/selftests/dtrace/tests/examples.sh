# SPDX-License-Identifier: GPL-2.0
# The example scripts of tools/dtrace/examples, run as they are: something happens that each is about, and its line about that
# is there. A script without a row below is a failure.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

examples=$selftests/../../../dtrace/examples
[ -d "$examples" ] || skip 'the examples are not here'
need_disk
ran=

# example NAME REGEX WORD...: run the script while the words are executed; a line matches
example() {
	local name=$1 regex=$2
	shift 2
	start_dtrace "$tmp/$name" "$tmp/err" -s "$examples/$name.d"
	"$@" >"$tmp/did" 2>&1
	stop_dtrace
	ran="$ran $name"
	expect "$tmp/$name" "$regex" "$name: no line matches"
	expect_not "$tmp/err" 'error|invalid' "$name:"
	echo "$name: $(grep -E -m 1 -- "$regex" "$tmp/$name")"
}

missing_directory() { for _ in 1 2 3; do rmdir /nonexistent/example; done; }
missing_program() { sh -c /nonexistent/program; }
signal_to_self() { sh -c 'kill -CONT $$; :'; }
signal_to_child() {
	sleep 100 &
	until grep -q sleep /proc/$!/comm; do :; done
	perl -e 'kill "TERM", $ARGV[0]' $!
	wait $!
}
busy() { perl -e 'my $end = time + 3; while (time < $end) { $x++ }'; }
crowd() {
	local i jobs=()
	for i in 1 2 3; do busy & jobs+=($!); done
	wait "${jobs[@]}"
}

example bitesize '^ +16384 \|@+ +8 *$' dd if="$loop" of=/dev/null bs=16k count=8 iflag=direct
example cswstat '^[0-9]{4} [A-Z][a-z]{2} +[0-9]+ [0-9:]+ +[1-9][0-9]* +[1-9][0-9]* +[0-9]+$' crowd
example errinfo '^rmdir +rmdir +2 +3$' missing_directory
example execfail '^[0-9]+ +sh +2 +/nonexistent/program$' missing_program
# shellcheck disable=SC2016 # the mark between module and function
example hotkernel '^ +vmlinux`[a-z0-9_]+ +[1-9][0-9]*$' dd if=/dev/zero of=/dev/null bs=1M count=4000
example iosnoop '^0 +[0-9]+ +R +[0-9]+ +16384 dd ' dd if="$loop" of=/dev/null bs=16k count=8 iflag=direct
example kill '^([0-9]+) +sh +18 +\1 +0$' signal_to_self
example minfbypid '^perl +zfod +[1-9]' busy
example newproc '^[0-9]+ +0 +[0-9]+ +[0-9]+ +/bin/echo two words$' /bin/echo two words
example pridist '^ +perl *$' busy
example qtime ' \|@+ +[1-9][0-9]* *$' crowd
example readfiles '^dd +/etc/passwd +50$' dd if=/etc/passwd of=/dev/null bs=1 count=50
example rwbytes '^dd +writech +7000$' dd if=/dev/zero of="$tmp/copy" bs=1000 count=7 status=none
example sctop10 '^dd +(read|write) +200[0-9]{2}$' dd if=/dev/zero of=/dev/null bs=1 count=20000 status=none
example sigdist '^perl +sleep +15 +1$' signal_to_child
example threads '^([0-9]+) +\1 +[OR] +[0-9]+ +dtrace$' true
example whatis '^  stack  stack of thread [0-9]+ \(perl\)$' crowd

for file in "$examples"/*.d; do
	name=$(basename "$file" .d)
	[[ " $ran " == *" $name "* ]] || fail "$name was not tried"
done
exit 0
