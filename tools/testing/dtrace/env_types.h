/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plain C environment of the engine's pure part in user space; lib/env.h says what has to be here.
 */
#ifndef _DTRACE_TESTING_ENV_TYPES_H
#define _DTRACE_TESTING_ENV_TYPES_H

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define U8_MAX		((u8)~0U)
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define S32_MAX		((s32)(U32_MAX >> 1))
#define S32_MIN		((s32)(-S32_MAX - 1))
#define U64_MAX		((u64)~0ULL)
#define S64_MAX		((s64)(U64_MAX >> 1))
#define S64_MIN		((s64)(-S64_MAX - 1))

#define ENV_NAME2(a, b)	a##b
#define ENV_NAME(a, b)	ENV_NAME2(a, b)

#ifndef __cplusplus
#define min(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
#define min_t(t, a, b)	({ t _a = (a); t _b = (b); _a < _b ? _a : _b; })
#define max_t(t, a, b)	({ t _a = (a); t _b = (b); _a > _b ? _a : _b; })
#endif

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a)	(((x) + ((__typeof__(x))(a) - 1)) & ~((__typeof__(x))(a) - 1))
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define notrace
#ifndef __always_inline
#define __always_inline	inline __attribute__((__always_inline__))
#endif
#ifndef noinline
#define noinline	__attribute__((__noinline__))
#endif
#ifndef __cplusplus
#define fallthrough	__attribute__((__fallthrough__))
#endif
#define __printf(fmt, first) __attribute__((format(printf, fmt, first)))
#define __annotate_jump_table
#define __maybe_unused	__attribute__((__unused__))

#ifdef ENV_POINTS
/* Before each access that other CPUs can see; a test that decides who goes on sets it (interleave.h) */
extern void (*env_hook)(void);
#define env_point()	(__builtin_expect(!!env_hook, 0) ? env_hook() : (void)0)
#else
#define env_point()	((void)0)
#endif

#define READ_ONCE(x)	(env_point(), __atomic_load_n(&(x), __ATOMIC_RELAXED))
#define WRITE_ONCE(x, v) (env_point(), __atomic_store_n(&(x), (v), __ATOMIC_RELAXED))
#define smp_load_acquire(p) (env_point(), __atomic_load_n((p), __ATOMIC_ACQUIRE))
#define smp_store_release(p, v) (env_point(), __atomic_store_n((p), (v), __ATOMIC_RELEASE))
#ifdef __SANITIZE_THREAD__	/* knows no fences; what they order is atomic to it anyway */
#define env_fence(order) barrier()
#else
#define env_fence(order) __atomic_thread_fence(order)
#endif
#define smp_mb()	env_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()	env_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()	env_fence(__ATOMIC_RELEASE)
#define barrier()	__asm__ __volatile__("" : : : "memory")
#define cmpxchg(p, old, new) ({						\
	__typeof__(*(p)) _old = (old), _new = (new);			\
	env_point();							\
	__atomic_compare_exchange_n((p), &_old, _new, false,		\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);	\
	_old; })
#define xchg(p, v)	(env_point(), __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST))

static inline u64 div64_u64(u64 a, u64 b) { return a / b; }
static inline s64 div64_s64(s64 a, s64 b) { return a / b; }
static inline u64 div64_u64_rem(u64 a, u64 b, u64 *rem) { *rem = a % b; return a / b; }
static inline u64 div_u64(u64 a, u32 b) { return a / b; }

int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list ap);

/* A warning is a failed test: print it and abort. */
bool env_warn(const char *file, int line, const char *what);
#define WARN_ON_ONCE(cond) (unlikely(cond) ? env_warn(__FILE__, __LINE__, #cond) : false)

struct dt_mutex {
	pthread_mutex_t	lock;
	pthread_t	owner;
	bool		held;
};

void dt_mutex_init(struct dt_mutex *m);
void dt_mutex_lock(struct dt_mutex *m);
bool dt_mutex_trylock(struct dt_mutex *m);
void dt_mutex_unlock(struct dt_mutex *m);
void dt_mutex_assert_held(struct dt_mutex *m);

#ifdef __cplusplus
}
#endif

#endif /* _DTRACE_TESTING_ENV_TYPES_H */
