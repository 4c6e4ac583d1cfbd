// SPDX-License-Identifier: GPL-2.0
// Makes a system call that nobody else makes, exactly so often: calls NUMBER MAGIC
#include <cstdlib>

#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    for (long left = std::atol(argv[1]); left > 0; left--)
        syscall(SYS_sched_get_priority_max, std::atol(argv[2]));
    return 0;
}
