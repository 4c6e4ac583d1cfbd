// SPDX-License-Identifier: GPL-2.0
/* The fake host of the engine in user space: implements lib/env.h deterministically, with injected failures. */
#include <sched.h>

#include "host.h"
#include "env.h"

#define MAX_MAPS	64
#define MAX_FRAMES	64

struct region {
	u64 va;
	u8 *mem;
	size_t len;
};

static struct {
	u64 clock, wall;
	struct {
		u32 pid, tid, ppid, uid, gid;
	} task;
	u64 curthread, key;
	bool nmi, offline[HOST_NCPUS], no_destructive;
	bool no_signals;
	u64 gone;
	u32 ipl;
	u64 path_sequence;
	unsigned int path_moves;
	struct region maps[MAX_MAPS];
	unsigned int nmaps;
	u64 stack[MAX_FRAMES], ustack[MAX_FRAMES];
	unsigned int nstack, nustack;
	long fail_alloc, fail_load, fail_ctl, interrupt, loads;
	u64 seed;
	struct host_acts acts;
} host;

static char host_comm[16];
static __thread unsigned int host_cpu;
static u64 vtime_offset[HOST_NCPUS];	/* the clock less the CPU time of the thread */
static unsigned int vtime_users;
static __thread int window_depth;

/* ---- plain C environment ---- */

#ifdef ENV_POINTS
void (*env_hook)(void);
#endif

int vscnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(buf, size, fmt, ap);

	if (!size)
		return 0;
	return (size_t)n < size ? n : (int)size - 1;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vscnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

bool env_warn(const char *file, int line, const char *what)
{
	fprintf(stderr, "WARNING: %s:%d: %s\n", file, line, what);
	abort();
}

void dt_mutex_init(struct dt_mutex *m)
{
	pthread_mutex_init(&m->lock, NULL);
	m->held = false;
}

void dt_mutex_lock(struct dt_mutex *m)
{
	pthread_mutex_lock(&m->lock);
	m->owner = pthread_self();
	m->held = true;
}

bool dt_mutex_trylock(struct dt_mutex *m)
{
	if (pthread_mutex_trylock(&m->lock))
		return false;
	m->owner = pthread_self();
	m->held = true;
	return true;
}

void dt_mutex_unlock(struct dt_mutex *m)
{
	dt_mutex_assert_held(m);
	m->held = false;
	pthread_mutex_unlock(&m->lock);
}

void dt_mutex_assert_held(struct dt_mutex *m)
{
	if (!m->held || !pthread_equal(m->owner, pthread_self()))
		env_warn(__FILE__, __LINE__, "mutex not held by this thread");
}

/* ---- controls ---- */

void host_reset(void)
{
	memset(&host, 0, sizeof(host));
	memset(vtime_offset, 0, sizeof(vtime_offset));
	host.clock = 1000000000ULL;
	host.wall = 1700000000ULL * 1000000000ULL;
	host.curthread = 0xffff888000100000ULL;
	host.key = 1 << 17;
	host.fail_alloc = host.fail_load = host.fail_ctl = host.interrupt = -1;
	host.seed = 42;
	host.path_sequence = 1;
	host_cpu = 0;
	host_set_task(100, 101, 1, 1000, 1000, "harness");
}

__attribute__((constructor)) static void host_start(void)
{
	host_reset();
}

void host_set_cpu(unsigned int cpu) { host_cpu = cpu; }
void host_set_online(unsigned int cpu, bool online) { host.offline[cpu] = !online; }
void host_set_nmi(bool nmi) { host.nmi = nmi; }
void host_set_clock(u64 ns) { __atomic_store_n(&host.clock, ns, __ATOMIC_RELAXED); }
void host_advance(u64 ns) { __atomic_fetch_add(&host.clock, ns, __ATOMIC_RELAXED); }
void host_set_wallclock(u64 ns) { host.wall = ns; }
void host_set_destructive_allowed(bool allowed) { host.no_destructive = !allowed; }
void host_lose_signals(bool lose) { host.no_signals = lose; }
void host_end_thread(u64 key) { host.gone = key; }
void host_set_ipl(u32 ipl) { host.ipl = ipl; }
void host_move_paths(unsigned int n) { host.path_moves = n; }
void host_fail_alloc(long n) { host.fail_alloc = n; }
void host_fail_load(long n) { host.fail_load = n; }
void host_fail_ctl(long n) { host.fail_ctl = n; }
void host_interrupt(long n) { host.interrupt = n; }
int host_window_depth(void) { return window_depth; }
long host_loads(void) { return host.loads; }
const struct host_acts *host_acts(void) { return &host.acts; }

