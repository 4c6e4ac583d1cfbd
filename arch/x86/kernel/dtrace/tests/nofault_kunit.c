// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_nofault: faults inside the window end there, all others go their usual way.
 *
 * Natively and on Xen PV alike; what differs between them is written down in
 * the tables. Interrupts are off in every access, as in probe context.
 */
#include <kunit/test.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/asm.h>
#include <asm/desc.h>
#include <asm/ptrace.h>
#include <asm/vsyscall.h>
#include <uapi/asm/vsyscall.h>

#include "../nofault.h"
#include "window.h"

static bool oops;
module_param(oops, bool, 0);
MODULE_PARM_DESC(oops, "run the case that must end in an oops");

/* A page followed by one that is not mapped: vmalloc's guard page. */
static unsigned long page_before_hole(struct kunit *test)
{
	u8 *page = vmalloc(PAGE_SIZE);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	kunit_add_action(test, (kunit_action_t *)vfree, page);
	for (i = 0; i < PAGE_SIZE; i++)
		page[i] = i * 7;
	return (unsigned long)page;
}

struct bad_addr {
	const char *name;
	unsigned long addr;
	int vector;
};

static const struct bad_addr bad_addrs[] = {
	{ "NULL",			0,			X86_TRAP_PF },
	{ "NULL plus a member",		8,			X86_TRAP_PF },
	{ "unaligned in page 0",	0x123,			X86_TRAP_PF },
	{ "top of the address space",	-8UL,			X86_TRAP_PF },
	{ "vsyscall page",		VSYSCALL_ADDR,		X86_TRAP_PF },
	{ "first bit 63",		NONCANONICAL,		X86_TRAP_GP },
	{ "poison",			0xdead000000000100UL,	X86_TRAP_GP },
	{ "poison in ASCII",		0x4141414141414141UL,	X86_TRAP_GP },
	{ "end of the low half",	0x7fffffffffffffffUL,	X86_TRAP_GP },
};

KUNIT_ARRAY_PARAM_DESC(bad_addrs, bad_addrs, name);

static void bad_address_faults(struct kunit *test)
{
	const struct bad_addr *bad = test->param_value;
	static const unsigned int sizes[] = { 1, 2, 4, 8 };
	struct outcome out;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		out = load(bad->addr, sizes[i]);
		expect_fault(test, &out, bad->vector, bad->addr);
		KUNIT_EXPECT_EQ(test, out.hits, 1UL);
		out = user_load(bad->addr, sizes[i]);
		expect_fault(test, &out, bad->vector, bad->addr);
	}
}

static void unmapped_kernel_page_faults(struct kunit *test)
{
	unsigned long hole = page_before_hole(test) + PAGE_SIZE;
	struct outcome out = load(hole + 0x11, 8);

	expect_fault(test, &out, X86_TRAP_PF, hole + 0x11);
}

static void load_sizes(struct kunit *test)
{
	static const u8 bytes[16] = {
		0x80, 0x91, 0xa2, 0xb3, 0xc4, 0xd5, 0xe6, 0xf7, 0x88
	};
	unsigned long at = (unsigned long)bytes;
	struct outcome out;

	out = load(at, 1);
	expect_no_fault(test, &out);
	KUNIT_EXPECT_EQ(test, out.val, 0x80ULL);
	out = load(at, 2);
	KUNIT_EXPECT_EQ(test, out.val, 0x9180ULL);
	out = load(at, 4);
	KUNIT_EXPECT_EQ(test, out.val, 0xb3a29180ULL);
	out = load(at, 8);
	KUNIT_EXPECT_EQ(test, out.val, 0xf7e6d5c4b3a29180ULL);
	out = load(at + 1, 8);
	KUNIT_EXPECT_EQ(test, out.val, 0x88f7e6d5c4b3a291ULL);
}

static void load_across_the_hole(struct kunit *test)
{
	unsigned long hole = page_before_hole(test) + PAGE_SIZE;
	struct outcome out = load(hole - 3, 8);

	KUNIT_EXPECT_EQ(test, out.vector, X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, out.fault_addr & PAGE_MASK, hole);
}

/* Every length and alignment: copied is exact to the byte. */
static void copy_stops_at_the_hole(struct kunit *test)
{
	unsigned long page = page_before_hole(test), hole = page + PAGE_SIZE;
	size_t before, len;
	struct outcome out;
	u8 buf[64];

	for (before = 0; before <= 24; before++) {
		for (len = 0; len <= 40; len++) {
			memset(buf, 0xee, sizeof(buf));
			out = copy(buf, hole - before, len);
			KUNIT_ASSERT_EQ(test, out.copied, min(before, len));
			KUNIT_ASSERT_EQ(test, out.vector, len > before ? X86_TRAP_PF : 0);
			KUNIT_ASSERT_EQ(test, out.fault_addr,
					len > before ? hole : (unsigned long)UNTOUCHED);
			KUNIT_ASSERT_MEMEQ(test, buf, (void *)(hole - before), out.copied);
			KUNIT_ASSERT_EQ(test, buf[out.copied], 0xee);
		}
	}
}

