/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions of module dtrace_test_exits that are left in each way; see dtrace_test_exits_main.c.
 */
#ifndef _DTRACE_TESTS_DTRACE_TEST_EXITS_H
#define _DTRACE_TESTS_DTRACE_TEST_EXITS_H

unsigned long dtrace_exit_leaf(unsigned long n);
unsigned long dtrace_exit_branch(unsigned long n);
unsigned long dtrace_exit_table(unsigned long n);
unsigned long dtrace_exit_cold(unsigned long n);
unsigned long dtrace_bare_label(unsigned long n);

#endif /* _DTRACE_TESTS_DTRACE_TEST_EXITS_H */
