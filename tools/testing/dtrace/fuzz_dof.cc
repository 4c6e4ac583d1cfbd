// SPDX-License-Identifier: GPL-2.0
// Fuzzes the DOF reader: any bytes, or a good image with some bytes changed. Refusals have a
// message; nothing is left behind.
#include "dof_image.h"
#include "fuzz_program.h"
#include "host.h"

extern "C" {
#include "dof.h"
}

static std::vector<uint64_t> good_image() {
    dof::Image image;
    image.clause("syscall::open*:entry", dof::arg(0)).trace(dof::string("path")).trace(dof::arg(1));
    image.clause("dtrace:::BEGIN")
        .trace(dof::load(0xffff888000001000))
        .count(1)
        .option(DTRACE_OPT_BUFSIZE, 4096);
    return image.build();
}

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    Bytes in(data, size);
    std::vector<uint64_t> image;
    u8 how = in.u();
    size_t bytes = size;
    if (how & 1) {
        image = good_image();
        bytes = reinterpret_cast<dtrace_dof_hdr*>(image.data())->size;
        for (int n = 0; n < 16 && !in.empty(); n++)
            reinterpret_cast<u8*>(image.data())[in.u16() % bytes] = in.u();
    } else {
        image.resize((size + 7) / 8);
        std::copy(data, data + size, reinterpret_cast<u8*>(image.data()));
    }
    if (how & 2)
        host_fail_alloc(how >> 2 & 15);
    dt_program* prog = nullptr;
    dt_msg msg;
    int ret = dt_dof_parse(image.data(), bytes, DT_RIGHT_KERNEL, &prog, &msg);
    assert(!ret || ret == -ENOMEM || msg.text[0]);
    if (!ret)
        dt_program_free(prog);
    host_reset();
    assert(host_live_allocs() == 0);
    return 0;
}
