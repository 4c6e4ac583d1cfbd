// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_host: what core/ gives the engine: loads from every class
 * of address, stacks, thread keys.
 *
 * The window itself has a suite of its own in arch/; this one is about policy.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/kasan.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/vsyscall.h>
#include <uapi/asm/vsyscall.h>

#include "lib/env.h"
#include "tests/user_memory.h"

#define MAGIC	0x1122334455667788ull

static const u64 in_image = MAGIC;

/* A load in the circumstances of a firing */
static int load(u64 addr, unsigned int size, u64 *val, u64 *bad, bool user)
{
	unsigned long flags = dt_host_irq_save();
	struct dt_window window;
	int fault;

	*bad = 0;
	dt_host_window_open(&window);
	fault = user ? dt_host_user_load(val, addr, size, bad) :
		       dt_host_load(val, addr, size, bad);
	dt_host_window_close(&window);
	dt_host_irq_restore(flags);
	return fault;
}

static void expect_good(struct kunit *test, const void *ptr)
{
	static const u64 low[] = { [1] = 0x88, [2] = 0x7788, [4] = 0x55667788, [8] = MAGIC };
	unsigned int size;
	u64 val, bad;

	for (size = 1; size <= 8; size *= 2) {
		val = ~0ull;
		KUNIT_EXPECT_EQ(test, load((unsigned long)ptr, size, &val, &bad, false), 0);
		KUNIT_EXPECT_EQ(test, val, low[size]);
	}
}

static void test_good(struct kunit *test)
{
	u64 *heap = kunit_kmalloc(test, sizeof(*heap), GFP_KERNEL);
	u64 *scattered = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, heap);
	KUNIT_ASSERT_NOT_NULL(test, scattered);
	*heap = MAGIC;
	*scattered = MAGIC;
	expect_good(test, heap);
	expect_good(test, scattered);
	expect_good(test, &in_image);
	vfree(scattered);
}

struct bad_case {
	const char	*name;
	u64		addr;
};

static const struct bad_case bad_cases[] = {
	{ "null",			0 },
	{ "small",			8 },
	{ "user_unmapped",		0x10000 },
	{ "user_top_4_level",		0x00007ffffffffff8ull },
	{ "above_user_4_level",		0x0000800000000000ull },
	{ "above_user_5_level",		0x0100000000000000ull },
	{ "noncanonical",		0x8000000000000000ull },
	{ "noncanonical_high",		0xdead000000000000ull },
	{ "xen_m2p",			0xffff800000000000ull },
	{ "xen_last",			0xffff87fffffffff8ull },
	{ "vsyscall",			VSYSCALL_ADDR },
	{ "last_page",			0xfffffffffffff000ull },
	{ "wraps",			0xfffffffffffffffcull },
};

static void bad_desc(const struct bad_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad, bad_cases, bad_desc);

/* With five levels it lies where Xen PV, which has four, keeps what is its own. */
static bool is_shadow(u64 addr)
{
#ifdef CONFIG_KASAN
	return addr >= KASAN_SHADOW_START && addr < KASAN_SHADOW_END;
#else
	return false;
#endif
}

static void test_bad(struct kunit *test)
{
	const struct bad_case *c = test->param_value;
	u64 val = ~0ull, bad;

	if (is_shadow(c->addr))
		kunit_skip(test, "shadow memory of KASAN");
	KUNIT_EXPECT_EQ(test, load(c->addr, 8, &val, &bad, false), DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, val, 0);
	KUNIT_EXPECT_EQ(test, bad, c->addr);
}

static void test_device(struct kunit *test)
{
	void __iomem *window = ioremap(0xa0000, PAGE_SIZE);
	u64 val = ~0ull, bad;

	KUNIT_ASSERT_NOT_NULL(test, (void __force *)window);
	KUNIT_EXPECT_EQ(test, load((unsigned long)window, 4, &val, &bad, false),
			DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, val, 0);
	KUNIT_EXPECT_EQ(test, bad, (unsigned long)window);
	iounmap(window);
}

