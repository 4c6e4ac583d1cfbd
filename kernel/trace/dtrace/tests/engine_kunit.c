// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_engine: the whole engine in the kernel: a consumer opens,
 * enables hand-made programs, probes fire, buffers are read, it closes.
 *
 * Arguments of control calls lie in user memory of the test's own, as those of
 * the device do.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/gcd.h>
#include <linux/ptrace.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <uapi/asm/unistd.h>

#include <asm/dtrace.h>

#include "lib/control.h"
#include "tests/dof_image.h"
#include "tests/user_memory.h"

#define RIGHTS_ALL	(DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC | DT_RIGHT_DESTRUCTIVE)
#define BUFSIZE		SZ_64K
#define USER_ROOM	SZ_64K
#define USER_IMAGE	SZ_4K		/* where the image lies, behind the arguments */

/**
 * struct engine_test - what a test case works with
 * @c: the consumer
 * @user: address of USER_ROOM bytes of user memory
 * @img: the program
 */
struct engine_test {
	struct dt_consumer	*c;
	unsigned long		user;
	struct dof_image	img;
};

static int engine_init(struct kunit *test)
{
	struct engine_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	dof_image_init(&t->img);
	return dt_open(RIGHTS_ALL, &t->c);
}

static void engine_exit(struct kunit *test)
{
	struct engine_test *t = test->priv;

	if (t && t->c)
		dt_close(t->c);
}

/* User memory belongs to the thread of the test case, so it is made there. */
static struct engine_test *begin(struct kunit *test)
{
	struct engine_test *t = test->priv;

	t->user = dt_test_user_memory(test, USER_ROOM);
	return t;
}

/* One control call with its argument at the start of the user memory */
static long control(struct engine_test *t, u32 cmd, void *arg)
{
	long ret;

	if (copy_to_user((void __user *)t->user, arg, _IOC_SIZE(cmd)))
		return -EFAULT;
	ret = dt_control(t->c, cmd, t->user);
	if (copy_from_user(arg, (void __user *)t->user, _IOC_SIZE(cmd)))
		return -EFAULT;
	return ret;
}

static long set_option(struct engine_test *t, u32 id, u64 value)
{
	struct dtrace_opt opt = { .id = id, .value = value };

	return control(t, DTRACE_IOC_OPT_SET, &opt);
}

static long enable(struct engine_test *t, struct dtrace_enable *en)
{
	dof_image_seal(&t->img);
	*en = (struct dtrace_enable){
		.dof = t->user + USER_IMAGE, .dof_size = t->img.hdr.size,
	};
	if (copy_to_user((void __user *)(t->user + USER_IMAGE), &t->img, t->img.hdr.size))
		return -EFAULT;
	return control(t, DTRACE_IOC_ENABLE, en);
}

static void enable_and_go(struct kunit *test, u32 nmatched)
{
	struct engine_test *t = test->priv;
	struct dtrace_enable en;
	struct dtrace_go go = { };

	KUNIT_ASSERT_EQ(test, set_option(t, DTRACE_OPT_BUFSIZE, BUFSIZE), 0);
	KUNIT_ASSERT_EQ(test, set_option(t, DTRACE_OPT_AGGSIZE, BUFSIZE), 0);
	KUNIT_ASSERT_EQ(test, enable(t, &en), 0);
	KUNIT_EXPECT_EQ(test, en.nmatched, nmatched);
	KUNIT_EXPECT_EQ(test, en.nfailed, 0u);
	KUNIT_ASSERT_EQ(test, control(t, DTRACE_IOC_GO, &go), 0);
}

static void stop(struct kunit *test)
{
	struct dtrace_go go = { };

	KUNIT_EXPECT_EQ(test, control(test->priv, DTRACE_IOC_STOP, &go), 0);
}

/* What the buffers of all CPUs hold together */
struct harvest {
	u64 records, drops, errors, sum, last;
};

static void take_records(struct harvest *h, const u8 *data, u64 size)
{
	const struct dtrace_rec_hdr *hdr;
	u64 at;

	for (at = 0; at < size; at += hdr->size) {
		hdr = (const void *)(data + at);
		if (hdr->epid == DTRACE_EPID_NONE)
			continue;
		h->records++;
		if (hdr->size < sizeof(*hdr) + sizeof(u64))
			continue;
		h->last = *(const u64 *)(hdr + 1);
		h->sum += h->last;
	}
}

/* The first word of an entry without keys is the value of its count() */
static void take_entries(struct harvest *h, const u8 *data, u64 size)
{
	const struct dtrace_agg_hdr *hdr;
	u64 at;

	for (at = 0; at < size; at += hdr->size) {
		hdr = (const void *)(data + at);
		h->records++;
		h->sum += *(const u64 *)(hdr + 1);
	}
}

