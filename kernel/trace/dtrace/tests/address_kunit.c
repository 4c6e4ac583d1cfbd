// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_address: what vtop() and whatis() say of addresses that the test knows
 * everything about, and that no garbage in page tables, pages or trees stops them.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/rbtree.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <asm/dtrace.h>

#include "lib/env.h"
#include "core/whatis.h"
#include "tests/user_memory.h"

#define ROOM	128

typedef u32 (*tell_fn)(u64 addr, char *buf, u32 size);

/* Ask as a firing does. */
static const char *ask_sized(struct kunit *test, tell_fn tell, const void *addr, u32 size)
{
	char *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct dt_window window;
	unsigned long flags;
	u32 len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, '#', ROOM);
	flags = dt_host_irq_save();
	dt_host_window_open(&window);
	len = tell((unsigned long)addr, buf, size);
	dt_host_window_close(&window);
	dt_host_irq_restore(flags);
	KUNIT_ASSERT_LT(test, len, size);
	KUNIT_EXPECT_EQ(test, strnlen(buf, ROOM), len);
	return buf;
}

static const char *ask(struct kunit *test, tell_fn tell, const void *addr)
{
	return ask_sized(test, tell, addr, ROOM);
}

static void expect_start(struct kunit *test, const char *text, const char *start)
{
	KUNIT_EXPECT_TRUE_MSG(test, strstarts(text, start), "\"%s\" does not begin with \"%s\"",
			      text, start);
}

static void expect_part(struct kunit *test, const char *text, const char *part)
{
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, part), "\"%s\" has no \"%s\"", text, part);
}

/* ---- vtop ---- */

static const int constant = 1;

static void test_vtop(struct kunit *test)
{
	void *heap = kunit_kmalloc(test, 64, GFP_KERNEL);
	char frame[32];

	KUNIT_ASSERT_NOT_NULL(test, heap);
	snprintf(frame, sizeof(frame), " page, frame 0x%lx, ", page_to_pfn(virt_to_page(heap)));
	expect_part(test, ask(test, dt_host_vtop, heap), frame);
	expect_part(test, ask(test, dt_host_vtop, heap), ", rw- kernel");
	/* The tests run before the image is write protected. */
	expect_part(test, ask(test, dt_host_vtop, test_vtop), "x kernel");
	expect_part(test, ask(test, dt_host_vtop, &constant), " kernel");
}

static void test_vtop_cache_modes(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *area;

	KUNIT_ASSERT_NOT_NULL(test, page);
	area = vmap(&page, 1, VM_MAP, PAGE_KERNEL_NOCACHE);
	if (area)
		expect_part(test, ask(test, dt_host_vtop, area), " uncached");
	vunmap(area);
	area = vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO);
	if (area) {
		expect_start(test, ask(test, dt_host_vtop, area), "4K page, frame ");
		expect_part(test, ask(test, dt_host_vtop, area), ", r-- kernel");
		/* the guard page */
		expect_start(test, ask(test, dt_host_vtop, area + PAGE_SIZE),
			     "not mapped (level 1");
	}
	vunmap(area);
	__free_page(page);
}

static void test_vtop_user(struct kunit *test)
{
	unsigned long addr = dt_test_user_memory(test, 2 * PAGE_SIZE);

	KUNIT_ASSERT_EQ(test, put_user(1UL, (unsigned long __user *)addr), 0);
	expect_part(test, ask(test, dt_host_vtop, (void *)addr), ", rw- user");
	expect_start(test, ask(test, dt_host_vtop, (void *)addr + PAGE_SIZE), "not mapped (level ");
}

static void test_short_room(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, ask_sized(test, dt_host_vtop, (void *)(1UL << 63), 4), "not");
	KUNIT_EXPECT_STREQ(test, ask_sized(test, dt_host_whatis, (void *)(1UL << 63), 2), "n");
	KUNIT_EXPECT_STREQ(test, ask_sized(test, dt_host_whatis, current, 1), "");
}

