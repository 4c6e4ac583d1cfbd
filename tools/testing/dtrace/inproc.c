// SPDX-License-Identifier: GPL-2.0
/*
 * The in-process device: wraps the engine's control interface and makes time pass.
 */
#include "control.h"
#include "host.h"
#include "inproc.h"
#include "inproc_providers.h"

#define TICK_NS	10000000ULL	/* of the engine's periodic work */
#define ALL_RIGHTS (DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC | DT_RIGHT_DESTRUCTIVE | DT_RIGHT_KDESTRUCTIVE)

struct dt_inproc {
	struct dt_consumer *consumer;
};

static unsigned int open_devices;

static int engine_start(void)
{
	int err = dt_init();

	if (err)
		return err;
	err = inproc_profile_init();
	if (err)
		goto out_engine;
	err = inproc_typed_init();
	if (err)
		goto out_profile;
	err = inproc_test_init();
	if (err)
		goto out_typed;
	return 0;

out_typed:
	inproc_typed_exit();
out_profile:
	inproc_profile_exit();
out_engine:
	dt_exit();
	return err;
}

static void engine_end(void)
{
	inproc_test_exit();
	inproc_typed_exit();
	inproc_profile_exit();
	dt_exit();
}

int dt_inproc_open_as(uint32_t rights, struct dt_inproc **out)
{
	struct dt_inproc *dev = calloc(1, sizeof(*dev));
	int err = 0;

	if (!dev)
		return -ENOMEM;
	if (!open_devices)
		err = engine_start();
	if (err)
		goto out_dev;
	err = dt_open(rights, &dev->consumer);
	if (err)
		goto out_engine;
	open_devices++;
	*out = dev;
	return 0;

out_engine:
	if (!open_devices)
		engine_end();
out_dev:
	free(dev);
	return err;
}

int dt_inproc_open(struct dt_inproc **dev)
{
	return dt_inproc_open_as(ALL_RIGHTS, dev);
}

void dt_inproc_close(struct dt_inproc *dev)
{
	dt_close(dev->consumer);
	free(dev);
	if (!--open_devices)
		engine_end();
}

long dt_inproc_ioctl(struct dt_inproc *dev, unsigned long cmd, void *arg)
{
	return dt_control(dev->consumer, cmd, (uintptr_t)arg);
}

const void *dt_inproc_mmap(struct dt_inproc *dev, uint64_t offset, uint64_t size)
{
	void *buf;

	return dt_buffer_find(dev->consumer, offset, size, &buf) ? NULL : buf;
}

uint64_t dt_inproc_now(struct dt_inproc *dev)
{
	(void)dev;
	return dt_host_clock();
}

void dt_inproc_wait(struct dt_inproc *dev, uint64_t ns)
{
	u64 now = dt_host_clock(), end = now + ns, tick = now + TICK_NS, next;

	(void)dev;
	do {
		next = min(min(inproc_profile_next(), tick), end);
		host_set_wallclock(dt_host_wallclock() + next - now);
		host_set_clock(next);
		now = next;
		inproc_profile_run(now);
		if (now == tick) {
			dt_tick();
			tick += TICK_NS;
		}
	} while (now < end);
}
