# SPDX-License-Identifier: GPL-2.0
# psargs() of processes that are not the current one: against how they were started.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# They all run before dtrace does.
long=$(printf 'x%.0s' {1..5000})
wait='$SIG{CONT} = sub {}; sleep 1000 while 1'
(exec -a 'odd  name' perl -e "$wait" '' 'two  words' '') &
odd=$!
perl -e "$wait" "$long" end &
lengthy=$!
perl -e "\$0 = 'another title'; $wait" "$long" &
titled=$!
perl -e "fork or exit; $wait" child of zombie &
parent=$!
undo() {
	kill $odd $lengthy $titled $parent
	rm -rf "$tmp"
}
trap undo EXIT
sleep 0.5
zombie=$(ps -o pid= --ppid $parent | tr -d " ")

start_dtrace "$tmp/out" "$tmp/err" -q -x strsize=8k -n '
BEGIN { printf("idle %s\n", psargs(&`init_task)); }
proc:::signal-send, proc:::signal-discard /args[2] == SIGCONT/ { printf("%d %s\n", args[1]->pr_pid, args[1]->pr_psargs); }'
kill -CONT $odd $lengthy $titled $zombie
stop_dtrace

expect "$tmp/out" '^idle swapper'
expect "$tmp/out" "^$odd odd  name -e .* while 1  two  words\$"
expect "$tmp/out" "^$lengthy perl -e .* while 1 $long end\$"
expect "$tmp/out" "^$titled another title"
expect "$tmp/out" "^$zombie perl\$"
expect_not "$tmp/err" 'error on enabled probe'

# Programs that start and end all the time: each is called by its own arguments, or by its name.
start_dtrace "$tmp/out" "$tmp/err" -q -n '
sched:::enqueue, sched:::dequeue, sched:::wakeup /args[1]->pr_fname == "true"/ {
	@[args[1]->pr_psargs == "true" ? "name" : substr(args[1]->pr_psargs, 0, 12) == "/bin/true of" ? "arguments" :
	    args[1]->pr_psargs] = count(); }'
for who in a b c; do
	for ((i = 0; i < 200; i++)); do
		/bin/true of $who $i
	done &
	storm[${#storm[@]}]=$!
done
wait "${storm[@]}"
stop_dtrace
expect "$tmp/out" '^ *arguments +[0-9]+$'
sed -i -E '/^tracing$|^ *(name|arguments) +[0-9]+$/d' "$tmp/out"
expect_not "$tmp/out" '[^ ]' 'other arguments:'
expect_not "$tmp/err" 'error on enabled probe'
exit 0