/* A table of a process with anything in it: entries to anywhere, itself included */
static void test_garbage_tables(struct kunit *test)
{
	unsigned long *table = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	struct rnd_state rnd;
	unsigned int i, n;

	KUNIT_ASSERT_NOT_NULL(test, table);
	prandom_seed_state(&rnd, 4711);
	for (n = 0; n < 2000; n++) {
		struct dtrace_mapping map = { .level = 99 };
		unsigned long flags, addr = prandom_u32_state(&rnd);
		struct dt_window window;

		for (i = 0; i < PAGE_SIZE / sizeof(*table); i++) {
			prandom_bytes_state(&rnd, &table[i], sizeof(table[i]));
			if (i % 3 == 0)
				table[i] = __pa(table) | _KERNPG_TABLE;
			else if (i % 3 == 1)
				table[i] = (table[i] & (PFN_PHYS(max_pfn) - 1)) | _KERNPG_TABLE;
		}
		addr = (addr << 16) % TASK_SIZE_MAX;
		flags = dt_host_irq_save();
		dt_host_window_open(&window);
		dtrace_addr_mapping(&map, n % 5 ? (unsigned long)table : table[n % 512], addr);
		dt_host_window_close(&window);
		dt_host_irq_restore(flags);
		KUNIT_ASSERT_GE(test, map.level, 1u);
		KUNIT_ASSERT_LE(test, map.level, 5u);
		if (n % 64 == 0)
			cond_resched();
	}
	free_page((unsigned long)table);
}

/* ---- whatis ---- */

static void test_slab(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("dtrace-kunit", 200, 8, SLAB_NO_MERGE, NULL);
	char want[64];
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	snprintf(want, sizeof(want), "slab dtrace-kunit object 0x%lx+0x0", (unsigned long)object);
	KUNIT_EXPECT_STREQ(test, ask(test, dt_host_whatis, object), want);
	snprintf(want, sizeof(want), "slab dtrace-kunit object 0x%lx+0xc7", (unsigned long)object);
	KUNIT_EXPECT_STREQ(test, ask(test, dt_host_whatis, object + 199), want);
	kmem_cache_free(cache, object);
	kmem_cache_destroy(cache);
}

static void test_large_slab(struct kunit *test)
{
	void *object = kunit_kmalloc(test, 8192, GFP_KERNEL);
	char want[64];

	KUNIT_ASSERT_NOT_NULL(test, object);
	snprintf(want, sizeof(want), "slab kmalloc-8k object 0x%lx+0x1fff", (unsigned long)object);
	KUNIT_EXPECT_STREQ(test, ask(test, dt_host_whatis, object + 8191), want);
}

static void test_pages(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_part(test, ask(test, dt_host_whatis, page_address(page)), "page not of a slab");
	expect_part(test, ask(test, dt_host_whatis, page_address(page) + 3 * PAGE_SIZE),
		    "page not of a slab");
	expect_start(test, ask(test, dt_host_whatis, page), "struct page of frame 0x");
	__free_pages(page, 2);
	expect_part(test, ask(test, dt_host_whatis, lm_alias(&constant)), "reserved page");
}

static DEFINE_PER_CPU(int, variable);

static void test_symbols(struct kunit *test)
{
	int cpu = cpumask_last(cpu_possible_mask);
	char want[32];

	expect_part(test, ask(test, dt_host_whatis, (void *)schedule + 1),
		    "vmlinux`schedule+0x1");
	snprintf(want, sizeof(want), "per-CPU data of CPU %d", cpu);
	if (IS_ENABLED(CONFIG_SMP))
		expect_start(test, ask(test, dt_host_whatis, per_cpu_ptr(&variable, cpu)), want);
}

static void test_stack(struct kunit *test)
{
	const struct task_struct *parent = rcu_dereference_raw(current->real_parent);
	const char *text = ask(test, dt_host_whatis, &text);
	char want[64];

	snprintf(want, sizeof(want), "stack of thread %d (%s)", current->pid, current->comm);
	KUNIT_EXPECT_STREQ(test, text, want);
	expect_start(test, ask(test, dt_host_whatis, task_stack_page(parent)), "stack of thread ");
}

static noinline __noclone void *vmalloc_here(size_t size)
{
	void *area = vmalloc(size);

	barrier();	/* no tail call: the caller is us */
	return area;
}

