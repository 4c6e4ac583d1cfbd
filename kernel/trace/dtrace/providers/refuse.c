// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that must not be probed: the kernel's own blacklist, and what the engine calls.
 *
 * Nothing of the engine can be probed, but some of what it calls during a firing can. The gate of
 * the engine would refuse each firing of such a function that a firing caused, so a probe there
 * would be blind in part and make others count refused firings. The list is closure.def;
 * scripts/check-closure compares it with the code that was built.
 */
#include <linux/array_size.h>
#include <linux/dtrace.h>
#include <linux/kprobes.h>
#include <linux/sprintf.h>
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

/* Stubs of tracepoints: what they do is seen at the tracepoint. */
static bool is_stub(const char *symbol)
{
	static const char * const prefixes[] = {
		"__traceiter_", "__probestub_", "__bpf_trace_", "__SCT__", "trace_event_raw_event_",
		"perf_trace_", "__cfi_", "__pfx_",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (str_has_prefix(symbol, prefixes[i]))
			return true;
	}
	return false;
}

enum dtrace_point_refusal dt_refuse_function(const char *symbol, const char *base,
					     unsigned long addr, unsigned long site)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_OK;

	if (is_stub(symbol))
		return DTRACE_POINT_REFUSE_STUB;
	if (strstr(symbol, ".cold"))
		return DTRACE_POINT_REFUSE_PART;
	if (!site)
		refusal = dtrace_text_vet_place(addr);
	else if (within_kprobe_blacklist(addr))
		refusal = DTRACE_POINT_REFUSE_NOKPROBE;
	if (!refusal && engine_calls(base))
		refusal = DTRACE_POINT_REFUSE_CALLED;
	return refusal;
}

int dt_explain_no_function(const struct dtrace_pattern *pattern, char *buf, size_t size)
{
	const char *module = pattern->module;

	if (!dtrace_glob_is_plain(module))
		return scnprintf(buf, size,
				 "no function %s in the kernel or a module; it may be inlined",
				 pattern->function);
	return scnprintf(buf, size, "no function %s in %s, or %s is not loaded", pattern->function,
			 module, module);
}
