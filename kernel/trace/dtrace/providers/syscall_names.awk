# SPDX-License-Identifier: GPL-2.0
# From a table of system calls to initialisers [number] = "name" of those of the ABIs in the variable abis, "common 64".
BEGIN {
	print "/* Generated from the table of system calls: names by number. */"
	n = split(abis, list, " ")
	for (i = 1; i <= n; i++)
		wanted[list[i]] = 1
}
/^[0-9]/ && $2 in wanted && $4 ~ /^sys_/ && $4 != "sys_ni_syscall" {
	printf "[%d] = \"%s\",\n", $1, $3
}