static void test_areas(struct kunit *test)
{
	void *area = vmalloc_here(7 * PAGE_SIZE), *stack_like = vmalloc(THREAD_SIZE);
	char want[64];

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_ASSERT_NOT_NULL(test, stack_like);
	snprintf(want, sizeof(want), "vmalloc area 0x%lx-0x%lx of ", (unsigned long)area,
		 (unsigned long)area + 8 * PAGE_SIZE);
	expect_start(test, ask(test, dt_host_whatis, area), want);
	expect_start(test, ask(test, dt_host_whatis, area + 7 * PAGE_SIZE - 1), want);
	expect_part(test, ask(test, dt_host_whatis, area), "`vmalloc_here+0x");
	/* as large as a stack, but none */
	expect_start(test, ask(test, dt_host_whatis, stack_like), "vmalloc area ");
	vfree(stack_like);
	vfree(area);
}

/* struct page with anything in it, of a page that nobody else has */
static void test_garbage_pages(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct page saved;
	struct rnd_state rnd;
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, page);
	saved = *page;
	prandom_seed_state(&rnd, 4712);
	for (n = 0; n < 500; n++) {
		unsigned long *words = (unsigned long *)page, flags;
		unsigned int i, type = n % 2 ? PGTY_slab << 24 : prandom_u32_state(&rnd);
		char buf[ROOM];
		struct dt_window window;

		/* nobody is to see it: interrupts are off on this CPU, and others do not look */
		flags = dt_host_irq_save();
		for (i = 1; i < 6; i++)
			prandom_bytes_state(&rnd, &words[i], sizeof(words[i]));
		words[1] = (n % 3 ? words[1] : (unsigned long)test) & ~7UL;
		if (n % 7 == 0)
			words[1] = (unsigned long)page + 1 + (n % 14 ? 0 : words[2] % PAGE_SIZE);
		page->page_type = type;
		dt_host_window_open(&window);
		dt_host_whatis((unsigned long)page_address(page) + n % PAGE_SIZE, buf, sizeof(buf));
		dt_host_window_close(&window);
		*page = saved;
		dt_host_irq_restore(flags);
		KUNIT_ASSERT_LT(test, strnlen(buf, ROOM), ROOM);
	}
	__free_page(page);
}

/* Trees that lead in circles, nowhere, or outside */
static void test_garbage_trees(struct kunit *test)
{
	struct vmap_area *va = kunit_kzalloc(test, 2 * sizeof(*va), GFP_KERNEL);
	struct rb_root root = { };
	const unsigned long bad[] = { 8, 0x400000, 1UL << 63, -8UL, PAGE_OFFSET - 8 };
	struct dt_window window;
	struct dt_area area;
	unsigned int steps, i;
	unsigned long flags;
	bool found = false;

	KUNIT_ASSERT_NOT_NULL(test, va);
	va[0] = (struct vmap_area){ .va_start = 0x2000, .va_end = 0x3000 };
	va[1] = va[0];
	root.rb_node = &va[0].rb_node;
	flags = dt_host_irq_save();
	dt_host_window_open(&window);
	va[0].rb_node.rb_left = &va[1].rb_node;
	va[1].rb_node.rb_left = &va[0].rb_node;
	steps = 1000;
	found |= dt_area_find(&area, &root, 0x1000, &steps);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		va[1].rb_node.rb_right = (struct rb_node *)bad[i];
		va[0].rb_node.rb_right = &va[1].rb_node;
		steps += 1000;
		found |= dt_area_find(&area, &root, 0x3000, &steps) && bad[i] >= PAGE_SIZE;
	}
	dt_host_window_close(&window);
	dt_host_irq_restore(flags);
	KUNIT_EXPECT_FALSE(test, found);
}

static struct kunit_case address_cases[] = {
	KUNIT_CASE(test_vtop),
	KUNIT_CASE(test_vtop_cache_modes),
	KUNIT_CASE(test_vtop_user),
	KUNIT_CASE(test_short_room),
	KUNIT_CASE(test_garbage_tables),
	KUNIT_CASE(test_slab),
	KUNIT_CASE(test_large_slab),
	KUNIT_CASE(test_pages),
	KUNIT_CASE(test_symbols),
	KUNIT_CASE(test_stack),
	KUNIT_CASE(test_areas),
	KUNIT_CASE(test_garbage_pages),
	KUNIT_CASE(test_garbage_trees),
	{ }
};

static struct kunit_suite address_suite = {
	.name		= "dtrace_address",
	.test_cases	= address_cases,
};

kunit_test_suite(address_suite);
