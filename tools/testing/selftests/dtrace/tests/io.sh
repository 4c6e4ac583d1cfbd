# SPDX-License-Identifier: GPL-2.0
# Provider io, through args[] too: sizes, sectors, directions and files of what a file system on a loop device reads and writes.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

command -v mkfs.ext2 >/dev/null || skip 'no mkfs.ext2'
grep -qw ext2 /proc/filesystems || skip "the kernel has no ext2"
need_disk
mkfs.ext2 -q "$loop" && mount -t ext2 "$loop" "$tmp/mnt" || fail "no ext2 on $loop"
dev=$(basename "$loop")
sync

info='struct dtrace_ioinfo *'
start_dtrace "$tmp/out" "$tmp/err" -q -n '
io:::start /execname == "dd"/ {
	@args["args", args[0]->b_flags & B_READ ? "read" : "write", args[1]->dev_pathname, args[2]->fi_fs, args[2]->fi_mount, args[2]->fi_pathname] =
		sum(args[0]->b_bcount); }
io:::start,io:::done /args[1]->dev_major != args[0]->b_edev >> 20 || args[1]->dev_minor != (args[0]->b_edev & 0xfffff) ||
	args[0]->b_bcount != args[0]->b_bufsize/ { @odd["differs"] = count(); }
io:::done /args[0]->b_flags & B_ERROR || args[0]->b_error || args[0]->b_resid/ { @odd["differs"] = count(); }
io:::start { this->i = ('"$info"')arg1; self->key = arg0; start[arg0] = this->i->blkno; size[arg0] = this->i->bcount;
	@[this->i->flags & 0x40 ? "read" : "write", execname, stringof(this->i->statname)] = sum(this->i->bcount);
	@n[this->i->flags & 0x40 ? "nread" : "nwrite", execname] = count();
	@dev["dev", this->i->edev >> 20, this->i->edev & 0xfffff, stringof(this->i->driver)] = count(); }
io:::start /execname == "dd" && ((struct dtrace_ioinfo *)arg1)->path.dentry/ {
	@file["file", stringof(((struct dtrace_ioinfo *)arg1)->path.dentry->d_name.name)] = count(); }
io:::done /start[arg0] != ((struct dtrace_ioinfo *)arg1)->blkno || size[arg0] != ((struct dtrace_ioinfo *)arg1)->bcount/ { @odd["differs"] = count(); }
io:::done { this->i = ('"$info"')arg1; @done["done", stringof(this->i->statname)] = sum(this->i->bcount); @err["error", this->i->error, this->i->resid] = count(); }
io:::wait-start { self->w = timestamp; @w["wait-start", execname] = count(); }
io:::wait-done { @w["wait-done", execname] = count(); }
io:::wait-done /!self->w/ { @odd["unpaired"] = count(); }
io:::wait-done { self->w = 0; }'
dd if=/dev/zero of="$tmp/mnt/written" bs=64k count=16 conv=fsync 2>/dev/null || fail "dd cannot write"
sync
echo 3 >/proc/sys/vm/drop_caches
dd if="$tmp/mnt/written" of=/dev/null bs=64k 2>/dev/null || fail "dd cannot read"
dd if="$loop" of=/dev/null bs=16k count=8 iflag=direct 2>/dev/null || fail "dd cannot read directly"
stop_dtrace

wrote=$(row "$tmp/out" write dd "$dev")
[ "$wrote" -ge 1048576 ] && [ "$wrote" -le 1200000 ] || { cat "$tmp/out"; fail "dd wrote 1 MiB, io:::start saw $wrote bytes"; }
read=$(awk -v dev="$dev" '$1 == "read" && $3 == dev { n += $NF } END { print n + 0 }' "$tmp/out")
[ "$read" -ge $((1048576 + 131072)) ] && [ "$read" -le 1500000 ] || { cat "$tmp/out"; fail "dd read 1 MiB and 128 KiB, io:::start saw $read bytes"; }
all=$(awk -v dev="$dev" '($1 == "read" || $1 == "write") && $3 == dev { n += $NF } END { print n + 0 }' "$tmp/out")
[ "$(row "$tmp/out" "done" "$dev")" = "$all" ] || { cat "$tmp/out"; fail "io:::start saw $all bytes, io:::done $(row "$tmp/out" "done" "$dev")"; }
expect_not "$tmp/out" differs "an I/O has other values at its end:"
expect_not "$tmp/out" unpaired "a wait ends that did not begin:"
[ "$(row "$tmp/out" file written)" -ge 2 ] || { cat "$tmp/out"; fail "the file of dd's I/O is not 'written'"; }
[ "$(row "$tmp/out" wait-start dd)" -ge 1 ] || { cat "$tmp/out"; fail "dd did not wait"; }
[ "$(row "$tmp/out" wait-start dd)" = "$(row "$tmp/out" wait-done dd)" ] || fail "waits do not end"
got=$(row "$tmp/out" args write "$loop" ext2 "$tmp/mnt" "$tmp/mnt/written")
[ "$got" = 1048576 ] || { cat "$tmp/out"; fail "dd wrote 1 MiB to $tmp/mnt/written, args[] say $got"; }
numbers=$(stat -c '%Hr %Lr' "$loop")
# shellcheck disable=SC2086
[ "$(row "$tmp/out" dev $numbers loop)" -ge 4 ] || { cat "$tmp/out"; fail "the device is not $numbers of driver loop"; }
expect "$tmp/out" '^ *error +0 +0 +[0-9]+$'
expect_not "$tmp/out" '^ *error +[1-9]'
exit 0
