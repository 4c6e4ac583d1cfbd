// SPDX-License-Identifier: GPL-2.0
/*
 * whatis(): what an address is, in words.
 *
 * The address says which part of the kernel's space it is in, and the structures of that part say
 * the rest: struct page and slab in the direct map, the tree of areas in vmalloc space, symbols in
 * the image and in modules.
 */
#include <linux/array_size.h>
#include <linux/kallsyms.h>
#include <linux/memblock.h> /* max_pfn */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>

#include <asm/cpu_entry_area.h>
#include <asm/dtrace.h>
#include <asm/fixmap.h>
#include <asm/sections.h>

#include "lib/env.h"
#include "core/text.h"
#include "core/whatis.h"

u64 notrace dt_word(u64 addr)
{
	u64 val, bad;

	return dt_host_load(&val, addr, sizeof(val), &bad) ? 0 : val;
}

bool notrace dt_bytes(void *to, u64 addr, size_t len)
{
	size_t copied;
	u64 bad;

	memset(to, 0, len);
	return !dt_host_copy(to, addr, len, &copied, &bad);
}

#define NAME_MOST	64

void notrace dt_tell_name(struct dt_text *t, u64 addr, size_t size)
{
	char name[NAME_MOST];
	unsigned int i;

	dt_bytes(name, addr, min_t(size_t, size, NAME_MOST - 1));
	name[min_t(size_t, size, NAME_MOST - 1)] = '\0';
	for (i = 0; name[i]; i++)
		dt_text_char(t, name[i] > ' ' && name[i] < 0x7f ? name[i] : '?');
}

static __always_inline bool within(unsigned long addr, unsigned long start, unsigned long end)
{
	return addr >= start && addr < end;
}

/* ---- modules; interrupts are off, so one that is found stays until the end of the firing ---- */

#ifdef CONFIG_MODULES

#define SYMBOLS_MOST	16384	/* of a module; they are searched one by one */

static notrace bool too_many_symbols(unsigned long addr)
{
	const struct module *mod = __module_address(addr);
	const struct mod_kallsyms *symbols = mod ? rcu_dereference_raw(mod->kallsyms) : NULL;

	return symbols && symbols->num_symtab > SYMBOLS_MOST;
}

static notrace bool tell_module(struct dt_text *t, unsigned long addr)
{
	const struct module *mod = __module_address(addr);

	if (!mod)
		return false;
	dt_text(t, "module ");
	dt_text(t, mod->name);
	return true;
}

#else

static notrace bool too_many_symbols(unsigned long addr)
{
	return false;
}

static notrace bool tell_module(struct dt_text *t, unsigned long addr)
{
	return false;
}

#endif

/* ---- symbols ---- */

/* Firings of a CPU do not interrupt each other. */
static DEFINE_PER_CPU(char [KSYM_NAME_LEN], symbol_name);

bool notrace dt_tell_symbol(struct dt_text *t, unsigned long addr)
{
	bool kernel = within(addr, (unsigned long)_stext, (unsigned long)_end);
	char *name = *this_cpu_ptr(&symbol_name), *mod = NULL;
	unsigned long size, offset;

	if (!kernel && too_many_symbols(addr))
		return false;
	if (!kallsyms_lookup(addr, &size, &offset, &mod, name))
		return false;
	dt_text(t, mod ?: kernel ? "vmlinux" : "bpf");
	dt_text_char(t, '`');
	dt_text(t, name);
	dt_text(t, "+");
	dt_text_hex(t, offset);
	return true;
}

/* ---- the image ---- */

static const struct section {
	const char	*start, *end;
	const char	*name;
} sections[] = {
	{ _stext,		_etext,			"kernel text" },
	{ __start_rodata,	__end_rodata,		"kernel read-only data" },
	{ _sdata,		_edata,			"kernel data" },
	{ __bss_start,		__bss_stop,		"kernel bss" },
};

static notrace const char *section_of(unsigned long addr)
{
	const struct section *s;

	for (s = sections; s < sections + ARRAY_SIZE(sections); s++) {
		if (within(addr, (unsigned long)s->start, (unsigned long)s->end))
			return s->name;
	}
	return "kernel image";
}

static notrace void tell_image(struct dt_text *t, unsigned long addr)
{
	if (within(addr, (unsigned long)__init_begin, (unsigned long)__init_end) &&
	    system_state >= SYSTEM_RUNNING)
		dt_text(t, "freed init memory of the kernel");
	else if (!dt_tell_symbol(t, addr))
		dt_text(t, section_of(addr));
}

/* ---- CPUs ---- */

