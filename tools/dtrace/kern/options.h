/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Options: the values of -x, #pragma D option and setopt(), checked by the rules of their rows in
/// option_table.def.
#pragma once

#include "base/result.h"

#include <linux/dtrace/ioctl.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::kern {

enum class Opt {
#define OPTION(id, name, stage, kind, pragma, kernel, words) id,
#include "kern/option_table.def"
#undef OPTION
    Count
};

enum class OptStage { COMPILE, RUNTIME, DYNAMIC };
enum class OptKind { FLAG, BOOL, COUNT, SIZE, RATE, ENUM, ATTRS, TEXT, LIST };

struct OptRow {
    Opt id;
    std::string_view name;
    OptStage stage;
    OptKind kind;
    bool pragma;
    uint32_t kernel; ///< DTRACE_OPT_* or 0
    std::string_view words;
};

/// Where a setting comes from.
enum class OptOrigin { Command, Pragma, Running };

/// Value parsers; nothing when the text is no such value.
std::optional<uint64_t> parse_size(std::string_view text);
std::optional<uint64_t> parse_rate(std::string_view text); ///< nanoseconds
/// Nothing = not a boolean word; UINT64_MAX stands for "unset".
std::optional<uint64_t> parse_bool(std::string_view text);

/// Not thread-safe. Lookups cost O(1) by Opt, O(number of options) by name.
class Options {
public:
    Options();

    /// Sets an option; the error is the REASON of messages ("Invalid option name").
    Status set(std::string_view name, const std::optional<std::string>& value, OptOrigin origin);
    /// The same for a row known at compile time and a value known to be good.
    void put(Opt opt, uint64_t value);

    bool is_set(Opt opt) const { return at(opt).set; }
    /// Set, and to something else than 0 (a flag or boolean given without a value is on).
    bool on(Opt opt) const { return at(opt).set && at(opt).number != 0; }
    uint64_t number(Opt opt, uint64_t otherwise) const {
        return at(opt).set ? at(opt).number : otherwise;
    }
    const std::string& text(Opt opt) const { return at(opt).text; }
    const std::vector<std::string>& list(Opt opt) const { return at(opt).list; }

    /// What the kernel must be told, in the order of the table.
    std::vector<dtrace_opt> kernel_settings() const;

    static const std::array<OptRow, static_cast<size_t>(Opt::Count)>& rows();
    static const OptRow* find(std::string_view name);

private:
    struct Value {
        bool set = false;
        uint64_t number = 0;
        std::string text;
        std::vector<std::string> list;
    };

    Value& at(Opt opt) { return values_[static_cast<size_t>(opt)]; }
    const Value& at(Opt opt) const { return values_[static_cast<size_t>(opt)]; }
    Status assign(const OptRow& row, const std::optional<std::string>& text);

    std::array<Value, static_cast<size_t>(Opt::Count)> values_;
};

} // namespace dtrace::kern
