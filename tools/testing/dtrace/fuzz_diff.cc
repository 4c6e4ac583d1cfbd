// SPDX-License-Identifier: GPL-2.0
// Fuzzes interpreter against reference model: result, fault, address and instruction must agree, in
// two firings.
#include "fuzz_program.h"

static void differ(const std::vector<Program>& p, size_t n, const Outcome& a, const Outcome& b) {
    fprintf(stderr, "%s", disassemble(p[n]).c_str());
    for (const auto* o : {&a, &b})
        fprintf(stderr, "value %llx fault %d addr %llx pc %d drop %d\n",
                (unsigned long long)o->value, o->fault ? int(o->fault->kind) : -1,
                o->fault ? (unsigned long long)o->fault->addr : 0,
                o->fault ? int(o->fault->pc) : -1, o->drop);
    abort();
}

// An address that differs from executor to executor: it must be the model's pointer, or one below
// kernel_va
static bool same(const Outcome& engine, const Outcome& model) {
    if (engine.fault.has_value() != model.fault.has_value())
        return false;
    if (!engine.fault)
        return model.sure != Sure::Exact || engine.value == model.value;
    bool own = model.fault->addr >> 56 == 0xd0;
    return engine.fault->kind == model.fault->kind && engine.fault->pc == model.fault->pc &&
           (own || engine.fault->addr == model.fault->addr);
}

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    Bytes in(data, size);
    World world = fuzz_world(in);
    world.scratch = 1 << 16;
    std::vector<Program> programs{fuzz_program(in), fuzz_program(in)};
    std::string why;
    auto engine = make_engine(world, programs, why);
    auto model = make_model(world, programs);
    for (size_t n = 0; engine && n < programs.size(); n++) {
        Outcome a = engine->run(n, n > 0), b = model->run(n, n > 0);
        if (!b.comparable ||
            a.drop) // one large key leaves room for one element; dynvar_test.cc looks at drops
            break;
        if (!same(a, b))
            differ(programs, n, a, b);
    }
    return 0;
}
