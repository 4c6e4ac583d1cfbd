/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Sink: who receives what the consumer decoded; a renderer.
#pragma once

#include "consume/drops.h"
#include "consume/ecb.h"
#include "consume/value.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dtrace::consume {

/// One value with the action that recorded it.
struct Datum {
    uint32_t kind = 0; ///< DTRACE_ACT_*
    uint64_t arg = 0;  ///< of the action
    Value value;
};

/// What one statement recorded in one firing.
struct Item {
    const dif::Statement* statement = nullptr;
    std::vector<Datum> data;
};

/// One clause of one firing.
struct Firing {
    uint32_t cpu = 0;
    uint64_t timestamp = 0;
    const Ecb* ecb = nullptr;
    const Ecb* next = nullptr; ///< of the record that follows on this CPU, nullptr when not known
};

/// A fault of a clause, from the arguments of dtrace:::ERROR.
struct ProbeError {
    uint32_t epid = 0;
    const kern::Probe* probe = nullptr; ///< nullptr when the EPID is unknown
    uint32_t action = 0;                ///< 0: predicate
    int64_t offset = -1;                ///< -1: not known
    uint32_t fault = 0;                 ///< DTRACE_FAULT_*
    uint64_t address = 0;
};

/// Called in order of time. For a firing: begin(), item() for each statement, end().
class Sink {
public:
    virtual ~Sink() = default;

    virtual void begin(const Firing& firing) = 0;
    virtual void item(const Firing& firing, const Item& item) = 0;
    virtual void end(const Firing& firing) = 0;
    virtual void error(const ProbeError& error) = 0;
    virtual void drop(const Drop& drop) = 0;
    /// An action that the consumer itself could not carry out.
    virtual void consumer_error(const Firing& firing, const std::string& text) = 0;
    /// A pass over all buffers is done.
    virtual void flush() = 0;
};

} // namespace dtrace::consume
