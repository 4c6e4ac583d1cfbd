// SPDX-License-Identifier: GPL-2.0
// Opens each file named on the command line with open(2) itself, which the C library no longer does.
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		volatile char touch = argv[i][0]; /* resident */
		long fd = syscall(SYS_open, argv[i], O_RDONLY);

		(void)touch;
		if (fd < 0)
			perror(argv[i]);
		else
			close(fd);
	}
	return 0;
}
