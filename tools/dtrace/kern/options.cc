// SPDX-License-Identifier: GPL-2.0
// Parsing and storage of option values.
#include "kern/options.h"

#include "base/strings.h"
#include "types/attributes.h"

#include <linux/dtrace/dif.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dtrace::kern {

namespace {

constexpr uint64_t UNSET = std::numeric_limits<uint64_t>::max();
constexpr uint64_t U64_MAX [[maybe_unused]] = UNSET; // of options.def

constexpr std::array<OptRow, static_cast<size_t>(Opt::Count)> ROWS{{
#define OPTION(id, name, stage, kind, pragma, kernel, words)                                       \
    {Opt::id, name, OptStage::stage, OptKind::kind, pragma, kernel, words},
#include "kern/option_table.def"
#undef OPTION
}};

/// What a number of SIZE or COUNT may be.
struct Limits {
    uint64_t least, most;
};

enum class EngineUnit { SIZE, COUNT, RATE, POLICY, RESIZE, RETURNS, CPU, BOOL };

struct EngineLimits {
    uint32_t kernel;
    EngineUnit unit;
    Limits limits;
};

constexpr EngineLimits ENGINE_LIMITS[] = {
#define DT_OPTION(id, name, unit, least, most, default)                                            \
    {DTRACE_OPT_##id, EngineUnit::unit, {least, most}},
#include "options.def"
#undef DT_OPTION
};

struct OwnLimits {
    Opt opt;
    Limits limits;
};

constexpr OwnLimits OWN_LIMITS[] = {
    {Opt::IRegs, {1, DTRACE_DIF_NREGS}},
    {Opt::TRegs, {1, DTRACE_DIF_NTUPREGS}},
    {Opt::StackIndent, {0, 1024}},
};

/// Nothing: any number will do, or others know.
std::optional<Limits> limits_of(const OptRow& row) {
    for (const EngineLimits& engine : ENGINE_LIMITS) {
        if (row.kernel == engine.kernel &&
            (engine.unit == EngineUnit::SIZE || engine.unit == EngineUnit::COUNT))
            return engine.limits;
    }
    for (const OwnLimits& own : OWN_LIMITS) {
        if (row.id == own.opt)
            return own.limits;
    }
    return std::nullopt;
}

/// "64k"; what is no round number of a unit is written out.
std::string number_text(uint64_t number, bool is_size) {
    constexpr std::string_view letters = "kmgt";
    size_t unit = 0;
    while (is_size && unit < letters.size() && number != 0 && number % 1024 == 0) {
        number /= 1024;
        unit++;
    }
    return std::to_string(number) + std::string(unit ? letters.substr(unit - 1, 1) : "");
}

Error bad_value(const OptRow& row) {
    std::string text = "Invalid value for specified option";
    if (auto limits = limits_of(row)) {
        bool is_size = row.kind == OptKind::SIZE;
        text += " (" + number_text(limits->least, is_size) + " to " +
                number_text(limits->most, is_size) + ")";
    }
    if (row.kind == OptKind::ENUM)
        text += " (one of: " + std::string(row.words) + ")";
    if (row.kind == OptKind::RATE)
        text += " (a rate has a unit, such as 10hz or 100ms)";
    return make_error(text);
}

struct RateUnit {
    std::string_view suffix;
    double ns; ///< 0: hertz
};

constexpr RateUnit RATE_UNITS[] = {
    {"ns", 1},     {"nsec", 1},      {"us", 1e3},    {"usec", 1e3},    {"ms", 1e6},
    {"msec", 1e6}, {"s", 1e9},       {"sec", 1e9},   {"m", 60e9},      {"min", 60e9},
    {"h", 3600e9}, {"hour", 3600e9}, {"d", 86400e9}, {"day", 86400e9}, {"hz", 0},
};

constexpr std::string_view ON_WORDS[] = {"yes", "enable", "enabled", "true", "on", "set"};
constexpr std::string_view OFF_WORDS[] = {"no", "disable", "disabled", "false", "off", "unset", ""};

template <size_t N>
bool contains(const std::string_view (&words)[N], const std::string& word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::optional<uint64_t> parse_enum(std::string_view words, std::string_view text) {
    auto list = split_words(words, " ");
    auto found = std::find(list.begin(), list.end(), text);
    if (found == list.end())
        return std::nullopt;
    return static_cast<uint64_t>(found - list.begin());
}

} // namespace

std::optional<uint64_t> parse_size(std::string_view text) {
    constexpr std::string_view letters = "kmgt";
    unsigned int shift = 0;
    if (!text.empty()) {
        size_t unit = letters.find(to_lower(text.substr(text.size() - 1)));
        if (unit != letters.npos) {
            shift = 10 * static_cast<unsigned int>(unit + 1);
            text.remove_suffix(1);
        }
    }
    auto number = parse_unsigned(text);
    if (!number || (*number << shift) >> shift != *number)
        return std::nullopt;
    return *number << shift;
}

std::optional<uint64_t> parse_rate(std::string_view text) {
    size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == text.npos)
        return std::nullopt;
    std::string number(text.substr(0, digits));
    std::string suffix = to_lower(text.substr(digits));
    if (std::count(number.begin(), number.end(), '.') > 1 || number == ".")
        return std::nullopt;
    auto unit = std::find_if(std::begin(RATE_UNITS), std::end(RATE_UNITS),
                             [&](const RateUnit& u) { return u.suffix == suffix; });
    if (unit == std::end(RATE_UNITS))
        return std::nullopt;
    double value = std::strtod(number.c_str(), nullptr);
    double ns = unit->ns != 0 ? value * unit->ns : value == 0 ? 0 : 1e9 / value;
    if (ns > 9e18)
        return std::nullopt;
    return static_cast<uint64_t>(ns);
}

std::optional<uint64_t> parse_bool(std::string_view text) {
    std::string word = to_lower(text);
    if (contains(ON_WORDS, word))
        return 1;
    if (contains(OFF_WORDS, word))
        return UNSET;
    return std::nullopt;
}

Options::Options() = default;

const std::array<OptRow, static_cast<size_t>(Opt::Count)>& Options::rows() {
    return ROWS;
}

const OptRow* Options::find(std::string_view name) {
    auto row =
        std::find_if(ROWS.begin(), ROWS.end(), [&](const OptRow& r) { return r.name == name; });
    return row == ROWS.end() ? nullptr : &*row;
}

void Options::put(Opt opt, uint64_t value) {
    at(opt).set = true;
    at(opt).number = value;
}

Status Options::set(std::string_view name, const std::optional<std::string>& value,
                    OptOrigin origin) {
    const OptRow* row = find(name);
    if (!row)
        return make_error("Invalid option name");
    if (origin == OptOrigin::Running && row->stage != OptStage::DYNAMIC)
        return make_error("Operation illegal when tracing is active");
    if (origin != OptOrigin::Command && !row->pragma)
        return make_error("Option cannot be used from within a D program");
    return assign(*row, value);
}

Status Options::assign(const OptRow& row, const std::optional<std::string>& text) {
    std::optional<uint64_t> number;
    switch (row.kind) {
    case OptKind::FLAG:
        if (!text)
            number = 1;
        break;
    case OptKind::BOOL:
        number = text ? parse_bool(*text) : 1;
        if (!number && (number = parse_unsigned(*text)) == 0)
            number = UNSET;
        break;
    case OptKind::COUNT:
        number = text ? parse_unsigned(*text) : 0;
        if (!number)
            number = parse_bool(*text);
        break;
    case OptKind::SIZE: number = text ? parse_size(*text) : 0; break;
    case OptKind::RATE: number = text ? parse_rate(*text) : std::nullopt; break;
    case OptKind::ENUM: number = text ? parse_enum(row.words, *text) : std::nullopt; break;
    case OptKind::ATTRS:
        if (text && types::parse_attributes(*text))
            number = 1;
        break;
    case OptKind::TEXT:
    case OptKind::LIST:
        if (text)
            number = 1;
        break;
    }
    auto limits = limits_of(row);
    if (!number || (limits && (*number < limits->least || *number > limits->most)))
        return bad_value(row);
    Value& value = at(row.id);
    value.set = *number != UNSET;
    value.number = *number;
    value.text = text.value_or("");
    if (row.kind == OptKind::LIST)
        value.list.push_back(value.text);
    return {};
}

std::vector<dtrace_opt> Options::kernel_settings() const {
    std::vector<dtrace_opt> settings;
    for (const OptRow& row : ROWS) {
        if (row.kernel != 0 && at(row.id).set)
            settings.push_back({row.kernel, 0, at(row.id).number});
    }
    return settings;
}

} // namespace dtrace::kern
