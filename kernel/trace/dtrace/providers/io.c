// SPDX-License-Identifier: GPL-2.0
/*
 * Provider io: block I/O from its submission to its end, and threads waiting
 * for it.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/sched.h>

#include <trace/events/block.h>
#include <trace/events/dtrace.h>

#include "providers/event.h"
#include "providers/io_info.h"
#include "providers/keyed.h"
#include "providers/providers.h"

enum io_probe { IO_START, IO_DONE, IO_WAIT_START, IO_WAIT_DONE };

static struct dt_event io_events[];

/*
 * I/Os under way, by the address of the bio or, with the lowest bit set, of the
 * task that waits. A bio changes while it is worked on: at its end it no longer
 * tells where it began and how long it was.
 */
static struct dt_keyed io_flights = DT_KEYED(struct dt_io_flight, 12);

static __always_inline void io_fire(const struct tracepoint *tp, enum io_probe probe,
				    const void *id, const struct dt_io_flight *f, u32 flags,
				    int error)
{
	struct dtrace_ioinfo info;
	u64 args[4];

	dt_io_info(&info, f, flags, error);
	args[0] = (unsigned long)id;
	args[1] = (unsigned long)&info;
	args[2] = (unsigned long)info.inode;
	args[3] = (unsigned long)f->page;
	dt_event_fire(tp, &io_events[probe], args, ARRAY_SIZE(args));
}

/* ---- bios ---- */

/* Context: the submitter's; task */
static void on_bio_queue(void *data, struct bio *bio)
{
	struct dt_io_flight f = { .key = (unsigned long)bio };

	dt_io_flight_bio(&f, bio);
	if (READ_ONCE(io_events[IO_DONE].on) && !dt_keyed_put(&io_flights, &f))
		dtrace_probe_missed(io_events[IO_DONE].probe, 1);
	if (READ_ONCE(io_events[IO_START].on))
		io_fire(&__tracepoint_block_bio_queue, IO_START, bio, &f, DT_IO_BUSY, 0);
}

/* Context: any up to hard interrupt */
static void on_bio_done(void *data, struct bio *bio)
{
	struct dt_io_flight f;

	/* What was not seen to start, the rest of a split bio among it, does not end here. */
	if (dt_keyed_take(&io_flights, (unsigned long)bio, &f))
		io_fire(&__tracepoint_dtrace_io_done, IO_DONE, bio, &f, DT_IO_DONE,
			-blk_status_to_errno(bio->bi_status));
}

/* ---- waiting; context: the task that waits ---- */

static unsigned long waiter_key(void)
{
	return (unsigned long)current | 1;
}

static bool flight_of(struct dt_io_flight *f, enum dtrace_io_kind kind, const void *object)
{
	switch (kind) {
	case DTRACE_IO_BIO:
		dt_io_flight_bio(f, object);
		return true;
	case DTRACE_IO_FOLIO:
		return dt_io_flight_folio(f, object);
	case DTRACE_IO_BUFFER:
		dt_io_flight_buffer(f, object);
		return true;
	}
	return false;
}

static void on_wait_start(void *data, enum dtrace_io_kind kind, const void *object)
{
	struct dt_io_flight f = { .key = waiter_key() };

	if (!flight_of(&f, kind, object))
		return;
	if (!dt_keyed_put(&io_flights, &f))
		dtrace_probe_missed(io_events[IO_WAIT_DONE].probe, 1);
	io_fire(&__tracepoint_dtrace_io_wait_start, IO_WAIT_START, object, &f, 0, 0);
}

static void on_wait_done(void *data, enum dtrace_io_kind kind, const void *object)
{
	struct dt_io_flight f;

	if (dt_keyed_take(&io_flights, waiter_key(), &f))
		io_fire(&__tracepoint_dtrace_io_wait_done, IO_WAIT_DONE, object, &f, DT_IO_DONE, 0);
}

/* ---- the probes ---- */

static void io_idle(void)
{
	dt_keyed_free(&io_flights);
}

static int src_flights_attach(void)
{
	return dt_keyed_alloc(&io_flights);
}

/* The table goes in io_idle(), when no handler runs any more. */
static void src_flights_detach(void)
{
}

static struct dt_source src_flights = {
	.attach = src_flights_attach,
	.detach = src_flights_detach,
};

DT_SOURCE(bio_queue, block_bio_queue);
DT_SOURCE(bio_done, dtrace_io_done);
DT_SOURCE(wait_start, dtrace_io_wait_start);
DT_SOURCE(wait_done, dtrace_io_wait_done);

static const struct dtrace_argtype io_args[] = {
	{ "struct dtrace_ioinfo *", "bufinfo_t *", 1 },
	{ "struct dtrace_ioinfo *", "devinfo_t *", 1 },
	{ "struct dtrace_ioinfo *", "fileinfo_t *", 1 },
	{}
};

static struct dt_event io_events[] = {
	DT_EVENT(IO_START, "submit_bio_noacct_nocheck", "start", io_args, &src_bio_queue),
	DT_EVENT(IO_DONE, "bio_endio", "done", io_args, &src_flights, &src_bio_queue,
		 &src_bio_done),
	DT_EVENT(IO_WAIT_START, "submit_bio_wait", "wait-start", io_args, &src_flights,
		 &src_wait_start, &src_wait_done),
	DT_EVENT(IO_WAIT_DONE, "submit_bio_wait", "wait-done", io_args, &src_flights,
		 &src_wait_start, &src_wait_done),
};

static const struct dtrace_provider_info io_provider_info = {
	.name		= "io",
	.priv		= DTRACE_PRIV_KERNEL,
	.attr		= DT_EVENT_ATTR,
	.args_from	= DTRACE_ARGS_DESCRIBED,
	.ops		= &dt_event_ops,
};

static struct dt_event_provider io_provider = {
	.info		= &io_provider_info,
	.events		= io_events,
	.nevents	= ARRAY_SIZE(io_events),
	.idle		= io_idle,
};

int __init dt_io_init(void)
{
	return dt_event_init(&io_provider);
}
