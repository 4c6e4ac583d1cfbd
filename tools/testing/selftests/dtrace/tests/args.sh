# SPDX-License-Identifier: GPL-2.0
# Values of args[] of syscall, sdt and rawtp: as wide and signed as the kernel's types, against what a process passes.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# Registers hold more than the types do: the upper halves are not part of an int.
cat >"$tmp/calls.pl" <<'END'
my ($write, $lseek, $kill, $nanosleep, $openat, $getpriority) = (1, 8, 62, 35, 257, 140);
my ($text, $path, $time) = ("some text\n", "/etc/passwd", pack("qq", 0, 12345));
open(my $null, ">", "/dev/null");
open(my $file, "<", "/etc/passwd");
print(join(" ", "ready", $$, fileno($null), fileno($file)), "\n");
syscall($write, fileno($null) + 0x7700000000, $text, 10);
syscall($lseek, fileno($file), -2, 2 + 0x500000000);
syscall($lseek, fileno($file), -(1 << 40), 0);
syscall($kill, $$, 0x300000000);
syscall($nanosleep, $time, 0);
syscall($openat, -100, $path, 02000000, 0xabc001a4);
syscall($getpriority, 0, 0);
kill("WINCH", $$);
exit(0) if fork == 0;
wait;
END
# The linker opens libraries with the same flags and without a mode, by names that may not be in memory yet.
"$DTRACE" -q -o "$tmp/out" -c "perl $tmp/calls.pl" -n '
syscall::write:entry /pid == $target && args[2] == 10/ {
	printf("write %d %d %d %s\n", args[0], args[0] == arg0, args[2], copyinstr((uintptr_t)args[1], args[2])); }
syscall::write:return /pid == $target && arg0 == 10/ { printf("written %d\n", args[0]); }
syscall::lseek:entry /pid == $target && args[1] < 0/ {
	printf("lseek %d %d %d %d\n", args[0], args[1], args[2], args[2] == arg2); }
syscall::lseek:return /pid == $target && errno/ { printf("lseek-failed %d\n", args[0]); }
syscall::kill:entry /pid == $target && args[1] == 0/ { printf("kill %d %d\n", args[0] == pid, args[1]); }
syscall::nanosleep:entry /pid == $target/ {
	this->t = (struct __kernel_timespec *)copyin((uintptr_t)args[0], sizeof(struct __kernel_timespec));
	printf("nanosleep %d %d %d\n", this->t->tv_sec, this->t->tv_nsec, args[1] == NULL); }
syscall::openat:entry /pid == $target && args[2] == 02000000 && args[3] == 0644/ {
	printf("openat %d %s %x %o %d\n", args[0], copyinstr((uintptr_t)args[1]), args[2], args[3], sizeof(args[3])); }
sdt:signal::signal_generate /pid == $target && args[0] == SIGWINCH/ {
	printf("signal %d %d %s %d\n", args[0], args[2]->pid == pid, args[2]->comm, args[3]); }
sdt:sched::sched_process_fork /pid == $target/ {
	printf("fork %d %d\n", args[0]->pid == pid, args[1]->real_parent->pid == pid); }
sdt:sched::sched_process_exit /ppid == $target/ { printf("exit %d %s\n", args[0]->pid == pid, args[0]->comm); }
sdt:sched::sched_switch /args[0] > 1 || args[1]->pid != tid || sizeof(args[0]) != 1/ { @odd["odd"] = count(); }
sdt:sched::sched_switch { @switches["switches"] = count(); }
rawtp:raw_syscalls::sys_enter /pid == $target && args[1] == 140/ {
	printf("raw %d %d %d\n", args[1], args[0]->orig_ax, sizeof(args[1])); }
rawtp:raw_syscalls::sys_exit /pid == $target && args[0]->orig_ax == 140/ { printf("raw-exit %d\n", args[1]); }' \
	>"$tmp/did" 2>"$tmp/err" || fail "dtrace exits with $?: $(cat "$tmp/err")"

read -r _ _ null file <"$tmp/did"
while read -r line; do
	grep -qxF -- "$line" "$tmp/out" || { cat "$tmp/out"; fail "args[] do not say $line"; }
done <<END
write $null 0 10 some text
written 10
lseek $file -2 2 0
lseek $file -1099511627776 0 1
lseek-failed -1
kill 1 0
nanosleep 0 12345 1
openat -100 /etc/passwd 80000 644 2
signal 28 1 perl 1
fork 1 1
exit 1 perl
raw 140 140 8
raw-exit 20
END
expect "$tmp/out" ' switches '
expect_not "$tmp/out" ' odd ' 'sched_switch:'
[ ! -s "$tmp/err" ] || fail "$(cat "$tmp/err")"
exit 0
