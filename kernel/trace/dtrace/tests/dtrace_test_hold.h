/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module dtrace_test_hold offers to dtrace_test_target.
 */
#ifndef _DTRACE_TEST_HOLD_H
#define _DTRACE_TEST_HOLD_H

#include <linux/jump_label.h>

DECLARE_STATIC_KEY_FALSE(dtrace_test_key);

#endif /* _DTRACE_TEST_HOLD_H */
