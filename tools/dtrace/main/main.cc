// SPDX-License-Identifier: GPL-2.0
// The dtrace command on the kernel's device.
#include "main/command.h"

int main(int argc, char** argv) {
    return dtrace::cli::run_command(argc, argv, dtrace::kern::open_kernel_device);
}
