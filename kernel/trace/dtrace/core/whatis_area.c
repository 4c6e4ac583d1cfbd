// SPDX-License-Identifier: GPL-2.0
/*
 * whatis() of vmalloc space: which area, and who asked for it; stacks.
 *
 * Areas are in search trees that change under the walk. A tree that is being rebalanced leads
 * astray, but not in circles, and memory that was freed may be anything: both cost no more than
 * steps, of which there is a limit. An area counts if it still says the same after all was read.
 */
#include <linux/minmax.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/vmalloc.h>

#include <asm/current.h>
#include <asm/page.h>

/* Where areas are, is nobody else's business: a private header. */
#include "../../../../mm/internal.h"

#include "lib/env.h"
#include "core/text.h"
#include "core/whatis.h"

#define AREA_STEPS_MOST		2048	/* in all trees */
#define THREADS_MOST		4096	/* that are asked for their stack */

/* ---- stacks ---- */

static notrace bool on_stack_of(u64 task, unsigned long addr)
{
	u64 stack = task ? dt_word(task + offsetof(struct task_struct, stack)) : 0;

	return stack && in_range(addr, stack, THREAD_SIZE);
}

static notrace void tell_thread(struct dt_text *t, u64 task)
{
	u32 tid;

	dt_bytes(&tid, task + offsetof(struct task_struct, pid), sizeof(tid));
	dt_text(t, "stack of thread ");
	dt_text_number(t, tid, 10);
	dt_text(t, " (");
	dt_tell_name(t, task + offsetof(struct task_struct, comm), TASK_COMM_LEN);
	dt_text(t, ")");
}

/* The thread of a process that has the stack; 0: none. @left: threads that may still be asked */
static notrace u64 thread_with_stack(u64 process, unsigned long addr, unsigned int *left)
{
	u64 signal = dt_word(process + offsetof(struct task_struct, signal));
	u64 head = signal + offsetof(struct signal_struct, thread_head), node, task;

	if (!signal)
		return 0;
	for (node = dt_word(head); node && node != head && *left; node = dt_word(node)) {
		(*left)--;
		task = node - offsetof(struct task_struct, thread_node);
		if (on_stack_of(task, addr))
			return task;
	}
	return 0;
}

static notrace u64 next_process(u64 process)
{
	u64 node = dt_word(process + offsetof(struct task_struct, tasks));

	return node ? node - offsetof(struct task_struct, tasks) : 0;
}

/* All threads, as far as that goes; first those that run, idle ones included */
static notrace u64 find_stack(unsigned long addr)
{
	u64 first = (unsigned long)&init_task, process = first, task;
	unsigned int left = THREADS_MOST, cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (!cpu_possible(cpu))
			continue;
		task = (unsigned long)READ_ONCE(per_cpu(pcpu_hot.current_task, cpu));
		if (on_stack_of(task, addr))
			return task;
	}
	do {
		task = thread_with_stack(process, addr, &left);
		if (task)
			return task;
		process = next_process(process);
	} while (process && process != first && left && left--);
	return 0;
}

/* The pointer is to the last word of the stack. */
static notrace bool tell_interrupt_stack(struct dt_text *t, unsigned long addr)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		unsigned long last = !cpu_possible(cpu) ? 0 :
			(unsigned long)per_cpu(pcpu_hot.hardirq_stack_ptr, cpu);

		if (!last || !in_range(addr, last + sizeof(u64) - IRQ_STACK_SIZE, IRQ_STACK_SIZE))
			continue;
		dt_text(t, "interrupt stack of CPU ");
		dt_text_number(t, cpu, 10);
		return true;
	}
	return false;
}

bool notrace dt_tell_stack(struct dt_text *t, unsigned long addr)
{
	u64 task;

	if (tell_interrupt_stack(t, addr))
		return true;
	task = find_stack(addr);
	if (task)
		tell_thread(t, task);
	return task;
}

/* ---- areas ---- */

static notrace u64 area_word(u64 node, size_t offset)
{
	return dt_word(node - offsetof(struct vmap_area, rb_node) + offset);
}

static notrace bool area_stays(const struct dt_area *area, u64 node)
{
	return area->start == area_word(node, offsetof(struct vmap_area, va_start)) &&
	       area->end == area_word(node, offsetof(struct vmap_area, va_end));
}

bool notrace dt_area_find(struct dt_area *area, const struct rb_root *root, unsigned long addr,
			  unsigned int *steps)
{
	u64 node = dt_word((unsigned long)&root->rb_node);

	for (; node && *steps; (*steps)--) {
		area->start = area_word(node, offsetof(struct vmap_area, va_start));
		area->end = area_word(node, offsetof(struct vmap_area, va_end));
		if (addr < area->start) {
			node = dt_word(node + offsetof(struct rb_node, rb_left));
		} else if (addr >= area->end) {
			node = dt_word(node + offsetof(struct rb_node, rb_right));
		} else {
			area->vm = area_word(node, offsetof(struct vmap_area, vm));
			return area_stays(area, node);
		}
	}
	return false;
}

static notrace bool find_area(struct dt_area *area, unsigned long addr)
{
	unsigned int steps = AREA_STEPS_MOST, n = 0;
	const struct rb_root *root;

	while ((root = vmap_busy_root(addr, n++)) && steps) {
		if (dt_area_find(area, root, addr, &steps))
			return true;
	}
	return false;
}

static notrace const char *area_kind(unsigned long flags)
{
	if (flags & VM_IOREMAP)
		return "ioremap";
	if (flags & VM_ALLOC)
		return "vmalloc";
	return flags & VM_MAP ? "vmap" : "kernel";
}

static notrace void tell_range(struct dt_text *t, const char *kind, const struct dt_area *area)
{
	dt_text(t, kind);
	dt_text(t, " area ");
	dt_text_hex(t, area->start);
	dt_text(t, "-");
	dt_text_hex(t, area->end);
}

static notrace void tell_area(struct dt_text *t, const struct dt_area *area)
{
	struct vm_struct vm;

	if (!area->vm || !dt_bytes(&vm, area->vm, sizeof(vm)) ||
	    (unsigned long)vm.addr != area->start) {
		tell_range(t, "vmap", area);
		return;
	}
	tell_range(t, area_kind(vm.flags), area);
	if (!vm.caller)
		return;
	dt_text(t, " of ");
	if (!dt_tell_symbol(t, (unsigned long)vm.caller))
		dt_text_hex(t, (unsigned long)vm.caller);
}

static notrace bool fits_stack(const struct dt_area *area)
{
	unsigned long size = area->end - area->start;

	return size == THREAD_SIZE + PAGE_SIZE || size == IRQ_STACK_SIZE + PAGE_SIZE;
}

bool notrace dt_tell_area(struct dt_text *t, unsigned long addr)
{
	struct dt_area area;

	if (!find_area(&area, addr))
		return false;
	if (!fits_stack(&area) || !dt_tell_stack(t, addr))
		tell_area(t, &area);
	return true;
}
