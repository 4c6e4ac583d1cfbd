// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/class/misc/dtrace/refusals: for each reason why there can be no probe at a place, how often
 * a provider left a place out for it since boot.
 */
#include <linux/device.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/sysfs.h>

#include <asm/dtrace_point.h>

#include "dev/chardev.h"

#define NAME_SIZE	16

static struct device_attribute counters[DTRACE_POINT_NREFUSALS];
static char names[DTRACE_POINT_NREFUSALS][NAME_SIZE];
/* Not the first, which is none; the last is NULL */
static struct attribute *attrs[DTRACE_POINT_NREFUSALS];

static ssize_t show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n", dtrace_refusal_count(attr - counters));
}

static const struct attribute_group group = { .name = "refusals", .attrs = attrs };

const struct attribute_group *dt_dev_groups[] = { &group, NULL };

void __init dt_refusals_init(void)
{
	enum dtrace_point_refusal refusal;

	for (refusal = DTRACE_POINT_OK + 1; refusal < DTRACE_POINT_NREFUSALS; refusal++) {
		strscpy(names[refusal], dtrace_point_refusal_name(refusal));
		string_lower(names[refusal], names[refusal]);
		counters[refusal] = (struct device_attribute)__ATTR(, 0444, show, NULL);
		counters[refusal].attr.name = names[refusal];
		attrs[refusal - 1] = &counters[refusal].attr;
	}
}