static void copy_from_noncanonical(struct kunit *test)
{
	char buf[32];
	struct outcome out = copy(buf, NONCANONICAL, sizeof(buf));

	expect_fault(test, &out, X86_TRAP_GP, NONCANONICAL);
	KUNIT_EXPECT_EQ(test, out.copied, 0UL);
}

/* ---- the stack segment: vector 12 ---- */

/* Interrupts off, and the window of faulty_64.S open, around one call. */
static unsigned long in_test_window(unsigned long (*fn)(unsigned long), unsigned long arg)
{
	struct dtrace_nofault saved;
	unsigned long flags, vector, length;

	local_irq_save(flags);
	dtrace_nofault_open(&saved);
	this_cpu_write(dtrace_nofault.first, (unsigned long)dtrace_test_text_start);
	length = dtrace_test_text_end - dtrace_test_text_start;
	this_cpu_write(dtrace_nofault.length, length);
	this_cpu_write(dtrace_nofault.recover, (unsigned long)dtrace_test_recover);
	vector = fn(arg);
	dtrace_nofault_close(&saved);
	local_irq_restore(flags);
	return vector;
}

#define ABSENT_GDT_ENTRY	7	/* unused on x86-64 */

static void write_absent_descriptor(unsigned int dpl, bool remove)
{
	struct desc_struct absent = { };

	if (!remove)
		absent = (struct desc_struct)GDT_ENTRY_INIT(DESC_DATA64, 0, 0xfffff);
	absent.p = 0;
	absent.dpl = dpl;
	write_gdt_entry(get_cpu_gdt_rw(smp_processor_id()), ABSENT_GDT_ENTRY, &absent,
			DESCTYPE_S);
}

static void stack_segment_not_present(struct kunit *test)
{
	unsigned int rpl = on_xen_pv() ? 3 : 0;
	unsigned long vector;

	migrate_disable();
	write_absent_descriptor(rpl, false);
	vector = in_test_window(dtrace_test_load_ss, ABSENT_GDT_ENTRY * 8 + rpl);
	write_absent_descriptor(rpl, true);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, vector, (unsigned long)X86_TRAP_SS);
}

/* Hardware gives #SS; QEMU's TCG gives #GP. */
static void noncanonical_through_rbp(struct kunit *test)
{
	unsigned long vector = in_test_window(dtrace_test_load_rbp, NONCANONICAL);

	KUNIT_EXPECT_TRUE(test, vector == X86_TRAP_SS || vector == X86_TRAP_GP);
	KUNIT_EXPECT_EQ(test, in_test_window(dtrace_test_load_rbp, 8),
			(unsigned long)X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, in_test_window(dtrace_test_load_rbp, (unsigned long)&vector), 0UL);
}

/* ---- EFLAGS.AC ---- */

static struct outcome with_ac(struct outcome (*access)(unsigned long, unsigned int),
			      unsigned long addr)
{
	unsigned long flags = native_save_fl();
	struct outcome out;

	asm volatile("push %0; popf" : : "r" (flags | X86_EFLAGS_AC) : "memory", "cc");
	out = access(addr, 8);
	asm volatile("push %0; popf" : : "r" (flags) : "memory", "cc");
	return out;
}

static void ac_survives(struct kunit *test)
{
	struct outcome out;

	if (!boot_cpu_has(X86_FEATURE_SMAP))
		kunit_skip(test, "this CPU shows no SMAP");
	out = with_ac(load, 8);
	KUNIT_EXPECT_TRUE(test, out.flags[0] & X86_EFLAGS_AC);
	expect_fault(test, &out, X86_TRAP_PF, 8UL);
	out = with_ac(user_load, 8);
	KUNIT_EXPECT_TRUE(test, out.flags[0] & X86_EFLAGS_AC);
	expect_fault(test, &out, X86_TRAP_PF, 8UL);
	out = user_load(8, 8);
	KUNIT_EXPECT_FALSE(test, out.flags[0] & X86_EFLAGS_AC);
	expect_fault(test, &out, X86_TRAP_PF, 8UL);
}

/* ---- nesting ---- */

