/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What x86 offers DTrace: the no-fault window, the address policy, the system call hook.
 *
 * Theory: Documentation/trace/dtrace/nofault.rst
 */
#ifndef _ASM_X86_DTRACE_H
#define _ASM_X86_DTRACE_H

/* Offsets of struct dtrace_nofault for the entry code; checked below. */
#define DTRACE_NOFAULT_FIRST		0
#define DTRACE_NOFAULT_LENGTH		8
#define DTRACE_NOFAULT_RECOVER		16
#define DTRACE_NOFAULT_FAULT_ADDR	24
#define DTRACE_NOFAULT_FAULT_VECTOR	32
#define DTRACE_NOFAULT_HITS		40

#ifndef __ASSEMBLY__

#include <linux/bitops.h>
#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include <asm/unistd.h>

struct pt_regs;

#ifdef CONFIG_DTRACE

/**
 * struct dtrace_nofault - the no-fault window of one CPU
 * @first: first instruction address covered by the window
 * @length: bytes covered; 0 while the window is closed
 * @recover: where execution resumes after a fault inside the window
 * @fault_addr: faulting address of the last #PF; #GP and #SS leave it alone
 * @fault_vector: vector of the last recovered fault: 12, 13 or 14
 * @hits: faults recovered on this CPU since boot; never restored
 *
 * Written by the owning CPU only, with interrupts off. The entry code writes
 * the last three, and only for a fault whose RIP lies inside the window.
 * Whoever can interrupt a window (NMI, INT3, #DB) and loads something itself
 * opens its own and puts the old one back: see dtrace_nofault_open().
 */
struct dtrace_nofault {
	unsigned long first;
	unsigned long length;
	unsigned long recover;
	unsigned long fault_addr;
	unsigned long fault_vector;
	unsigned long hits;
};

static_assert(offsetof(struct dtrace_nofault, first) == DTRACE_NOFAULT_FIRST);
static_assert(offsetof(struct dtrace_nofault, length) == DTRACE_NOFAULT_LENGTH);
static_assert(offsetof(struct dtrace_nofault, recover) == DTRACE_NOFAULT_RECOVER);
static_assert(offsetof(struct dtrace_nofault, fault_addr) == DTRACE_NOFAULT_FAULT_ADDR);
static_assert(offsetof(struct dtrace_nofault, fault_vector) == DTRACE_NOFAULT_FAULT_VECTOR);
static_assert(offsetof(struct dtrace_nofault, hits) == DTRACE_NOFAULT_HITS);

/**
 * enum dtrace_addr_class - who an address range belongs to
 * @DTRACE_ADDR_KERNEL: kernel half; may or may not be mapped
 * @DTRACE_ADDR_USER: user half, the whole range
 * @DTRACE_ADDR_NONCANONICAL: non-canonical, wrapping, or across halves
 * @DTRACE_ADDR_HYPERVISOR: Xen's own area in a PV guest, partly readable
 * @DTRACE_ADDR_VSYSCALL: the vsyscall page
 */
enum dtrace_addr_class {
	DTRACE_ADDR_KERNEL,
	DTRACE_ADDR_USER,
	DTRACE_ADDR_NONCANONICAL,
	DTRACE_ADDR_HYPERVISOR,
	DTRACE_ADDR_VSYSCALL,
};

#define DTRACE_MAP_PRESENT	0x01	/* else nothing but @level, @shift and @entry counts */
#define DTRACE_MAP_WRITE	0x02
#define DTRACE_MAP_EXEC		0x04
#define DTRACE_MAP_USER		0x08	/* user mode may use it */
#define DTRACE_MAP_GLOBAL	0x10
#define DTRACE_MAP_ACCESSED	0x20
#define DTRACE_MAP_DIRTY	0x40

#define DTRACE_FRAME_NONE	(~0UL)

/**
 * struct dtrace_mapping - what the page tables say of an address
 * @entry: where the walk ended, as it is in the table; 0: nothing is there
 * @frame: of the address; DTRACE_FRAME_NONE: none of ours, on Xen PV
 * @machine_frame: the same as the machine counts them, which is another number on Xen PV
 * @level: of the table that has @entry; 1 is the lowest
 * @shift: log2 of the bytes that such an entry maps
 * @flags: DTRACE_MAP_*, rights as all levels together give them
 * @cache: enum page_cache_mode
 */
