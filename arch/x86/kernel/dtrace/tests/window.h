/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the trap layer's KUnit suites share: one access through the window, with all there is to see of it.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H

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
};

/* Interrupts off and window open; what runs between is the statement. */
#define IN_WINDOW(out, statement)					\
do {									\
	struct dtrace_nofault __saved;					\
	unsigned long __irq;						\
									\
	(out)->fault_addr = UNTOUCHED;					\
	local_irq_save(__irq);						\
	dtrace_nofault_open(&__saved);					\
	(out)->hits = this_cpu_read(dtrace_nofault.hits);		\
	(out)->irqs_off[0] = irqs_disabled();				\
	(out)->flags[0] = native_save_fl();				\
	(out)->vector = (statement);					\
	(out)->flags[1] = native_save_fl();				\
	(out)->irqs_off[1] = irqs_disabled();				\
	(out)->hits = this_cpu_read(dtrace_nofault.hits) - (out)->hits;	\
	dtrace_nofault_close(&__saved);					\
	local_irq_restore(__irq);					\
} while (0)

static inline struct outcome load(unsigned long addr, unsigned int size)
{
	struct outcome out = { };

	IN_WINDOW(&out, dtrace_nofault_load(&out.val, addr, size, &out.fault_addr));
	return out;
}

static inline struct outcome user_load(unsigned long addr, unsigned int size)
{
	struct outcome out = { };

	IN_WINDOW(&out, dtrace_nofault_user_load(&out.val, addr, size, &out.fault_addr));
	return out;
}

static inline struct outcome copy(void *dst, unsigned long src, size_t len)
{
	struct outcome out = { };

	IN_WINDOW(&out, dtrace_nofault_copy(dst, src, len, &out.copied, &out.fault_addr));
	return out;
}

static inline struct outcome user_copy(void *dst, unsigned long src, size_t len)
{
	struct outcome out = { };

	IN_WINDOW(&out, dtrace_nofault_user_copy(dst, src, len, &out.copied, &out.fault_addr));
	return out;
}

static inline struct outcome user_store(unsigned long dst, const void *src, size_t len)
{
	struct outcome out = { };

	IN_WINDOW(&out, dtrace_nofault_user_store(dst, src, len, &out.copied, &out.fault_addr));
	return out;
}

/* IF (virtual on Xen PV) and AC have to survive, whatever happened. */
#define EXPECT_FLAGS_KEPT(test, out)					\
do {									\
	KUNIT_EXPECT_TRUE(test, (out)->irqs_off[0]);			\
	KUNIT_EXPECT_TRUE(test, (out)->irqs_off[1]);			\
	KUNIT_EXPECT_EQ(test, (out)->flags[0] & X86_EFLAGS_AC,		\
			(out)->flags[1] & X86_EFLAGS_AC);		\
} while (0)

/* A clean fault at @where, of a page fault or of a vector without address. */
#define EXPECT_FAULT(test, out, trapnr, where)				\
do {									\
	KUNIT_EXPECT_EQ(test, (out)->vector, trapnr);			\
	KUNIT_EXPECT_EQ(test, (out)->fault_addr, where);		\
	KUNIT_EXPECT_GE(test, (out)->hits, 1UL);			\
	KUNIT_EXPECT_EQ(test, (out)->val, 0ULL);			\
	EXPECT_FLAGS_KEPT(test, out);					\
} while (0)

#define EXPECT_NO_FAULT(test, out)					\
do {									\
	KUNIT_EXPECT_EQ(test, (out)->vector, 0);			\
	KUNIT_EXPECT_EQ(test, (out)->fault_addr, (unsigned long)UNTOUCHED); \
	KUNIT_EXPECT_EQ(test, (out)->hits, 0UL);			\
	EXPECT_FLAGS_KEPT(test, out);					\
} while (0)

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_WINDOW_H */
