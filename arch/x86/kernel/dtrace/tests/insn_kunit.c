// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_insn: an instruction does under a breakpoint what it does without one.
 *
 * Each snippet of insn_64.S runs on planted registers and memory, without a breakpoint and with one
 * in each way that is right for its instruction; registers, flags and memory have to be the same.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/cpufeature.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>

#include "../point.h"
#include "insn.h"

#define MEMORY		512	/* bytes; half of it below what RDI and RSI point to */
#define SNIPPETS_MAX	160

struct outcome {
	struct insn_regs	regs;
	u64			memory[2][MEMORY / sizeof(u64)];
	u32			datum;
	bool			irqs_off;
};

struct probe {
	struct dtrace_point	point;
	unsigned long		fired;
	unsigned long		wrong;		/* registers of a firing that were not as planted */
};

static struct probe *probes;
static u64 memory[2][MEMORY / sizeof(u64)];

static const unsigned long flag_images[] = {
	0,
	X86_EFLAGS_CF | X86_EFLAGS_PF,
	X86_EFLAGS_ZF,
	X86_EFLAGS_SF,
	X86_EFLAGS_OF | X86_EFLAGS_AF,
	X86_EFLAGS_SF | X86_EFLAGS_OF | X86_EFLAGS_ZF | X86_EFLAGS_CF,
};

static unsigned long address(const struct snippet *s)
{
	return (unsigned long)s->fn + s->offset;
}

static void plant(struct insn_regs *regs, unsigned long flags)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		regs->reg[i] = 0x0123456789abcdefUL * (i + 3);
	regs->reg[REG_RDI] = (unsigned long)&memory[0][MEMORY / 16];
	regs->reg[REG_RSI] = (unsigned long)&memory[1][MEMORY / 16];
	regs->reg[REG_RCX] = 5;
	regs->reg[REG_FLAGS] = flags | X86_EFLAGS_FIXED;
	for (i = 0; i < MEMORY / sizeof(u64); i++) {
		memory[0][i] = 0x1111111111111111UL * (i & 7);
		memory[1][i] = i < 40 ? memory[0][i] : ~memory[0][i];
	}
	dtrace_insn_datum[0] = 0x13579bdf;
}

/* The same stack depth each time: a snippet may look at RSP. */
static noinline void run(const struct snippet *s, unsigned long image, bool off,
			 struct outcome *out)
{
	unsigned long flags;

	plant(&out->regs, image | (off ? 0 : X86_EFLAGS_IF));
	local_irq_save(flags);
	if (!off)
		local_irq_enable();
	dtrace_insn_run(s->fn, &out->regs);
	out->irqs_off = irqs_disabled();
	local_irq_restore(flags);
	memcpy(out->memory, memory, sizeof(memory));
	out->datum = dtrace_insn_datum[0];
}

static void fire(struct dtrace_point *point, struct pt_regs *regs)
{
	struct probe *p = container_of(point, struct probe, point);

	p->fired++;
	if (regs->ip != point->addr || (regs->flags & X86_EFLAGS_TF) || !irqs_disabled())
		p->wrong++;
}

static bool runnable(const struct snippet *s)
{
	return strcmp(s->name, "andn") || boot_cpu_has(X86_FEATURE_BMI1);
}

/* ---- one way, all snippets ---- */

/* Return the snippets that can be executed in this way. */
static unsigned int prepare_all(struct kunit *test, enum dtrace_point_mode mode)
{
	enum dtrace_point_refusal refusal;
	const struct snippet *s;
	unsigned int i, n = 0;

	for (i = 0, s = dtrace_insn_table; s->fn; s++, i++) {
		KUNIT_ASSERT_LT(test, i, SNIPPETS_MAX);
		probes[i] = (struct probe){ .point = {
			.addr = address(s), .fire = fire, .mode = mode,
		} };
		refusal = dtrace_point_prepare(&probes[i].point);
		if (!refusal)
			n++;
		else if (refusal != DTRACE_POINT_REFUSE_MODE)
			KUNIT_FAIL(test, "%s: %s", s->name, dtrace_point_refusal_text(refusal));
	}
	return n;
}

static unsigned int list_prepared(struct dtrace_point **list)
{
	const struct snippet *s;
	unsigned int i, n = 0;

	for (i = 0, s = dtrace_insn_table; s->fn; s++, i++) {
		if (probes[i].point.site)
			list[n++] = &probes[i].point;
	}
	return n;
}

static void compare(struct kunit *test, const struct snippet *s, const struct outcome *want,
		    const struct outcome *got)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ_MSG(test, got->regs.reg[i], want->regs.reg[i],
				    "%s: register %u", s->name, i);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(got->memory, want->memory, sizeof(got->memory)), 0,
			    "%s: memory", s->name);
	KUNIT_EXPECT_EQ_MSG(test, got->datum, want->datum, "%s: datum", s->name);
	KUNIT_EXPECT_EQ_MSG(test, got->irqs_off, want->irqs_off, "%s: interrupts", s->name);
}