void host_set_task(u32 pid, u32 tid, u32 ppid, u32 uid, u32 gid, const char *execname)
{
	host.task.pid = pid;
	host.task.tid = tid;
	host.task.ppid = ppid;
	host.task.uid = uid;
	host.task.gid = gid;
	snprintf(host_comm, sizeof(host_comm), "%s", execname);
}

void host_set_thread(u64 curthread, u64 key)
{
	host.curthread = curthread;
	host.key = key;
}

static unsigned int set_frames(u64 *to, const u64 *pcs, unsigned int n)
{
	n = min(n, (unsigned int)MAX_FRAMES);
	memcpy(to, pcs, n * sizeof(*pcs));
	return n;
}

void host_set_stack(const u64 *pcs, unsigned int n) { host.nstack = set_frames(host.stack, pcs, n); }
void host_set_ustack(const u64 *pcs, unsigned int n) { host.nustack = set_frames(host.ustack, pcs, n); }

void host_map(u64 va, void *mem, size_t len)
{
	assert(host.nmaps < MAX_MAPS);
	host.maps[host.nmaps++] = (struct region){ va, mem, len };
}

void host_unmap_all(void)
{
	host.nmaps = 0;
}

/* true when this is the event that has to fail */
static bool injected(long *count)
{
	if (*count < 0)
		return false;
	return (*count)-- == 0;
}

/* ---- allocations: a sorted array of regions, so that loads can find the owner of an address ---- */

static struct {
	pthread_rwlock_t lock;
	struct region *v;
	size_t n, room;
} allocs = { .lock = PTHREAD_RWLOCK_INITIALIZER };

