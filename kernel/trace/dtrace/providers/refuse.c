// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that must not be probed: the kernel's own blacklist, and what the engine calls.
 *
 * Nothing of the engine is traceable, but some of what it calls during a firing is. The gate of the
 * engine would refuse each firing of such a function that a firing caused, so a probe there would
 * be blind in part and make others count refused firings. The list is closure.def;
 * scripts/check-closure compares it with the code that was built.
 */
#include <linux/array_size.h>
#include <linux/kprobes.h>
#include <linux/string.h>

#include "providers/refuse.h"

static const struct { const char *name; } closure[] = {
#define DT_CLOSURE(function) { #function },
#include "closure.def"
#undef DT_CLOSURE
};

static bool engine_calls(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(closure); i++) {
		if (!strcmp(closure[i].name, name))
			return true;
	}
	return false;
}

enum dt_refusal dt_refuse_function(unsigned long addr, const char *name)
{
	if (within_kprobe_blacklist(addr))
		return DT_REFUSE_KPROBE;
	return engine_calls(name) ? DT_REFUSE_ENGINE : DT_REFUSE_NOT;
}
