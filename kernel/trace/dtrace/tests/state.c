// SPDX-License-Identifier: GPL-2.0
/*
 * What the engine holds on to, for tests: reading debugfs dtrace/test_state gives the number of
 * enabled probes and of live pieces of memory. When the last consumer is gone, the first and the
 * buffers are 0, and the others are where they were.
 */
#include <linux/bitmap.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include <asm/dtrace.h>

#include "core/memory.h"
#include "lib/probe.h"

static unsigned int enabled_probes(void)
{
	unsigned int id, n = 0;

	dtrace_registry_lock();
	for (id = 1; id <= dt_probe_id_max(); id++) {
		struct dtrace_probe *probe = dt_probe_by_id(id);

		n += probe && probe->ecbs;
	}
	dtrace_registry_unlock();
	return n;
}

static int test_state_show(struct seq_file *m, void *unused)
{
	struct dt_memory_live live = dt_memory_live();

	seq_printf(m, "probes-enabled %u\n", enabled_probes());
	seq_printf(m, "syscalls-probed %u\n", bitmap_weight(dtrace_syscall_mask, NR_syscalls));
	seq_printf(m, "syscall-key %d\n", static_key_enabled(&dtrace_syscall_key));
	seq_printf(m, "vtime-key %d\n", dt_host_vtime_kept());
	seq_printf(m, "buffers %ld\n", live.buffers);
	seq_printf(m, "allocations %ld\n", live.allocations);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(test_state);

static int __init test_state_init(void)
{
	debugfs_create_file("test_state", 0400, debugfs_lookup("dtrace", NULL), NULL,
			    &test_state_fops);
	return 0;
}

/* After the directory was made by test_ioremap. */
late_initcall_sync(test_state_init);