static void test_user(struct kunit *test)
{
	unsigned long addr;
	u64 val, bad;

	addr = dt_test_user_memory(test, 2 * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, put_user((u64)MAGIC, (u64 __user *)addr), 0);

	/* by the user way it is there */
	KUNIT_EXPECT_EQ(test, load(addr, 8, &val, &bad, true), 0);
	KUNIT_EXPECT_EQ(test, val, MAGIC);
	/* by the kernel way it never is, whatever the hardware would do */
	KUNIT_EXPECT_EQ(test, load(addr, 8, &val, &bad, false), DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, bad, addr);
	/* a page that was never touched is not brought in */
	KUNIT_EXPECT_EQ(test, load(addr + PAGE_SIZE, 8, &val, &bad, true), DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, bad, addr + PAGE_SIZE);
	/* kernel addresses are not user ones */
	KUNIT_EXPECT_EQ(test, load((unsigned long)&in_image, 8, &val, &bad, true),
			DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, load(TASK_SIZE_MAX - 4, 8, &val, &bad, true), DTRACE_FAULT_BADADDR);
}

/* A copy that runs off the end of its mapping gives what was before the end. */
static void test_copy_partial(struct kunit *test)
{
	char *mem = vmalloc(PAGE_SIZE);
	char *dst = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct dt_window window;
	unsigned long flags;
	size_t copied;
	int fault;
	u64 bad;

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_ASSERT_NOT_NULL(test, dst);
	memset(mem, 'x', PAGE_SIZE);
	flags = dt_host_irq_save();
	dt_host_window_open(&window);
	fault = dt_host_copy(dst, (unsigned long)mem + PAGE_SIZE - 10, 64, &copied, &bad);
	dt_host_window_close(&window);
	dt_host_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, fault, DTRACE_FAULT_BADADDR);
	KUNIT_EXPECT_EQ(test, copied, 10);
	KUNIT_EXPECT_EQ(test, bad, (unsigned long)mem + PAGE_SIZE);
	KUNIT_EXPECT_STREQ(test, dst, "xxxxxxxxxx");
	vfree(mem);
}

static noinline unsigned int stack_here(u64 *pcs, unsigned int n, u64 *caller)
{
	struct dtrace_firing firing = { };

	*caller = (unsigned long)__builtin_return_address(0);
	return dt_host_stack(&firing, pcs, n);
}

/* The stack starts at the caller of the function that has the firing. */
static void test_stack(struct kunit *test)
{
	u64 pcs[32], caller;
	unsigned int n = stack_here(pcs, ARRAY_SIZE(pcs), &caller);

	KUNIT_ASSERT_GE(test, n, 2u);
	KUNIT_EXPECT_EQ(test, pcs[0], caller);
	KUNIT_EXPECT_EQ(test, stack_here(pcs, 1, &caller), 1u);
	KUNIT_EXPECT_EQ(test, stack_here(pcs, 0, &caller), 0u);
}

static void key_on_cpu(void *arg)
{
	*(u64 *)arg = dt_host_thread_key();
}

static void test_thread_key(struct kunit *test)
{
	u64 key = dt_host_thread_key(), interrupt = key;

	KUNIT_EXPECT_EQ(test, key, dt_host_thread_key());
	KUNIT_EXPECT_EQ(test, key & 7, 0);
	KUNIT_EXPECT_GE(test, key, 1ull << 17);
	if (num_online_cpus() < 2)
		return;
	/* some other task, idle most likely, in a hard interrupt */
	migrate_disable();
	smp_call_function_single(cpumask_any_but(cpu_online_mask, raw_smp_processor_id()),
				 key_on_cpu, &interrupt, true);
	migrate_enable();
	KUNIT_EXPECT_NE(test, interrupt >> 3, key >> 3);
	KUNIT_EXPECT_EQ(test, interrupt & 7, 2);
	KUNIT_EXPECT_GE(test, interrupt, 1ull << 17);
}

