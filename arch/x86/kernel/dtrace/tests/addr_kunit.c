// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_addr: who an address belongs to, and what must not be read at all.
 */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <asm/apicdef.h>
#include <asm/e820/types.h>
#include <asm/vsyscall.h>
#include <asm/xen/interface.h>
#include <uapi/asm/vsyscall.h>

#include "window.h"

#define NATIVE	1
#define PV	2
#define BOTH	(NATIVE | PV)

struct addr_range {
	const char *name;
	unsigned long addr;
	size_t len;
	enum dtrace_addr_class class;
	unsigned int where;
};

#define XEN_HOLE	0xffff800000000000UL
#define XEN_HOLE_END	0xffff880000000000UL

static const struct addr_range ranges[] = {
	{ "NULL",			0, 8,			DTRACE_ADDR_USER, BOTH },
	{ "one user byte",		0x400000, 1,		DTRACE_ADDR_USER, BOTH },
	{ "no byte",			0x400000, 0,		DTRACE_ADDR_USER, BOTH },
	{ "last user bytes",		0x7fffffffefff - 7, 8,	DTRACE_ADDR_USER, BOTH },
	{ "all user memory and more",	0, 0x8000000000000000,	DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "first bit 63",		NONCANONICAL, 1,	DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "poison",			0xdead000000000000, 8,	DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "end of the low half",	0x7fffffffffffffff, 1,	DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "both halves",		0x400000, -0x400000UL,	DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "wraps",			-4UL, 8,		DTRACE_ADDR_NONCANONICAL, BOTH },
	{ "up to the top",		-8UL, 8,		DTRACE_ADDR_KERNEL, BOTH },
	{ "the top byte",		-1UL, 1,		DTRACE_ADDR_KERNEL, BOTH },
	{ "vsyscall page",		VSYSCALL_ADDR, 1,	DTRACE_ADDR_VSYSCALL, BOTH },
	{ "last of the vsyscall page",	VSYSCALL_ADDR + 0xfff, 1, DTRACE_ADDR_VSYSCALL, BOTH },
	{ "into the vsyscall page",	VSYSCALL_ADDR - 7, 8,	DTRACE_ADDR_VSYSCALL, BOTH },
	{ "before the vsyscall page",	VSYSCALL_ADDR - 8, 8,	DTRACE_ADDR_KERNEL, BOTH },
	{ "after the vsyscall page",	VSYSCALL_ADDR + 0x1000, 8, DTRACE_ADDR_KERNEL, BOTH },
	{ "Xen's area, first",		XEN_HOLE, 1,		DTRACE_ADDR_HYPERVISOR, PV },
	{ "Xen's area, last",		XEN_HOLE_END - 1, 1,	DTRACE_ADDR_HYPERVISOR, PV },
	{ "into Xen's area",		XEN_HOLE_END - 1, 8,	DTRACE_ADDR_HYPERVISOR, PV },
	{ "behind Xen's area",		XEN_HOLE_END, 8,	DTRACE_ADDR_KERNEL, PV },
	{ "Xen's area without Xen",	XEN_HOLE, 1,		DTRACE_ADDR_KERNEL, NATIVE },
	{ "kernel text",		0xffffffff81000000, 8,	DTRACE_ADDR_KERNEL, BOTH },
};

KUNIT_ARRAY_PARAM_DESC(ranges, ranges, name);

static void classify(struct kunit *test)
{
	const struct addr_range *range = test->param_value;

	if (!(range->where & (on_xen_pv() ? PV : NATIVE)))
		kunit_skip(test, "not on this platform");
	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(range->addr, range->len), range->class);
}

/* What is canonical depends on the paging mode. */
static void classify_by_paging_mode(struct kunit *test)
{
	unsigned long low = 1UL << 47, high = -(1UL << 48);
	bool la57 = pgtable_l5_enabled();

	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(low, 8),
			la57 ? DTRACE_ADDR_USER : DTRACE_ADDR_NONCANONICAL);
	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(high, 8),
			la57 ? DTRACE_ADDR_KERNEL : DTRACE_ADDR_NONCANONICAL);
	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(TASK_SIZE_MAX, 1), DTRACE_ADDR_NONCANONICAL);
	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(TASK_SIZE_MAX - 1, 2),
			DTRACE_ADDR_NONCANONICAL);
}

static bool toxic(const void *addr, size_t len)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_addr_toxic((unsigned long)addr, len);
	window_end(&out);
	return out.vector;
}

