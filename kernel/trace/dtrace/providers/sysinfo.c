// SPDX-License-Identifier: GPL-2.0
/*
 * Provider sysinfo: the system counts something that a process or a CPU did.
 * arg0 is by how much, at least 1.
 */
#include <linux/bio.h>
#include <linux/buffer_head.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/sched.h>

#include <trace/events/block.h>
#include <trace/events/dtrace.h>
#include <trace/events/ipi.h>
#include <trace/events/irq.h>
#include <trace/events/module.h>
#include <trace/events/power.h>
#include <trace/events/sched.h>
#include <trace/events/task.h>

#include <asm/trace/exceptions.h>

#include "providers/event.h"
#include "providers/page_cache.h"
#include "providers/providers.h"

enum sysinfo_probe {
	SI_READCH, SI_SYSREAD, SI_WRITECH, SI_SYSWRITE, SI_SYSFORK, SI_SYSVFORK, SI_SYSEXEC,
	SI_NTHREADS, SI_PSWITCH, SI_INV_SWTCH, SI_CPUMIGRATE, SI_IDLETHREAD, SI_XCALLS, SI_INTR,
	SI_TRAP, SI_BREAD, SI_BWRITE, SI_PHREAD, SI_PHWRITE, SI_LREAD, SI_LWRITE, SI_MODLOAD,
	SI_MODUNLOAD,
};

static struct dt_event si_events[];

#define SI_FIRE(_tp, _probe, _n)	DT_FIRE(_tp, &si_events[_probe], _n)

/* ---- files and processes; context: task ---- */

static void on_read(void *data, ssize_t ret)
{
	SI_FIRE(dtrace_read, SI_SYSREAD, 1);
	if (ret > 0)
		SI_FIRE(dtrace_read, SI_READCH, ret);
}

static void on_write(void *data, ssize_t ret)
{
	SI_FIRE(dtrace_write, SI_SYSWRITE, 1);
	if (ret > 0)
		SI_FIRE(dtrace_write, SI_WRITECH, ret);
}

static void on_newtask(void *data, struct task_struct *p, unsigned long clone_flags)
{
	SI_FIRE(task_newtask, SI_NTHREADS, 1);
	if ((p->flags & PF_KTHREAD) || (clone_flags & CLONE_THREAD))
		return;
	SI_FIRE(task_newtask, clone_flags & CLONE_VFORK ? SI_SYSVFORK : SI_SYSFORK, 1);
}

static void on_exec(void *data, const char *path)
{
	SI_FIRE(dtrace_exec, SI_SYSEXEC, 1);
}

/* ---- CPUs; context: run queue locked and interrupts off, or an interrupt ---- */

static void on_switch(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
		      unsigned int prev_state)
{
	SI_FIRE(sched_switch, SI_PSWITCH, 1);
	if (prev->on_rq && !prev->se.sched_delayed && !is_idle_task(prev))
		SI_FIRE(sched_switch, SI_INV_SWTCH, 1);
}

static void on_migrate(void *data, struct task_struct *p, int cpu)
{
	SI_FIRE(sched_migrate_task, SI_CPUMIGRATE, 1);
}

static void on_idle(void *data, unsigned int state, unsigned int cpu)
{
	if (state != PWR_EVENT_EXIT)
		SI_FIRE(cpu_idle, SI_IDLETHREAD, 1);
}

static void on_ipi(void *data, const unsigned int cpu, unsigned long callsite, void *callback)
{
	SI_FIRE(ipi_send_cpu, SI_XCALLS, 1);
}

static void on_ipi_mask(void *data, const struct cpumask *mask, unsigned long callsite,
			void *callback)
{
	SI_FIRE(ipi_send_cpumask, SI_XCALLS, cpumask_weight(mask));
}

static void on_irq(void *data, int irq, struct irqaction *action)
{
	SI_FIRE(irq_handler_entry, SI_INTR, 1);
}

static void on_fault_user(void *data, unsigned long address, struct pt_regs *regs,
			  unsigned long error_code)
{
	SI_FIRE(page_fault_user, SI_TRAP, 1);
}

static void on_fault_kernel(void *data, unsigned long address, struct pt_regs *regs,
			    unsigned long error_code)
{
	SI_FIRE(page_fault_kernel, SI_TRAP, 1);
}

/* ---- block I/O; context: task ---- */

static void on_bio_queue(void *data, struct bio *bio)
{
	bool write = op_is_write(bio_op(bio));

	if (!bio_has_data(bio))
		return;
	if (bio->bi_opf & REQ_META)
		SI_FIRE(block_bio_queue, write ? SI_BWRITE : SI_BREAD, 1);
	if (!dt_bio_in_page_cache(bio) && !(bio->bi_opf & (REQ_META | REQ_SWAP)))
		SI_FIRE(block_bio_queue, write ? SI_PHWRITE : SI_PHREAD, 1);
}

