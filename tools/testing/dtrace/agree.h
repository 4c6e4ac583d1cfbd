/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When two executors agree about a run, and what to print when they do not.
 */
#ifndef DTRACE_TESTING_AGREE_H
#define DTRACE_TESTING_AGREE_H

#include "machine.h"

// May the outcomes be compared, and the state they left behind be used for another run? A large
// key may leave room for one element only; dynvar_test.cc looks at drops.
inline bool comparable(const Outcome& engine, const Outcome& model) {
    return model.comparable && !engine.drop;
}

// An address that differs from executor to executor: it must be the model's pointer, or one below
// kernel_va
inline bool same(const Outcome& engine, const Outcome& model) {
    if (engine.fault.has_value() != model.fault.has_value())
        return false;
    if (!engine.fault)
        return model.sure != Sure::Exact || engine.value == model.value;
    const bool own = model.fault->addr >> 56 == 0xd0;
    return engine.fault->kind == model.fault->kind && engine.fault->pc == model.fault->pc &&
           (own || engine.fault->addr == model.fault->addr);
}

inline void print_difference(const Program& program, const Outcome& engine, const Outcome& model) {
    fprintf(stderr, "%s", disassemble(program).c_str());
    for (const auto* o : {&engine, &model})
        fprintf(stderr, "value %llx fault %d addr %llx pc %d drop %d\n",
                static_cast<unsigned long long>(o->value), o->fault ? int(o->fault->kind) : -1,
                o->fault ? static_cast<unsigned long long>(o->fault->addr) : 0,
                o->fault ? int(o->fault->pc) : -1, o->drop);
}

#endif
