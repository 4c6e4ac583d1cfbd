// SPDX-License-Identifier: GPL-2.0
/*
 * Returns of provider fbt, the fast way: the return address of the call is replaced, and the
 * trampoline it leads to comes by here.
 *
 * A call can take hours, and its probe can be disabled or its module unloaded meanwhile. So what is
 * remembered of a call is its function's address, which is looked up again when it returns.
 *
 * Calls under way are in the list that rethook keeps for each task, so rethook gives back what a
 * task leaves behind that dies. Everything else is done here: rethook's own way costs twice as
 * much. Each CPU holds some entries, because the pool is slow.
 *
 * Neither the task's list nor the CPU's needs atomic operations. Whatever interrupts their owner,
 * an NMI included, returns from all that it called before the owner goes on, and so leaves both as
 * it found them: an entry that was taken from the CPU's list goes back there, last taken first.
 * Entries from the pool join the list only in task context with interrupts on, which interrupts
 * nobody.
 *
 *	CPU's list	interrupted by			afterwards
 *	A -> B		takes A, takes B,		A -> B
 *			takes C from the pool,
 *			C to the pool, B, A
 *
 * The pool has a fixed size, because it is used in any context. A call that finds it empty is not
 * seen to return: that is counted for those who wait for it. The pool stays when nobody awaits
 * returns any more, as the calls under way do.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/dtrace.h>
#include <linux/dtrace_return.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rethook.h>
#include <linux/sched.h>
#include <linux/sched/stat.h>

#include "providers/fbt.h"

/* Calls under way that are remembered: as many threads as there are, in as many functions each */
#define FBT_CALLS_DEEP	16UL
#define FBT_CALLS_LEAST	1024UL
#define FBT_CALLS_MOST	65536UL

/* Entries that a CPU holds at most */
#define FBT_CPU_CALLS	64

/**
 * struct fbt_call - a call whose return is awaited
 * @node: in the list of its task, or in a CPU's; the return address and where it was
 * @ip: of the function, FBT_TOLD: none, its return is told already
 * @cpu: whose list it was taken from, FBT_POOL: from none
 */
struct fbt_call {
	struct rethook_node	node;
	unsigned long		ip;
	int			cpu;
};

#define FBT_POOL	(-1)
#define FBT_TOLD	0UL

/**
 * struct fbt_cpu_calls - entries of a CPU that no call uses
 * @first: last one that came back
 * @n: number of them
 */
struct fbt_cpu_calls {
	struct llist_node	*first;
	unsigned int		n;
};

static DEFINE_PER_CPU(struct fbt_cpu_calls, cpu_calls);
static struct rethook *calls;	/* replaced under the registry lock; NULL: none was awaited yet */
static unsigned long ncalls;	/* in the pool; under the registry lock */

/* By the address of this rethook's data its entries are known from those of others. */
static int ours;

static __always_inline struct fbt_call *call_of(struct llist_node *node)
{
	return container_of(node, struct fbt_call, node.llist);
}

/* ---- entries; context: any, NMI included, preemption off ---- */

/*
 * How often this CPU is in the pool. With lockdep, rethook calls functions that may be probed
 * themselves: an entry for their own calls would be asked for without end.
 */
static DEFINE_PER_CPU(unsigned int, in_pool);

static noinline notrace struct fbt_call *take_from_pool(void)
{
	struct rethook *rh = READ_ONCE(calls);
	struct rethook_node *node = NULL;
	struct fbt_call *call;

	if (this_cpu_inc_return(in_pool) == 1 && rh)
		node = rethook_try_get(rh);
	this_cpu_dec(in_pool);
	if (!node)
		return NULL;
	call = container_of(node, struct fbt_call, node);
	call->cpu = FBT_POOL;
	return call;
}

static __always_inline struct fbt_call *take(void)
{
	struct fbt_cpu_calls *cpu = raw_cpu_ptr(&cpu_calls);
	struct llist_node *first = cpu->first;

	if (unlikely(!first))
		return take_from_pool();
	WRITE_ONCE(cpu->first, first->next);
	cpu->n--;
	return call_of(first);
}

static __always_inline void put_to_cpu(struct fbt_cpu_calls *cpu, struct fbt_call *call)
{
	call->node.llist.next = cpu->first;
	WRITE_ONCE(cpu->first, &call->node.llist);
	cpu->n++;
}

/* An entry from the pool or from another CPU */
static noinline notrace void put_foreign(struct fbt_call *call)
{
	struct fbt_cpu_calls *cpu = raw_cpu_ptr(&cpu_calls);

	/* Nor with interrupts off: the last functions of an interrupt are in task context. */
	if (call->node.rethook != READ_ONCE(calls) || !in_task() || raw_irqs_disabled() ||
	    cpu->n >= FBT_CPU_CALLS) {
		this_cpu_inc(in_pool);
		rethook_recycle(&call->node);
		this_cpu_dec(in_pool);
		return;
	}
	call->cpu = raw_smp_processor_id();
	put_to_cpu(cpu, call);
}

static __always_inline void put(struct fbt_call *call)
{
	if (likely(call->cpu == raw_smp_processor_id()))
		put_to_cpu(raw_cpu_ptr(&cpu_calls), call);
	else
		put_foreign(call);
}

/* ---- calls; context: as above ---- */

void notrace fbt_return_hook(struct fbt_func *func, struct dtrace_probe *probe,
			     struct ftrace_regs *fregs)
{
	unsigned long frame = arch_ftrace_regs(fregs)->regs.sp;
	struct fbt_call *call = take();

