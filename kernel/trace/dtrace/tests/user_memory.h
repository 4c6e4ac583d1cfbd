/* SPDX-License-Identifier: GPL-2.0 */
/*
 * User memory for KUnit tests, natively and on Xen PV.
 */
#ifndef _DTRACE_TESTS_USER_MEMORY_H
#define _DTRACE_TESTS_USER_MEMORY_H

struct kunit;

/**
 * dt_test_user_memory() - give the running test case user memory
 * @test: the test; it fails and ends if there is none
 * @size: bytes, whole pages, none of them resident yet
 *
 * The memory goes with the thread of the test case.
 * Context: the thread of the test case, so not its init().
 * Return: its address.
 */
unsigned long dt_test_user_memory(struct kunit *test, unsigned long size);

#endif /* _DTRACE_TESTS_USER_MEMORY_H */
