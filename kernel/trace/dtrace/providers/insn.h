/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Provider insn: what its parts share.
 */
#ifndef _DTRACE_PROVIDERS_INSN_H
#define _DTRACE_PROVIDERS_INSN_H

#include <linux/bits.h>
#include <linux/types.h>

#include <asm/dtrace_point.h>

struct dtrace_pattern;
struct insn;

/* Probes that one description may create in a function */
#define INSN_DESC_MAX	BIT(15)

/**
 * struct insn_place - an instruction that a description names
 * @addr: where it is
 * @offset: from the start of its function
 * @module: "vmlinux", or the module's name
 * @function: as the description names it
 */
struct insn_place {
	unsigned long	addr;
	unsigned long	offset;
	const char	*module;
	const char	*function;
};

/**
 * typedef insn_place_fn - called for each instruction that a description names
 * @place: valid during the call
 * @refusal: why it cannot be probed, or DTRACE_POINT_OK
 * @arg: of the caller
 */
typedef void (*insn_place_fn)(const struct insn_place *place, enum dtrace_point_refusal refusal,
			      void *arg);

/**
 * struct insn_search - what a description came to
 * @functions: functions of that name
 * @places: instructions
 * @broken: functions that could not be decoded to the end
 * @below: nearest boundary up to an offset that names none
 * @above: nearest boundary from there on
 */
struct insn_search {
	unsigned int	functions;
	unsigned int	places;
	unsigned int	broken;
	unsigned long	below;
	unsigned long	above;
};

/*
 * Find the instructions of a description. Context: process, registry lock held (no module goes),
 * may sleep. Return: 0 or -ENOMEM.
 */
int insn_search(const struct dtrace_pattern *pattern, insn_place_fn fn, void *arg,
		struct insn_search *result);

/* Text of an offset, and back. Return: whether it is one. */
#define INSN_NAME_MAX	17
void insn_offset_name(unsigned long offset, char *name);
bool insn_parse_offset(const char *name, unsigned long *offset);

#endif /* _DTRACE_PROVIDERS_INSN_H */
