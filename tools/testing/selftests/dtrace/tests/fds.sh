# SPDX-License-Identifier: GPL-2.0
# fds[] of everything that has a descriptor: called as /proc/self/fd calls it.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# Prints "fd name" of each, and asks for its position, which the program below sees.
cat >"$tmp/files.pl" <<'END'
use Socket;
my $name = "some memory";
my ($memfd_create, $eventfd2, $epoll_create1, $lseek) = (319, 290, 291, 8);
pipe(my $reader, my $writer);
socketpair(my $one, my $other, AF_UNIX, SOCK_STREAM, 0);
socket(my $udp, AF_INET, SOCK_DGRAM, 0);
open(my $gone, ">", "$ARGV[0]/gone file");
unlink("$ARGV[0]/gone file");
open(my $plain, "<", "/etc/passwd");
open(my $null, "<", "/dev/null");
open(my $net, "<", "/proc/self/ns/net");
my @fds = map(fileno($_), $reader, $writer, $one, $other, $udp, $gone, $plain, $null, $net);
push(@fds, syscall($memfd_create, $name, 0), syscall($eventfd2, 0, 0), syscall($epoll_create1, 0));
$| = 1;
for my $fd (@fds) {
	next if $fd < 0;
	print("$fd ", readlink("/proc/self/fd/$fd"), "\n");
	syscall($lseek, $fd, 0, 0);
}
END
"$DTRACE" -q -o "$tmp/out" -c "perl $tmp/files.pl $tmp" -n '
syscall::lseek:entry /pid == $target && arg1 == 0 && arg2 == 0/ {
	printf("%d %s\n", arg0, fds[arg0].fi_pathname);
	printf("%d name %s of %s in %s\n", arg0, fds[arg0].fi_name, fds[arg0].fi_dirname, fds[arg0].fi_fs); }' \
	>"$tmp/expected" 2>"$tmp/err" || fail "dtrace exits with $?: $(cat "$tmp/err")"

for what in pipe socket net anon_inode /memfd "$tmp/gone"; do
	expect "$tmp/expected" " $what" 'the process has no'
done
while read -r line; do
	grep -qxF -- "$line" "$tmp/out" || {
		cat "$tmp/out"
		fail "fds[] does not say $line"
	}
done <"$tmp/expected"
expect "$tmp/out" ' name passwd of /etc in '
expect "$tmp/out" ' name pipe:\[[0-9]+\] of \. in pipefs$'
expect "$tmp/out" ' name socket:\[[0-9]+\] of \. in sockfs$'
expect "$tmp/out" " name gone file of $tmp in "
[ ! -s "$tmp/err" ] || fail "$(cat "$tmp/err")"
exit 0
