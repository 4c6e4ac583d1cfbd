/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Texts of probe errors and drops.
#pragma once

#include "consume/sink.h"

#include <string>

namespace dtrace::format {

/// error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): invalid address (0x0) in action #1 at DIF
/// offset 16
std::string probe_error_text(const consume::ProbeError& error);

/// "invalid address"
const char* fault_name(uint32_t fault);

/// The same head with a text of the consumer's.
std::string consumer_error_text(const consume::Firing& firing, const std::string& text);

/// 2 drops on CPU 0
std::string drop_text(const consume::Drop& drop, bool with_tag);

} // namespace dtrace::format
