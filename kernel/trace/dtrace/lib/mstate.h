/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of one firing of one probe for one consumer: what DIF programs and subroutines see
 * and change.
 *
 * Lives on the stack or in per-CPU memory of the firing CPU; interrupts are off for its whole life.
 */
#ifndef _DTRACE_LIB_MSTATE_H
#define _DTRACE_LIB_MSTATE_H

#include "env.h"

struct dt_consumer;
struct dt_difo;
struct dt_vars;

struct dt_probe_names {
	const char *provider, *module, *function, *name;
};

/* One entry of the tuple stack: a value (size 0) or size bytes at an address */
struct dt_key {
	u64 value;
	u64 size;
};

/* in size: the bytes are a string that may have to be cut off */
#define DT_KEY_STRING	0x8000000000000000ULL

/* Built-in variables that were computed in this firing already; a bit each in mstate.present */
enum dt_cached {
	DT_CACHED_WALLTIMESTAMP = 0x1,
};

/*
 * Bits of mstate.flags besides the fault: a dynamic variable or speculation was refused (skip the
 * rest, no ERROR); the no-fault window is open; the consumer may read kernel memory, may write
 * memory of processes.
 */
#define DT_MSTATE_DROP		0x1
#define DT_MSTATE_WINDOW	0x2
#define DT_MSTATE_KERNEL_READ	0x4
#define DT_MSTATE_WRITE_USER	0x8

/**
 * struct dt_mstate - machine state of a firing
 * @consumer: whose clause runs
 * @vars: its variable storage
 * @firing: what the provider passed
 * @getarg: provider's argument callback, used when @firing has no args
 * @getarg_parg: its first argument
 * @difo: the program that runs or ran last: it may read its string table
 * @names: for probeprov, probemod, probefunc, probename
 * @probe_id: for id
 * @cpu: this CPU
 * @flags: DT_MSTATE_*
 * @epid: for epid
 * @fault: 0 or 1 + enum dtrace_fault of the first fault since the ECB started
 * @fault_addr: illegal value that goes with it
 * @fault_pc: instruction index of the faulting instruction in the DIFO that faulted
 * @present: enum dt_cached
 * @scratch: per-CPU scratch memory; reset when the firing of a consumer starts
 * @scratch_size: its bytes
 * @scratch_used: bytes handed out
 * @strsize: the option strsize: bytes a D string occupies with its NUL
 * @ntuple: entries on the tuple stack
 * @tuple: the tuple stack
 * @entered: when the firing began, for vtimestamp; 0: CPU times are not kept
 * @timestamp: for timestamp; one value in a firing
 * @walltimestamp: for walltimestamp, when @present says so
 * @strtok: rest of the text of strtok(), in scratch; 0 = none
 * @strtok_left: its length
 * @irq_flags: of dt_host_irq_save() at the start of the firing, for ipl
 * @generation: number of this firing on this CPU, from 1; clears clause-locals at first touch
 * @window: the no-fault window to go back to, when DT_MSTATE_WINDOW is set
 *
 * Everything is written only by the firing CPU.
 */
struct dt_mstate {
	struct dt_consumer	*consumer;
	struct dt_vars		*vars;
	const struct dtrace_firing *firing;
	u64 (*getarg)(void *parg, const struct dtrace_firing *firing, unsigned int n);
	void			*getarg_parg;
	const struct dt_difo	*difo;
	const struct dt_probe_names *names;
	u32			probe_id;
	u32			cpu;
	u32			flags;
	u32			epid;
	u32			fault;
	u64			fault_addr;
	u32			fault_pc;
	u32			present;
	u8			*scratch;
	u32			scratch_size;
	u32			scratch_used;
	u32			strsize;
	u32			ntuple;
	struct dt_key		tuple[DTRACE_DIF_NTUPREGS];
	u64			entered;
	u64			timestamp;
	u64			walltimestamp;
	u64			strtok;
	u32			strtok_left;
	u32			generation;
	unsigned long		irq_flags;
	struct dt_window	window;
};

/* One more: of a counter that this CPU alone writes, and others read at any time */
static inline void dt_count(u64 *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

/* Record a fault; the first one of an ECB wins. */
static inline void dt_fault(struct dt_mstate *m, enum dtrace_fault fault, u64 addr)
{
	if (!m->fault) {
		m->fault = 1 + fault;
		m->fault_addr = addr;
	}
}

#endif /* _DTRACE_LIB_MSTATE_H */