static void nested_window_gives_back(struct kunit *test)
{
	struct dtrace_nofault outer, middle, inner;
	unsigned long flags, bad, hits;
	int vector;
	u64 val;

	local_irq_save(flags);
	hits = this_cpu_read(dtrace_nofault.hits);
	dtrace_nofault_open(&outer);
	dtrace_nofault_load(&val, 0x18, 8, &bad);
	dtrace_nofault_open(&middle);
	dtrace_nofault_load(&val, NONCANONICAL, 8, &bad);
	dtrace_nofault_open(&inner);
	dtrace_nofault_load(&val, 0x28, 8, &bad);
	dtrace_nofault_close(&inner);
	inner = *this_cpu_ptr(&dtrace_nofault);
	dtrace_nofault_close(&middle);
	middle = *this_cpu_ptr(&dtrace_nofault);
	vector = dtrace_nofault_load(&val, 0x38, 8, &bad);
	dtrace_nofault_close(&outer);
	hits = this_cpu_read(dtrace_nofault.hits) - hits;
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, inner.fault_vector, (unsigned long)X86_TRAP_GP);
	KUNIT_EXPECT_EQ(test, middle.fault_vector, (unsigned long)X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, middle.fault_addr, 0x18UL);
	KUNIT_EXPECT_EQ(test, vector, X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, bad, 0x38UL);
	KUNIT_EXPECT_EQ(test, hits, 4UL);
}

static void closed_window_is_closed(struct kunit *test)
{
	struct dtrace_nofault now;

	preempt_disable();
	now = *this_cpu_ptr(&dtrace_nofault);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, now.length, 0UL);
}

/* ---- faults elsewhere ---- */

/* A load with an exception table entry, which a #GP finds, too. */
static noinline int load_by_extable(unsigned long addr)
{
	int err = -EFAULT;

	asm volatile("1:	movq (%1), %%rax\n"
		     "	xorl %0, %0\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : "+r" (err) : "r" (addr) : "rax", "cc", "memory");
	return err;
}

static void extable_still_works(struct kunit *test)
{
	unsigned long hole = page_before_hole(test) + PAGE_SIZE;
	struct outcome out = { };
	u64 val;

	window_begin(&out);
	out.vector = copy_from_kernel_nofault(&val, (void *)hole, 8);
	window_end(&out);
	KUNIT_EXPECT_EQ(test, out.vector, -EFAULT);
	KUNIT_EXPECT_EQ(test, out.hits, 0UL);
	window_begin(&out);
	out.vector = copy_from_user_nofault(&val, (void __user *)8UL, 8);
	window_end(&out);
	KUNIT_EXPECT_EQ(test, out.vector, -EFAULT);
	KUNIT_EXPECT_EQ(test, out.hits, 0UL);
	window_begin(&out);
	out.vector = get_kernel_nofault(val, (u64 *)hole);
	window_end(&out);
	KUNIT_EXPECT_EQ(test, out.vector, -EFAULT);
	KUNIT_EXPECT_EQ(test, out.hits, 0UL);
	window_begin(&out);
	out.vector = load_by_extable(NONCANONICAL);
	window_end(&out);
	KUNIT_EXPECT_EQ(test, out.vector, -EFAULT);
	KUNIT_EXPECT_EQ(test, out.hits, 0UL);
}

static void read_null(void *unused)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = READ_ONCE(*(int *)8UL);
	window_end(&out);
}

static void note_death(void *data)
{
	*(bool *)data = true;
}

static void unprotected_fault_oopses(struct kunit *test)
{
	struct kunit_try_catch try_catch = {
		.test = test,
		.try = read_null,
		.catch = note_death,
	};
	bool died = false;

	if (!oops)
		kunit_skip(test, "it oopses on purpose: boot with nofault_kunit.oops=1");
	kunit_try_catch_run(&try_catch, &died);
	KUNIT_EXPECT_EQ(test, kunit_try_catch_get_result(&try_catch), -EINTR);
	KUNIT_EXPECT_TRUE(test, died);
}

/* ---- entry code in C, as FRED has it ---- */

struct fixup_case {
	const char *name;
	unsigned int vector;
	long offset;			/* of RIP from the window's start */
	u16 cs;
	bool fixed;
};

