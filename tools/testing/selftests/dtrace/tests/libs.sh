# SPDX-License-Identifier: GPL-2.0
# The D libraries: constants, and the current CPU, process and thread against what a shell knows.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

start_dtrace "$tmp/out" "$tmp/err" -q -n '
BEGIN { printf("constants %d %d %d %d %d %d\n", ENOENT, SIGUSR1, R_RIP, O_CREAT, AF_INET6, B_READ); }
BEGIN { printf("cpu %d %d\n", curcpu->cpu_id == cpu, curcpu->cpu_chip >= 0); }
proc:::exec-success /execname == "true"/ {
	printf("process %d %d %d %d %d %s\n", curpsinfo->pr_pid, curpsinfo->pr_ppid, curpsinfo->pr_uid, curpsinfo->pr_euid, curpsinfo->pr_nlwp, curpsinfo->pr_fname);
	printf("group %d %d\n", curpsinfo->pr_pgid, curpsinfo->pr_sid);
	printf("thread %d %d %d\n", curlwpsinfo->pr_lwpid, curlwpsinfo->pr_nice, curlwpsinfo->pr_pri);
	printf("class %s %c %s\n", curlwpsinfo->pr_clname, curlwpsinfo->pr_sname, curlwpsinfo->pr_name);
	printf("memory %d\n", curpsinfo->pr_size > 50);
}'
nice -n 3 sh -c 'exec /bin/true' &
child=$!
wait $child
stop_dtrace

read -r pgid sid < <(ps -o pgid=,sid= -p $$)
expect "$tmp/out" "^constants 2 10 16 64 10 64\$"
expect "$tmp/out" "^cpu 1 1\$"
expect "$tmp/out" "^process $child $$ 0 0 1 true\$"
expect "$tmp/out" "^group $pgid $sid\$"
expect "$tmp/out" "^thread $child 23 16\$"
expect "$tmp/out" "^class TS [OR] true\$"
expect "$tmp/out" "^memory 1\$"
exit 0
