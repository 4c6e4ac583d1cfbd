// SPDX-License-Identifier: GPL-2.0
// Fuzzes the verifier with any instructions; what it accepts must run without harm and leave
// nothing behind.
#include "fuzz_program.h"

#include "host.h"

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    Bytes in(data, size);
    World world = fuzz_world(in);
    u8 how = in.u();
    std::vector<Program> programs{how & 1 ? fuzz_program(in) : fuzz_garbage(in)};
    std::string why;
    if (how & 2)
        host_fail_alloc(how >> 2 & 15);
    if (auto engine = make_engine(world, programs, why))
        engine->run(0, false);
    host_reset();
    assert(host_live_allocs() == 0);
    return 0;
}
