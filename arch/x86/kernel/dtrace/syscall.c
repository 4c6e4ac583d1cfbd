// SPDX-License-Identifier: GPL-2.0
/*
 * The switch that the system call dispatcher tests, for the syscall provider to flip.
 */
#include <linux/cache.h>
#include <linux/jump_label.h>

#include <asm/dtrace.h>
#include <asm/syscall.h>

/* On while at least one bit of the mask is set; both owned by the provider. */
DEFINE_STATIC_KEY_FALSE(dtrace_syscall_key);
unsigned long dtrace_syscall_mask[BITS_TO_LONGS(NR_syscalls)] __read_mostly;

/**
 * dtrace_syscall_call() - run a system call that a probe wants to see
 * @regs: the caller's registers, as the system call's entry left them
 * @nr: system call number, below NR_syscalls
 *
 * This weak one fires nothing: it stands in where the provider is not built.
 *
 * Context: system call dispatch; preemptible, interrupts on.
 * Return: the system call's value.
 */
long __weak dtrace_syscall_call(struct pt_regs *regs, unsigned int nr)
{
	return x64_sys_call(regs, nr);
}

#ifdef CONFIG_IA32_EMULATION

/* The same for 32-bit system calls */
DEFINE_STATIC_KEY_FALSE(dtrace_ia32_key);
unsigned long dtrace_ia32_mask[BITS_TO_LONGS(IA32_NR_syscalls)] __read_mostly;

/**
 * dtrace_ia32_call() - run a 32-bit system call that a probe wants to see
 * @regs: the caller's registers, as the system call's entry left them
 * @nr: system call number, below IA32_NR_syscalls
 *
 * This weak one fires nothing: it stands in where the provider is not built.
 *
 * Context: system call dispatch; preemptible, interrupts on.
 * Return: the system call's value.
 */
long __weak dtrace_ia32_call(struct pt_regs *regs, unsigned int nr)
{
	return ia32_sys_call(regs, nr);
}

#endif /* CONFIG_IA32_EMULATION */