/* index of the first allocation above va */
static size_t alloc_above(u64 va)
{
	size_t lo = 0, hi = allocs.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (allocs.v[mid].va <= va)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void alloc_insert(void *mem, size_t len)
{
	size_t at;

	pthread_rwlock_wrlock(&allocs.lock);
	if (allocs.n == allocs.room) {
		allocs.room = allocs.room ? allocs.room * 2 : 64;
		allocs.v = realloc(allocs.v, allocs.room * sizeof(*allocs.v));
		assert(allocs.v);
	}
	at = alloc_above((uintptr_t)mem);
	memmove(allocs.v + at + 1, allocs.v + at, (allocs.n - at) * sizeof(*allocs.v));
	allocs.v[at] = (struct region){ (uintptr_t)mem, mem, len };
	allocs.n++;
	pthread_rwlock_unlock(&allocs.lock);
}

static void alloc_remove(void *mem)
{
	size_t at;

	pthread_rwlock_wrlock(&allocs.lock);
	at = alloc_above((uintptr_t)mem);
	if (!at || allocs.v[at - 1].mem != mem)
		env_warn(__FILE__, __LINE__, "free of memory that is not allocated");
	memmove(allocs.v + at - 1, allocs.v + at, (allocs.n - at) * sizeof(*allocs.v));
	allocs.n--;
	if (!allocs.n) {	/* leave nothing behind for the leak checker */
		free(allocs.v);
		allocs.v = NULL;
		allocs.room = 0;
	}
	pthread_rwlock_unlock(&allocs.lock);
}

size_t host_live_allocs(void)
{
	return allocs.n;
}

void *dt_host_zalloc(size_t size)
{
	void *mem;

	if (injected(&host.fail_alloc))
		return NULL;
	mem = calloc(1, size ? size : 1);
	if (mem)
		alloc_insert(mem, size);
	return mem;
}

void dt_host_free(void *ptr)
{
	if (!ptr)
		return;
	alloc_remove(ptr);
	free(ptr);
}

void *dt_host_buf_alloc(size_t size, unsigned int cpu)
{
	void *mem;

	assert(cpu < HOST_NCPUS);
	if (injected(&host.fail_alloc))
		return NULL;
	size = ALIGN(size, (size_t)4096);
	mem = aligned_alloc(4096, size);
	if (!mem)
		return NULL;
	memset(mem, 0, size);
	alloc_insert(mem, size);
	return mem;
}

void dt_host_buf_free(void *buf, size_t size)
{
	(void)size;
	dt_host_free(buf);
}

int dt_host_ctl_copyin(void *dst, u64 src, size_t size)
{
	if (injected(&host.fail_ctl) || (!src && size))
		return -EFAULT;
	memcpy(dst, (const void *)(uintptr_t)src, size);
	return 0;
}

int dt_host_ctl_copyout(u64 dst, const void *src, size_t size)
{
	if (injected(&host.fail_ctl) || (!dst && size))
		return -EFAULT;
	memcpy((void *)(uintptr_t)dst, src, size);
	return 0;
}

bool dt_host_interrupted(void) { return injected(&host.interrupt); }

/* ---- CPUs ---- */

unsigned int dt_host_ncpus(void) { return HOST_NCPUS; }
bool dt_host_cpu_online(unsigned int cpu) { return cpu < HOST_NCPUS && !host.offline[cpu]; }

/*
 * Interrupts off on a fake CPU: its lock is held. So a cross call runs between two firings of the CPU that it is sent to,
 * sees what the first one wrote and is seen by the next; a grace period has seen every lock free. That is what the kernel
 * guarantees, and no more: threads are ordered by nothing else here.
 */
static pthread_mutex_t irqs_off[HOST_NCPUS] = { [0 ... HOST_NCPUS - 1] = PTHREAD_MUTEX_INITIALIZER };
static unsigned int irqs_wanted[HOST_NCPUS];	/* calls that wait for the lock: a CPU that always fires lets them in */
static __thread unsigned int irq_depth, irq_cpu;
static void (*sync_hook)(void);

void host_set_sync(void (*fn)(void)) { sync_hook = fn; }

unsigned long dt_host_irq_save(void)
{
	if (!irq_depth) {
		irq_cpu = host_cpu;
		pthread_mutex_lock(&irqs_off[irq_cpu]);
	}
	return irq_depth++;
}

void dt_host_irq_restore(unsigned long flags)
{
	irq_depth = flags;
	if (irq_depth)
		return;
	pthread_mutex_unlock(&irqs_off[irq_cpu]);
	while (__atomic_load_n(&irqs_wanted[irq_cpu], __ATOMIC_RELAXED))
		sched_yield();
}

/* What may sleep in the kernel */
static void may_sleep(void)
{
	if (irq_depth)
		env_warn(__FILE__, __LINE__, "sleeps with interrupts off");
}

int dt_host_run_on(unsigned int cpu, void (*fn)(void *arg), void *arg)
{
	unsigned int saved = host_cpu;
	unsigned long flags;

	may_sleep();
	if (!dt_host_cpu_online(cpu))
		return -ENOENT;
	host_cpu = cpu;
	__atomic_fetch_add(&irqs_wanted[cpu], 1, __ATOMIC_RELAXED);
	flags = dt_host_irq_save();
	__atomic_fetch_sub(&irqs_wanted[cpu], 1, __ATOMIC_RELAXED);
	fn(arg);
	dt_host_irq_restore(flags);
	host_cpu = saved;
	return 0;
}

void dt_host_run_on_all(void (*fn)(void *arg), void *arg)
{
	unsigned int cpu;

	for (cpu = 0; cpu < HOST_NCPUS; cpu++)
		dt_host_run_on(cpu, fn, arg);
}

void dt_host_sync(void)
{
	unsigned int cpu;

	may_sleep();
	if (sync_hook)
		sync_hook();
	for (cpu = 0; !sync_hook && cpu < HOST_NCPUS; cpu++) {
		__atomic_fetch_add(&irqs_wanted[cpu], 1, __ATOMIC_RELAXED);
		pthread_mutex_lock(&irqs_off[cpu]);
		__atomic_fetch_sub(&irqs_wanted[cpu], 1, __ATOMIC_RELAXED);
		pthread_mutex_unlock(&irqs_off[cpu]);
	}
}

unsigned int dt_host_cpu(void) { return host_cpu; }
bool dt_host_in_nmi(void) { return host.nmi; }
u64 dt_host_clock(void) { return __atomic_load_n(&host.clock, __ATOMIC_RELAXED); }
u64 dt_host_wallclock(void) { return host.wall; }

/* CPU time: the clock less what ran while it was not the thread's turn, firings included. */
bool dt_host_vtime_kept(void) { return host_vtime_users(); }
u64 dt_host_vtime(u64 now) { return now - vtime_offset[host_cpu]; }
void dt_host_vtime_skip(u64 since) { vtime_offset[host_cpu] += dt_host_clock() - since; }
unsigned int host_vtime_users(void) { return __atomic_load_n(&vtime_users, __ATOMIC_RELAXED); }

void host_sleep(u64 ns)
{
	host_advance(ns);
	vtime_offset[host_cpu] += ns;
}

int dt_host_vtime_get(void)
{
	may_sleep();
	if (injected(&host.fail_alloc))
		return -ENOMEM;
	__atomic_fetch_add(&vtime_users, 1, __ATOMIC_RELAXED);
	return 0;
}

void dt_host_vtime_put(void)
{
	may_sleep();
	__atomic_fetch_sub(&vtime_users, 1, __ATOMIC_RELAXED);
}

/* ---- the no-fault window ---- */

void dt_host_window_open(struct dt_window *saved)
{
	saved->opaque[0] = window_depth++;
}

void dt_host_window_close(const struct dt_window *saved)
{
	window_depth--;
	if ((u64)window_depth != saved->opaque[0])
		env_warn(__FILE__, __LINE__, "windows are not closed in the order they were opened");
}

extern const char __executable_start, end;

/* The bytes at va up to the end of its region, in *room; NULL when nothing is mapped there */
static u8 *find(u64 va, bool user, size_t *room)
{
	const u64 image = (uintptr_t)&__executable_start, image_end = (uintptr_t)&end;
	u8 *mem = NULL;
	unsigned int i;
	size_t at;

	for (i = 0; i < host.nmaps; i++) {
		const struct region *r = &host.maps[i];

		if (va < r->va || va - r->va >= r->len || user != (r->va < HOST_USER_END))
			continue;
		*room = r->len - (va - r->va);
		return r->mem + (va - r->va);
	}
	if (user)
		return NULL;
	if (va >= image && va < image_end) {
		*room = image_end - va;
		return (u8 *)(uintptr_t)va;
	}
	pthread_rwlock_rdlock(&allocs.lock);
	at = alloc_above(va);
	if (at && va - allocs.v[at - 1].va < allocs.v[at - 1].len) {
		*room = allocs.v[at - 1].len - (va - allocs.v[at - 1].va);
		mem = allocs.v[at - 1].mem + (va - allocs.v[at - 1].va);
	}
	pthread_rwlock_unlock(&allocs.lock);
	return mem;
}

/* Static data has red zones between objects: read it unchecked */
__attribute__((no_sanitize("address", "undefined")))
static void copy_bytes(void *dst, const u8 *src, size_t n)
{
	volatile u8 *to = dst;

	while (n--)
		*to++ = *src++;
}

static int copy_from(void *dst, u64 src, size_t len, bool user, size_t *copied, u64 *bad)
{
	size_t room, n;
	u8 *mem;

	if (!window_depth)
		env_warn(__FILE__, __LINE__, "load outside the no-fault window");
	*copied = 0;
	__atomic_fetch_add(&host.loads, 1, __ATOMIC_RELAXED);
	if (injected(&host.fail_load)) {
		*bad = src;
		return DTRACE_FAULT_BADADDR;
	}
	while (*copied < len) {
		mem = find(src + *copied, user, &room);
		if (!mem) {
			*bad = src + *copied;
			return DTRACE_FAULT_BADADDR;
		}
		n = min(room, len - *copied);
		copy_bytes((u8 *)dst + *copied, mem, n);
		*copied += n;
	}
	return 0;
}

static int load(u64 *val, u64 addr, unsigned int size, bool user, u64 *bad)
{
	size_t copied;
	u64 v = 0;
	int ret = copy_from(&v, addr, size, user, &copied, bad);

	*bad = addr;
	*val = ret ? 0 : v;
	return ret;
}

int dt_host_load(u64 *val, u64 addr, unsigned int size, u64 *bad)
{
	return load(val, addr, size, false, bad);
}

int dt_host_user_load(u64 *val, u64 addr, unsigned int size, u64 *bad)
{
	return load(val, addr, size, true, bad);
}

int dt_host_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad)
{
	return copy_from(dst, src, len, false, copied, bad);
}

