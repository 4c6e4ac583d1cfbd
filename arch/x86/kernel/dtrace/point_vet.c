// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: where there may be one.
 *
 * Refused is what runs before a trap handler can tell that it is already inside one, what moves
 * stacks and return addresses about, and text that somebody else patches. Whatever runs behind the
 * gate of a firing needs no protection: a breakpoint in there is executed, and not fired.
 */
#include <linux/bug.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include <asm/alternative.h>
#include <asm/sections.h>
#include <asm/text-patching.h>

#include "point.h"

/* A jump of an optimised kprobe stands for the instructions under its first five bytes. */
#define KPROBE_REACH	(MAX_INSN_SIZE + 4)

/**
 * struct named - functions that are known by name
 * @name: without what the compiler appended, or a prefix if it ends in '*'
 * @refusal: why they are refused
 */
struct named {
	const char			*name;
	enum dtrace_point_refusal	refusal;
};

static const struct named names[] = {
	{ "__x86_*",			DTRACE_POINT_REFUSE_THUNK },
	{ "__SCT__*",			DTRACE_POINT_REFUSE_THUNK },
	{ "srso_*",			DTRACE_POINT_REFUSE_THUNK },
	{ "retbleed_*",			DTRACE_POINT_REFUSE_THUNK },
	{ "its_*",			DTRACE_POINT_REFUSE_THUNK },
	{ "call_depth_return_thunk",	DTRACE_POINT_REFUSE_THUNK },
	{ "__fentry__",			DTRACE_POINT_REFUSE_THUNK },
	{ "__cfi_*",			DTRACE_POINT_REFUSE_CFI },
	{ "__pfx_*",			DTRACE_POINT_REFUSE_CFI },
	{ "__switch_to*",		DTRACE_POINT_REFUSE_STACK },
	{ "ret_from_fork*",		DTRACE_POINT_REFUSE_STACK },
	{ "return_to_handler",		DTRACE_POINT_REFUSE_STACK },
	{ "arch_rethook_trampoline*",	DTRACE_POINT_REFUSE_STACK },
	{ "rewind_stack_and_make_dead",	DTRACE_POINT_REFUSE_STACK },
	{ "soft_restart_cpu*",		DTRACE_POINT_REFUSE_STACK },
	/* Trampolines of ftrace are copies of it. */
	{ "ftrace_call*",		DTRACE_POINT_REFUSE_STACK },
	{ "ftrace_regs_call*",		DTRACE_POINT_REFUSE_STACK },
	{ "text_poke*",			DTRACE_POINT_REFUSE_PATCHING },
	{ "__text_poke*",		DTRACE_POINT_REFUSE_PATCHING },
	{ "do_sync_core",		DTRACE_POINT_REFUSE_PATCHING },
	{ "switch_mm_irqs_off*",	DTRACE_POINT_REFUSE_PATCHING },
	{ "xen_mc_*",			DTRACE_POINT_REFUSE_PATCHING },
	{ "panic",			DTRACE_POINT_REFUSE_PANIC },
	{ "oops_*",			DTRACE_POINT_REFUSE_PANIC },
	{ "die",			DTRACE_POINT_REFUSE_PANIC },
	{ "__die*",			DTRACE_POINT_REFUSE_PANIC },
	{ "crash_*",			DTRACE_POINT_REFUSE_PANIC },
	{ "relocate_*",			DTRACE_POINT_REFUSE_PANIC },
	{ "identity_mapped",		DTRACE_POINT_REFUSE_PANIC },
	{ "virtual_mapped",		DTRACE_POINT_REFUSE_PANIC },
	{ "start_secondary",		DTRACE_POINT_REFUSE_EARLY },
	{ "do_suspend_lowlevel",	DTRACE_POINT_REFUSE_EARLY },
	{ "wakeup_long64",		DTRACE_POINT_REFUSE_EARLY },
	{ "restore_registers",		DTRACE_POINT_REFUSE_EARLY },
	/* A CPU that wakes up has no IDT until behind these. */
	{ "restore_processor_state",	DTRACE_POINT_REFUSE_EARLY },
	{ "__restore_processor_state",	DTRACE_POINT_REFUSE_EARLY },
	{ "native_write_cr0",		DTRACE_POINT_REFUSE_EARLY },
	{ "native_write_cr3",		DTRACE_POINT_REFUSE_EARLY },
	{ "native_load_idt",		DTRACE_POINT_REFUSE_EARLY },
#define DTRACE_CALLEE(refusal, function) { #function, DTRACE_POINT_REFUSE_##refusal },
#include "point_callees.def"
#undef DTRACE_CALLEE
};

static bool name_fits(const char *pattern, const char *name)
{
	size_t n = strlen(pattern);

	if (pattern[n - 1] == '*')
		return !strncmp(pattern, name, n - 1);
	return !strncmp(pattern, name, n) && (!name[n] || name[n] == '.');
}

static enum dtrace_point_refusal vet_name(unsigned long addr)
{
	char name[KSYM_NAME_LEN];
	unsigned int i;

