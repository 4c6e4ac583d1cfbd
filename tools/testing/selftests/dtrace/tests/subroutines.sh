# SPDX-License-Identifier: GPL-2.0
# Subroutines that need a kernel: memory of processes, files, families of tasks, locks.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# d COMMAND DTRACE-ARGUMENTS...: run the command under a program, everything to $tmp/out
d() {
	local command=$1
	shift
	"$DTRACE" -q "$@" -c "$command" >"$tmp/out" 2>"$tmp/err" || {
		cat "$tmp/out" "$tmp/err"
		fail "dtrace exits with $?"
	}
}

cat >"$tmp/write.pl" <<'END'
chdir "/etc"; open(F, ">", $ARGV[0]); syswrite(F, "world\n"); close(F);
END

# what a process writes, read and changed on its way
d "perl $tmp/write.pl $tmp/f" -w -n 'syscall::write:entry /pid == $target/ {
	printf("str %s\n", copyinstr(arg1, 5));
	printf("in %c\n", *(char *)copyin(arg1, 1));
	this->b = alloca(8); copyinto(arg1, 5, this->b); printf("into %s\n", (string)this->b);
	this->w = (char *)alloca(1); this->w[0] = 87;
	copyout(this->w, arg1, 1); copyoutstr("R", arg1 + 2, 1); }'
expect "$tmp/out" '^str world'
expect "$tmp/out" '^in w'
expect "$tmp/out" '^into world'
[ "$(cat "$tmp/f")" = WoRld ] || fail "the process wrote $(cat "$tmp/f")"

# the same without -w is refused
"$DTRACE" -qn 'syscall::write:entry { copyout(alloca(1), arg1, 1); }' 2>"$tmp/err" && fail "copyout() without -w"
expect "$tmp/err" 'Destructive actions not allowed'

# and while the system forbids it
echo 1 >/proc/sys/dtrace/destructive_disallow
"$DTRACE" -qwn 'syscall::write:entry { copyout(alloca(1), arg1, 1); }' 2>"$tmp/err" && fail "copyout() while it is forbidden"
echo 0 >/proc/sys/dtrace/destructive_disallow
[ -s "$tmp/err" ] || fail "no message while destructive actions are forbidden"

# paths, by the task's own structures and by descriptor
d "perl $tmp/write.pl $tmp/f" -n 'syscall::write:entry /pid == $target/ {
	printf("cwd %s\n", d_path(&curthread->fs->pwd));
	printf("file %s\n", d_path(&getf(arg0)->f_path));
	printf("mount %s\n", d_mount(getf(arg0)->f_path.mnt));
	printf("args %s\n", psargs(curthread)); }'
expect "$tmp/out" '^cwd .*/etc$'
expect "$tmp/out" "^file .*$tmp/f\$"
expect "$tmp/out" "^mount $(stat -c %m "$tmp/f")\$"
expect "$tmp/out" "^args perl $tmp/write.pl $tmp/f\$"

# families: the shell that started perl is its ancestor, a sleeping stranger is not
sleep 100 &
stranger=$!
d "sh -c 'perl $tmp/write.pl $tmp/f; true'" -n "syscall::write:entry /execname == \"perl\"/ {
	printf(\"family %d %d %d\n\", progenyof(\$target), progenyof(1), progenyof($stranger)); }"
kill $stranger
expect "$tmp/out" '^family 1 1 0$'

# locks that nobody holds, and one that is held while a process starts to write: none either
tasklist=$(address tasklist_lock) uts=$(address uts_sem)
d "perl $tmp/write.pl $tmp/f" -n "BEGIN {
	printf(\"rwlock %d %d %d\n\", rw_read_held((rwlock_t *)$tasklist), rw_write_held((rwlock_t *)$tasklist),
	    rw_iswriter((rwlock_t *)$tasklist));
	printf(\"rwsem %d %d %d\n\", rw_read_held((struct rw_semaphore *)$uts),
	    rw_write_held((struct rw_semaphore *)$uts), rw_iswriter((struct rw_semaphore *)$uts));
	printf(\"spin %d %d\n\", mutex_type_spin(&curthread->alloc_lock), mutex_owned(&curthread->alloc_lock));
	printf(\"mutex %d %d %d\n\", mutex_owned(&curthread->signal->cred_guard_mutex),
	    mutex_owner(&curthread->signal->cred_guard_mutex) == NULL,
	    mutex_type_adaptive(&curthread->signal->cred_guard_mutex)); }"
expect "$tmp/out" '^rwlock 0 0 0$'
expect "$tmp/out" '^rwsem 0 0 0$'
expect "$tmp/out" '^spin 1 0$'
expect "$tmp/out" '^mutex 0 1 1$'

d "perl $tmp/write.pl $tmp/f" -n 'BEGIN { this->a = (char *)alloca(16); this->a[10] = -1; this->a[11] = -1;
	this->a[12] = 127; this->a[15] = 1; printf("%s %s\n", inet_ntoa6((struct in6_addr *)this->a),
	inet_ntoa6((struct in6_addr *)this->a, 1)); }'
expect "$tmp/out" '^127.0.0.1 ::ffff:127.0.0.1$'

# thread-locals of threads that end leave room: many more short processes than the space holds
d "bash -c 'for i in {1..150}; do /bin/true; done'" -x dynvarsize=8k \
	-n 'syscall::exit_group:entry { self->gone = 1; } END { printf("done\n"); }'
expect "$tmp/out" '^done$'
expect_not "$tmp/err" 'dynamic variable drop'
exit 0
