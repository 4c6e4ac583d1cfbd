// SPDX-License-Identifier: GPL-2.0
// One write for each line, so that lines of different processes do not mix.
#include "format/report.h"

#include <cstdio>

namespace dtrace::format {

void Report::notice(std::string_view text) const {
    if (!options_.on(kern::Opt::Quiet))
        error(text);
}

void Report::error(std::string_view text) const {
    std::string line = command_ + ": ";
    line += text;
    if (line.back() != '\n')
        line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
}

} // namespace dtrace::format