static void run_all(struct outcome *out)
{
	const struct snippet *s;
	unsigned int image;

	for (s = dtrace_insn_table; s->fn; s++) {
		for (image = 0; image < 2 * ARRAY_SIZE(flag_images); image++, out++) {
			if (runnable(s))
				run(s, flag_images[image / 2], image & 1, out);
		}
	}
}

static void compare_all(struct kunit *test, const struct outcome *want, const struct outcome *got)
{
	const struct snippet *s;
	unsigned int i, image;

	for (i = 0, s = dtrace_insn_table; s->fn; s++, i++) {
		for (image = 0; image < 2 * ARRAY_SIZE(flag_images); image++, want++, got++) {
			if (runnable(s))
				compare(test, s, want, got);
		}
		if (!probes[i].point.fire || !runnable(s))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, probes[i].wrong, 0UL, "%s: registers of the firing",
				    s->name);
	}
}

static void expect_fired(struct kunit *test)
{
	const struct snippet *s;
	unsigned int i;

	for (i = 0, s = dtrace_insn_table; s->fn; s++, i++) {
		if (probes[i].point.site && runnable(s))
			KUNIT_EXPECT_GE_MSG(test, probes[i].fired,
					    2 * ARRAY_SIZE(flag_images), "%s", s->name);
	}
}

static unsigned int count_snippets(void)
{
	const struct snippet *s = dtrace_insn_table;

	while (s->fn)
		s++;
	return s - dtrace_insn_table;
}

static unsigned long runs(enum dtrace_point_mode mode)
{
	unsigned long n = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		n += per_cpu(dtrace_point_stats.runs[mode], cpu);
	return n;
}

static void same_in_mode(struct kunit *test, enum dtrace_point_mode mode, unsigned int at_least)
{
	unsigned int n = count_snippets();
	size_t size = n * 2 * ARRAY_SIZE(flag_images) * sizeof(struct outcome);
	struct outcome *want = kvzalloc(size, GFP_KERNEL), *got = kvzalloc(size, GFP_KERNEL);
	struct dtrace_point **list = kunit_kcalloc(test, n, sizeof(*list), GFP_KERNEL);
	unsigned long before = runs(mode);

	probes = kunit_kcalloc(test, SNIPPETS_MAX, sizeof(*probes), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, want && got && list && probes);
	run_all(want);
	KUNIT_EXPECT_GE(test, prepare_all(test, mode), at_least);
	n = list_prepared(list);
	dtrace_points_arm(list, n);
	run_all(got);
	dtrace_points_disarm(list, n);
	compare_all(test, want, got);
	expect_fired(test);
	KUNIT_EXPECT_GE(test, runs(mode) - before, (unsigned long)at_least);
	dtrace_points_release(list, n);
	kvfree(want);
	kvfree(got);
}

static void emulated(struct kunit *test)
{
	same_in_mode(test, DTRACE_POINT_EMULATE, 60);
}

static void jumping_copy(struct kunit *test)
{
	same_in_mode(test, DTRACE_POINT_JUMP, 50);
}

static void trapping_copy(struct kunit *test)
{
	same_in_mode(test, DTRACE_POINT_INT3, 50);
}

static void stepped_copy(struct kunit *test)
{
	same_in_mode(test, DTRACE_POINT_STEP, 50);
}

static void chosen_way(struct kunit *test)
{
	same_in_mode(test, DTRACE_POINT_AUTO, 0);
}

/* ---- refused instructions ---- */

struct bytes {
	const char	*name;
	u8		length;
	u8		text[MAX_INSN_SIZE];
};

static const struct bytes refused[] = {
	{ "hlt", 1, { 0xf4 } },
	{ "iretq", 2, { 0x48, 0xcf } },
	{ "int $0x80", 2, { 0xcd, 0x80 } },
	{ "int1", 1, { 0xf1 } },
	{ "ud2", 2, { 0x0f, 0x0b } },
	{ "ud1", 3, { 0x0f, 0xb9, 0xc0 } },
	{ "syscall", 2, { 0x0f, 0x05 } },
	{ "sysretq", 3, { 0x48, 0x0f, 0x07 } },
	{ "sysenter", 2, { 0x0f, 0x34 } },
	{ "sysexit", 2, { 0x0f, 0x35 } },
	{ "far ret", 1, { 0xcb } },
	{ "far jmp", 3, { 0x48, 0xff, 0x2f } },
	{ "far call", 2, { 0xff, 0x1f } },
	{ "mov %eax, %ss", 2, { 0x8e, 0xd0 } },
	{ "mov %eax, %gs", 2, { 0x8e, 0xe8 } },
	{ "lss", 3, { 0x0f, 0xb2, 0x07 } },
	{ "swapgs", 3, { 0x0f, 0x01, 0xf8 } },
	{ "wrgsbase", 5, { 0xf3, 0x48, 0x0f, 0xae, 0xd8 } },
	{ "mov %rax, %cr3", 3, { 0x0f, 0x22, 0xd8 } },
	{ "mov %rax, %db7", 3, { 0x0f, 0x23, 0xf8 } },
	{ "lidt", 3, { 0x0f, 0x01, 0x1f } },
	{ "lgdt", 3, { 0x0f, 0x01, 0x17 } },
	{ "ltr", 3, { 0x0f, 0x00, 0xd8 } },
	{ "lldt", 3, { 0x0f, 0x00, 0xd0 } },
	{ "mwait", 3, { 0x0f, 0x01, 0xc9 } },
	{ "vmcall", 3, { 0x0f, 0x01, 0xc1 } },
	{ "vmlaunch", 3, { 0x0f, 0x01, 0xc2 } },
	{ "xend", 3, { 0x0f, 0x01, 0xd5 } },
	{ "xbegin", 6, { 0xc7, 0xf8, 0, 0, 0, 0 } },
	{ "clts", 2, { 0x0f, 0x06 } },
	{ "xen cpuid", 7, { 0x0f, 0x0b, 0x78, 0x65, 0x6e, 0x0f, 0xa2 } },
	{ "call %gs:mem", 9, { 0x65, 0xff, 0x14, 0x25, 0x10, 0, 0, 0 } },
	{ "jmp with 16 bit operand", 5, { 0x66, 0xe9, 0, 0, 0 } },
};