static void harvest(struct kunit *test, u32 kind, struct harvest *h)
{
	struct engine_test *t = test->priv;
	struct dtrace_snap snap;
	void *buf;
	u32 cpu;

	*h = (struct harvest){ };
	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		snap = (struct dtrace_snap){ .cpu = cpu, .kind = kind };
		if (!dt_host_cpu_online(cpu))
			continue;
		KUNIT_ASSERT_EQ(test, control(t, DTRACE_IOC_SNAP, &snap), 0);
		KUNIT_ASSERT_EQ(test, dt_buffer_find(t->c, snap.map_offset, snap.map_size, &buf),
				0);
		h->drops += snap.drops;
		h->errors += snap.errors;
		if (kind == DTRACE_BUF_PRINCIPAL)
			take_records(h, buf + snap.data_offset, snap.data_size);
		else
			take_entries(h, buf + snap.data_offset, snap.data_size);
	}
}

static void test_begin(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn text[] = DOF_TEXT_INT(dof_image_int(&t->img, 4711));
	struct harvest h;

	dof_image_clause(&t->img, "dtrace", "", "", "BEGIN");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, text, ARRAY_SIZE(text));
	enable_and_go(test, 1);
	stop(test);
	harvest(test, DTRACE_BUF_PRINCIPAL, &h);
	KUNIT_EXPECT_EQ(test, h.records, 1);
	KUNIT_EXPECT_EQ(test, h.last, 4711);
	KUNIT_EXPECT_EQ(test, h.drops + h.errors, 0);
}

#define NOT_PROBED	(-EAGAIN)

/* getpid() as its dispatch would make it */
static long call_getpid(void)
{
	struct pt_regs regs = { .orig_ax = __NR_getpid, .di = 3, .cs = __USER_CS };

	if (dtrace_syscall_probed(__NR_getpid))
		return dtrace_syscall_call(&regs, __NR_getpid);
	return NOT_PROBED;
}

static void test_syscall(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn arg0[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_ARG0);
	struct dtrace_dif_insn arg1[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_ARG0 + 1);
	pid_t pid = task_tgid_vnr(current);
	struct harvest h;
	int i;

	KUNIT_EXPECT_EQ(test, call_getpid(), NOT_PROBED);
	dof_image_clause(&t->img, "syscall", "vmlinux", "getpid", "entry");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, arg0, ARRAY_SIZE(arg0));
	dof_image_clause(&t->img, "syscall", "vmlinux", "getpid", "return");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, arg1, ARRAY_SIZE(arg1));
	enable_and_go(test, 2);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, call_getpid(), pid);
	KUNIT_EXPECT_FALSE(test, dtrace_syscall_probed(__NR_getppid));
	stop(test);
	harvest(test, DTRACE_BUF_PRINCIPAL, &h);
	KUNIT_EXPECT_EQ(test, h.records, 200);
	KUNIT_EXPECT_EQ(test, h.sum, 100 * (3 + pid));
	KUNIT_EXPECT_EQ(test, h.drops + h.errors, 0);
	dt_close(t->c);
	t->c = NULL;
	KUNIT_EXPECT_EQ(test, call_getpid(), NOT_PROBED);
}

static void test_count(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct harvest h;
	int i;

	dof_image_clause(&t->img, "syscall", "vmlinux", "getpid", "entry");
	dof_image_action(&t->img, DTRACE_ACT_AGG_COUNT, NULL, 0);
	enable_and_go(test, 1);
	for (i = 0; i < 1000; i++)
		call_getpid();
	stop(test);
	harvest(test, DTRACE_BUF_AGGREGATION, &h);
	KUNIT_EXPECT_EQ(test, h.sum, 1000);
	KUNIT_EXPECT_EQ(test, h.drops, 0);
}

/* Every firing is a record or a counted drop. */
static void test_drops(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn arg0[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_ARG0);
	int i, n = 4 * BUFSIZE / 24;
	struct harvest h;

	dof_image_clause(&t->img, "syscall", "vmlinux", "getpid", "entry");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, arg0, ARRAY_SIZE(arg0));
	enable_and_go(test, 1);
	for (i = 0; i < n; i++)
		call_getpid();
	stop(test);
	harvest(test, DTRACE_BUF_PRINCIPAL, &h);
	KUNIT_EXPECT_GT(test, h.drops, 0);
	KUNIT_EXPECT_EQ(test, h.records + h.drops, n);
}

/* A load from a bad address is an error of the clause and nothing else. */
static void test_error(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn load[] = DOF_TEXT_LOAD(dof_image_int(&t->img, 0xdead000000000000));
	struct dtrace_dif_insn fault[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_ARG0 + 5);
	struct harvest h;

	dof_image_clause(&t->img, "dtrace", "", "", "BEGIN");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, load, ARRAY_SIZE(load));
	dof_image_clause(&t->img, "dtrace", "", "", "ERROR");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, fault, ARRAY_SIZE(fault));
	enable_and_go(test, 2);
	stop(test);
	harvest(test, DTRACE_BUF_PRINCIPAL, &h);
	KUNIT_EXPECT_EQ(test, h.records, 1);
	KUNIT_EXPECT_EQ(test, h.last, 0xdead000000000000);
	KUNIT_EXPECT_EQ(test, h.errors, 1);
}