static void on_touch_buffer(void *data, struct buffer_head *bh)
{
	SI_FIRE(block_touch_buffer, SI_LREAD, 1);
}

static void on_dirty_buffer(void *data, struct buffer_head *bh)
{
	SI_FIRE(block_dirty_buffer, SI_LWRITE, 1);
}

DT_SOURCE(read, dtrace_read);
DT_SOURCE(write, dtrace_write);
DT_SOURCE(newtask, task_newtask);
DT_SOURCE(exec, dtrace_exec);
DT_SOURCE(switch, sched_switch);
DT_SOURCE(migrate, sched_migrate_task);
DT_SOURCE(idle, cpu_idle);
DT_SOURCE(ipi, ipi_send_cpu);
DT_SOURCE(ipi_mask, ipi_send_cpumask);
DT_SOURCE(irq, irq_handler_entry);
DT_SOURCE(fault_user, page_fault_user);
DT_SOURCE(fault_kernel, page_fault_kernel);
DT_SOURCE(bio_queue, block_bio_queue);
DT_SOURCE(touch_buffer, block_touch_buffer);
DT_SOURCE(dirty_buffer, block_dirty_buffer);

#ifdef CONFIG_MODULES

static void on_module_load(void *data, struct module *mod)
{
	SI_FIRE(module_load, SI_MODLOAD, 1);
}

static void on_module_free(void *data, struct module *mod)
{
	SI_FIRE(module_free, SI_MODUNLOAD, 1);
}

DT_SOURCE(module_load, module_load);
DT_SOURCE(module_free, module_free);

#endif

static struct dt_event si_events[] = {
	DT_EVENT(SI_READCH, "vfs_read", "readch", NULL, &src_read),
	DT_EVENT(SI_SYSREAD, "vfs_read", "sysread", NULL, &src_read),
	DT_EVENT(SI_WRITECH, "vfs_write", "writech", NULL, &src_write),
	DT_EVENT(SI_SYSWRITE, "vfs_write", "syswrite", NULL, &src_write),
	DT_EVENT(SI_SYSFORK, "copy_process", "sysfork", NULL, &src_newtask),
	DT_EVENT(SI_SYSVFORK, "copy_process", "sysvfork", NULL, &src_newtask),
	DT_EVENT(SI_SYSEXEC, "do_execveat_common", "sysexec", NULL, &src_exec),
	DT_EVENT(SI_NTHREADS, "copy_process", "nthreads", NULL, &src_newtask),
	DT_EVENT(SI_PSWITCH, "__schedule", "pswitch", NULL, &src_switch),
	DT_EVENT(SI_INV_SWTCH, "__schedule", "inv_swtch", NULL, &src_switch),
	DT_EVENT(SI_CPUMIGRATE, "set_task_cpu", "cpumigrate", NULL, &src_migrate),
	DT_EVENT(SI_IDLETHREAD, "do_idle", "idlethread", NULL, &src_idle),
	DT_EVENT(SI_XCALLS, "smp_call_function_many_cond", "xcalls", NULL, &src_ipi,
		 &src_ipi_mask),
	DT_EVENT(SI_INTR, "__handle_irq_event_percpu", "intr", NULL, &src_irq),
	DT_EVENT(SI_TRAP, "exc_page_fault", "trap", NULL, &src_fault_user, &src_fault_kernel),
	DT_EVENT(SI_BREAD, "submit_bio_noacct_nocheck", "bread", NULL, &src_bio_queue),
	DT_EVENT(SI_BWRITE, "submit_bio_noacct_nocheck", "bwrite", NULL, &src_bio_queue),
	DT_EVENT(SI_PHREAD, "submit_bio_noacct_nocheck", "phread", NULL, &src_bio_queue),
	DT_EVENT(SI_PHWRITE, "submit_bio_noacct_nocheck", "phwrite", NULL, &src_bio_queue),
	DT_EVENT(SI_LREAD, "touch_buffer", "lread", NULL, &src_touch_buffer),
	DT_EVENT(SI_LWRITE, "mark_buffer_dirty", "lwrite", NULL, &src_dirty_buffer),
#ifdef CONFIG_MODULES
	DT_EVENT(SI_MODLOAD, "load_module", "modload", NULL, &src_module_load),
	DT_EVENT(SI_MODUNLOAD, "free_module", "modunload", NULL, &src_module_free),
#endif
};

static const struct dtrace_provider_info si_info = {
	.name	= "sysinfo",
	.priv	= DTRACE_PRIV_KERNEL,
	.attr	= DT_EVENT_ATTR,
	.ops	= &dt_event_ops,
};

static struct dt_event_provider si_provider = {
	.info		= &si_info,
	.events		= si_events,
	.nevents	= ARRAY_SIZE(si_events),
};

int __init dt_sysinfo_init(void)
{
	return dt_event_init(&si_provider);
}
