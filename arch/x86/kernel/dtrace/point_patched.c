// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: instructions that jump labels and static calls patch.
 *
 * Their tables are in no order of addresses, and whoever looks for functions asks thousands of
 * times. So the addresses of those of vmlinux, which stay, are sorted once, when asked for first.
 * Modules have few.
 */
#include <linux/cleanup.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/static_call.h>

#include <asm/sections.h>
#include <asm/text-patching.h>

#include "point.h"

/* Both patch so many bytes, or less. */
#define PATCHED_SIZE	JMP32_INSN_SIZE

/**
 * struct patched - the tables of the kernel or of a module
 * @labels: of jump labels
 * @labels_end: behind them
 * @calls: of static calls
 * @calls_end: behind them
 */
struct patched {
	const struct jump_entry		*labels;
	const struct jump_entry		*labels_end;
	const struct static_call_site	*calls;
	const struct static_call_site	*calls_end;
};

static const struct patched of_vmlinux = {
	.labels = __start___jump_table,
	.labels_end = __stop___jump_table,
	.calls = __start_static_call_sites,
	.calls_end = __stop_static_call_sites,
};

/* Offsets from _text, ascending; written once, under the lock of jump labels */
static u32 *sorted;
static unsigned int nsorted;

static unsigned long call_addr(const struct static_call_site *call)
{
	return (unsigned long)&call->addr + call->addr;
}

static int compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return (x > y) - (x < y);
}

/* Return: false: no memory, this time */
static bool sort_vmlinux(void)
{
	const struct patched *of = &of_vmlinux;
	const struct static_call_site *call;
	const struct jump_entry *label;
	unsigned int n = 0;
	u32 *addrs;

	addrs = kvmalloc_array((of->labels_end - of->labels) + (of->calls_end - of->calls),
			       sizeof(*addrs), GFP_KERNEL);
	if (!addrs)
		return false;
	for (label = of->labels; label < of->labels_end; label++)
		addrs[n++] = jump_entry_code(label) - (unsigned long)_text;
	for (call = of->calls; call < of->calls_end; call++)
		addrs[n++] = call_addr(call) - (unsigned long)_text;
	sort(addrs, n, sizeof(*addrs), compare, NULL);
	sorted = addrs;
	nsorted = n;
	return true;
}

static bool in_vmlinux(unsigned long addr)
{
	u32 offset = addr - (unsigned long)_text;
	unsigned int low = 0, high;

	if (!sorted && !sort_vmlinux())
		return true;
	/* The last one that does not begin behind the address */
	high = nsorted;
	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (sorted[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low && offset - sorted[low - 1] < PATCHED_SIZE;
}

static bool is_near(const struct patched *of, unsigned long addr)
{
	const struct static_call_site *call;
	const struct jump_entry *label;

	for (label = of->labels; label < of->labels_end; label++) {
		if (addr - jump_entry_code(label) < PATCHED_SIZE)
			return true;
	}
	for (call = of->calls; call < of->calls_end; call++) {
		if (addr - call_addr(call) < PATCHED_SIZE)
			return true;
	}
	return false;
}

static bool in_module(unsigned long addr)
{
	const struct module *mod;
	struct patched of = { };

	guard(preempt)();
	mod = __module_text_address(addr);
	if (mod) {
		of.labels = mod->jump_entries;
		of.labels_end = of.labels + mod->num_jump_entries;
		of.calls = mod->static_call_sites;
		of.calls_end = of.calls + mod->num_static_call_sites;
	}
	return is_near(&of, addr);
}

/* As kprobes asks; the lock is for the two that may be patched meanwhile. */
enum dtrace_point_refusal dtrace_text_vet_patched(unsigned long addr)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_OK;
	void *p = (void *)addr;

	jump_label_lock();
	if (core_kernel_text(addr) ? in_vmlinux(addr) : in_module(addr)) {
		guard(preempt)();
		if (jump_label_text_reserved(p, p))
			refusal = DTRACE_POINT_REFUSE_JUMP_LABEL;
		else if (static_call_text_reserved(p, p))
			refusal = DTRACE_POINT_REFUSE_STATIC_CALL;
	}
	jump_label_unlock();
	return refusal;
}
