// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_flow: where control goes from an instruction, by its bytes.
 */
#include <kunit/test.h>

#include <asm/insn.h>
#include <asm/nospec-branch.h>

#include "../point.h"

#define SOMEWHERE	0xffffffff80000000UL	/* below all text */

struct flow {
	u8			text[MAX_INSN_SIZE];
	enum dtrace_text_flow	flow;
	long			jump;	/* of a JUMP or BRANCH, from the end of the instruction */
};

static const struct flow flows[] = {
	{ { 0x90 }, DTRACE_FLOW_NEXT },
	{ { 0xc3 }, DTRACE_FLOW_RETURN },
	{ { 0xf3, 0xc3 }, DTRACE_FLOW_RETURN },
	{ { 0xc2, 0x08, 0x00 }, DTRACE_FLOW_RETURN },
	{ { 0xe8, 0x10 }, DTRACE_FLOW_NEXT },
	{ { 0xe9, 0x00, 0x01 }, DTRACE_FLOW_JUMP, 0x100 },
	{ { 0xe9, 0xf0, 0xff, 0xff, 0xff }, DTRACE_FLOW_JUMP, -16 },
	{ { 0xeb, 0xf0 }, DTRACE_FLOW_JUMP, -16 },
	{ { 0x74, 0x05 }, DTRACE_FLOW_BRANCH, 5 },
	{ { 0x0f, 0x8f, 0x00, 0x01 }, DTRACE_FLOW_BRANCH, 0x100 },
	{ { 0xe3, 0xfe }, DTRACE_FLOW_BRANCH, -2 },
	{ { 0xff, 0xe0 }, DTRACE_FLOW_INDIRECT },		/* jmp *%rax */
	{ { 0x3e, 0x41, 0xff, 0xe1 }, DTRACE_FLOW_INDIRECT },	/* notrack jmp *%r9 */
	{ { 0xff, 0x24, 0xc5 }, DTRACE_FLOW_INDIRECT },		/* jmp *0(,%rax,8) */
	{ { 0xff, 0xd0 }, DTRACE_FLOW_NEXT },			/* call *%rax */
	{ { 0xff, 0x28 }, DTRACE_FLOW_OTHER },			/* ljmp *(%rax) */
	{ { 0xff, 0x30 }, DTRACE_FLOW_NEXT },			/* push (%rax) */
	{ { 0xcc }, DTRACE_FLOW_STOP },
	{ { 0x0f, 0x0b }, DTRACE_FLOW_STOP },
	{ { 0x48, 0xcb }, DTRACE_FLOW_OTHER },			/* lretq */
	{ { 0x48, 0xcf }, DTRACE_FLOW_OTHER },			/* iretq */
	{ { 0x48, 0x0f, 0x07 }, DTRACE_FLOW_OTHER },		/* sysretq */
	{ { 0xc5, 0xf8, 0x77 }, DTRACE_FLOW_NEXT },		/* vzeroupper */
};

static void by_bytes(struct kunit *test)
{
	unsigned long target;
	struct insn insn;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		const struct flow *f = &flows[i];

		KUNIT_ASSERT_EQ_MSG(test, insn_decode_kernel(&insn, f->text), 0, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, dtrace_text_flow(&insn, SOMEWHERE, &target), f->flow,
				    "row %u", i);
		if (f->jump)
			KUNIT_EXPECT_EQ_MSG(test, target, SOMEWHERE + insn.length + f->jump,
					    "row %u", i);
	}
}

/* What is said of a jump to an address, by the displacement 0 from right before it */
static enum dtrace_text_flow jump_to(unsigned long addr)
{
	static const u8 jmp[MAX_INSN_SIZE] = { 0xe9 };
	unsigned long target;
	struct insn insn;

	insn_decode_kernel(&insn, jmp);
	return dtrace_text_flow(&insn, addr - insn.length, &target);
}

static void through_thunks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, jump_to((unsigned long)through_thunks), DTRACE_FLOW_JUMP);
#ifdef CONFIG_MITIGATION_RETHUNK
	KUNIT_EXPECT_EQ(test, jump_to((unsigned long)x86_return_thunk), DTRACE_FLOW_RETURN);
#endif
#ifdef CONFIG_MITIGATION_RETPOLINE
	KUNIT_EXPECT_EQ(test, jump_to((unsigned long)__x86_indirect_thunk_array[9]),
			DTRACE_FLOW_INDIRECT);
	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg((unsigned long)__x86_indirect_thunk_array[9]), 9);
	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg((unsigned long)__x86_indirect_thunk_array[9] + 2),
			DTRACE_NO_REG);
#endif
}

/* As thunks of ITS are, wherever they are */
static void through_plain_thunks(struct kunit *test)
{
	static const u8 low[] = { 0xff, 0xe6, 0xcc }, high[] = { 0x41, 0xff, 0xe3 };
	static const u8 call[] = { 0xff, 0xd6, 0xcc };

	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg((unsigned long)low), 6);
	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg((unsigned long)high), 11);
	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg((unsigned long)call), DTRACE_NO_REG);
	KUNIT_EXPECT_EQ(test, dtrace_thunk_reg(SOMEWHERE - PAGE_SIZE), DTRACE_NO_REG);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(by_bytes),
	KUNIT_CASE(through_thunks),
	KUNIT_CASE(through_plain_thunks),
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_flow",
	.test_cases = cases,
};

kunit_test_suite(suite);
