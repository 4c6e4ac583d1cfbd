/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a few fake CPUs in every order that takes at most so many preemptions.
 *
 * A CPU is a coroutine that may lose control before each access that other CPUs can see
 * (env_point() of env_types.h); one is run at a time, so the memory is sequentially consistent. A
 * grace period (dt_host_sync()) waits until every firing that was under way has ended. Needs a
 * build with ENV_POINTS.
 */
#ifndef DTRACE_TESTING_INTERLEAVE_H
#define DTRACE_TESTING_INTERLEAVE_H

#include <functional>
#include <memory>
#include <vector>

namespace interleave {

// Called by a CPU around what is a firing in the kernel
void firing_begin();
void firing_end();

struct Test {
    std::function<void()> start;             // before each order
    std::vector<std::function<void()>> cpus; // run in all orders
    std::function<bool()> finish;            // after each; false: that order is wrong
};

struct Result {
    unsigned long orders = 0;
    bool ok = true;
    std::vector<int> failed; // CPU by step of the order that went wrong
};

Result explore(const Test& test, int preemptions);

} // namespace interleave

#endif
