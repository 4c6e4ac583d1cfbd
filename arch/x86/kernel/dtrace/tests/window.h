/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the trap layer's KUnit suites share: one access through the window, and what came of it.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H

#include <kunit/test.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <asm/cpufeature.h>
#include <asm/dtrace.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#define NONCANONICAL	0x8000000000000000UL
#define UNTOUCHED	0x1234567

static inline bool on_xen_pv(void)
{
	return boot_cpu_has(X86_FEATURE_XENPV);
}

/* One access: what came back, and the flags around it. */
struct outcome {
	int vector;
	u64 val;
	unsigned long fault_addr;
	size_t copied;
	unsigned long hits;		/* faults recovered meanwhile */
	unsigned long flags[2];		/* before, after */
	bool irqs_off[2];
	struct dtrace_nofault saved;
	unsigned long irq;
};

extern const char dtrace_test_text_start[], dtrace_test_text_end[];
extern const char dtrace_test_recover[];
asmlinkage unsigned long dtrace_test_load_ss(unsigned long selector);
asmlinkage unsigned long dtrace_test_load_rbp(unsigned long addr);

/* Interrupts off, window open, from here ... */
static __always_inline void window_begin(struct outcome *out)
{
	out->fault_addr = UNTOUCHED;
	local_irq_save(out->irq);
	dtrace_nofault_open(&out->saved);
	out->hits = this_cpu_read(dtrace_nofault.hits);
	out->irqs_off[0] = irqs_disabled();
	out->flags[0] = native_save_fl();
}

/* ... to here. */
static __always_inline void window_end(struct outcome *out)
{
	out->flags[1] = native_save_fl();
	out->irqs_off[1] = irqs_disabled();
	out->hits = this_cpu_read(dtrace_nofault.hits) - out->hits;
	dtrace_nofault_close(&out->saved);
	local_irq_restore(out->irq);
}

static inline struct outcome load(unsigned long addr, unsigned int size)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_nofault_load(&out.val, addr, size, &out.fault_addr);
	window_end(&out);
	return out;
}

static inline struct outcome user_load(unsigned long addr, unsigned int size)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_nofault_user_load(&out.val, addr, size, &out.fault_addr);
	window_end(&out);
	return out;
}

static inline struct outcome copy(void *dst, unsigned long src, size_t len)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_nofault_copy(dst, src, len, &out.copied, &out.fault_addr);
	window_end(&out);
	return out;
}

static inline struct outcome user_copy(void *dst, unsigned long src, size_t len)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_nofault_user_copy(dst, src, len, &out.copied, &out.fault_addr);
	window_end(&out);
	return out;
}

static inline struct outcome user_store(unsigned long dst, const void *src, size_t len)
{
	struct outcome out = { };

	window_begin(&out);
	out.vector = dtrace_nofault_user_store(dst, src, len, &out.copied, &out.fault_addr);
	window_end(&out);
	return out;
}

/* IF (virtual on Xen PV) and AC have to survive, whatever happened. */
static inline void expect_flags_kept(struct kunit *test, const struct outcome *out)
{
	KUNIT_EXPECT_TRUE(test, out->irqs_off[0]);
	KUNIT_EXPECT_TRUE(test, out->irqs_off[1]);
	KUNIT_EXPECT_EQ(test, out->flags[0] & X86_EFLAGS_AC, out->flags[1] & X86_EFLAGS_AC);
}

static inline void expect_fault(struct kunit *test, const struct outcome *out,
				int vector, unsigned long addr)
{
	KUNIT_EXPECT_EQ(test, out->vector, vector);
	KUNIT_EXPECT_EQ(test, out->fault_addr, addr);
	KUNIT_EXPECT_GE(test, out->hits, 1UL);
	KUNIT_EXPECT_EQ(test, out->val, 0ULL);
	expect_flags_kept(test, out);
}

static inline void expect_no_fault(struct kunit *test, const struct outcome *out)
{
	KUNIT_EXPECT_EQ(test, out->vector, 0);
	KUNIT_EXPECT_EQ(test, out->fault_addr, (unsigned long)UNTOUCHED);
	KUNIT_EXPECT_EQ(test, out->hits, 0UL);
	expect_flags_kept(test, out);
}

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H */
