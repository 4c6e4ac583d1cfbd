# SPDX-License-Identifier: GPL-2.0
# From the table of system calls to initialisers [number] = "name" of those a 64-bit task can make.
BEGIN {
	print "/* Generated from syscall_64.tbl: names of the system calls by number. */"
}
/^[0-9]/ && ($2 == "common" || $2 == "64") && $4 ~ /^sys_/ && $4 != "sys_ni_syscall" {
	printf "[%d] = \"%s\",\n", $1, $3
}
