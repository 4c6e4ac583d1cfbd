# SPDX-License-Identifier: GPL-2.0
# What goes wrong before tracing starts: a message that says so, and the documented exit status.
. "${BASH_SOURCE[0]%/*}/../lib.sh"

# check STATUS MESSAGE-REGEX DTRACE-ARGUMENTS...
check() {
	local want=$1 message=$2
	shift 2
	timeout 30 "$DTRACE" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	local got=$?
	[ "$got" = "$want" ] || { cat "$tmp/err"; fail "dtrace $*: status $got, not $want"; }
	expect "$tmp/err" "$message" "dtrace $*: no line matches"
}

check 1 '^dtrace: invalid probe specifier BEGIN \{ trace\(1: .*syntax error near end of input' -n 'BEGIN { trace(1'
check 1 'D_SYNTAX' -x errtags -n 'BEGIN { trace(1;); }'
check 1 'in action list: .*nosuchvariable' -n 'BEGIN { trace(nosuchvariable); }'
check 1 'D_PDESC_ZERO.*nosuch:::probe does not match any probes' -x errtags -n 'nosuch:::probe'
check 1 'D_OP_INCOMPAT|D_PROTO_ARG|D_OP_ARITH|D_OP_INT' -x errtags -n 'BEGIN { trace(execname * 2); }'
check 1 'D_DIV_ZERO' -x errtags -n 'BEGIN { trace(1 / 0); }'
check 1 'D_PRINTF_ARG_TYPE' -x errtags -n 'BEGIN { printf("%d", "x"); }'
check 1 '^dtrace: failed to open .*/nosuch.d: No such file or directory$' -s "$tmp/nosuch.d"
check 1 'failed to set -x nosuch: Invalid option name' -x nosuch -n BEGIN
check 1 'Destructive actions not allowed' -n 'BEGIN { system("true"); exit(0); }'
check 2 '^Usage: dtrace ' --nosuch
check 2 '^Usage: dtrace '
"$DTRACE" -Z -e -n 'nosuch:::probe' >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err"; fail "-Z does not permit it"; }
"$DTRACE" -n 'BEGIN { exit(7); }' >"$tmp/out" 2>&1
[ $? = 7 ] || fail "exit(7) is not the exit status"

# without the device, without privilege
if mount -t tmpfs none "$tmp" 2>/dev/null; then umount "$tmp"; fi
cp "$(command -v "$DTRACE")" "$tmp/dtrace" 2>/dev/null
chmod 755 "$tmp" "$tmp/dtrace"
if command -v setpriv >/dev/null; then
	setpriv --reuid 65534 --regid 65534 --clear-groups "$tmp/dtrace" -n BEGIN >"$tmp/out" 2>"$tmp/err"
	[ $? = 1 ] || fail "an unprivileged user's status is not 1"
	expect "$tmp/err" '^dtrace: failed to initialize dtrace: .*(privilege|CAP_)'
fi
exit 0
