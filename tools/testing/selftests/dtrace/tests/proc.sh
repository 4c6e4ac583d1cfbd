# SPDX-License-Identifier: GPL-2.0
# Provider proc: each probe fires as often as the workload made its event happen, in the right process, with its arguments.
. "${BASH_SOURCE[0]%/*}/../lib.sh"
compile proc_events

start_dtrace "$tmp/out" "$tmp/err" -q -n '
proc:::create { @["create", pid, arg0 ? 1 : 0] = count(); }
proc:::lwp-create { @["lwp-create", pid, 0] = count(); }
proc:::start { @["start", pid, 0] = count(); }
proc:::lwp-start { @["lwp-start", pid, 0] = count(); }
proc:::lwp-exit { @["lwp-exit", pid, 0] = count(); }
proc:::exit { @["exit", pid, arg0] = count(); }
proc:::exec { @["exec", pid, 0] = count(); @path[stringof(arg0), pid] = count(); }
proc:::exec-success { @["exec-success", pid, 0] = count(); }
proc:::exec-failure { @["exec-failure", pid, arg0] = count(); }
proc:::signal-send { @["signal-send", pid, arg2] = count(); @to["to", pid, ((struct task_struct *)arg0)->tgid, arg2] = count(); }
proc:::signal-discard { @["signal-discard", pid, arg2] = count(); }
proc:::signal-clear { @["signal-clear", pid, arg0] = count(); }
proc:::signal-handle { @["signal-handle", pid, arg0] = count(); @handler["handler", pid, arg2] = count(); }
proc:::fault { @["fault", pid, arg0] = count(); }'
"$tmp/proc_events" >"$tmp/did" || fail "the workload fails"
stop_dtrace

# did NAME: the second word of the workload's line
did() {
	awk -v name="$1" '$1 == name { print $2; exit }' "$tmp/did"
}

# counts COUNT KEY...: the aggregation has that count under these keys
counts() {
	local want=$1 got
	shift
	got=$(row "$tmp/out" "$@")
	[ "$got" = "$want" ] || { cat "$tmp/did"; grep -w "$2" "$tmp/out"; fail "$*: $got times, not $want"; }
}

main=$(did main)
nchildren=$(grep -cE '^(exited|killed|threads|exec|exec-failure|signals|cleared|bounds|access|illegal|divide|breakpoint) ' "$tmp/did")
counts "$nchildren" create "$main" 1
counts "$nchildren" lwp-create "$main" 0
threads=$(did threads)
counts 3 lwp-create "$threads" 0
counts 0 create "$threads" 1
counts 1 start "$threads" 0
counts 4 lwp-start "$threads" 0
counts 4 lwp-exit "$threads" 0
counts 1 exit "$threads" 1

counts 1 exit "$(did exited)" 1
counts 1 exit "$(did killed)" 2
counts 1 signal-handle "$(did killed)" 15

counts 1 exec "$(did exec)" 0
counts 1 exec-success "$(did exec)" 0
counts 1 /bin/true "$(did exec)"
counts 0 exec-failure "$(did exec)" 2
while read -r _ pid errno; do
	counts 1 exec-failure "$pid" "$errno"
	counts 0 exec-success "$pid" 0
done < <(grep '^exec-failure' "$tmp/did")

signals=$(did signals)
counts 5 signal-send "$signals" 10
counts 5 to "$signals" "$signals" 10
counts 5 signal-handle "$signals" 10
counts 5 handler "$signals" "$((0x$(did handler)))"
counts 0 signal-discard "$signals" 10
counts 4 signal-discard "$signals" 12
counts 0 signal-send "$signals" 12
counts 2 signal-clear "$(did cleared)" 10
counts 0 signal-handle "$(did cleared)" 10

counts 1 fault "$(did bounds)" 6
counts 1 fault "$(did access)" 5
counts 1 fault "$(did illegal)" 1
counts 1 fault "$(did divide)" 8
counts 1 fault "$(did breakpoint)" 3
exit 0