int dt_host_user_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad)
{
	return copy_from(dst, src, len, true, copied, bad);
}

/* All processes have the same memory here. */
int dt_host_mm_copy(void *dst, u64 mm, u64 src, size_t len, size_t *copied, u64 *bad)
{
	(void)mm;
	return copy_from(dst, src, len, true, copied, bad);
}

int dt_host_user_store(u64 dst, const void *src, size_t len, u64 *bad)
{
	size_t room = 0;
	u8 *mem = find(dst, true, &room);

	if (!window_depth)
		env_warn(__FILE__, __LINE__, "store outside the no-fault window");
	room = mem ? min(room, len) : 0;
	if (room)
		memcpy(mem, src, room);
	*bad = dst + room;
	return room < len ? DTRACE_FAULT_BADADDR : 0;
}

bool dt_host_is_user(u64 addr) { return addr < HOST_USER_END; }

/* ---- task, stacks, side effects ---- */

u64 dt_host_curthread(void) { return host.curthread; }
u32 dt_host_pid(void) { return host.task.pid; }
u32 dt_host_tid(void) { return host.task.tid; }
u32 dt_host_ppid(void) { return host.task.ppid; }
u32 dt_host_uid(void) { return host.task.uid; }
u32 dt_host_gid(void) { return host.task.gid; }
const char *dt_host_execname(void) { return host_comm; }
u64 dt_host_thread_key(void) { return host.key; }
bool dt_host_thread_gone(u64 key) { return host.gone && key == host.gone; }

