/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breakpoint probe points: what the parts share.
 *
 * A site is a breakpoint: an address, its instruction, and the way to execute it elsewhere. Points
 * are its users. Sites are found by the address of the instruction and by both ends of its copies.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_POINT_H
#define _ARCH_X86_KERNEL_DTRACE_POINT_H

#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <asm/dtrace.h>
#include <asm/dtrace_point.h>
#include <asm/inat.h>
#include <asm/insn.h>

struct dtrace_site;
struct static_call_site;

/* What the ways of execution may be, as bits */
#define DTRACE_WAY(mode)	BIT(DTRACE_POINT_##mode)
#define DTRACE_WAYS_TRAP	(DTRACE_WAY(INT3) | DTRACE_WAY(STEP))
#define DTRACE_WAYS_COPY	(DTRACE_WAYS_TRAP | DTRACE_WAY(JUMP))

/* A register that is not there */
#define DTRACE_NO_REG		0xff

/* Interrupts were off, or on: selects the copy, and so says what to restore behind it */
#define DTRACE_NSLOTS		2
#define DTRACE_SLOT_SIZE	MAX_INSN_SIZE	/* kprobe_insn_slots.insn_size */

/**
 * typedef dtrace_run_fn - execute the instruction of a site
 * @site: the site
 * @regs: the interrupted registers, ip at the instruction; continue with what is left there
 */
typedef void (*dtrace_run_fn)(const struct dtrace_site *site, struct pt_regs *regs);

/**
 * struct dtrace_site - a breakpoint
 * @addr: of the instruction
 * @next: of the one behind it
 * @run: executes it
 * @points: armed users; read by traps, written under the lock of points
 * @slot: copies by the interrupt flag of the interrupted code; none for EMULATE, [1] for JUMP
 * @mode: enum dtrace_point_mode
 * @length: of the instruction
 * @ways: those that are right, as bits
 * @emulate: becomes @run for EMULATE
 * @target: emulation: of a relative branch, or an immediate value
 * @disp: emulation: displacement of a memory operand, RIP included
 * @cond: emulation: condition of a branch, or its kind
 * @reg: emulation: register operand; of a jump to a thunk the one that the thunk jumps to
 * @base: emulation: of a memory operand; DTRACE_NO_REG: none
 * @index: likewise
 * @scale: shift of @index
 * @width: emulation: bytes of the operand or address
 * @extable: the exception table knows the instruction
 * @text: its bytes
 * @users: prepared points
 * @leaving: points that are being disarmed
 * @dead: next site that waits to be freed
 */
struct dtrace_site {
	unsigned long		addr;
	unsigned long		next;
	dtrace_run_fn		run;
	struct dtrace_point	*points;
	u8			*slot[DTRACE_NSLOTS];
	u8			mode;
	u8			length;
	u8			ways;
	u8			cond;
	u8			reg;
	u8			base;
	u8			index;
	u8			scale;
	u8			width;
	bool			extable;
	dtrace_run_fn		emulate;
	unsigned long		target;
	long			disp;
	u8			text[MAX_INSN_SIZE + 1];
	unsigned int		users;
	unsigned int		leaving;
	struct dtrace_site	*dead;
};

/**
 * struct dtrace_point_stats - what happened on one CPU since boot
 * @runs: executions by mode
 * @faults: in copies, passed on as faults of the original
 * @stale: breakpoints that were gone when the trap was handled
 */
struct dtrace_point_stats {
	unsigned long runs[DTRACE_POINT_NMODES];
	unsigned long faults;
	unsigned long stale;
};

DECLARE_PER_CPU(struct dtrace_point_stats, dtrace_point_stats);

/* ---- point_table.c: sites by address ---- */

/**
 * struct dtrace_slot - an entry of the table of sites
 * @key: address, DTRACE_KEY_FREE or DTRACE_KEY_REMOVED
 * @site: of @key
 */
struct dtrace_slot {
	unsigned long		key;
	struct dtrace_site	*site;
};

#define DTRACE_KEY_FREE		0UL
#define DTRACE_KEY_REMOVED	1UL	/* no key: in the first page */

/**
 * struct dtrace_table - sites by address, open-addressed
 * @shift: of the hash of a key, to its first entry
 * @mask: number of entries - 1
 * @used: entries that are not free, removed ones included
 * @live: entries with a site
 * @slots: entries
 */