static const struct fixup_case fixup_cases[] = {
	{ "#PF at the first byte",	X86_TRAP_PF, 0,		__KERNEL_CS,	true },
	{ "#GP at the first byte",	X86_TRAP_GP, 0,		__KERNEL_CS,	true },
	{ "#SS at the first byte",	X86_TRAP_SS, 0,		__KERNEL_CS,	true },
	{ "#PF on Xen PV",		X86_TRAP_PF, 0,		0xe030,		true },
	{ "#PF before the window",	X86_TRAP_PF, -1,	__KERNEL_CS,	false },
	{ "#PF far behind",		X86_TRAP_PF, SZ_1G,	__KERNEL_CS,	false },
	{ "#PF in user mode",		X86_TRAP_PF, 0,		__USER_CS,	false },
	{ "#UD",			X86_TRAP_UD, 0,		__KERNEL_CS,	false },
	{ "#AC",			X86_TRAP_AC, 0,		__KERNEL_CS,	false },
	{ "#NP",			X86_TRAP_NP, 0,		__KERNEL_CS,	false },
};

KUNIT_ARRAY_PARAM_DESC(fixup_cases, fixup_cases, name);

static void c_fixup(struct kunit *test)
{
	const struct fixup_case *c = test->param_value;
	unsigned long ip = (unsigned long)__dtrace_nofault_text_start + c->offset;
	struct pt_regs regs = { .ip = ip, .cs = c->cs };
	struct outcome out = { };
	unsigned long addr;

	window_begin(&out);
	out.vector = dtrace_nofault_fixup(&regs, c->vector, 0x5678);
	addr = this_cpu_read(dtrace_nofault.fault_addr);
	window_end(&out);
	KUNIT_EXPECT_EQ(test, !!out.vector, c->fixed);
	KUNIT_EXPECT_EQ(test, out.hits, (unsigned long)c->fixed);
	KUNIT_EXPECT_EQ(test, regs.ip,
			c->fixed ? (unsigned long)__dtrace_nofault_recover : ip);
	if (c->fixed && c->vector == X86_TRAP_PF)
		KUNIT_EXPECT_EQ(test, addr, 0x5678UL);
	KUNIT_EXPECT_FALSE(test, dtrace_nofault_fixup(&regs, c->vector, 0x5678));
}

/* ---- a million ---- */

#define MILLION	1000000
#define CHUNK	1000

/* Return how many of CHUNK loads did not fault as they have to. */
static unsigned int chunk_of_faults(unsigned long addr, int vector)
{
	struct dtrace_nofault saved;
	unsigned int i, wrong = 0;
	unsigned long flags, bad;
	u64 val;

	local_irq_save(flags);
	dtrace_nofault_open(&saved);
	for (i = 0; i < CHUNK; i++)
		wrong += dtrace_nofault_load(&val, addr, 8, &bad) != vector || bad != addr;
	dtrace_nofault_close(&saved);
	local_irq_restore(flags);
	return wrong;
}

static void a_million(struct kunit *test, unsigned long addr, int vector)
{
	unsigned int i, wrong = 0;
	ktime_t start = ktime_get();
	s64 ns;

	for (i = 0; i < MILLION / CHUNK; i++)
		wrong += chunk_of_faults(addr, vector);
	ns = ktime_to_ns(ktime_sub(ktime_get(), start));
	kunit_info(test, "1000000 recovered faults, vector %d: %lld ms, %lld ns each\n",
		   vector, ns / NSEC_PER_MSEC, ns / MILLION);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

static void a_million_page_faults(struct kunit *test)
{
	a_million(test, page_before_hole(test) + PAGE_SIZE, X86_TRAP_PF);
}

static void a_million_protection_faults(struct kunit *test)
{
	a_million(test, NONCANONICAL, X86_TRAP_GP);
}

static struct kunit_case nofault_cases[] = {
	KUNIT_CASE_PARAM(bad_address_faults, bad_addrs_gen_params),
	KUNIT_CASE(unmapped_kernel_page_faults),
	KUNIT_CASE(load_sizes),
	KUNIT_CASE(load_across_the_hole),
	KUNIT_CASE(copy_stops_at_the_hole),
	KUNIT_CASE(copy_from_noncanonical),
	KUNIT_CASE(stack_segment_not_present),
	KUNIT_CASE(noncanonical_through_rbp),
	KUNIT_CASE(ac_survives),
	KUNIT_CASE(nested_window_gives_back),
	KUNIT_CASE(closed_window_is_closed),
	KUNIT_CASE(extable_still_works),
	KUNIT_CASE_PARAM(c_fixup, fixup_cases_gen_params),
	KUNIT_CASE_SLOW(a_million_page_faults),
	KUNIT_CASE_SLOW(a_million_protection_faults),
	KUNIT_CASE(unprotected_fault_oopses),
	{ }
};

static struct kunit_suite nofault_suite = {
	.name = "dtrace_nofault",
	.test_cases = nofault_cases,
};

kunit_test_suite(nofault_suite);

MODULE_DESCRIPTION("KUnit tests of DTrace's no-fault window");
MODULE_LICENSE("GPL");
