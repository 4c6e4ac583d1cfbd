// SPDX-License-Identifier: GPL-2.0
/*
 * Provider fbt: which symbols are functions, by the types (BTF) of the kernel or of a module.
 *
 * Text has symbols that nobody calls: labels of assembly code, data, pieces that the linker made.
 * What has an ftrace site is a function; of the rest, what was compiled as one has a type. The
 * types are in no order, so their names are hashed once for as many questions as there are.
 */
#include <linux/btf.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include "providers/fbt.h"

static const char *function_name(const struct btf *btf, u32 id)
{
	const struct btf_type *type = btf_type_by_id(btf, id);

	return type && btf_type_is_func(type) ? btf_name_by_offset(btf, type->name_off) : NULL;
}

/* Return: the entry of a name, or the free one where it belongs */
static u32 *find(const struct fbt_names *names, const char *name)
{
	u32 i = full_name_hash(NULL, name, strlen(name));
	const char *other;

	for (;; i++) {
		u32 *id = &names->ids[i & names->mask];

		other = *id ? function_name(names->btf, *id) : NULL;
		if (!other || !strcmp(other, name))
			return id;
	}
}

static void fill(struct fbt_names *names, u32 first, u32 end)
{
	const char *name;
	u32 id;

	for (id = first; id < end; id++) {
		name = function_name(names->btf, id);
		if (name)
			*find(names, name) = id;
		cond_resched();
	}
}

static u32 count(const struct btf *btf, u32 first, u32 end)
{
	u32 id, n = 0;

	for (id = first; id < end; id++)
		n += !!function_name(btf, id);
	return n;
}

/* Types of a module follow those of the kernel. Without types there are no names. */
static void load(struct fbt_names *names, const struct module *mod)
{
	struct btf *btf = btf_get_module_btf(mod);
	u32 first, end, room;

	names->mod = mod;
	names->loaded = true;
	if (IS_ERR_OR_NULL(btf))
		return;
	names->btf = btf;
	first = mod ? btf_nr_types(btf_base_btf(btf)) : 1;
	end = btf_nr_types(btf);
	room = roundup_pow_of_two(2 * count(btf, first, end) + 1);
	names->ids = kvcalloc(room, sizeof(*names->ids), GFP_KERNEL);
	if (!names->ids) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
		return;
	}
	names->mask = room - 1;
	fill(names, first, end);
}

void fbt_names_drop(struct fbt_names *names)
{
	kvfree(names->ids);
	if (names->btf)
		btf_put(names->btf);
	*names = (struct fbt_names){ };
}

bool fbt_names_has(struct fbt_names *names, const struct module *mod, const char *name)
{
	dtrace_registry_assert_held();
	if (!names->loaded || names->mod != mod) {
		fbt_names_drop(names);
		load(names, mod);
	}
	return names->ids && *find(names, name);
}
