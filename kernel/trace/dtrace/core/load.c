// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and stores of D programs: which addresses are allowed, and the access
 * inside the no-fault window.
 *
 * The hardware is not asked for policy: on Xen PV the kernel runs in user mode
 * as far as paging is concerned, so user pages and part of the hypervisor's own
 * area would simply be read. Theory: Documentation/trace/dtrace/nofault.rst
 */
#include <linux/mm.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/dtrace.h>
#include <asm/tlbflush.h>

#include "lib/env.h"

static_assert(sizeof(struct dt_window) >= sizeof(struct dtrace_nofault));

void notrace dt_host_window_open(struct dt_window *saved)
{
	dtrace_nofault_open((struct dtrace_nofault *)saved->opaque);
}

void notrace dt_host_window_close(const struct dt_window *saved)
{
	dtrace_nofault_close((const struct dtrace_nofault *)saved->opaque);
}

/* Only the kernel half, and no device memory: reading it has side effects. */
static bool notrace kernel_ok(unsigned long addr, size_t len)
{
	return dtrace_addr_classify(addr, len) == DTRACE_ADDR_KERNEL &&
	       !dtrace_addr_toxic(addr, len);
}

/*
 * Only the user half, and only where current's user space is the loaded one: a
 * kernel thread has none, and an NMI may hit while mm and page table are being
 * switched. A kernel thread that borrowed an mm (kthread_use_mm()) has one.
 */
static bool notrace user_ok(unsigned long addr, size_t len)
{
	return current->mm && len <= TASK_SIZE_MAX &&
	       addr <= TASK_SIZE_MAX - len && nmi_uaccess_okay();
}

static int notrace bad_address(u64 *bad, u64 addr)
{
	*bad = addr;
	return DTRACE_FAULT_BADADDR;
}

int notrace dt_host_load(u64 *val, u64 addr, unsigned int size, u64 *bad)
{
	unsigned long fault_addr;

	*val = 0;
	if (unlikely(!kernel_ok(addr, size)))
		return bad_address(bad, addr);
	if (unlikely(dtrace_nofault_load(val, addr, size, &fault_addr))) {
		*val = 0;
		return bad_address(bad, fault_addr);
	}
	return 0;
}

/* Page by page: the first one may be fine where the next is not, as at the end of a string. */
int notrace dt_host_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad)
{
	unsigned long fault_addr;
	size_t part, done;

	for (*copied = 0; len; len -= part) {
		part = min_t(size_t, len, PAGE_SIZE - offset_in_page(src));
		if (unlikely(!kernel_ok(src, part)))
			return bad_address(bad, src);
		done = 0;
		if (unlikely(dtrace_nofault_copy(dst, src, part, &done, &fault_addr))) {
			*copied += done;
			return bad_address(bad, fault_addr);
		}
		*copied += part;
		dst += part;
		src += part;
	}
	return 0;
}

int notrace dt_host_user_load(u64 *val, u64 addr, unsigned int size, u64 *bad)
{
	unsigned long fault_addr;

	*val = 0;
	if (unlikely(!user_ok(addr, size)))
		return bad_address(bad, addr);
	if (unlikely(dtrace_nofault_user_load(val, addr, size, &fault_addr))) {
		*val = 0;
		return bad_address(bad, fault_addr);
	}
	return 0;
}

/* Length of the part of a user range that lies below the end of user space */
static size_t notrace user_part(u64 addr, size_t len)
{
	return addr < TASK_SIZE_MAX ? min_t(u64, len, TASK_SIZE_MAX - addr) : 0;
}

int notrace dt_host_user_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad)
{
	size_t part = user_part(src, len);
	unsigned long fault_addr;

	*copied = 0;
	if (!len)
		return 0;
	if (unlikely(!part || !user_ok(src, part)))
		return bad_address(bad, src);
	if (unlikely(dtrace_nofault_user_copy(dst, src, part, copied, &fault_addr)))
		return bad_address(bad, fault_addr);
	return part == len ? 0 : bad_address(bad, src + part);
}

/*
 * The user half of a process that need not be the current one: its page table
 * is walked, and the page is read where the kernel sees it.
 */
int notrace dt_host_mm_copy(void *dst, u64 mm, u64 src, size_t len, size_t *copied, u64 *bad)
{
	u64 pgd, from;
	size_t part, done;
	int ret;

	*copied = 0;
	ret = dt_host_load(&pgd, mm + offsetof(struct mm_struct, pgd), sizeof(pgd), bad);
	for (; !ret && len; len -= part) {
		part = min_t(size_t, len, PAGE_SIZE - offset_in_page(src));
		from = dtrace_addr_of_user(pgd, src);
		if (!from)
			return bad_address(bad, src);
		ret = dt_host_copy(dst + *copied, from, part, &done, bad);
		*copied += done;
		src += part;
	}
	return ret;
}

int notrace dt_host_user_store(u64 dst, const void *src, size_t len, u64 *bad)
{
	unsigned long fault_addr;
	size_t copied;

	if (unlikely(!user_ok(dst, len)))
		return bad_address(bad, dst);
	if (unlikely(dtrace_nofault_user_store(dst, src, len, &copied, &fault_addr)))
		return bad_address(bad, fault_addr);
	return 0;
}

bool notrace dt_host_is_user(u64 addr)
{
	return addr < TASK_SIZE_MAX;
}
