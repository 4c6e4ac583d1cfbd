// SPDX-License-Identifier: GPL-2.0
// Fault names and the composition of error lines.
#include "format/messages.h"

#include "base/strings.h"

namespace dtrace::format {

namespace {

constexpr const char* FAULTS[DTRACE_FAULT_MAX] = {
    "unknown fault",         "invalid address",
    "invalid alignment",     "illegal operation",
    "divide-by-zero",        "out of scratch space",
    "invalid kernel access", "invalid user access",
    "tuple stack overflow",  "bad stack",
    "invalid size",          "index out of bounds",
};

bool shows_address(uint32_t fault) {
    return fault == DTRACE_FAULT_BADADDR || fault == DTRACE_FAULT_BADALIGN ||
           fault == DTRACE_FAULT_BADSTACK;
}

std::string head(uint32_t epid, const kern::Probe* probe) {
    if (!probe)
        return strformat("error on enabled probe ID %u: ", epid);
    return strformat("error on enabled probe ID %u (ID %u: %s): ", epid, probe->id,
                     probe->text().c_str());
}

} // namespace

const char* fault_name(uint32_t fault) {
    return FAULTS[fault < std::size(FAULTS) ? fault : 0];
}

std::string probe_error_text(const consume::ProbeError& error) {
    std::string text = head(error.epid, error.probe);
    text += fault_name(error.fault);
    if (shows_address(error.fault))
        text += strformat(" (0x%llx)", static_cast<unsigned long long>(error.address));
    text += error.action == 0 ? " in predicate" : strformat(" in action #%u", error.action);
    if (error.offset != -1)
        text += strformat(" at DIF offset %lld", static_cast<long long>(error.offset));
    return text;
}

std::string consumer_error_text(const consume::Firing& firing, const std::string& text) {
    return head(firing.ecb->epid, firing.ecb->probe) + text;
}

std::string drop_text(const consume::Drop& drop, bool with_tag) {
    std::string tag = with_tag ? "[DTRACEDROP_" + std::string(drop.tag) + "] " : "";
    return tag + drop.text;
}

} // namespace dtrace::format
