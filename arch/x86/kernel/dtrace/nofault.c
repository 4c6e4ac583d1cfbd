// SPDX-License-Identifier: GPL-2.0
/*
 * The no-fault window: opening, closing, and loads and copies through it.
 *
 * Theory: Documentation/trace/dtrace/nofault.rst
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>

#include <asm/dtrace.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#include "nofault.h"

DEFINE_PER_CPU(struct dtrace_nofault, dtrace_nofault);

static __always_inline void window_write(unsigned long first,
					 unsigned long length,
					 unsigned long recover)
{
	this_cpu_write(dtrace_nofault.first, first);
	this_cpu_write(dtrace_nofault.length, length);
	this_cpu_write(dtrace_nofault.recover, recover);
}

/* What a nested firing has to give back, besides the length. */
static noinline void window_save(struct dtrace_nofault *saved)
{
	saved->first = this_cpu_read(dtrace_nofault.first);
	saved->recover = this_cpu_read(dtrace_nofault.recover);
	saved->fault_addr = this_cpu_read(dtrace_nofault.fault_addr);
	saved->fault_vector = this_cpu_read(dtrace_nofault.fault_vector);
}

NOKPROBE_SYMBOL(window_save);

static noinline void window_restore(const struct dtrace_nofault *saved)
{
	window_write(saved->first, saved->length, saved->recover);
	this_cpu_write(dtrace_nofault.fault_addr, saved->fault_addr);
	this_cpu_write(dtrace_nofault.fault_vector, saved->fault_vector);
}

NOKPROBE_SYMBOL(window_restore);

/**
 * dtrace_nofault_open() - let the load routines below fault harmlessly
 * @saved: where to keep the window that was open before
 *
 * Pairs with dtrace_nofault_close(), and nests: a probe firing in an NMI, or
 * at a breakpoint inside another firing, opens its own window and gives the
 * interrupted one back, last fault included.
 *
 * Context: interrupts off from open to close; any context, NMI included.
 */
void dtrace_nofault_open(struct dtrace_nofault *saved)
{
	WARN_ON_ONCE(IS_ENABLED(CONFIG_PROVE_LOCKING) && !raw_irqs_disabled());

	saved->length = this_cpu_read(dtrace_nofault.length);
	if (unlikely(saved->length))
		window_save(saved);
	window_write((unsigned long)__dtrace_nofault_text_start,
		     __dtrace_nofault_text_end - __dtrace_nofault_text_start,
		     (unsigned long)__dtrace_nofault_recover);
}

NOKPROBE_SYMBOL(dtrace_nofault_open);

/**
 * dtrace_nofault_close() - put back the window that was open before
 * @saved: as filled by dtrace_nofault_open()
 *
 * Context: as dtrace_nofault_open(), on the same CPU.
 */
void dtrace_nofault_close(const struct dtrace_nofault *saved)
{
	if (unlikely(saved->length))
		window_restore(saved);
	else
		this_cpu_write(dtrace_nofault.length, 0);
}

NOKPROBE_SYMBOL(dtrace_nofault_close);

/**
 * dtrace_nofault_fixup() - the entry code's check, for entry code in C
 * @regs: registers of the faulting context
 * @vector: exception vector
 * @addr: faulting address as the CPU reports it; used for #PF only
 *
 * Does for FRED what the idtentry stubs do in assembly.
 *
 * Context: exception entry, before RCU and lockdep know about it.
 * Return: true if the fault was inside the window: resume @regs at once.
 */
noinstr bool dtrace_nofault_fixup(struct pt_regs *regs, unsigned int vector,
				  unsigned long addr)
{
	if (vector < X86_TRAP_SS || vector > X86_TRAP_PF || (regs->cs & 3))
		return false;
	if (regs->ip - this_cpu_read(dtrace_nofault.first) >=
	    this_cpu_read(dtrace_nofault.length))
		return false;

	if (vector == X86_TRAP_PF)
		this_cpu_write(dtrace_nofault.fault_addr, addr);
	this_cpu_write(dtrace_nofault.fault_vector, vector);
	this_cpu_inc(dtrace_nofault.hits);
	regs->ip = this_cpu_read(dtrace_nofault.recover);
	return true;
}