struct dtrace_mapping {
	u64 entry;
	unsigned long frame;
	unsigned long machine_frame;
	unsigned int level;
	unsigned int shift;
	unsigned int flags;
	unsigned int cache;
};

DECLARE_PER_CPU(struct dtrace_nofault, dtrace_nofault);

void dtrace_nofault_open(struct dtrace_nofault *saved);
void dtrace_nofault_close(const struct dtrace_nofault *saved);

int dtrace_nofault_load(u64 *val, unsigned long addr, unsigned int size,
			unsigned long *fault_addr);
int dtrace_nofault_copy(void *dst, unsigned long src, size_t len,
			size_t *copied, unsigned long *fault_addr);
int dtrace_nofault_user_load(u64 *val, unsigned long addr, unsigned int size,
			     unsigned long *fault_addr);
int dtrace_nofault_user_copy(void *dst, unsigned long src, size_t len,
			     size_t *copied, unsigned long *fault_addr);
int dtrace_nofault_user_store(unsigned long dst, const void *src, size_t len,
			      size_t *copied, unsigned long *fault_addr);

enum dtrace_addr_class dtrace_addr_classify(unsigned long addr, size_t len);
bool dtrace_addr_toxic(unsigned long addr, size_t len);
unsigned long dtrace_addr_of_user(unsigned long pgd, unsigned long addr);
void dtrace_addr_mapping(struct dtrace_mapping *map, unsigned long pgd, unsigned long addr);

bool dtrace_nofault_fixup(struct pt_regs *regs, unsigned int vector,
			  unsigned long addr);

DECLARE_STATIC_KEY_FALSE(dtrace_syscall_key);
extern unsigned long dtrace_syscall_mask[BITS_TO_LONGS(NR_syscalls)];

long dtrace_syscall_call(struct pt_regs *regs, unsigned int nr);

/**
 * dtrace_syscall_probed() - does a probe want this system call?
 * @nr: system call number, below NR_syscalls
 *
 * A NOP while no system call probe is enabled; else one bit test.
 *
 * Context: system call dispatch; preemptible, interrupts on.
 * Return: true if the call has to go through dtrace_syscall_call().
 */
static __always_inline bool dtrace_syscall_probed(unsigned int nr)
{
	return static_branch_unlikely(&dtrace_syscall_key) &&
	       arch_test_bit(nr, dtrace_syscall_mask);
}

#ifdef CONFIG_IA32_EMULATION

DECLARE_STATIC_KEY_FALSE(dtrace_ia32_key);
extern unsigned long dtrace_ia32_mask[BITS_TO_LONGS(IA32_NR_syscalls)];

/**
 * dtrace_ia32_probed() - does a probe want this 32-bit system call?
 * @nr: system call number, below IA32_NR_syscalls
 *
 * As dtrace_syscall_probed().
 *
 * Context: system call dispatch; preemptible, interrupts on.
 * Return: true if the call has to go through dtrace_ia32_call().
 */
static __always_inline bool dtrace_ia32_probed(unsigned int nr)
{
	return static_branch_unlikely(&dtrace_ia32_key) &&
	       arch_test_bit(nr, dtrace_ia32_mask);
}

#endif /* CONFIG_IA32_EMULATION */

#else /* !CONFIG_DTRACE */

static __always_inline bool dtrace_nofault_fixup(struct pt_regs *regs,
						 unsigned int vector,
						 unsigned long addr)
{
	return false;
}

static __always_inline bool dtrace_syscall_probed(unsigned int nr)
{
	return false;
}

/* Never called: dtrace_syscall_probed() is constant false. */
long dtrace_syscall_call(struct pt_regs *regs, unsigned int nr);

#endif /* CONFIG_DTRACE */

#if !defined(CONFIG_DTRACE) || !defined(CONFIG_IA32_EMULATION)

static __always_inline bool dtrace_ia32_probed(unsigned int nr)
{
	return false;
}

#endif

/* Without 32-bit system calls or DTrace never called: dtrace_ia32_probed() is constant false. */
long dtrace_ia32_call(struct pt_regs *regs, unsigned int nr);

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_X86_DTRACE_H */
