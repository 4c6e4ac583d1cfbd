// SPDX-License-Identifier: GPL-2.0
/*
 * Time per system call: read(2) of one byte from /dev/zero, and getppid(2) as a call that nobody probes.
 *
 * Meant for a guest whose clock counts instructions (scripts/vm --icount), where the least of a few rounds is the
 * exact number of instructions; prints `read N` and `getppid N`, in nanoseconds with one decimal.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { CALLS = 20000, ROUNDS = 7 };

static int zero_fd;

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000L + ts.tv_nsec;
}

static void call_read(void)
{
	char byte;

	if (syscall(SYS_read, zero_fd, &byte, 1) != 1)
		exit(1);
}

static void call_getppid(void)
{
	syscall(SYS_getppid);
}

/* The least time of a round: what a timer interrupt or another task added is not in it. */
static void measure(const char *name, void (*call)(void))
{
	long best = -1;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		long start = now(), took;

		for (i = 0; i < CALLS; i++)
			call();
		took = now() - start;
		if (best < 0 || took < best)
			best = took;
	}
	printf("%s %.1f\n", name, (double)best / CALLS);
}

int main(void)
{
	zero_fd = open("/dev/zero", O_RDONLY);
	if (zero_fd < 0) {
		perror("/dev/zero");
		return 1;
	}
	measure("read", call_read);
	measure("getppid", call_getppid);
	return 0;
}