/* The CPU knows the address of a #PF only; of the others the operand does. */
static __always_inline unsigned long fault_address(unsigned long vector,
						   unsigned long operand)
{
	if (vector == X86_TRAP_PF)
		return this_cpu_read(dtrace_nofault.fault_addr);
	return operand;
}

static __always_inline int load_result(struct dtrace_nofault_result result,
				       u64 *val, unsigned long addr,
				       unsigned long *fault_addr)
{
	if (unlikely(result.vector)) {
		*val = 0;
		*fault_addr = fault_address(result.vector, addr);
		return result.vector;
	}
	*val = result.value;
	return 0;
}

static __always_inline int bad_size(u64 *val, unsigned long addr,
				    unsigned long *fault_addr)
{
	WARN_ON_ONCE(1);
	*val = 0;
	*fault_addr = addr;
	return X86_TRAP_GP;
}

/**
 * dtrace_nofault_load() - load from a kernel address that may be anything
 * @val: the value, zero extended; 0 after a fault
 * @addr: address; the caller has applied the address policy
 * @size: 1, 2, 4 or 8
 * @fault_addr: the faulting address; not written without a fault
 *
 * Context: any, NMI included; window open.
 * Return: 0, or the vector of the fault: 12, 13 or 14.
 */
int dtrace_nofault_load(u64 *val, unsigned long addr, unsigned int size,
			unsigned long *fault_addr)
{
	switch (size) {
	case 8:
		return load_result(dtrace_nofault_call_load(load_8, addr),
				   val, addr, fault_addr);
	case 4:
		return load_result(dtrace_nofault_call_load(load_4, addr),
				   val, addr, fault_addr);
	case 2:
		return load_result(dtrace_nofault_call_load(load_2, addr),
				   val, addr, fault_addr);
	case 1:
		return load_result(dtrace_nofault_call_load(load_1, addr),
				   val, addr, fault_addr);
	}
	return bad_size(val, addr, fault_addr);
}

NOKPROBE_SYMBOL(dtrace_nofault_load);

/*
 * User access. EFLAGS.AC is 0 in nearly every probe context: exceptions clear
 * it, and objtool lets nothing be called from a user access region. Where it
 * is 1 all the same, the interrupted region owns it and gets it back.
 */
static __always_inline unsigned long user_begin(void)
{
	this_cpu_write(dtrace_nofault.recover,
		       (unsigned long)__dtrace_nofault_recover_user);
	return native_save_fl();
}

static __always_inline void user_end(unsigned long flags)
{
	if (unlikely(flags & X86_EFLAGS_AC))
		asm volatile("push %0; popf" : : "r" (flags) : "memory", "cc");
	this_cpu_write(dtrace_nofault.recover,
		       (unsigned long)__dtrace_nofault_recover);
}

static __always_inline int user_load(u64 *val, unsigned long addr,
				     unsigned int size,
				     unsigned long *fault_addr)
{
	switch (size) {
	case 8:
		return load_result(dtrace_nofault_call_load(user_load_8, addr),
				   val, addr, fault_addr);
	case 4:
		return load_result(dtrace_nofault_call_load(user_load_4, addr),
				   val, addr, fault_addr);
	case 2:
		return load_result(dtrace_nofault_call_load(user_load_2, addr),
				   val, addr, fault_addr);
	case 1:
		return load_result(dtrace_nofault_call_load(user_load_1, addr),
				   val, addr, fault_addr);
	}
	return bad_size(val, addr, fault_addr);
}

/**
 * dtrace_nofault_user_load() - load from a user address, if it is resident
 * @val: the value, zero extended; 0 after a fault
 * @addr: address; the caller has checked that it is in the user half
 * @size: 1, 2, 4 or 8
 * @fault_addr: the faulting address; not written without a fault
 *
 * A page that is not resident stays so.
 *
 * Context: any, NMI included; window open by dtrace_nofault_open().
 * Return: 0, or the vector of the fault: 12, 13 or 14.
 */
int dtrace_nofault_user_load(u64 *val, unsigned long addr, unsigned int size,
			     unsigned long *fault_addr)
{
	unsigned long flags = user_begin();
	int vector = user_load(val, addr, size, fault_addr);

	user_end(flags);
	return vector;
}

