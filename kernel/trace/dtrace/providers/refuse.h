/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions that must not be probed, and why.
 */
#ifndef _DTRACE_PROVIDERS_REFUSE_H
#define _DTRACE_PROVIDERS_REFUSE_H

#include <linux/types.h>

#include <asm/dtrace_point.h>

struct dtrace_pattern;

/**
 * dt_refuse_function() - may a function be probed?
 * @symbol: its symbol
 * @base: the same without what the compiler appended
 * @addr: its address
 * @site: of its ftrace site, 0: it has none, and dtrace_text_vet_function() is to be asked too
 *
 * Context: process, or any that may look up modules.
 * Return: DTRACE_POINT_OK, or why not.
 */
enum dtrace_point_refusal dt_refuse_function(const char *symbol, const char *base,
					     unsigned long addr, unsigned long site);

/**
 * dt_explain_no_function() - say that a description names no function that there is
 * @pattern: description with exactly one function
 * @buf: where the text goes
 * @size: bytes of @buf
 *
 * Return: length of the text. Context: process.
 */
int dt_explain_no_function(const struct dtrace_pattern *pattern, char *buf, size_t size);

#endif /* _DTRACE_PROVIDERS_REFUSE_H */