static void memory_is_not_toxic(struct kunit *test)
{
	static int data;
	int on_stack = 0;
	void *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	void *area = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, area);
	kunit_add_action(test, (kunit_action_t *)vfree, area);
	KUNIT_EXPECT_FALSE(test, toxic(page, PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, toxic(area, 3 * PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, toxic(&data, sizeof(data)));
	KUNIT_EXPECT_FALSE(test, toxic(&on_stack, sizeof(on_stack)));
	KUNIT_EXPECT_FALSE(test, toxic(memory_is_not_toxic, 64));
	KUNIT_EXPECT_FALSE(test, toxic(raw_cpu_ptr(&dtrace_nofault), 8));
	KUNIT_EXPECT_FALSE(test, toxic(virt_to_page(page), 8));
	KUNIT_EXPECT_FALSE(test, toxic(current, sizeof(*current)));
	KUNIT_EXPECT_FALSE(test, toxic(lm_alias(&data), sizeof(data)));
	/* vmalloc's guard page: a load faults, and that is clean */
	KUNIT_EXPECT_FALSE(test, toxic(area + 3 * PAGE_SIZE, 8));
}

static void __iomem *map_device(struct kunit *test, phys_addr_t phys,
				void __iomem *(*map)(resource_size_t, unsigned long))
{
	void __iomem *io = map(phys, PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, (void __force *)io);
	kunit_add_action(test, (kunit_action_t *)iounmap, (void __force *)io);
	return io;
}

static void device_is_toxic(struct kunit *test)
{
	void __force *io = (void __force *)map_device(test, ISA_START_ADDRESS, ioremap);

	KUNIT_EXPECT_TRUE(test, toxic(io, 1));
	KUNIT_EXPECT_TRUE(test, toxic(io + 0xff8, 8));
	KUNIT_EXPECT_TRUE(test, toxic(io - 4, 8));
	KUNIT_EXPECT_FALSE(test, toxic(io + PAGE_SIZE, 8));

	io = (void __force *)map_device(test, ISA_START_ADDRESS, ioremap_wc);
	KUNIT_EXPECT_TRUE(test, toxic(io, 8));

	/* The local APIC, or nothing: Xen maps it to nobody. */
	io = (void __force *)map_device(test, APIC_DEFAULT_PHYS_BASE, ioremap);
	if (on_xen_pv()) {
		struct outcome out = load((unsigned long)io + APIC_ID, 4);

		expect_fault(test, &out, X86_TRAP_PF, (unsigned long)io + APIC_ID);
	} else {
		KUNIT_EXPECT_TRUE(test, toxic(io + APIC_ID, 4));
	}
}

/* Mapped write-back, and no RAM all the same. */
static void write_back_device_is_toxic(struct kunit *test)
{
	void *wb;

	KUNIT_EXPECT_TRUE(test, toxic(phys_to_virt(ISA_START_ADDRESS), 8));
	wb = memremap(0xfed00000, PAGE_SIZE, MEMREMAP_WB);
	if (!wb)
		kunit_skip(test, "memremap() refuses the HPET");
	KUNIT_EXPECT_TRUE(test, toxic(wb, 4));
	memunmap(wb);
}

/* RAM that is mapped uncached has no side effects; through vmap() it is refused. */
static void uncached_ram(struct kunit *test)
{
	struct page *pages[2];
	void *area;

	pages[0] = alloc_page(GFP_KERNEL);
	pages[1] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, pages[0] && pages[1]);
	area = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_EXPECT_FALSE(test, toxic(area, 2 * PAGE_SIZE));
	vunmap(area);
	area = vmap(pages, 2, VM_MAP, PAGE_KERNEL_NOCACHE);
	KUNIT_EXPECT_TRUE(test, toxic(area, 8));
	KUNIT_EXPECT_TRUE(test, toxic(area + PAGE_SIZE, 8));
	KUNIT_EXPECT_FALSE(test, toxic(page_address(pages[0]), 8));
	vunmap(area);
	__free_page(pages[0]);
	__free_page(pages[1]);
}

static struct kunit_case addr_cases[] = {
	KUNIT_CASE_PARAM(classify, ranges_gen_params),
	KUNIT_CASE(classify_by_paging_mode),
	KUNIT_CASE(memory_is_not_toxic),
	KUNIT_CASE(device_is_toxic),
	KUNIT_CASE(write_back_device_is_toxic),
	KUNIT_CASE(uncached_ram),
	{ }
};

static struct kunit_suite addr_suite = {
	.name = "dtrace_addr",
	.test_cases = addr_cases,
};

kunit_test_suite(addr_suite);

MODULE_DESCRIPTION("KUnit tests of DTrace's address policy");
MODULE_LICENSE("GPL");
