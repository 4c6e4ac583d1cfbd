# SPDX-License-Identifier: GPL-2.0
# Provider sched: two busy threads on one CPU wait for it and are preempted, a sleeper sleeps and is woken, a yielder
# surrenders, priorities change; and whoever waits does so from an enqueue to a dequeue.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile sched_events

# In each switch two probes fire that a clock may not tell apart, so only differences are looked at.
start_dtrace "$tmp/out" "$tmp/err" -q -n '
int waiting[int];
unsigned long since[int];
sched:::enqueue { this->t = (struct task_struct *)arg0; }
sched:::enqueue /waiting[this->t->pid]/ { @odd["twice-enqueued", waiting[this->t->pid]] = count(); }
sched:::enqueue { waiting[this->t->pid] = 1; since[this->t->pid] = timestamp; @["enqueue", this->t->pid] = count(); @["bad-cpu", arg1 < 0 || arg1 > 15] = count(); }
sched:::dequeue { this->t = (struct task_struct *)arg0; }
sched:::dequeue /since[this->t->pid]/ {
	@wait["wait", this->t->pid] = sum((timestamp - since[this->t->pid]) / 1000);
	since[this->t->pid] = 0; waiting[this->t->pid] = 0;
	@["dequeue", this->t->pid] = count();
	@selected["selected", this->t->pid] = sum(arg2);
}
sched:::on-cpu { self->on = timestamp; @["on-cpu", pid] = count(); }
sched:::off-cpu /self->on/ { @ran["ran", pid] = sum((timestamp - self->on) / 1000); self->on = 0; }
sched:::off-cpu { @["off-cpu", pid] = count(); @["next", ((struct task_struct *)arg0)->pid] = count(); }
sched:::remain-cpu { @["remain-cpu", pid] = count(); }
sched:::sleep { @["sleep", pid] = count(); @["sleep-state", curthread->__state ? 1 : 0] = count(); }
sched:::preempt { @["preempt", pid] = count(); }
sched:::wakeup { @["wakeup", ((struct task_struct *)arg0)->pid] = count(); }
sched:::tick { @["tick", ((struct task_struct *)arg0)->pid] = count(); @["tick-other", (struct task_struct *)arg0 != curthread] = count(); }
sched:::surrender { @["surrender", ((struct task_struct *)arg0)->pid] = count(); }
sched:::change-pri { @pri["change-pri", ((struct task_struct *)arg0)->pid, arg1] = count(); }'
"$tmp/sched_events" >"$tmp/did" || fail "the workload fails"
stop_dtrace

# atleast COUNT KEY...: the value of this row
atleast() {
	local want=$1 got
	shift
	got=$(row "$tmp/out" "$@")
	[ "$got" -ge "$want" ] || { cat "$tmp/did"; grep -w "$2" "$tmp/out"; fail "$*: $got, expected $want or more"; }
}

none() {
	[ "$(row "$tmp/out" "$@")" = 0 ] || { grep -w "$1" "$tmp/out"; fail "$*: is there"; }
}

while read -r _ pid cpu preempted; do
	atleast "$preempted" preempt "$pid"
	[ "$(row "$tmp/out" preempt "$pid")" -le $((2 * preempted + 30)) ] || fail "process $pid was preempted $preempted times: $(row "$tmp/out" preempt "$pid")"
	atleast 10 tick "$pid"
	ran=$(row "$tmp/out" ran "$pid")
	waited=$(row "$tmp/out" wait "$pid")
	# what the kernel accounts to the process, within a quarter; the rest of 1.5 s is waiting
	[ $((ran * 4)) -ge $((cpu * 3)) ] && [ $((ran * 3)) -le $((cpu * 4)) ] || fail "process $pid ran $cpu us, on-cpu to off-cpu say $ran"
	[ $((ran + waited)) -ge 1000000 ] && [ $((ran + waited)) -le 2500000 ] || fail "process $pid ran $ran us and waited $waited us of 1.5 s"
	[ "$waited" -ge 300000 ] || fail "process $pid had half a CPU and waited only $waited us"
done < <(grep '^cpu' "$tmp/did")

read -r _ sleeper n < <(grep '^sleeper' "$tmp/did")
[ "$n" -ge 10 ] || fail "the sleeper slept only $n times"
atleast "$n" sleep "$sleeper"
[ "$(row "$tmp/out" sleep "$sleeper")" -le $((n + 10)) ] || fail "process $sleeper slept $n times: $(row "$tmp/out" sleep "$sleeper")"
atleast "$n" wakeup "$sleeper"
atleast "$n" on-cpu "$sleeper"
atleast "$n" next "$sleeper"
atleast "$n" enqueue "$sleeper"
atleast "$n" selected "$sleeper"
none sleep-state 0
none bad-cpu 1
none tick-other 1
read -r _ yielder n < <(grep '^yielder' "$tmp/did")
atleast "$n" surrender "$yielder"
[ $(($(row "$tmp/out" remain-cpu "$yielder") + $(row "$tmp/out" off-cpu "$yielder"))) -ge "$n" ] || fail "the yielder neither kept nor left the CPU $n times"
changer=$(awk '$1 == "changer" { print $2 }' "$tmp/did")
[ "$(row "$tmp/out" change-pri "$changer" 14)" = 1 ] || { grep change-pri "$tmp/out"; fail "nice 5 is not priority 14, once"; }
[ "$(row "$tmp/out" change-pri "$changer" 70)" = 1 ] || { grep change-pri "$tmp/out"; fail "FIFO 30 is not priority 70, once"; }
expect_not "$tmp/out" '^ *twice-enqueued'
exit 0
