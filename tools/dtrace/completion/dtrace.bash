# SPDX-License-Identifier: GPL-2.0
# Completion of dtrace(1) for bash: options, options of -x, files, processes, probes of the running kernel.
# shellcheck shell=bash

_dtrace_xopts() { dtrace --help 2>/dev/null | sed '1,/Options of -x:/d'; }

# The distinct beginnings, up to FIELDS fields, of all probes.
_dtrace_fields() {
	local field='"[a-z]*":"\([^"]*\)"'
	dtrace -l -x oformat=json 2>/dev/null |
		sed -n "s/.*$field,$field,$field,$field}}\$/\1:\2:\3:\4/p" | cut -d: -f "1-$1" | sort -u
}

_dtrace_probes() {
	local colons=${1//[!:]/}
	local fields=$((${#colons} + 1))
	local suffix=
	((fields < 4)) && suffix=:
	compgen -W "$(_dtrace_fields "$fields")" -S "$suffix" -- "$1"
}

_dtrace() {
	local line=${COMP_LINE:0:COMP_POINT} tokens cur='' prev='' words
	# The words between blanks; bash's own also end at ':' and '='.
	read -ra tokens <<<"$line"
	[[ $line != *[[:blank:]] ]] && cur=${tokens[-1]} && unset 'tokens[-1]'
	prev=${tokens[-1]}
	case $prev in
	-x) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_xopts)" -- "$cur") ;;
	-s | -o) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	-I | -L) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	-c) mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
	-p) mapfile -t COMPREPLY < <(compgen -W "$(cd /proc && echo [0-9]*)" -- "$cur") ;;
	-X) mapfile -t COMPREPLY < <(compgen -W "a c s t" -- "$cur") ;;
	-P) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_fields 1)" -- "$cur") ;;
	-n | -f | -m) mapfile -t COMPREPLY < <(_dtrace_probes "$cur") ;;
	*)
		words=$(dtrace --help 2>/dev/null | sed -n 's/^\t\(-[0-9A-Za-z]*\) .*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$cur")
		;;
	esac
	# What stands before the last colon stays as it is.
	[[ $cur == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	if [[ ${COMPREPLY[0]-} == *: ]]; then compopt -o nospace 2>/dev/null || true; fi
}

complete -F _dtrace dtrace
