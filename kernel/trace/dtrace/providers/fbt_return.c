// SPDX-License-Identifier: GPL-2.0
/*
 * Returns of provider fbt, the fast way: the return address of the call is replaced, and rethook
 * comes by when the function returns.
 *
 * A call can take hours, and its probe can be disabled or its module unloaded meanwhile. So what is
 * remembered of a call is its function's address, which is looked up again when it returns.
 *
 * The memory of a call under way comes from a pool of fixed size, because it is taken in any
 * context. A call that finds it empty is not seen to return: that is counted for those who wait for
 * it.
 */
#include <linux/cpumask.h>
#include <linux/dtrace.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/rethook.h>
#include <linux/sched/stat.h>

#include "providers/fbt.h"

/* Calls under way that are remembered: as many threads as there are, in as many functions each */
#define FBT_CALLS_DEEP	16UL
#define FBT_CALLS_LEAST	1024UL
#define FBT_CALLS_MOST	65536UL

/**
 * struct fbt_call - a call whose return is awaited
 * @node: in the list of its task
 * @ip: of the function
 */
struct fbt_call {
	struct rethook_node	node;
	unsigned long		ip;
};

static struct rethook *calls;	/* written under the registry lock; NULL: no return is awaited */

/* arg0 of a return is the offset of the instruction that returns, which is not known here */
#define FBT_OFFSET_UNKNOWN	((u64)-1)

static __always_inline void fire_return(struct dtrace_probe *probe, struct pt_regs *regs)
{
	const u64 args[] = { FBT_OFFSET_UNKNOWN, regs->ax };
	struct dtrace_firing firing = { .args = args, .nargs = ARRAY_SIZE(args), .regs = regs };

	dtrace_probe_fire(probe, &firing);
}

/* Context: any, NMI included; preemption off. @regs are those of the caller after the call. */
static void notrace fbt_leave(struct rethook_node *node, void *data, unsigned long ret_ip,
			      struct pt_regs *regs)
{
	const struct fbt_func *func = fbt_hook_find(container_of(node, struct fbt_call, node)->ip);
	struct dtrace_probe *probe;

	if (!func)
		return;
	probe = READ_ONCE(func->live[FBT_RETURN]);
	if (probe)
		fire_return(probe, regs);
}

void notrace fbt_return_hook(struct fbt_func *func, struct dtrace_probe *probe,
			     struct ftrace_regs *fregs)
{
	struct rethook *rh = READ_ONCE(calls);
	struct rethook_node *node = rh ? rethook_try_get(rh) : NULL;

	if (unlikely(!node)) {
		dtrace_probe_missed(probe, 1);
		return;
	}
	container_of(node, struct fbt_call, node)->ip = func->ip;
	rethook_hook(node, &arch_ftrace_regs(fregs)->regs, true);
}

static int start(void)
{
	unsigned long n = FBT_CALLS_DEEP * (nr_threads + num_possible_cpus());
	struct rethook *rh = rethook_alloc(NULL, fbt_leave, sizeof(struct fbt_call),
					   clamp(n, FBT_CALLS_LEAST, FBT_CALLS_MOST));

	if (IS_ERR(rh))
		return PTR_ERR(rh);
	WRITE_ONCE(calls, rh);
	return 0;
}

/* Calls under way keep their memory until they return, unseen. */
static void stop(void)
{
	struct rethook *rh = calls;

	WRITE_ONCE(calls, NULL);
	synchronize_rcu();
	rethook_free(rh);
}

int fbt_returns_prepare(bool awaited)
{
	if (awaited && !calls)
		return start();
	if (!awaited && calls)
		stop();
	return 0;
}
