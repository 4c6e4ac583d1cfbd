// SPDX-License-Identifier: GPL-2.0
// Fuzzes interpreter against reference model: result, fault, address and instruction must agree, in
// two firings.
#include "agree.h"
#include "fuzz_program.h"

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    Bytes in(data, size);
    World world = fuzz_world(in);
    std::vector<Program> programs{fuzz_program(in), fuzz_program(in)};
    std::string why;
    auto engine = make_engine(world, programs, why);
    auto model = make_model(world, programs);
    for (size_t n = 0; engine && n < programs.size(); n++) {
        Outcome a = engine->run(n, n > 0), b = model->run(n, n > 0);
        if (!comparable(a, b))
            break;
        if (!same(a, b)) {
            print_difference(programs[n], a, b);
            abort();
        }
    }
    return 0;
}