static void refused_instructions(struct kunit *test)
{
	struct dtrace_site site;
	struct insn insn;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		memset(&site, 0, sizeof(site));
		KUNIT_EXPECT_EQ_MSG(test, insn_decode_kernel(&insn, refused[i].text), 0, "%s",
				    refused[i].name);
		KUNIT_EXPECT_EQ_MSG(test, (int)dtrace_site_decode(&site, &insn),
				    (int)DTRACE_POINT_REFUSE_UNSUPPORTED, "%s", refused[i].name);
	}
}

static void endbr_is_refused(struct kunit *test)
{
	static const u8 endbr64[MAX_INSN_SIZE] = { 0xf3, 0x0f, 0x1e, 0xfa };
	struct dtrace_site site = { };
	struct insn insn;

	KUNIT_ASSERT_EQ(test, insn_decode_kernel(&insn, endbr64), 0);
	KUNIT_EXPECT_EQ(test, (int)dtrace_site_decode(&site, &insn),
			(int)DTRACE_POINT_REFUSE_ENDBR);
}

/* EVEX: nothing here executes it, but it runs as a copy. */
static void evex_is_copied(struct kunit *test)
{
	static const u8 vpaddq[MAX_INSN_SIZE] = { 0x62, 0xf1, 0xed, 0x48, 0xd4, 0xcb };
	struct dtrace_site site = { };
	struct insn insn;

	KUNIT_ASSERT_EQ(test, insn_decode_kernel(&insn, vpaddq), 0);
	KUNIT_EXPECT_EQ(test, (int)dtrace_site_decode(&site, &insn), (int)DTRACE_POINT_OK);
	KUNIT_EXPECT_EQ(test, (unsigned int)site.ways, (unsigned int)DTRACE_WAYS_COPY);
	KUNIT_EXPECT_EQ(test, (unsigned int)site.length, 6U);
}

/* A copy and the jump or the trap behind it have to fit a slot, or they end in the next one. */
static const struct {
	u8 length;
	u8 ways;
	u8 text[MAX_INSN_SIZE];
} long_insns[] = {
	{ 10, DTRACE_WAYS_COPY, { 0xc7, 0x87, 16, 0, 0, 0, 1, 2, 3, 4 } },
	{ 11, DTRACE_WAYS_TRAP, { 0x48, 0xc7, 0x87, 16, 0, 0, 0, 1, 2, 3, 4 } },
	{ 14, DTRACE_WAYS_TRAP,
	  { 0x2e, 0x2e, 0x48, 0xc7, 0x84, 0x27, 16, 0, 0, 0, 1, 2, 3, 4 } },
	{ 15, 0, { 0x2e, 0x2e, 0x2e, 0x48, 0xc7, 0x84, 0x27, 16, 0, 0, 0, 1, 2, 3, 4 } },
};

static void long_instructions(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(long_insns); i++) {
		struct dtrace_site site = { };
		struct insn insn;

		KUNIT_ASSERT_EQ(test, insn_decode_kernel(&insn, long_insns[i].text), 0);
		KUNIT_EXPECT_EQ(test, (int)insn.length, (int)long_insns[i].length);
		(void)dtrace_site_decode(&site, &insn);
		KUNIT_EXPECT_EQ_MSG(test, (unsigned int)site.ways,
				    (unsigned int)long_insns[i].ways, "%u bytes",
				    long_insns[i].length);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(long_instructions),
	KUNIT_CASE(emulated),
	KUNIT_CASE(jumping_copy),
	KUNIT_CASE(trapping_copy),
	KUNIT_CASE(stepped_copy),
	KUNIT_CASE(chosen_way),
	KUNIT_CASE(refused_instructions),
	KUNIT_CASE(endbr_is_refused),
	KUNIT_CASE(evex_is_copied),
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_insn",
	.test_cases = cases,
};

kunit_test_suite(suite);
