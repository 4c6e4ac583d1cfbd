# SPDX-License-Identifier: GPL-2.0
# uregs[] and regs[] are the registers of the interrupted code: a program plants values in all of them, then makes a system call or
# spins until a timer interrupt, and the probe there prints what it sees. (Frames of exceptions in the kernel: KUnit suite
# dtrace_frames.)
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile planted_frames planted.cc -no-pie

# show ARRAY: a D statement that prints the line that planted_frames prints, at their numbers in the array
show() {
	local n args=
	for n in 0 1 2 3 4 5 6 7 8 9 11 12 13 14 17 18 19 20; do args+=", $1[$n]"; done
	echo "printf(\"$1 %x %x %x %x %x %x %x %x %x %x %x %x %x %x %x %x %x %x\\n\"$args);"
}

symbol() { nm "$tmp/planted_frames" | awk -v name="$1" '$3 == name { print "0x" $1 }'; }

# check WHAT MINIMUM: the traced lines are all the expected one, for both arrays
check() {
	local array n
	want=$(tail -n 1 "$tmp/planted")
	for array in uregs regs; do
		n=$(grep -cx "$array $want" "$tmp/out")
		[ "$n" -ge "$2" ] && [ "$n" = "$(grep -c "^$array " "$tmp/out")" ] || {
			echo "planted $want"
			grep "^$array " "$tmp/out" | sort | uniq -c | head -n 5
			cat "$tmp/err"
			fail "$1: $n of $(grep -c "^$array " "$tmp/out") lines are right, at least $2 expected"
		}
		echo "$1: $n firings with ${array}[] as planted"
	done
}

for probe in entry return; do
	rm -f "$tmp/out" # -o appends
	"$DTRACE" -qn "syscall::getpid:$probe /pid == \$target && uregs[16] == $(symbol after_syscall)/ { $(show uregs) $(show regs) }" \
		-o "$tmp/out" -c "$tmp/planted_frames syscall 50" >"$tmp/planted" 2>"$tmp/err" || { cat "$tmp/err"; fail "status $?"; }
	check "system call $probe" 50
done

rm -f "$tmp/out"
in_loop="arg1 >= $(symbol spin_start) && arg1 < $(symbol spin_end)"
"$DTRACE" -qn "profile-997 /pid == \$target && $in_loop && arg1 == uregs[16]/ { $(show uregs) $(show regs) }" \
	-o "$tmp/out" -c "$tmp/planted_frames spin 1500" >"$tmp/planted" 2>"$tmp/err" || { cat "$tmp/err"; fail "status $?"; }
check "timer interrupt" 20
exit 0
