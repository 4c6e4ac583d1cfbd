// SPDX-License-Identifier: GPL-2.0
// Texts of system errors.
#include "base/result.h"

#include <cstring>

namespace dtrace {

Error errno_error(int sys, const std::string& context) {
    std::string text = std::strerror(sys);
    if (!context.empty())
        text = context + ": " + text;
    return Error{std::move(text), sys};
}

} // namespace dtrace
