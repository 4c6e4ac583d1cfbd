/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// EvalTime: how far a process of -c has come when the programs are compiled (-x evaltime).
#pragma once

#include <sys/types.h>

namespace dtrace::cli {

/// In the order of the option's words.
enum class EvalTime {
    Exec,     ///< nothing has run yet, the dynamic linker neither
    PreInit,  ///< the libraries are mapped, none is initialised
    PostInit, ///< the libraries are initialised
    Main,     ///< main() is about to be called
};

/// Moves a process that ptrace() stopped at its exec() on to `when` and leaves it stopped there.
/// Without a dynamic linker or a symbol to stop at it stays at the nearest place before. False when
/// it ended on the way.
[[nodiscard]] bool advance(pid_t pid, EvalTime when);

} // namespace dtrace::cli
