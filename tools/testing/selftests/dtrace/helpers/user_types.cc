// SPDX-License-Identifier: GPL-2.0
// A list of records that a system call gets a pointer to: what user_types.sh reads by type. user_types [COUNT]
#include <cstdlib>
#include <sys/syscall.h>
#include <unistd.h>

struct record {
	unsigned int kind : 4, flags : 12;
	const char *name;
	record *next;
	long values[3];
};

record last = {2, 7, "last", nullptr, {7, 8, 9}};
record first = {1, 5, "first", &last, {4, -5, 6}};
long rounds = 0;

int main(int argc, char **argv)
{
	long count = argc > 1 ? std::atol(argv[1]) : 10;

	// What is not resident cannot be read in a probe.
	for (record *r = &first; r; r = r->next)
		rounds += *static_cast<const volatile char *>(r->name) == 0;
	while (rounds < count) {
		rounds++;
		::syscall(SYS_close, &first); // no descriptor
		if (count > 10)
			::usleep(10000);
	}
}
