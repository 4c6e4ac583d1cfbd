// SPDX-License-Identifier: GPL-2.0
// strftime() of nanoseconds since 1970.
#include "format/times.h"

#include <ctime>

namespace dtrace::format {

namespace {

std::string local_time(int64_t ns, const char* format) {
    constexpr int64_t nsec_per_sec = 1000000000;
    int64_t seconds = ns / nsec_per_sec - (ns % nsec_per_sec < 0);
    time_t when = static_cast<time_t>(seconds);
    tm parts{};
    char text[64];
    if (!::localtime_r(&when, &parts))
        return {};
    return std::string(text, std::strftime(text, sizeof(text), format, &parts));
}

} // namespace

std::string date_text(int64_t ns) {
    return local_time(ns, "%Y %b %e %H:%M:%S");
}

std::string mail_date_text(int64_t ns) {
    return local_time(ns, "%a, %d %b %Y %H:%M:%S %Z");
}

} // namespace dtrace::format