struct dtrace_table {
	u32			shift;
	u32			mask;
	u32			used;
	u32			live;
	struct dtrace_slot	slots[];
};

/* Replaced under dtrace_points_lock; never NULL */
extern struct dtrace_table *dtrace_sites;

/* Kernel addresses differ in their lower halves. */
static __always_inline u32 dtrace_table_first(const struct dtrace_table *t, unsigned long key)
{
	return (u32)key * GOLDEN_RATIO_32 >> t->shift;
}

/* The same for keys that are not in their first entry, or nowhere */
struct dtrace_site *dtrace_table_find_further(const struct dtrace_table *t, unsigned long key);

/* Context: any, NMI included, with interrupts off. Return: the site or NULL. */
static __always_inline struct dtrace_site *dtrace_table_find(unsigned long key)
{
	/* Pairs with the release store in table_renew() by the dependency of the loads */
	const struct dtrace_table *t = READ_ONCE(dtrace_sites);
	const struct dtrace_slot *slot = &t->slots[dtrace_table_first(t, key) & t->mask];

	/* Pairs with the release in table_put(): a key that is seen has its site. */
	if (likely(smp_load_acquire(&slot->key) == key))
		return READ_ONCE(slot->site);
	return dtrace_table_find_further(t, key);
}

/* Context: process, dtrace_points_lock. Return: 0 or -ENOMEM */
int dtrace_table_add(unsigned long key, struct dtrace_site *site);
/* Context: the same, and no trap at @key is under way any more. */
void dtrace_table_del(unsigned long key);

/* ---- point.c ---- */

extern struct mutex dtrace_points_lock;

/* ---- point_text.c: reading text ---- */

/* The instruction at an address without breakpoints. Context: process, text_mutex. */
int dtrace_text_decode(struct insn *insn, u8 *buf, unsigned long addr);

/* Where the text of the engine and of the trap layer begins and ends */
extern const char dtrace_engine_text_start[], dtrace_engine_text_end[];
extern const char dtrace_trap_text_start[], dtrace_trap_text_end[];

/* Is the address an instruction boundary of its function? Context: process, may sleep. */
enum dtrace_point_refusal dtrace_text_boundary(unsigned long addr);

/* ---- point_patched.c ---- */

extern struct static_call_site __start_static_call_sites[], __stop_static_call_sites[];

/* Does a jump label or a static call patch this address? Context: process, may sleep. */
enum dtrace_point_refusal dtrace_text_vet_patched(unsigned long addr);

/* ---- point_flow.c ---- */

/* The register that a thunk jumps to, DTRACE_NO_REG: not such a thunk. Context: process. */
u8 dtrace_thunk_reg(unsigned long addr);

/* ---- point_decode.c: instruction to site ---- */

/* Fills in the site from its instruction. Return: DTRACE_POINT_OK or why not. */
enum dtrace_point_refusal dtrace_site_decode(struct dtrace_site *site, struct insn *insn);

/* ---- point_emulate.c ---- */

bool dtrace_branch_taken(const struct dtrace_site *site, const struct pt_regs *regs);
unsigned long dtrace_branch_target(const struct dtrace_site *site, struct pt_regs *regs);

/* ---- point_slot.c: copies ---- */

/* Context: process, may sleep. Return: 0, -ENOMEM, -ERANGE. */
int dtrace_slots_create(struct dtrace_site *site, struct insn *insn);
void dtrace_slots_unpublish(struct dtrace_site *site);
/* After a grace period; of copies that jump back: one of tasks (synchronize_rcu_tasks()) */
void dtrace_slots_free(struct dtrace_site *site);
void dtrace_slot_run(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_slot_step(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_slot_jump(const struct dtrace_site *site, struct pt_regs *regs);

/* Start of a copy, -1: @ip is not the start of one, else the interrupt flag that it stands for */
static __always_inline int dtrace_slot_at(const struct dtrace_site *site, unsigned long ip)
{
	if (ip == (unsigned long)site->slot[1])
		return 1;
	return ip == (unsigned long)site->slot[0] ? 0 : -1;
}

#endif /* _ARCH_X86_KERNEL_DTRACE_POINT_H */
