// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_kgdb: breakpoints of the kernel's debugger at a probe and beside it.
 *
 * The other end of the debugger's line is here: what it says is written beforehand, what it is
 * told is kept and looked at when the kernel runs again.
 */
#include <kunit/test.h>
#include <linux/hex.h>
#include <linux/kgdb.h>
#include <linux/string.h>

#include "points.h"

#define REPLY_SIZE	20	/* longer ones are cut */
#define NREPLIES	16

static struct {
	char		says[512];
	unsigned int	len;
	unsigned int	at;
	char		told[NREPLIES][REPLY_SIZE];
	unsigned int	ntold;
	unsigned int	nchars;
	bool		inside;		/* of a packet */
} line;

/* ---- the line; context: the debugger, all CPUs stopped ---- */

/* Whoever has nothing more to say goes away, or the machine would wait for ever. */
static int line_read(void)
{
	static const char bye[] = "$D#44+";

	if (line.at >= line.len)
		return bye[(line.at++ - line.len) % (sizeof(bye) - 1)];
	return line.says[line.at++];
}

static void line_write(u8 c)
{
	if (c == '$') {
		line.inside = true;
		line.nchars = 0;
	} else if (c == '#' && line.inside) {
		line.inside = false;
		line.ntold++;
	} else if (line.inside && line.ntold < NREPLIES && line.nchars < REPLY_SIZE - 1) {
		line.told[line.ntold][line.nchars++] = c;
	}
}

static struct kgdb_io line_ops = {
	.name		= "dtrace_kunit",
	.read_char	= line_read,
	.write_char	= line_write,
};

/* ---- what the debugger's user does ---- */

/*
 * A packet, and the "+" for its reply; of one that lets the kernel run on, of what it
 * tells when it stops again. It may do so first of all.
 */
static void __printf(1, 2) say(const char *format, ...)
{
	char text[40];
	va_list args;
	u8 sum = 0;
	char *p;

	va_start(args, format);
	vscnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (p = text; *p; p++)
		sum += *p;
	line.len += scnprintf(line.says + line.len, sizeof(line.says) - line.len, "%s$%s#%02x+",
			      line.len ? "" : "+", text, sum);
}

static void say_nothing(void)
{
	memset(&line, 0, sizeof(line));
}

/* The kernel stops and does what has been said, then perhaps runs on. */
static void stop(void)
{
	kgdb_breakpoint();
}

static void hang_up(void)
{
	say_nothing();
	stop();
}

/* The reply to "p10": the instruction pointer, by bytes */
static unsigned long told_ip(struct kunit *test, unsigned int n)
{
	__le64 ip = 0;

	KUNIT_EXPECT_EQ_MSG(test, hex2bin((u8 *)&ip, line.told[n], sizeof(ip)), 0, "told %s",
			    line.told[n]);
	return le64_to_cpu(ip);
}

static unsigned long next_of(unsigned long addr)
{
	struct insn insn;

	return addr + (insn_decode_kernel(&insn, (void *)addr) ? 1 : insn.length);
}

static int kgdb_init(struct kunit *test)
{
	say_nothing();
	return kgdb_register_io_module(&line_ops);
}

static void kgdb_exit(struct kunit *test)
{
	hang_up();
	kgdb_unregister_io_module(&line_ops);
}

/* ---- cases ---- */

/* What the debugger saved would be our breakpoint, which it then puts back after we have gone. */
static void debugger_over_a_probe(struct kunit *test)
{
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = count };

	arm(test, &point);
	say("Z0,%lx,1", point.addr);
	stop();
	KUNIT_EXPECT_STREQ(test, line.told[0], "E16"); /* EBUSY */
	run(find(test, "add"), 1);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	disarm(&point);
	say_nothing();
	say("Z0,%lx,1", point.addr);
	say("z0,%lx,1", point.addr);
	stop();
	KUNIT_EXPECT_STREQ(test, line.told[0], "OK");
	run(find(test, "add"), 1);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
}

static void probe_over_a_debugger(struct kunit *test)
{
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = count };

	say("Z0,%lx,1", point.addr);
	say("c");
	stop();
	KUNIT_EXPECT_STREQ(test, line.told[0], "OK");
	KUNIT_EXPECT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(&point)),
			   "BREAKPOINT");
	say_nothing();
	say("z0,%lx,1", point.addr);
	stop();
	KUNIT_EXPECT_STREQ(test, line.told[1], "OK"); /* the first tells why it stopped */
	arm(test, &point);
	run(find(test, "add"), 1);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	disarm(&point);
}

static const enum dtrace_point_mode modes[] = {
	DTRACE_POINT_JUMP, DTRACE_POINT_INT3, DTRACE_POINT_STEP,
};

static void debugger_behind_a_probe(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct dtrace_point point = {
			.addr = snippet(test, "add"), .fire = count, .mode = modes[i],
		};
		unsigned long next = next_of(point.addr);

		arm(test, &point);
		say_nothing();
		say("Z0,%lx,1", next);
		say("c");
		say("p10");
		say("z0,%lx,1", next);
		say("c%lx", next);
		stop();
		run(find(test, "add"), 1);
		disarm(&point);
		KUNIT_EXPECT_EQ(test, fired, 1UL);
		KUNIT_EXPECT_EQ(test, told_ip(test, 2), next + INT3_INSN_SIZE);
		KUNIT_EXPECT_STREQ(test, line.told[3], "OK");
		hang_up();
	}
}

/* It steps onto the probe, then over it, wherever that ends. */
static void debugger_steps_over_a_probe(struct kunit *test)
{
	unsigned long addr = snippet(test, "push_imm32");
	static const enum dtrace_point_mode ways[] = { DTRACE_POINT_EMULATE, DTRACE_POINT_INT3 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		struct dtrace_point point = {
			.addr = next_of(addr), .fire = count, .mode = ways[i],
		};
		struct insn_regs regs = { };

		arm(test, &point);
		say_nothing();
		say("Z0,%lx,1", addr);
		say("c");
		say("z0,%lx,1", addr);
		say("s%lx", addr);
		say("p10");
		say("s");
		say("c");
		stop();
		regs.reg[REG_FLAGS] = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
		dtrace_insn_run(find(test, "push_imm32")->fn, &regs);
		disarm(&point);
		KUNIT_EXPECT_EQ(test, regs.reg[0], 0x12345678UL);
		KUNIT_EXPECT_EQ(test, fired, 1UL);
		KUNIT_EXPECT_EQ(test, told_ip(test, 4), point.addr);
		KUNIT_EXPECT_MEMEQ(test, line.told[5], "T05", 3);
		KUNIT_EXPECT_EQ(test, line.at, line.len - 1); /* no further stop */
		hang_up();
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(debugger_over_a_probe),
	KUNIT_CASE(probe_over_a_debugger),
	KUNIT_CASE(debugger_behind_a_probe),
	KUNIT_CASE(debugger_steps_over_a_probe),
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_kgdb",
	.init = kgdb_init,
	.exit = kgdb_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
