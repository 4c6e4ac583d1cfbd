// SPDX-License-Identifier: GPL-2.0
/*
 * Periodic work of the engine: calls dt_tick() from a work item while there are
 * consumers.
 */
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "core/tick.h"
#include "lib/control.h"

#define DT_TICK_PERIOD	max(HZ / 100, 1)

static void tick_work_fn(struct work_struct *work);

static DEFINE_MUTEX(tick_lock);
static unsigned int tick_users;		/* under tick_lock */
static DECLARE_DELAYED_WORK(tick_work, tick_work_fn);

/* Unbound: it sleeps for grace periods, and the deadman wants it to run when one CPU is stuck. */
static void queue_tick(void)
{
	queue_delayed_work(system_unbound_wq, &tick_work, DT_TICK_PERIOD);
}

static void tick_work_fn(struct work_struct *work)
{
	dt_tick();
	queue_tick();
}

void dt_tick_get(void)
{
	mutex_lock(&tick_lock);
	if (!tick_users++)
		queue_tick();
	mutex_unlock(&tick_lock);
}

void dt_tick_put(void)
{
	mutex_lock(&tick_lock);
	if (!--tick_users)
		cancel_delayed_work_sync(&tick_work);
	mutex_unlock(&tick_lock);
}
