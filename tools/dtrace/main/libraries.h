/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The D libraries: which files, in which order.
#pragma once

#include "base/result.h"
#include "kern/options.h"

#include <string>
#include <vector>

namespace dtrace::cli {

/// Every *.d file of the library directories, each after those it depends on. The first directory
/// is the installed one or that of -x syslibdir; -L and -x libdir add more. Empty with -x nolibs.
/// Libraries that depend on each other in a circle are an error.
Result<std::vector<std::string>> library_files(const kern::Options& options);

} // namespace dtrace::cli
