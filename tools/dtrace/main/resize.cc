// SPDX-License-Identifier: GPL-2.0
// Compares the options that were asked for with those in effect.
#include "main/resize.h"

#include "base/strings.h"

#include <optional>

namespace dtrace::cli {

namespace {

using kern::Opt;

constexpr uint64_t NSEC_PER_SEC = 1000000000;

struct ChangeRow {
    Opt opt;
    const char* what;
};

constexpr ChangeRow SIZES[] = {
    {Opt::BufSize, "buffer size"},
    {Opt::AggSize, "aggregation size"},
    {Opt::SpecSize, "speculation size"},
    {Opt::DynVarSize, "dynamic variable size"},
};

constexpr ChangeRow RATES[] = {
    {Opt::CleanRate, "cleaning rate"},
    {Opt::StatusRate, "status rate"},
};

std::optional<uint64_t> effective(kern::Device& device, Opt opt) {
    dtrace_opt request{};
    request.id = kern::Options::rows()[static_cast<size_t>(opt)].kernel;
    if (device.call(DTRACE_IOC_OPT_GET, request) < 0)
        return std::nullopt;
    return request.value;
}

std::string rate_text(uint64_t ns) {
    if (ns >= NSEC_PER_SEC && ns % NSEC_PER_SEC == 0)
        return "once every " + counted(ns / NSEC_PER_SEC, "second");
    if (ns > 0 && NSEC_PER_SEC % ns == 0)
        return std::to_string(NSEC_PER_SEC / ns) + " hz";
    return "once every " + std::to_string(ns) + " nanoseconds";
}

} // namespace

std::string size_text(uint64_t bytes) {
    constexpr char units[] = {' ', 'k', 'm', 'g', 't', 'p', 'e'};
    size_t unit = 0;
    while (unit + 1 < sizeof(units) && bytes >> (10 * (unit + 1)) != 0)
        unit++;
    uint64_t scale = uint64_t{1} << (10 * unit);
    if (bytes % scale != 0)
        return std::to_string(bytes) + " bytes";
    return std::to_string(bytes / scale) + units[unit];
}

std::vector<std::string> changed_options(kern::Device& device, const kern::Options& options) {
    std::vector<std::string> texts;
    for (const ChangeRow& row : SIZES) {
        uint64_t asked = options.number(row.opt, 0);
        auto now = effective(device, row.opt);
        if (now && *now != 0 && asked > 8 && *now < asked - 8 && !options.on(Opt::QuietResize))
            texts.push_back(std::string(row.what) + " lowered to " + size_text(*now));
    }
    for (const ChangeRow& row : RATES) {
        uint64_t asked = options.number(row.opt, 0);
        auto now = effective(device, row.opt);
        if (now && asked != 0 && *now != asked)
            texts.push_back(std::string(row.what) +
                            (*now > asked ? " reduced to " : " increased to ") + rate_text(*now));
    }
    return texts;
}

} // namespace dtrace::cli
