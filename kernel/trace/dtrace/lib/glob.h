/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shell-style patterns of probe descriptions.
 */
#ifndef _DTRACE_LIB_GLOB_H
#define _DTRACE_LIB_GLOB_H

#include "env.h"

/**
 * dt_glob_match() - does a pattern match a text
 * @pattern: "*" any run, "?" any character, "[a-z]" and "[!a-z]" sets, "\" quotes; "" matches
 *	everything
 * @text: the text
 *
 * Takes at most strlen(pattern) * strlen(text) steps, without recursion. Context: any.
 */
bool dt_glob_match(const char *pattern, const char *text);

/** dt_glob_is_plain() - whether a pattern is not empty and matches nothing but itself */
bool dt_glob_is_plain(const char *pattern);

#endif /* _DTRACE_LIB_GLOB_H */