	if (unlikely(!call)) {
		dtrace_probe_missed(probe, 1);
		return;
	}
	call->ip = func->ip;
	call->node.frame = frame;
	call->node.ret_addr = *(unsigned long *)frame;
	call->node.llist.next = current->rethooks.first;
	WRITE_ONCE(current->rethooks.first, &call->node.llist);
	/* A stack walk that finds the trampoline finds the entry. */
	barrier();
	*(unsigned long *)frame = (unsigned long)dtrace_return_trampoline;
}

/* Functions that jump to each other have one frame; the innermost call comes first. */
void notrace fbt_return_told(const struct fbt_func *func, unsigned long frame)
{
	struct llist_node *node;

	for (node = current->rethooks.first; node; node = node->next) {
		struct fbt_call *call = call_of(node);

		if (call->node.frame != frame || call->node.rethook->data != &ours ||
		    call->ip != func->ip)
			continue;
		call->ip = FBT_TOLD;
		return;
	}
}

/*
 * Calls of frames that were abandoned, by a CPU that went offline or an oops, are still before the
 * one that returns.
 */
static noinline notrace struct fbt_call *drop_abandoned(unsigned long frame)
{
	struct llist_node *node;
	struct rethook_node *rn;

	while ((node = current->rethooks.first)) {
		rn = container_of(node, struct rethook_node, llist);
		if (rn->frame == frame && rn->rethook->data == &ours)
			return call_of(node);
		WRITE_ONCE(current->rethooks.first, node->next);
		rethook_recycle(rn);
	}
	panic("dtrace: nobody knows where to return to");
}

static __always_inline struct fbt_call *innermost(unsigned long frame)
{
	struct llist_node *first = current->rethooks.first;

	if (likely(first && call_of(first)->node.frame == frame))
		return call_of(first);
	return drop_abandoned(frame);
}

/* The probe is exact by now, but no breakpoint has told of this call. */
static noinline notrace void fire_late(const struct fbt_func *func, struct pt_regs *regs)
{
	struct dtrace_probe *probe = fbt_points_late(func);

	if (probe)
		dtrace_probe_fire_regs(probe, regs);
}

static __always_inline void fire_return(unsigned long ip, struct pt_regs *regs)
{
	const struct fbt_func *func = fbt_hook_find_awaited(ip);
	struct dtrace_probe *probe;

	if (unlikely(!func))
		return;
	probe = READ_ONCE(func->live[FBT_RETURN]);
	if (likely(probe))
		dtrace_probe_fire_regs(probe, regs);
	else
		fire_late(func, regs);
}

/* The function was left by a jump to another one that is awaited too: its caller is further on. */
static noinline notrace unsigned long find_caller(unsigned long frame)
{
	return dtrace_return_find(current, frame);
}

asmlinkage __visible void notrace dtrace_return_handler(struct pt_regs *regs);

/* The trampoline's call. Context: that of the caller of the function that returns. */
asmlinkage __visible void notrace dtrace_return_handler(struct pt_regs *regs)
{
	unsigned long *frame = (unsigned long *)(regs + 1);
	struct fbt_call *call;

	preempt_disable_notrace();
	call = innermost((unsigned long)frame);
	regs->ip = call->node.ret_addr;
	if (unlikely(regs->ip == (unsigned long)dtrace_return_trampoline))
		regs->ip = find_caller((unsigned long)frame);
	regs->sp = (unsigned long)(frame + 1);
	fire_return(call->ip, regs);
	*frame = call->node.ret_addr;
	/* A stack walk finds the entry while it needs it. */
	barrier();
	WRITE_ONCE(current->rethooks.first, call->node.llist.next);
	put(call);
	preempt_enable_notrace();
}

NOKPROBE_SYMBOL(dtrace_return_handler);

/**
 * dtrace_return_find() - the return address that was replaced
 * @task: current, or one that does not run
 * @frame: where it was
 *
 * Functions that jump to each other have one frame, and the first of them the address.
 *
 * Context: any.
 * Return: the address, 0: not found.
 */
unsigned long notrace dtrace_return_find(struct task_struct *task, unsigned long frame)
{
	struct llist_node *node;

	for (node = READ_ONCE(task->rethooks.first); node; node = READ_ONCE(node->next)) {
		struct rethook_node *rn = container_of(node, struct rethook_node, llist);

		if (rn->frame == frame && rn->rethook->data == &ours &&
		    rn->ret_addr != (unsigned long)dtrace_return_trampoline)
			return rn->ret_addr;
	}
	return 0;
}

NOKPROBE_SYMBOL(dtrace_return_find);

/* ---- the pool; context: process, registry lock held, may sleep ---- */

/* Our entries lead to our trampoline, not to rethook's. */
static void notrace never(struct rethook_node *node, void *data, unsigned long ret_ip,
			  struct pt_regs *regs)
{
	WARN_ON_ONCE(1);
}

/* Entries of a smaller pool are used up: they go back there when a CPU gives them away. */
static int renew(unsigned long n)
{
	struct rethook *old = calls, *new;

	new = rethook_alloc(&ours, never, sizeof(struct fbt_call), n);
	if (IS_ERR(new))
		return PTR_ERR(new);
	WRITE_ONCE(calls, new);
	ncalls = n;
	synchronize_rcu();
	if (old)
		rethook_free(old);
	return 0;
}

int fbt_returns_prepare(void)
{
	unsigned long n = FBT_CALLS_DEEP * (nr_threads + num_possible_cpus()) +
			  FBT_CPU_CALLS * num_possible_cpus();

	n = clamp(n, FBT_CALLS_LEAST, FBT_CALLS_MOST);
	/* Not for a few threads more */
	if (n / 2 < ncalls)
		return 0;
	return renew(n);
}
