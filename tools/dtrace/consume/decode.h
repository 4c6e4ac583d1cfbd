/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// From the bytes of a record to values.
#pragma once

#include "base/bytes.h"
#include "consume/value.h"

#include <linux/dtrace/ioctl.h>

#include <optional>

namespace dtrace::consume {

/// Decodes one datum. `record` starts with its header; `type` is the D type, nullptr when unknown.
/// Nothing when the description points outside the record.
std::optional<Value> decode(Bytes record, const dtrace_rec_desc& desc, const types::Type* type);

/// The value as a 64-bit number; 0 for what is none.
uint64_t number_of(const Value& value);

} // namespace dtrace::consume