NOKPROBE_SYMBOL(dtrace_nofault_user_load);

typedef struct dtrace_nofault_result (*copy_fn)(unsigned long dst,
						unsigned long src,
						unsigned long len);

/*
 * The fast routine stops up to 7 bytes early. Ask it again for fewer than 8
 * bytes: it then goes bytewise and finds the exact spot.
 */
static __always_inline struct dtrace_nofault_result
copy_exact(copy_fn copy, unsigned long dst, unsigned long src, size_t len)
{
	struct dtrace_nofault_result result = copy(dst, src, len);
	struct dtrace_nofault_result tail;
	size_t done, more;

	if (likely(!result.vector))
		return result;
	done = len - result.value;
	more = min_t(size_t, result.value, 7);
	tail = copy(dst + done, src + done, more);
	if (tail.vector)
		result.vector = tail.vector;
	result.value -= more - tail.value;
	return result;
}

static __always_inline int copy_result(struct dtrace_nofault_result result,
				       unsigned long start, size_t len,
				       size_t *copied,
				       unsigned long *fault_addr)
{
	*copied = len - result.value;
	if (unlikely(result.vector))
		*fault_addr = fault_address(result.vector, start + *copied);
	return result.vector;
}

/**
 * dtrace_nofault_copy() - copy from a kernel address that may be anything
 * @dst: kernel buffer of @len bytes
 * @src: source address; the caller has applied the address policy
 * @len: bytes
 * @copied: bytes copied before the fault, exact to the byte; else @len
 * @fault_addr: the faulting address; not written without a fault
 *
 * Context: any, NMI included; window open.
 * Return: 0, or the vector of the fault: 12, 13 or 14.
 */
int dtrace_nofault_copy(void *dst, unsigned long src, size_t len,
			size_t *copied, unsigned long *fault_addr)
{
	return copy_result(copy_exact(__dtrace_nofault_copy,
				      (unsigned long)dst, src, len),
			   src, len, copied, fault_addr);
}

NOKPROBE_SYMBOL(dtrace_nofault_copy);

/**
 * dtrace_nofault_user_copy() - copy from user memory, as far as it is resident
 * @dst: kernel buffer of @len bytes
 * @src: source address; the caller has checked that all is in the user half
 * @len: bytes
 * @copied: bytes copied before the fault, exact to the byte; else @len
 * @fault_addr: the faulting address; not written without a fault
 *
 * Context: any, NMI included; window open by dtrace_nofault_open().
 * Return: 0, or the vector of the fault: 12, 13 or 14.
 */
int dtrace_nofault_user_copy(void *dst, unsigned long src, size_t len,
			     size_t *copied, unsigned long *fault_addr)
{
	unsigned long flags = user_begin();
	int vector;

	vector = copy_result(copy_exact(__dtrace_nofault_user_copy,
					(unsigned long)dst, src, len),
			     src, len, copied, fault_addr);
	user_end(flags);
	return vector;
}

NOKPROBE_SYMBOL(dtrace_nofault_user_copy);

/**
 * dtrace_nofault_user_store() - copy to user memory, as far as it is writable
 * @dst: user address; the caller has checked that all is in the user half
 * @src: kernel buffer of @len bytes
 * @len: bytes
 * @copied: bytes copied before the fault, exact to the byte; else @len
 * @fault_addr: the faulting address; not written without a fault
 *
 * A page that is not resident, or write protected (copy on write included),
 * stays as it is.
 *
 * Context: any, NMI included; window open by dtrace_nofault_open().
 * Return: 0, or the vector of the fault: 12, 13 or 14.
 */
int dtrace_nofault_user_store(unsigned long dst, const void *src, size_t len,
			      size_t *copied, unsigned long *fault_addr)
{
	unsigned long flags = user_begin();
	int vector;

	vector = copy_result(copy_exact(__dtrace_nofault_user_copy, dst,
					(unsigned long)src, len),
			     dst, len, copied, fault_addr);
	user_end(flags);
	return vector;
}

NOKPROBE_SYMBOL(dtrace_nofault_user_store);
