/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Flow: the indentation of -F, one state for each CPU.
#pragma once

#include "consume/sink.h"

#include <cstdint>
#include <map>
#include <string>

namespace dtrace::format {

class Flow {
public:
    /// Indentation, arrow and name of a firing; moves the state of its CPU.
    std::string text(const consume::Firing& firing);

private:
    struct State {
        size_t indent = 0;
        uint32_t probe = 0, epid = 0; ///< of the previous record
    };
    std::map<uint32_t, State> cpus_;
};

} // namespace dtrace::format