/* Return: the CPU whose @size bytes hold the address, nr_cpu_ids: none */
static __always_inline unsigned int cpu_of(unsigned long addr, unsigned long (*base)(int cpu),
					   unsigned long size)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (cpu_possible(cpu) && addr - base(cpu) < size)
			break;
	}
	return cpu;
}

static notrace bool tell_cpu(struct dt_text *t, const char *what, unsigned int cpu)
{
	if (cpu >= nr_cpu_ids)
		return false;
	dt_text(t, what);
	dt_text(t, " of CPU ");
	dt_text_number(t, cpu, 10);
	return true;
}

#ifdef CONFIG_SMP

static __always_inline unsigned long percpu_base(int cpu)
{
	return per_cpu_offset(cpu) + (unsigned long)__per_cpu_start;
}

/* Of variables of the kernel and, behind them, what modules and alloc_percpu() got first */
static notrace bool tell_percpu(struct dt_text *t, unsigned long addr)
{
	const unsigned long size = __per_cpu_end - __per_cpu_start + PERCPU_MODULE_RESERVE +
				   PERCPU_DYNAMIC_RESERVE;
	unsigned int cpu = cpu_of(addr, percpu_base, size);

	if (!tell_cpu(t, "per-CPU data", cpu))
		return false;
	dt_text(t, ", offset ");
	dt_text_hex(t, addr - per_cpu_offset(cpu));
	return true;
}

#else

static notrace bool tell_percpu(struct dt_text *t, unsigned long addr)
{
	return false;
}

#endif

static __always_inline unsigned long entry_area(int cpu)
{
	return (unsigned long)get_cpu_entry_area(cpu);
}

static notrace bool tell_entry_area(struct dt_text *t, unsigned long addr)
{
	return tell_cpu(t, "CPU entry area", cpu_of(addr, entry_area, CPU_ENTRY_AREA_SIZE));
}

/* ---- the whole of the kernel's space ---- */

static notrace bool tell_vmemmap(struct dt_text *t, unsigned long addr)
{
	unsigned long pfn = (addr - VMEMMAP_START) / sizeof(struct page);

	if (addr < VMEMMAP_START || pfn >= max_pfn)
		return false;
	dt_text(t, "struct page of frame ");
	dt_text_hex(t, pfn);
	return true;
}

static notrace bool tell_direct(struct dt_text *t, unsigned long addr)
{
	if (addr - PAGE_OFFSET >= PFN_PHYS(max_pfn))
		return false;
	if (IS_ENABLED(CONFIG_VMAP_STACK) || !dt_tell_stack(t, addr))
		dt_tell_page(t, addr);
	return true;
}

static notrace void tell_other(struct dt_text *t, unsigned long addr)
{
	struct dtrace_mapping map;

	dtrace_addr_mapping(&map, 0, addr);
	if (!(map.flags & DTRACE_MAP_PRESENT))
		dt_text(t, "not mapped");
	else if (within(addr, FIXADDR_TOT_START, FIXADDR_TOP))
		dt_text(t, "fixmap");
	else
		dt_text(t, "kernel address");
}

static notrace void tell_kernel(struct dt_text *t, unsigned long addr)
{
	if (within(addr, (unsigned long)_text, (unsigned long)_end))
		tell_image(t, addr);
	else if (!tell_percpu(t, addr) && !tell_direct(t, addr) && !tell_vmemmap(t, addr) &&
		 !dt_tell_symbol(t, addr) && !tell_module(t, addr) && !dt_tell_area(t, addr) &&
		 !tell_entry_area(t, addr))
		tell_other(t, addr);
}

static const char * const class_words[] = {
	[DTRACE_ADDR_KERNEL]		= "kernel address",
	[DTRACE_ADDR_USER]		= "user address",
	[DTRACE_ADDR_NONCANONICAL]	= "not canonical",
	[DTRACE_ADDR_HYPERVISOR]	= "hypervisor",
	[DTRACE_ADDR_VSYSCALL]		= "vsyscall page",
};

void notrace dt_tell_class(struct dt_text *t, enum dtrace_addr_class class)
{
	dt_text(t, class_words[class]);
}

u32 notrace dt_host_whatis(u64 addr, char *buf, u32 size)
{
	enum dtrace_addr_class class = dtrace_addr_classify(addr, 1);
	struct dt_text t;

	dt_text_begin(&t, buf, size);
	if (class == DTRACE_ADDR_KERNEL)
		tell_kernel(&t, addr);
	else
		dt_tell_class(&t, class);
	return dt_text_end(&t);
}
