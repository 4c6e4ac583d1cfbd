// SPDX-License-Identifier: GPL-2.0
/* The sentences in which the verifier says why it refuses a program. */
#include "dif_insn.h"
#include "dif_verify.h"

/* How the two numbers of a refusal are shown */
enum show {
	SHOW_NUMBERS,	/* both as they are */
	SHOW_SCOPE,	/* a is a scope */
	SHOW_BUILTIN,	/* a is the id of a built-in variable: its name */
	SHOW_SUBR,	/* a is the id of a subroutine: its name */
	SHOW_CALL,	/* a is a subroutine, b the depth of the tuple stack */
};

static const struct {
	enum show show;
	const char *fmt;
} texts[DT_REASON_MAX] = {
	[DT_REASON_OK] = { SHOW_NUMBERS, "accepted" },
	[DT_REASON_TEXT_LENGTH] = { SHOW_NUMBERS, "%u instructions, not 1 to 65536" },
	[DT_REASON_TABLES] = { SHOW_NUMBERS, "tables of %u bytes, more than 262144" },
	[DT_REASON_STRTAB_END] = { SHOW_NUMBERS, "the string table does not end with a NUL byte" },
	[DT_REASON_OPCODE] = { SHOW_NUMBERS, "opcode %u does not exist" },
	[DT_REASON_RESERVED] = { SHOW_NUMBERS, "a field that it does not use is not 0" },
	[DT_REASON_REGISTER] = { SHOW_NUMBERS, "register %%r%u does not exist" },
	[DT_REASON_R0] = { SHOW_NUMBERS, "%%r0 cannot be a destination" },
	[DT_REASON_BRANCH_BACK] = { SHOW_NUMBERS, "branch to instruction %u does not go forward" },
	[DT_REASON_BRANCH_PAST] = { SHOW_NUMBERS, "branch to instruction %u of %u" },
	[DT_REASON_NO_RET] = { SHOW_NUMBERS, "the last instruction is not ret" },
	[DT_REASON_INT_INDEX] = { SHOW_NUMBERS, "integer %u of %u" },
	[DT_REASON_STR_OFFSET] = { SHOW_NUMBERS, "offset %u in a string table of %u bytes" },
	[DT_REASON_NO_BUILTIN] = { SHOW_NUMBERS,
				   "there is no built-in variable 0x%x of this kind" },
	[DT_REASON_BUILTIN_TODO] = { SHOW_BUILTIN, "variable %s is not supported" },
	[DT_REASON_NOT_WRITABLE] = { SHOW_NUMBERS, "built-in variable 0x%x cannot be written" },
	[DT_REASON_VAR_MISSING] = { SHOW_SCOPE, "%s variable 0x%x is not declared" },
	[DT_REASON_VAR_NOT_SCALAR] = { SHOW_SCOPE, "%s variable 0x%x is an associative array" },
	[DT_REASON_VAR_NOT_ARRAY] = { SHOW_SCOPE, "%s variable 0x%x is not an associative array" },
	[DT_REASON_SUBR] = { SHOW_NUMBERS, "subroutine %u does not exist" },
	[DT_REASON_SUBR_TODO] = { SHOW_SUBR, "%s() is not supported" },
	[DT_REASON_ARGUMENTS] = { SHOW_CALL, "%s() takes %u to %u arguments, not %u" },
	[DT_REASON_DEPTH] = { SHOW_NUMBERS,
			      "the tuple stack has %u entries on one path and %u on another" },
	[DT_REASON_OVERFLOW] = { SHOW_NUMBERS, "the tuple stack overflows" },
	[DT_REASON_NO_KEY] = { SHOW_NUMBERS, "the tuple stack holds no key" },
	[DT_REASON_KIND] = { SHOW_NUMBERS, "type kind %u does not exist" },
	[DT_REASON_SIZE_UNKNOWN] = { SHOW_NUMBERS, "the size of the pushed value is not bounded" },
	[DT_REASON_CHUNK] = { SHOW_NUMBERS,
			      "a dynamic variable of %u bytes with its keys, more than 131072" },
	[DT_REASON_TYPE_KIND] = { SHOW_NUMBERS, "type kind %u does not exist" },
	[DT_REASON_TYPE_FLAGS] = { SHOW_NUMBERS, "type flags 0x%x are not valid" },
	[DT_REASON_TYPE_SIZE] = { SHOW_NUMBERS, "a value of %u bytes does not fit a register" },
	[DT_REASON_TYPE_REF_SIZE] = { SHOW_NUMBERS, "a type by reference has size 0" },
	[DT_REASON_TYPE_TOO_BIG] = { SHOW_NUMBERS, "%u bytes, more than %u" },
	[DT_REASON_SCOPE] = { SHOW_NUMBERS, "scope %u does not exist" },
	[DT_REASON_VAR_KIND] = { SHOW_NUMBERS, "variable kind %u does not exist" },
	[DT_REASON_LOCAL_ARRAY] = { SHOW_NUMBERS,
				    "a clause-local variable cannot be an associative array" },
	[DT_REASON_VAR_ID] = { SHOW_NUMBERS, "id 0x%x is not that of a user variable" },
	[DT_REASON_VAR_TWICE] = { SHOW_SCOPE, "%s variable 0x%x is declared twice" },
};

static const char *const scopes[] = { "global", "thread-local", "clause-local" };

static int start_text(const struct dt_refusal *r, const struct dt_difo_raw *raw, struct dt_msg *msg)
{
	const size_t size = sizeof(msg->text);

	switch (r->what) {
	case DT_REFUSED_INSN:
		return scnprintf(msg->text, size, "instruction %u (%s): ", r->at,
				 dt_op_name(raw->text[r->at].op));
	case DT_REFUSED_VAR:
		return scnprintf(msg->text, size, "variable %u: ", r->at);
	case DT_REFUSED_RTYPE:
		return scnprintf(msg->text, size, "result: ");
	default:
		return scnprintf(msg->text, size, "program: ");
	}
}

void dt_refusal_text(const struct dt_refusal *r, const struct dt_difo_raw *raw, struct dt_msg *msg)
{
	const char *fmt = texts[r->reason].fmt;
	int n = start_text(r, raw, msg);
	char *to = msg->text + n;
	size_t room = sizeof(msg->text) - n;

	switch (texts[r->reason].show) {
	case SHOW_SCOPE:
		scnprintf(to, room, fmt, scopes[r->a], r->b);
		return;
	case SHOW_BUILTIN:
		scnprintf(to, room, fmt, dt_builtin_info(r->a)->name);
		return;
	case SHOW_SUBR:
		scnprintf(to, room, fmt, dt_subrs[r->a].name);
		return;
	case SHOW_CALL:
		scnprintf(to, room, fmt, dt_subrs[r->a].name, dt_subrs[r->a].min,
			  dt_subrs[r->a].max, r->b);
		return;
	default:
		scnprintf(to, room, fmt, r->a, r->b);
	}
}
