/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Ecbs: what the EPIDs in record headers and the aggregation ids in entries mean.
#pragma once

#include "consume/agg.h"
#include "dif/program.h"
#include "kern/device.h"
#include "kern/probes.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace dtrace::consume {

/// The records of one statement of a clause.
struct EcbItem {
    const dif::Statement* statement = nullptr;
    size_t first = 0, count = 0; ///< in Ecb::recs
};

/// One enabled (clause, probe) pair.
struct Ecb {
    uint32_t epid = 0;
    const kern::Probe* probe = nullptr; ///< never nullptr in an Ecb that was looked up
    const dif::Program* program = nullptr;
    const dif::Clause* clause = nullptr;
    std::vector<dtrace_rec_desc> recs;
    std::vector<EcbItem> items; ///< in program order
};

/// Asks the device once for each id. References stay valid. Not thread-safe.
class Ecbs {
public:
    Ecbs(kern::Device& device, kern::Probes& probes) : device_(device), probes_(probes) {}

    /// Takes a program that was enabled; its number is the count of programs before it.
    void add_program(std::shared_ptr<const dif::Program> program) {
        programs_.push_back(std::move(program));
    }
    uint32_t program_count() const { return static_cast<uint32_t>(programs_.size()); }
    const std::vector<std::shared_ptr<const dif::Program>>& programs() const { return programs_; }

    const Ecb* find(uint32_t epid);
    const AggLayout* find_aggregation(uint32_t aggid);

private:
    bool describe(Ecb& ecb);

    kern::Device& device_;
    kern::Probes& probes_;
    std::vector<std::shared_ptr<const dif::Program>> programs_;
    std::map<uint32_t, Ecb> ecbs_;
    std::map<uint32_t, AggLayout> aggregations_;
    kern::Probe unknown_probe_;
};

} // namespace dtrace::consume