static void test_cpu(struct kunit *test)
{
	u64 before = dt_host_clock();

	KUNIT_EXPECT_EQ(test, dt_host_run_on(dt_host_ncpus(), key_on_cpu, &before), -ENOENT);
	KUNIT_EXPECT_FALSE(test, dt_host_cpu_online(dt_host_ncpus()));
	KUNIT_EXPECT_TRUE(test, dt_host_cpu_online(0));
	dt_host_sync();
	KUNIT_EXPECT_GT(test, dt_host_clock(), before);
}

/*
 * Durations are differences of dt_host_clock(): it never goes back on a CPU, and
 * two looks with work in between tell different times.
 */
static void test_clock(struct kunit *test)
{
	u64 first = dt_host_clock(), last = first, now;
	unsigned int still = 0, i, k;

	for (i = 0; i < 1000; i++) {
		for (k = 0; k < 1000; k++)
			barrier();
		now = dt_host_clock();
		KUNIT_ASSERT_GE(test, now, last);
		still += now == last;
		last = now;
	}
	KUNIT_EXPECT_GT(test, last, first);
	/* a clock of coarse steps would stand still nearly always */
	KUNIT_EXPECT_LT(test, still, 1000);
	kunit_info(test, "%u of %u steps of 0 ns, %llu ns on average", still, i,
		   div_u64(last - first, i));
}

/* The same across CPUs: what happens after something else is not earlier. */
static void clock_here(void *arg)
{
	*(u64 *)arg = dt_host_clock();
}

static void test_clock_of_cpus(struct kunit *test)
{
	u64 last = dt_host_clock(), now;
	unsigned int cpu, i;

	for (i = 0; i < 100; i++) {
		for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
			if (dt_host_run_on(cpu, clock_here, &now))
				continue;
			KUNIT_ASSERT_GE(test, now, last);
			last = now;
		}
	}
}

static void test_ipl(struct kunit *test)
{
	unsigned long flags = dt_host_irq_save();

	KUNIT_EXPECT_EQ(test, dt_host_ipl(flags), 0);
	KUNIT_EXPECT_EQ(test, dt_host_ipl(dt_host_irq_save()), 2);
	dt_host_irq_restore(flags);
	local_bh_disable();
	/* softirqs are off, but none runs */
	flags = dt_host_irq_save();
	KUNIT_EXPECT_EQ(test, dt_host_ipl(flags), 0);
	dt_host_irq_restore(flags);
	local_bh_enable();
}

static int thread_key_fn(void *arg)
{
	WRITE_ONCE(*(u64 *)arg, dt_host_thread_key());
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

/* A thread is taken out of the table of pids a moment after it ended. */
static bool gone_soon(u64 key)
{
	unsigned int i;

	for (i = 0; i < 100 && !dt_host_thread_gone(key); i++)
		msleep(20);
	return i < 100;
}

static void test_thread_gone(struct kunit *test)
{
	u64 key = 0;
	struct task_struct *thread = kthread_run(thread_key_fn, &key, "dtrace-kunit");
	unsigned int i;

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	for (i = 0; i < 100 && !READ_ONCE(key); i++)
		msleep(20);
	KUNIT_EXPECT_FALSE(test, dt_host_thread_gone(dt_host_thread_key()));
	KUNIT_EXPECT_FALSE(test, dt_host_thread_gone(key));
	KUNIT_EXPECT_FALSE(test, dt_host_thread_gone(1ull << 41));	/* an idle task's */
	kthread_stop_put(thread);
	KUNIT_EXPECT_TRUE(test, gone_soon(key));
}

static struct kunit_case host_tests[] = {
	KUNIT_CASE(test_good),
	KUNIT_CASE_PARAM(test_bad, bad_gen_params),
	KUNIT_CASE(test_device),
	KUNIT_CASE(test_user),
	KUNIT_CASE(test_copy_partial),
	KUNIT_CASE(test_stack),
	KUNIT_CASE(test_thread_key),
	KUNIT_CASE(test_thread_gone),
	KUNIT_CASE(test_cpu),
	KUNIT_CASE(test_clock),
	KUNIT_CASE(test_clock_of_cpus),
	KUNIT_CASE(test_ipl),
	{ }
};

static struct kunit_suite host_suite = {
	.name = "dtrace_host",
	.test_cases = host_tests,
};

kunit_test_suite(host_suite);
