// SPDX-License-Identifier: GPL-2.0
/*
 * Loads, stores, copies and strings of programs: rights are checked here, the host makes the
 * access.
 */
#include "mem.h"
#include "var.h"

/* ---- rights ---- */

/* Bytes from addr to the end of [start, start + size), 0 when addr is outside */
static u64 bytes_in(u64 addr, const void *start, u64 size)
{
	u64 off = addr - dt_addr(start);

	return off < size ? size - off : 0;
}

/* Bytes from addr on that belong to this firing or this consumer */
static u64 own_bytes(const struct dt_mstate *m, u64 addr)
{
	u64 n = bytes_in(addr, m->scratch, m->scratch_size);

	return n ? n : dt_var_bytes_at(m, addr);
}

notrace bool dt_can_store(const struct dt_mstate *m, u64 addr, u64 len)
{
	u64 n = own_bytes(m, addr);

	return n && len <= n;
}

notrace u64 dt_loadable(const struct dt_mstate *m, u64 addr, u64 len)
{
	u64 n;

	if (m->flags & DT_MSTATE_KERNEL_READ || dt_host_is_user(addr))
		return len;
	n = own_bytes(m, addr);
	if (!n && m->difo)
		n = bytes_in(addr, m->difo->strs, m->difo->nstrs);
	return min(n, len);
}

notrace bool dt_can_load(struct dt_mstate *m, u64 addr, u64 len)
{
	if (likely(dt_loadable(m, addr, len) == len))
		return true;
	dt_fault(m, DTRACE_FAULT_KPRIV, addr);
	return false;
}

/* ---- single values ---- */

notrace u64 dt_load(struct dt_mstate *m, u64 addr, u32 size)
{
	u64 value = 0, bad = addr;
	int ret;

	dt_mem_begin(m);
	ret = dt_host_load(&value, addr, size, &bad);
	if (likely(!ret))
		return value;
	dt_fault(m, ret, bad);
	return 0;
}

notrace u64 dt_load_checked(struct dt_mstate *m, u64 addr, u32 size)
{
	if (dt_host_is_user(addr)) {
		dt_fault(m, DTRACE_FAULT_BADADDR, addr);
		return 0;
	}
	return dt_can_load(m, addr, size) ? dt_load(m, addr, size) : 0;
}

notrace u64 dt_load_user(struct dt_mstate *m, u64 addr, u32 size)
{
	u64 value = 0, bad = addr;
	int ret;

	dt_mem_begin(m);
	ret = dt_host_user_load(&value, addr, size, &bad);
	if (likely(!ret))
		return value;
	dt_fault(m, ret, bad);
	return 0;
}

/* little endian: the low bytes come first */
notrace void dt_store(struct dt_mstate *m, u64 addr, u64 value, u32 size)
{
	if (!dt_can_store(m, addr, size))
		dt_fault(m, DTRACE_FAULT_BADADDR, addr);
	else if (addr & (size - 1))
		dt_fault(m, DTRACE_FAULT_BADALIGN, addr);
	else
		memcpy(dt_ptr(addr), &value, size);
}

/* ---- copies ---- */

static int copy(struct dt_mstate *m, void *dst, u64 src, size_t len, bool user, size_t *copied)
{
	u64 bad = src;
	int ret;

	dt_mem_begin(m);
	*copied = 0;
	if (user)
		ret = dt_host_user_copy(dst, src, len, copied, &bad);
	else
		ret = dt_host_copy(dst, src, len, copied, &bad);
	if (unlikely(ret))
		dt_fault(m, ret, src + *copied);
	return ret;
}

static int copy_all(struct dt_mstate *m, void *dst, u64 src, size_t len, bool user)
{
	size_t copied;

	if (likely(!copy(m, dst, src, len, user, &copied)))
		return 0;
	memset((u8 *)dst + copied, 0, len - copied);
	return 1;
}

notrace int dt_copy_in(struct dt_mstate *m, void *dst, u64 src, size_t len)
{
	if (!len)
		return 0;
	if (dt_can_load(m, src, len))
		return copy_all(m, dst, src, len, dt_host_is_user(src));
	memset(dst, 0, len);
	return 1;
}

notrace int dt_copy_user(struct dt_mstate *m, void *dst, u64 src, size_t len)
{
	return len ? copy_all(m, dst, src, len, true) : 0;
}

notrace size_t dt_peek_mm(struct dt_mstate *m, void *dst, u64 mm, u64 src, size_t len)
{
	size_t copied = 0;
	u64 bad = src;

	dt_mem_begin(m);
	dt_host_mm_copy(dst, mm, src, len, &copied, &bad);
	return copied;
}

notrace void dt_store_user(struct dt_mstate *m, u64 dst, const void *src, size_t len)
{
	u64 bad = dst;
	int ret;

	dt_mem_begin(m);
	ret = dt_host_user_store(dst, src, len, &bad);
	if (unlikely(ret))
		dt_fault(m, ret, bad);
}

