/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Wall-clock times as %Y and %T show them, in local time.
#pragma once

#include <cstdint>
#include <string>

namespace dtrace::format {

std::string date_text(int64_t ns);      ///< 2003 Sep  3 10:23:41
std::string mail_date_text(int64_t ns); ///< Wed, 03 Sep 2003 10:23:41 PDT

} // namespace dtrace::format
