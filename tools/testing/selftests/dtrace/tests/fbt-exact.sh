# SPDX-License-Identifier: GPL-2.0
# fbt with fbtreturn=exact: each return once, with the offset of the instruction that objdump finds there, and the value.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

exact=(-x fbtreturn=exact)
calls=2000
run=/sys/module/dtrace_test_exits/parameters/run
load_module dtrace_test_exits >"$tmp/load" 2>&1 || skip "no module dtrace_test_exits (CONFIG_DTRACE_TEST_MODULES): $(tail -n 1 "$tmp/load")"
trap 'kill "${dtrace_pid:-}" "${loop:-}" 2>/dev/null; wait; rmmod dtrace_test_exits; rm -rf "$tmp"' EXIT

# offsets FILE: the rows "FUNCTION OFFSET ..." of the file are exits of these functions, by objdump
offsets() {
	awk '{ print $1 }' "$1" | sort -u | xargs "$selftests/helpers/exits.py" | sort -u >"$tmp/known" || fail 'objdump'
	[ -s "$tmp/known" ] || fail 'objdump finds nothing'
	awk 'NR == FNR { known[$1, $2] = function_known[$1] = 1; next } ($1 in function_known) && !(($1, $2) in known)' \
		"$tmp/known" "$1" >"$tmp/unknown"
	[ ! -s "$tmp/unknown" ] || { cat "$tmp/unknown"; fail 'these are no exits'; }
	echo "$(awk 'NR == FNR { known[$1, $2] = 1; next } ($1, $2) in known' "$tmp/known" "$1" | wc -l) offsets, as objdump has them"
}

# the unlikely part is the last of the module's text, behind which nothing is
"$DTRACE" -ln 'insn:dtrace_test_exits:dtrace_exit_cold.cold:0' >"$tmp/out" 2>&1
expect "$tmp/out" 'insn +dtrace_test_exits +dtrace_exit_cold.cold 0$'

# bad values, and the name of the default
"$DTRACE" -x fbtreturn=slow -n BEGIN >"$tmp/out" 2>&1 && fail 'fbtreturn=slow is taken'
expect "$tmp/out" 'fbtreturn: Invalid value for specified option'
"$DTRACE" -x fbtreturn=fast -qn '#pragma D option fbtreturn=exact
	BEGIN { exit(0); }' >"$tmp/out" 2>&1 || { cat "$tmp/out"; fail 'fbtreturn as a pragma'; }

# every way out
start_dtrace "$tmp/out" "$tmp/err" "${exact[@]}" -q -n '
	fbt:dtrace_test_exits:dtrace_exit_*:entry { @e[probefunc] = count(); self->n = arg0; }
	fbt:dtrace_test_exits:dtrace_exit_*:return { @r[probefunc, arg0] = count(); @v[probefunc, arg0] = sum(arg1); }
	fbt::dtrace_exit_leaf:return /arg1 != self->n + 1/ { @wrong = count(); }
	fbt::dtrace_exit_tail:return { @s[caller == 0, stackdepth > 2] = count(); }
	END { printa("e %s %@u\n", @e); printa("r %s %u %@u\n", @r); printa("v %s %u %@u\n", @v); printa("wrong %@u\n", @wrong);
		printa("s %u %u %@u\n", @s); }'
echo $calls >$run
stop_dtrace
expect_not "$tmp/err" 'missed|skipped|drop|could not'
expect_not "$tmp/out" '^wrong' 'a value of dtrace_exit_leaf() is wrong:'
expect "$tmp/out" "^s 0 1 $calls\$" 'no stack at a tail jump'
sed -n 's/^r //p' "$tmp/out" >"$tmp/returns"
offsets "$tmp/returns"
# expected FUNCTION CALLS EXITS: as many entries as returns, at as many places
while read -r function n places; do
	expect "$tmp/out" "^e dtrace_exit_$function $n\$"
	awk -v f="dtrace_exit_$function" '$1 == f { n += $3; places++ } END { print f, n, places }' "$tmp/returns" >"$tmp/row"
	expect "$tmp/row" "^dtrace_exit_$function $n $places\$"
done <<END
returns $calls 2
tail $calls 1
indirect $calls 1
branch $calls 2
table $calls 2
cold $calls 2
leaf $((calls * 7 / 2)) 1
END
# at a jump there is no value yet
for function in tail indirect; do
	expect "$tmp/out" "^v dtrace_exit_$function [0-9]+ 0\$"
done

# one consumer wants it exact, one came before and does not: each sees each return once
start_dtrace "$tmp/fast.out" "$tmp/fast.err" -q -n 'fbt::dtrace_exit_returns: { @[probename, (long)arg0 == -1] = count(); }'
fast=$dtrace_pid
: >"$tmp/go"
(while [ -e "$tmp/go" ]; do echo 500 >$run; done) &
loop=$!
for _ in 1 2 3; do
	start_dtrace "$tmp/out" "$tmp/err" "${exact[@]}" -q -n 'fbt::dtrace_exit_returns:return { @[(long)arg0 == -1] = count(); }'
	sleep 0.3
	stop_dtrace
	expect_not "$tmp/err" 'missed|skipped|drop|could not'
done
rm "$tmp/go"
wait $loop
loop=
dtrace_pid=$fast
stop_dtrace
expect_not "$tmp/fast.err" 'missed|skipped|drop|could not'
n=$(awk '$1 == "entry" { n += $3 } END { print n }' "$tmp/fast.out")
m=$(awk '$1 == "return" { n += $3 } END { print n }' "$tmp/fast.out")
[ "$n" -gt 500 ] && [ "$n" = "$m" ] || { cat "$tmp/fast.out"; fail "$n entries and $m returns while the way changed"; }
expect "$tmp/fast.out" '^ *return +0 +[0-9]+$' 'no return became exact:'
expect "$tmp/fast.out" '^ *return +1 +[0-9]+$' 'no return was fast:'

# the kernel's own functions
"$DTRACE" "${exact[@]}" -c "perl -e 'umask(17) for 0..$calls'" -q -n '
	fbt:vmlinux:__x64_sys_umask:return /pid == $target/ { @[arg1] = count(); }
	fbt:vmlinux:vfs_*:return, fbt:vmlinux:do_*:return, fbt:vmlinux:ksys_*:return { @r[probefunc, arg0] = count(); }
	END { printa("r %s %u %@u\n", @r); }' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "dtrace exits with $?"; }
expect "$tmp/out" "^ +17 +$calls\$"
expect_not "$tmp/err" 'missed|drop'
sed -n 's/^r //p' "$tmp/out" | sort -k3nr | head -n 100 >"$tmp/returns"
[ "$(wc -l <"$tmp/returns")" -gt 20 ] || fail 'few functions of the kernel return'
offsets "$tmp/returns"

# a function whose last act is a static call cannot have all breakpoints
"$DTRACE" "${exact[@]}" -n 'fbt::run_ksoftirqd:return' -n 'BEGIN { exit(0); }' >"$tmp/out" 2>&1
expect "$tmp/out" 'fbt:vmlinux:run_ksoftirqd:return not enabled: a static call'
exit 0