notrace int dt_move(struct dt_mstate *m, void *dst, u64 src, size_t len)
{
	if (own_bytes(m, src) < len)
		return dt_copy_in(m, dst, src, len);
	memmove(dst, dt_ptr(src), len);
	return 0;
}

/*
 * Strings are read in pieces that end at multiples of the piece: reading past the NUL then never
 * touches another page, and a string that ends just before an unmapped page is no fault.
 */
static u32 piece(u64 addr, u32 left)
{
	u32 n = DT_STR_CHUNK - (addr & (DT_STR_CHUNK - 1));

	return min(n, left);
}

/* Index of the first NUL in n bytes, or n */
static u32 find_nul(const u8 *s, u32 n)
{
	u64 word, nul;
	u32 i;

	for (i = 0; i + sizeof(word) <= n; i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		nul = dt_first_nul(word);
		if (nul)
			return i + __builtin_ctzll(nul) / 8;
	}
	while (i < n && s[i])
		i++;
	return i;
}

/*
 * Copy a piece of a string. A fault counts only if no NUL comes before it.
 * Return: characters copied; *more tells whether the string goes on.
 */
static u32 copy_piece(struct dt_mstate *m, u8 *dst, u64 src, u32 n, bool user, bool *more)
{
	u64 bad = src;
	size_t copied = 0;
	u32 len;
	int ret;

	if (user)
		ret = dt_host_user_copy(dst, src, n, &copied, &bad);
	else
		ret = dt_host_copy(dst, src, n, &copied, &bad);
	len = find_nul(dst, copied);
	*more = len == n;
	if (unlikely(ret) && len == copied)
		dt_fault(m, ret, src + copied);
	return len;
}

/* The characters of a string, at most max - 1 of them; nothing is said of what follows them. */
static size_t copy_chars(struct dt_mstate *m, u8 *dst, u64 src, size_t max)
{
	const bool user = dt_host_is_user(src);
	const u64 limit = dt_loadable(m, src, max);
	size_t len = 0;
	bool more = true;

	dt_mem_begin(m);
	while (more && len < max - 1 && len < limit) {
		u32 n = piece(src + len, min(max - 1, (size_t)limit) - len);

		len += copy_piece(m, dst + len, src + len, n, user, &more);
	}
	if (more && len < max - 1)
		dt_fault(m, DTRACE_FAULT_KPRIV, src + len);
	return len;
}

notrace size_t dt_copy_string(struct dt_mstate *m, void *dst, u64 src, size_t max)
{
	size_t len;

	if (!max)
		return 0;
	len = copy_chars(m, dst, src, max);
	memset((u8 *)dst + len, 0, max - len);
	return len;
}

notrace size_t dt_copy_text(struct dt_mstate *m, void *dst, u64 src, size_t max)
{
	size_t len, i;

	if (!max)
		return 0;
	len = copy_chars(m, dst, src, max);
	for (i = len; i < max && (i == len || i % sizeof(u64)); i++)
		((u8 *)dst)[i] = 0;
	return len;
}

/* ---- strings in place ---- */

notrace void dt_str_open(struct dt_str *s, struct dt_mstate *m, u64 addr, u32 max)
{
	s->m = m;
	s->addr = addr;
	s->max = max;
	s->limit = dt_loadable(m, addr, max);
	s->user = dt_host_is_user(addr);
	s->first = 0;
	s->n = 0;
}

/* Read the piece that holds byte i */
notrace u8 dt_str_fetch(struct dt_str *s, u32 i)
{
	bool more;
	u32 len;

	if (i >= s->max || s->m->fault)
		return 0;
	if (i >= s->limit) {
		dt_fault(s->m, DTRACE_FAULT_KPRIV, s->addr + i);
		return 0;
	}
	dt_mem_begin(s->m);
	s->first = i;
	len = copy_piece(s->m, s->chunk, s->addr + i, piece(s->addr + i, s->limit - i), s->user,
			 &more);
	s->n = len;
	if (more)
		return s->chunk[0];
	s->chunk[len] = 0;	/* the NUL, or what stands for an unreadable byte */
	s->n = len + 1;
	return s->chunk[0];
}

notrace u32 dt_str_len(struct dt_str *s)
{
	u32 i = 0;

	while (dt_str_at(s, i))
		i++;
	return i;
}

notrace int dt_str_compare(struct dt_mstate *m, u64 a, u64 b, u32 max)
{
	struct dt_str sa, sb;
	u32 i = 0;
	u8 ca, cb;

	dt_str_open(&sa, m, a, a ? max : 0);
	dt_str_open(&sb, m, b, b ? max : 0);
	do {
		ca = dt_str_at(&sa, i);
		cb = dt_str_at(&sb, i);
		i++;
	} while (ca && ca == cb);
	return (int)ca - (int)cb;
}
