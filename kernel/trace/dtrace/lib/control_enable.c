// SPDX-License-Identifier: GPL-2.0
/*
 * Control calls before tracing: OPT_SET, OPT_GET, ENABLE.
 */
#include "ctl.h"

long dt_ctl_opt_set(struct dt_consumer *c, void *arg)
{
	const struct dtrace_opt *opt = arg;

	if (c->activity != DTRACE_ACTIVITY_INACTIVE)
		return -EBUSY;
	if (opt->reserved)
		return -EINVAL;
	return dt_opts_set(&c->opts, opt->id, opt->value, c->rights);
}

long dt_ctl_opt_get(struct dt_consumer *c, void *arg)
{
	struct dtrace_opt *opt = arg;

	if (opt->reserved || !dt_opts_name(opt->id))
		return -EINVAL;
	opt->value = dt_consumer_opt(c, opt->id);
	return 0;
}

/* Parse and enable an image that is in our memory */
static int enable_image(struct dt_consumer *c, struct dtrace_enable *req, const void *image,
			struct dt_msg *msg)
{
	struct dt_enable_result res = { 0 };
	struct dt_program *prog;
	int err;

	err = dt_dof_parse(image, req->dof_size, c->rights, &prog, msg);
	if (err)
		return err;
	err = dt_enable(c, prog, &res, msg);
	dt_program_free(prog);
	req->nmatched = res.nmatched;
	req->nfailed = res.nfailed;
	req->nrefused = res.nrefused;
	return err;
}

static int enable(struct dt_consumer *c, struct dtrace_enable *req, struct dt_msg *msg)
{
	void *image;
	int err;

	if (!req->dof_size || req->dof_size >= DTRACE_DOF_SIZE_MAX) {
		scnprintf(msg->text, sizeof(msg->text), "the image has an invalid size");
		return req->dof_size ? -E2BIG : -EINVAL;
	}
	image = dt_host_zalloc(req->dof_size);
	if (!image)
		return -ENOMEM;
	err = dt_host_ctl_copyin(image, req->dof, req->dof_size);
	if (!err)
		err = enable_image(c, req, image, msg);
	dt_host_free(image);
	return err;
}

/* The message is advice: failing to deliver it changes nothing. */
static void tell(const struct dtrace_enable *req, struct dt_msg *msg)
{
	size_t n = strlen(msg->text) + 1;

	if (!req->msg || !req->msg_size || n == 1)
		return;
	if (n > req->msg_size) {
		n = req->msg_size;
		msg->text[n - 1] = '\0';
	}
	(void)dt_host_ctl_copyout(req->msg, msg->text, n);
}

long dt_ctl_enable(struct dt_consumer *c, void *arg)
{
	struct dtrace_enable *req = arg;
	struct dt_msg msg = { "" };
	int err;

	if (c->activity != DTRACE_ACTIVITY_INACTIVE)
		return -EBUSY;
	err = enable(c, req, &msg);
	if (err)
		tell(req, &msg);
	return err;
}