static void count_for(struct kunit *test, const char *name, unsigned int ms, struct harvest *h)
{
	struct engine_test *t = begin(test);

	dof_image_clause(&t->img, "profile", "", "", name);
	dof_image_action(&t->img, DTRACE_ACT_AGG_COUNT, NULL, 0);
	enable_and_go(test, 1);
	msleep(ms);
	stop(test);
	harvest(test, DTRACE_BUF_AGGREGATION, h);
}

/* Bounds are wide: guests under emulation are late, not early. */
static void test_tick(struct kunit *test)
{
	struct harvest h;

	count_for(test, "tick-10ms", 500, &h);
	KUNIT_EXPECT_EQ(test, h.records, 1);
	KUNIT_EXPECT_GE(test, h.sum, 25);
	KUNIT_EXPECT_LE(test, h.sum, 100);
}

static void test_profile(struct kunit *test)
{
	struct harvest h;

	count_for(test, "profile-10ms", 500, &h);
	KUNIT_EXPECT_EQ(test, h.records, num_online_cpus());
	KUNIT_EXPECT_GE(test, h.sum, 25 * num_online_cpus());
	KUNIT_EXPECT_LE(test, h.sum, 100 * num_online_cpus());
}

static void test_refused(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn backwards[] = {
		{ .op = DTRACE_DIF_OP_BA, .imm = 0 },
		{ .op = DTRACE_DIF_OP_RET },
	};
	struct dtrace_enable en;

	dof_image_clause(&t->img, "dtrace", "", "", "BEGIN");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, backwards, ARRAY_SIZE(backwards));
	KUNIT_EXPECT_EQ(test, enable(t, &en), -EINVAL);

	KUNIT_EXPECT_EQ(test, dt_control(t->c, _IO(DTRACE_IOC_MAGIC, 99), 0), -ENOTTY);
	KUNIT_EXPECT_EQ(test, dt_control(t->c, DTRACE_IOC_CONF, 0), -EFAULT);
}

/* A tick too fast is no probe; a good name matches once. */
static void test_names(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_enable en;

	dof_image_clause(&t->img, "profile", "", "", "tick-1ns");
	dof_image_clause(&t->img, "", "", "", "tick-1234ms");
	dof_image_clause(&t->img, "sys*", "vmlinux", "getp[ip]*d", "entry");
	KUNIT_EXPECT_EQ(test, enable(t, &en), 0);
	KUNIT_EXPECT_EQ(test, en.nmatched, 3u);	/* tick-1234ms, getpid, getppid */
}

#ifdef CONFIG_DTRACE_FBT
/* Entry and return of a function that hardly anyone calls: arguments, value, nothing missed */
static void test_fbt(struct kunit *test)
{
	struct engine_test *t = begin(test);
	struct dtrace_dif_insn arg1[] = DOF_TEXT_BUILTIN(DTRACE_DIF_VAR_ARG0 + 1);
	struct dtrace_status st = { };
	struct harvest h;
	int i;

	dof_image_clause(&t->img, "fbt", "vmlinux", "gcd", "entry");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, arg1, ARRAY_SIZE(arg1));
	dof_image_clause(&t->img, "fbt", "", "gcd", "return");
	dof_image_action(&t->img, DTRACE_ACT_DIFEXPR, arg1, ARRAY_SIZE(arg1));
	enable_and_go(test, 2);
	for (i = 1; i <= 100; i++)
		KUNIT_EXPECT_EQ(test, gcd(12, 12 * i), 12);
	KUNIT_EXPECT_EQ(test, control(t, DTRACE_IOC_STATUS, &st), 0);
	KUNIT_EXPECT_EQ(test, st.missed + st.skips_recursion + st.skips_nmi, 0);
	stop(test);
	harvest(test, DTRACE_BUF_PRINCIPAL, &h);
	KUNIT_EXPECT_EQ(test, h.records, 200);
	KUNIT_EXPECT_EQ(test, h.sum, 12 * 5050 + 12 * 100);
	KUNIT_EXPECT_EQ(test, h.drops + h.errors, 0);
}
#else
static void test_fbt(struct kunit *test)
{
	kunit_skip(test, "this kernel has no provider fbt");
}
#endif

static struct kunit_case engine_tests[] = {
	KUNIT_CASE(test_begin),
	KUNIT_CASE(test_syscall),
	KUNIT_CASE(test_count),
	KUNIT_CASE(test_drops),
	KUNIT_CASE(test_error),
	KUNIT_CASE(test_tick),
	KUNIT_CASE(test_profile),
	KUNIT_CASE(test_fbt),
	KUNIT_CASE(test_refused),
	KUNIT_CASE(test_names),
	{ }
};

static struct kunit_suite engine_suite = {
	.name = "dtrace_engine",
	.init = engine_init,
	.exit = engine_exit,
	.test_cases = engine_tests,
};

kunit_test_suite(engine_suite);
