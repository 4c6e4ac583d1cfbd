#pragma D option amin=Evolving/Evolving/Common
syscall:vmlinux::entry { trace(1); }
syscall:::entry { trace(probefunc); }
syscall:::entry { trace(probename); }