u32 dt_host_ipl(unsigned long flags)
{
	(void)flags;
	return host.ipl;
}

/* Made up, so that a test can lay structures out; machine.h has the same numbers */
const u32 dt_host_offset[DT_MEMBERS] = {
	[DT_MEMBER_TASK_TGID] = 8, [DT_MEMBER_TASK_PARENT] = 16, [DT_MEMBER_TASK_FILES] = 24,
	[DT_MEMBER_TASK_MM] = 32, [DT_MEMBER_TASK_COMM] = 40,
	[DT_MEMBER_MM_ARG_START] = 0, [DT_MEMBER_MM_ARG_END] = 8,
	[DT_MEMBER_FILES_TABLE] = 8,
	[DT_MEMBER_FDTABLE_SIZE] = 0, [DT_MEMBER_FDTABLE_FILES] = 8,
	[DT_MEMBER_PATH_MOUNT] = 0, [DT_MEMBER_PATH_DENTRY] = 8,
	[DT_MEMBER_DENTRY_PARENT] = 0, [DT_MEMBER_DENTRY_NAME] = 8,
	[DT_MEMBER_DENTRY_LENGTH] = 16, [DT_MEMBER_DENTRY_HASHED] = 24,
	[DT_MEMBER_VFSMOUNT_ROOT] = 0,
	[DT_MEMBER_MOUNT_VFSMOUNT] = 16, [DT_MEMBER_MOUNT_PARENT] = 0, [DT_MEMBER_MOUNT_POINT] = 8,
	[DT_MEMBER_MUTEX_OWNER] = 8, [DT_MEMBER_SPIN_VALUE] = 0,
	[DT_MEMBER_RWLOCK_COUNTS] = 4,
	[DT_MEMBER_RWSEM_COUNT] = 0, [DT_MEMBER_RWSEM_OWNER] = 16,
};

u64 dt_host_path_sequence(void)
{
	if (host.path_moves) {
		host.path_moves--;
		host.path_sequence += 2;
	}
	return host.path_sequence;
}

/* ---- addresses; the model has the same texts ---- */

static u32 tell(const char *what, u64 addr, char *buf, u32 size)
{
	if (!window_depth)
		env_warn(__FILE__, __LINE__, "walk outside the no-fault window");
	return scnprintf(buf, size, "%s 0x%llx", what, (unsigned long long)addr);
}

u32 dt_host_vtop(u64 addr, char *buf, u32 size) { return tell("mapping of", addr, buf, size); }
u32 dt_host_whatis(u64 addr, char *buf, u32 size) { return tell("what is", addr, buf, size); }

unsigned int dt_host_stack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n)
{
	(void)firing;
	n = min(n, host.nstack);
	memcpy(pcs, host.stack, n * sizeof(*pcs));
	return n;
}

unsigned int dt_host_ustack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n)
{
	(void)firing;
	n = min(n, host.nustack);
	memcpy(pcs, host.ustack, n * sizeof(*pcs));
	return n;
}

u64 dt_host_reg(const struct dtrace_firing *firing, bool user, unsigned int n, int *fault)
{
	(void)firing;
	*fault = n < 16 ? 0 : DTRACE_FAULT_ILLOP;
	return n < 16 ? (user ? 0x1000 : 0x2000) + n : 0;
}

bool dt_host_stop(void)
{
	host.acts.stops++;
	return !host.no_signals;
}

void dt_host_breakpoint(void) { host.acts.breakpoints++; }

bool dt_host_raise(int sig)
{
	host.acts.raises++;
	host.acts.last_signal = sig;
	return !host.no_signals;
}

void dt_host_panic(const char *why)
{
	(void)why;
	host.acts.panics++;
}

u64 dt_host_random(void)
{
	host.seed = host.seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return host.seed;
}

void dt_host_owner(struct dt_owner *owner)
{
	owner->uid = dt_host_uid();
	owner->gid = dt_host_gid();
}

bool dt_host_owns(const struct dt_owner *owner, const struct dtrace_firing *firing)
{
	(void)firing;
	return owner->uid == dt_host_uid() && owner->gid == dt_host_gid();
}

bool dt_host_destructive_allowed(void) { return !host.no_destructive; }