	if (lookup_symbol_name(addr, name))
		return DTRACE_POINT_REFUSE_SYMBOL;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (name_fits(names[i].name, name))
			return names[i].refusal;
	}
	return DTRACE_POINT_OK;
}

/* ---- sections ---- */

struct section {
	const char			*start;
	const char			*end;
	enum dtrace_point_refusal	refusal;
};

static const struct section sections[] = {
	{ _sinittext, _einittext,				DTRACE_POINT_REFUSE_INIT },
	{ __entry_text_start, __entry_text_end,			DTRACE_POINT_REFUSE_ENTRY },
	{ __noinstr_text_start, __noinstr_text_end,		DTRACE_POINT_REFUSE_NOINSTR },
	{ dtrace_trap_text_start, dtrace_trap_text_end,		DTRACE_POINT_REFUSE_ENGINE },
	{ dtrace_engine_text_start, dtrace_engine_text_end,	DTRACE_POINT_REFUSE_ENGINE },
};

static enum dtrace_point_refusal vet_section(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sections); i++) {
		if (addr >= (unsigned long)sections[i].start &&
		    addr < (unsigned long)sections[i].end)
			return sections[i].refusal;
	}
	return DTRACE_POINT_OK;
}

/*
 * On its way in, the text of a module is still patched by those who do not know of breakpoints; on
 * its way out, its probes may have been taken away already.
 */
static enum dtrace_point_refusal vet_module(unsigned long addr)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_OK;
	const struct module *mod;

	preempt_disable();
	mod = __module_text_address(addr);
	if (!mod)
		refusal = DTRACE_POINT_REFUSE_TEXT;
	else if (within_module_init(addr, mod))
		refusal = DTRACE_POINT_REFUSE_INIT;
	else if (mod->state != MODULE_STATE_LIVE)
		refusal = DTRACE_POINT_REFUSE_MODULE;
	preempt_enable();
	return refusal;
}

enum dtrace_point_refusal dtrace_text_vet_place(unsigned long addr)
{
	enum dtrace_point_refusal refusal = vet_section(addr);

	if (!refusal && !core_kernel_text(addr))
		refusal = vet_module(addr);
	return refusal;
}

/* ---- other users of the text ---- */

/* A kprobe on an ftrace site is no breakpoint and never becomes a jump. */
static bool is_breakpoint(struct kprobe *kp)
{
	return kp && !kprobe_ftrace(kp);
}

static bool kprobe_near(unsigned long addr)
{
	unsigned int i;
	bool found = false;

	preempt_disable();
	for (i = 0; i <= KPROBE_REACH && !found; i++)
		found = is_breakpoint(get_kprobe((void *)(addr - i)));
	preempt_enable();
	return found;
}

/* Their table is searched from end to end; BUG() and WARN() are instructions of one opcode map. */
static bool may_be_bug(unsigned long addr)
{
	return *(u8 *)addr == 0x0f;
}

/* LOCK prefixes that are taken out while there is one CPU; the end is exclusive here. */
static bool smp_patched(unsigned long addr)
{
	bool reserved;

	mutex_lock(&text_mutex);
	reserved = alternatives_text_reserved((void *)addr, (void *)addr + 1);
	mutex_unlock(&text_mutex);
	return reserved;
}

enum dtrace_point_refusal dtrace_text_vet_users(unsigned long addr)
{
	void *p = (void *)addr;

	if (ftrace_text_reserved(p, p))
		return DTRACE_POINT_REFUSE_FTRACE;
	if (smp_patched(addr))
		return DTRACE_POINT_REFUSE_ALTERNATIVE;
	if (may_be_bug(addr) && find_bug(addr))
		return DTRACE_POINT_REFUSE_BUG;
	if (kprobe_near(addr))
		return DTRACE_POINT_REFUSE_KPROBE;
	return dtrace_text_vet_patched(addr);
}

enum dtrace_point_refusal dtrace_text_vet_function(unsigned long addr)
{
	enum dtrace_point_refusal refusal = dtrace_text_vet_place(addr);

	if (!refusal)
		refusal = vet_name(addr);
	if (!refusal && within_kprobe_blacklist(addr))
		refusal = DTRACE_POINT_REFUSE_NOKPROBE;
	return refusal;
}

enum dtrace_point_refusal dtrace_text_vet(unsigned long addr)
{
	return dtrace_text_vet_function(addr) ?: dtrace_text_vet_users(addr);
}

/* ---- boundaries ---- */

static int reached(struct insn *insn, unsigned long addr, void *arg)
{
	return addr == *(unsigned long *)arg;
}

enum dtrace_point_refusal dtrace_text_boundary(unsigned long addr)
{
	unsigned long size, offset;
	int err;

	if (!kallsyms_lookup_size_offset(addr, &size, &offset))
		return DTRACE_POINT_REFUSE_SYMBOL;
	err = dtrace_text_walk(addr - offset, addr - offset + size, reached, &addr);
	if (err < 0)
		return DTRACE_POINT_REFUSE_DECODE;
	return err ? DTRACE_POINT_OK : DTRACE_POINT_REFUSE_BOUNDARY;
}
