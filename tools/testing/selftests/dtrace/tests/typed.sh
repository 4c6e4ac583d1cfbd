# SPDX-License-Identifier: GPL-2.0
# args[] of proc and sched, fds[], cwd, root, execargs: against the processes and files of a shell.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

mkdir -p "$tmp/dir/mnt" "$tmp/jail"
mount -t tmpfs none "$tmp/dir/mnt" || skip "cannot mount a tmpfs"
undo() {
	umount "$tmp/dir/mnt"
	rm -rf "$tmp"
}
trap undo EXIT
echo text >"$tmp/dir/mnt/file"

start_dtrace "$tmp/out" "$tmp/err" -q -n '
proc:::exec-success /execname == "true"/ {
	printf("psargs %s\nexecargs %s\n", curpsinfo->pr_psargs, execargs);
	printf("cwd %s\nroot %s\n", cwd, root); }
proc:::create { printf("create %d %d %d %d\n", pid, args[0]->pr_pid, args[0]->pr_ppid, args[0]->pr_uid); }
proc:::lwp-create { printf("lwp-create %d %d %d\n", pid, args[0]->pr_lwpid, args[1]->pr_pid); }
proc:::exec-failure { printf("exec-failure %d %d\n", pid, args[0]); }
proc:::exec { printf("exec %d %s\n", pid, args[0]); }
proc:::exit { printf("exit %d %d\n", pid, args[0]); }
proc:::signal-send /args[2] == SIGUSR2/ {
	printf("signal-send %d %d %d %s\n", pid, args[0]->pr_lwpid, args[1]->pr_pid, args[1]->pr_psargs); }
sched:::enqueue { @enqueue["enqueue", args[1]->pr_pid] = count(); }
sched:::enqueue /args[0]->pr_lwpid != ((struct task_struct *)arg0)->pid || args[2]->cpu_id != arg1/ { @odd["odd"] = count(); }
sched:::wakeup /args[1]->pr_fname == "sleep" && args[0]->pr_name != "sleep"/ { @odd["odd"] = count(); }
syscall::read:entry /execname == "cat"/ {
	printf("file %s|%s|%s\n", fds[arg0].fi_pathname, fds[arg0].fi_dirname, fds[arg0].fi_name);
	printf("fs %s %s %d\n", fds[arg0].fi_fs, fds[arg0].fi_mount, fds[arg0].fi_oflags & O_ACCMODE); }
syscall::read:entry /execname == "cat"/ { printf("none %s %s\n", fds[999].fi_pathname, fds[-1].fi_name); }
syscall::write:entry /execname == "cat"/ { printf("pipe %s %s\n", fds[arg0].fi_fs, fds[arg0].fi_mount); }'
(cd "$tmp/dir" && exec true one "two  words" three) &
child=$!
wait $child
sh -c 'exec /nonexistent/program' 2>/dev/null
sleep 30 &
sleeper=$!
sleep 0.2
kill -USR2 $sleeper
wait $sleeper
cat "$tmp/dir/mnt/file" | cat >/dev/null
stop_dtrace

expect "$tmp/out" '^psargs (/usr)?(/bin/)?true one two  words three$'
expect "$tmp/out" '^execargs (/usr)?(/bin/)?true one two  words three$'
expect "$tmp/out" "^cwd $tmp/dir\$"
expect "$tmp/out" '^root /$'
expect "$tmp/out" "^create $$ $child $$ 0\$"
expect "$tmp/out" "^lwp-create $$ $child $child\$"
expect "$tmp/out" '^exec [0-9]+ /nonexistent/program$'
expect "$tmp/out" '^exec-failure [0-9]+ 2$'
expect "$tmp/out" "^exit $child 1\$"
expect "$tmp/out" "^exit $sleeper 2\$"
expect "$tmp/out" "^signal-send $$ $sleeper $sleeper sleep 30\$"
expect "$tmp/out" "^file $tmp/dir/mnt/file\\|$tmp/dir/mnt\\|file\$"
expect "$tmp/out" "^fs tmpfs $tmp/dir/mnt 0\$"
expect "$tmp/out" '^none <none> <none>$'
expect "$tmp/out" '^pipe pipefs <none>$'
[ "$(row "$tmp/out" enqueue $sleeper)" -ge 1 ] || fail "process $sleeper was not enqueued"
expect_not "$tmp/out" '^ *odd' "a thread or CPU of a sched probe is another:"
exit 0
