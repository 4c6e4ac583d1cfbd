// SPDX-License-Identifier: GPL-2.0
// What a firing costs on the in-process device: ns, for clauses of several shapes.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "inproc_session.h"

namespace {

using dof::Image;

constexpr int kFirings = 1000000;

void measure(const char* what, const Image& image) {
    Session s;
    s.option(DTRACE_OPT_BUFSIZE, 64 << 20);
    if (s.enable(image) || s.go()) {
        std::printf("%s: %s\n", what, s.message.c_str());
        std::exit(1);
    }
    const u64 args[] = {1, 2};
    dtrace_firing firing{};
    firing.args = args;
    firing.nargs = 2;
    dt_inproc_fire_on(0, "a", &firing);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kFirings; i++)
        dt_inproc_fire_on(0, "a", &firing);
    const std::chrono::duration<double, std::nano> ns = std::chrono::steady_clock::now() - start;
    const auto st = s.status();
    std::printf("%-36s %7.1f ns%s\n", what, ns.count() / kFirings,
                st.errors || st.drops_principal ? " (errors or drops)" : "");
}

} // namespace

int main() {
    const dof::Dif odd = dof::arg_op(0, DTRACE_DIF_OP_AND, 2);
    Image count, keyed, record, refused, none;
    count.clause("test:::a").count();
    keyed.clause("test:::a").trace(dof::arg(0)).count(1);
    record.clause("test:::a").trace(dof::arg(0));
    refused.clause("test:::a", odd).trace(dof::arg(0));
    none.clause("test:::b");
    measure("not enabled", none);
    measure("{ @ = count(); }", count);
    measure("{ @[arg0] = count(); }", keyed);
    measure("{ trace(arg0); }", record);
    measure("/arg0 & 2/ (false)", refused);
}
