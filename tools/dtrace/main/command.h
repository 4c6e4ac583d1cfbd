/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The whole command, for any device.
#pragma once

#include "kern/device.h"

namespace dtrace::cli {

using OpenDevice = Result<std::unique_ptr<kern::Device>> (*)();

/// Runs the command; returns the exit status.
int run_command(int argc, char** argv, OpenDevice open_device);

} // namespace dtrace::cli
