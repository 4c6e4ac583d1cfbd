# SPDX-License-Identifier: GPL-2.0
"""The mistakes that scripts/mutants makes: what one gets wrong in the trap layer (see trap.rst)."""

from typing import NamedTuple

TRAP = "arch/x86/kernel/dtrace"
XEN = ("--xen",)


class Mutant(NamedTuple):
    """A mistake: whole lines of assembly, C statements or a C expression that are right and stand once in the file; what is wrong
    in their place; the test that has to notice, as kunit:SUITES or selftest:NAME."""
    name: str
    file: str
    old: str
    new: str
    test: str
    options: tuple = ()  # of scripts/vm
    after: str = ""  # what comes directly before, where the text alone stands more than once


MUTANTS = [
    # ---- the no-fault window ----
    Mutant("window-not-for-ss", "arch/x86/entry/entry_64.S",
           "\tcmpq\t$0, PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_LENGTH)\n\tje\t.Lno_window_\\@\n",
           "\t.if \\vector == X86_TRAP_SS\n\tjmp\t.Lno_window_\\@\n\t.endif\n"
           "\tcmpq\t$0, PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_LENGTH)\n\tje\t.Lno_window_\\@\n",
           "kunit:dtrace_nofault"),
    Mutant("window-cs-as-64-bits", "arch/x86/entry/entry_64.S",
           "\ttestb\t$3, CS(%rsp)\n\tjnz\t.Lno_window_\\@\n", "\tcmpq\t$__KERNEL_CS, CS(%rsp)\n\tjne\t.Lno_window_\\@\n",
           "kunit:dtrace_nofault", XEN),
    Mutant("window-address-by-cr2", "arch/x86/entry/entry_64.S",
           "\tmovq\t%rax, PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_FAULT_ADDR)\n",
           "\tmovq\t%cr2, %rax\n\tmovq\t%rax, PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_FAULT_ADDR)\n",
           "kunit:dtrace_nofault*", XEN),
    Mutant("window-lost-in-nest", f"{TRAP}/nofault.c",
           "\tif (unlikely(saved->length))\n\t\twindow_restore(saved);\n\telse\n\t\tthis_cpu_write(dtrace_nofault.length, 0);",
           "this_cpu_write(dtrace_nofault.length, 0);",
           "kunit:dtrace_nofault*"),
    Mutant("fault-lost-in-nmi", f"{TRAP}/nofault.c",
           "\tthis_cpu_write(dtrace_nofault.fault_addr, saved->fault_addr);", ";",
           "kunit:dtrace_nofault*"),
    Mutant("ac-left-by-a-fault", f"{TRAP}/nofault_64.S",
           "\tASM_CLAC\n", "",
           "kunit:dtrace_nofault*", after="\tUNWIND_HINT_FUNC\n"),
    Mutant("ac-left-by-a-load", f"{TRAP}/nofault_64.S",
           "\tASM_CLAC\n", "",
           "kunit:dtrace_nofault*", after="\t\\insn\n"),
    Mutant("no-stac", f"{TRAP}/nofault_64.S",
           "\tASM_STAC\n\t\\insn\n", "\t\\insn\n",
           "kunit:dtrace_nofault*"),
    Mutant("ac-not-given-back", f"{TRAP}/nofault.c",
           "\tif (unlikely(flags & X86_EFLAGS_AC))\n"
           "\t\tasm volatile(\"push %0; popf\" : : \"r\" (flags) : \"memory\", \"cc\");", ";",
           "kunit:dtrace_nofault*"),
    Mutant("address-wraps", f"{TRAP}/addr.c",
           "\tif (last < addr)\n\t\treturn DTRACE_ADDR_NONCANONICAL;", ";",
           "kunit:dtrace_addr"),

    # ---- emulation ----
    Mutant("pushf-shows-tf", f"{TRAP}/point_emulate.c",
           "\tint3_emulate_push(regs, flags);", "\tint3_emulate_push(regs, flags | X86_EFLAGS_TF);",
           "kunit:dtrace_insn"),
    Mutant("pushf-shows-event-mask", f"{TRAP}/point_emulate.c",
           "(flags & ~PV_FLAGS) | X86_EFLAGS_IF", "flags & ~X86_EFLAGS_IOPL",
           "kunit:dtrace_insn", XEN),
    Mutant("popf-sets-event-mask", f"{TRAP}/point_emulate.c",
           "is_pv() ? POPF_FLAGS & ~PV_FLAGS : POPF_FLAGS", "POPF_FLAGS",
           "kunit:dtrace_insn", XEN),
    Mutant("jl-like-jnl", f"{TRAP}/point_emulate.c",
           "site->cond >= 0xc", "site->cond >= 0xe",
           "kunit:dtrace_insn"),
    Mutant("loop-once-less", f"{TRAP}/point_emulate.c",
           "return cx;", "return cx > 1;",
           "kunit:dtrace_insn"),
    Mutant("mov-32-keeps-the-rest", f"{TRAP}/point_emulate.c",
           "site->width == sizeof(u32) ? (u32)val : val", "val",
           "kunit:dtrace_insn"),

    # ---- copies ----
    Mutant("rip-relative-as-it-was", f"{TRAP}/point_slot.c",
           "!insn_rip_relative(insn)", "true",
           "kunit:dtrace_insn"),
    Mutant("copy-forgets-if", f"{TRAP}/point_trap.c",
           "\tif (end == (unsigned long)site->slot[1] + site->length)\n\t\tregs->flags |= X86_EFLAGS_IF;", ";",
           "kunit:dtrace_point"),
    Mutant("copy-with-interrupts", f"{TRAP}/point_slot.c",
           "\tregs->flags &= ~X86_EFLAGS_IF;", ";",
           "kunit:dtrace_point"),
    Mutant("copy-writable", f"{TRAP}/point_slot.c",
           "\ttext_poke(slot, buf, n);",
           "text_poke(slot, buf, n);"
           " { extern int set_memory_rw(unsigned long, int); set_memory_rw((unsigned long)slot & PAGE_MASK, 1); }",
           "selftest:page-tables"),
    Mutant("copy-freed-under-a-task", f"{TRAP}/point.c",
           "\tif (jumps)\n\t\tsynchronize_rcu_tasks();", ";",
           "kunit:dtrace_race"),
    Mutant("fault-is-the-copys", f"{TRAP}/point_trap.c",
           "\t\tregs->ip = site->addr;", ";",
           "kunit:dtrace_point"),
    Mutant("retry-fires-again", f"{TRAP}/point_trap.c",
           "\tif (regs->ip == addr)\n\t\tretry_in_slot(regs, addr);", ";",
           "kunit:dtrace_point"),

    # ---- traps ----
    Mutant("late-trap-is-foreign", f"{TRAP}/point_trap.c",
           "\tthis_cpu_inc(dtrace_point_stats.stale);\n\tregs->ip = addr;\n\treturn true;", "return false;",
           "kunit:dtrace_point"),
    Mutant("step-left-in-dr6", "arch/x86/kernel/traps.c",
           "\tif (dtrace_points_active() && (dr6 & DR_STEP) && dtrace_point_debug(regs))\n\t\tdr6 &= ~DR_STEP;",
           "if (dtrace_points_active() && (dr6 & DR_STEP)) dtrace_point_debug(regs);",
           "kunit:dtrace_point"),

    # ---- others who change text ----
    Mutant("kgdb-over-a-probe", "arch/x86/kernel/kgdb.c",
           "\tif (dtrace_points_reserved((void *)bpt->bpt_addr, (void *)bpt->bpt_addr))\n\t\treturn -EBUSY;", ";",
           "kunit:dtrace_kgdb"),
    Mutant("kprobe-over-a-probe", "arch/x86/kernel/kprobes/core.c",
           "\tif (dtrace_points_reserved(p->addr, p->addr))\n\t\treturn -EBUSY;", ";",
           "kunit:dtrace_point"),
    Mutant("lock-prefix-lost", f"{TRAP}/point_vet.c",
           "(void *)addr + 1", "(void *)addr",
           "selftest:alternatives", ("--append", "maxcpus=1")),

    # ---- returns ----
    Mutant("return-address-lost", "kernel/trace/dtrace/providers/fbt_return.c",
           "\t*frame = call->node.ret_addr;", ";",
           "selftest:fbt"),
    Mutant("return-value-lost", f"{TRAP}/return_64.S",
           "\tmovq\tRAX(%rsp), %rax\n", "\tmovq\tRDX(%rsp), %rax\n",
           "selftest:fbt"),

    # ---- what Linux gets wrong on Xen PV: the patches taken back ----
    Mutant("kprobe-popf-unpatched", "arch/x86/kernel/kprobes/core.c",
           "cpu_feature_enabled(X86_FEATURE_XENPV) ? X86_EFLAGS_IF : 0", "0",
           "kunit:dtrace_point", XEN),
    Mutant("xen-df-unpatched", "arch/x86/xen/xen-asm.S",
           "\tcld\t\t\t/* SYSCALL masks it on bare metal; Xen need not. */\n", "",
           "selftest:syscall-abi", XEN, after="SYM_CODE_START(xen_entry_SYSCALL_64)\n\tUNWIND_HINT_ENTRY\n\tENDBR\n"),
]
