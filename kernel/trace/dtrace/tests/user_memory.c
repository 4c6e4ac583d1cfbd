// SPDX-License-Identifier: GPL-2.0
/*
 * User memory for KUnit tests, natively and on Xen PV.
 *
 * kunit_vm_mmap() makes an mm for the thread if it has none, but Xen wants the
 * page tables of an mm pinned before a CPU uses them, and that it does not do.
 * So the mm is made here.
 */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mmu_context.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "tests/user_memory.h"

static void attach_mm(struct kunit *test)
{
	struct mm_struct *mm;

	if (current->mm)
		return;
	mm = mm_alloc();
	KUNIT_ASSERT_NOT_NULL(test, mm);
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	paravirt_enter_mmap(mm);
	kthread_use_mm(mm);
}

unsigned long dt_test_user_memory(struct kunit *test, unsigned long size)
{
	unsigned long addr;

	attach_mm(test);
	addr = kunit_vm_mmap(test, NULL, 0, size, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_ASSERT_LT(test, addr, TASK_SIZE_MAX);
	return addr;
}
