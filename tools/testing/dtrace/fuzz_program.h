/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From fuzzer bytes to DIF programs: anything at all, or programs most of which the verifier
 * accepts.
 */
#ifndef DTRACE_TESTING_FUZZ_PROGRAM_H
#define DTRACE_TESTING_FUZZ_PROGRAM_H

#include "machine.h"

// Takes bytes off the front; zeros when there are no more
class Bytes {
public:
    Bytes(const u8* data, size_t size) : p_(data), end_(data + size) {}
    bool empty() const { return p_ == end_; }
    u8 u() { return empty() ? 0 : *p_++; }
    u32 u16() { return u() | u() << 8; }
    u64 u64_() { return u16() | u64(u16()) << 16 | u64(u16()) << 32 | u64(u16()) << 48; }

private:
    const u8 *p_, *end_;
};

// The world and the declarations that every generated program has
World fuzz_world(Bytes& in);
// Instructions whose fields suit their opcode, with calls that find their arguments
Program fuzz_program(Bytes& in);
// The same, with arg0..arg6 in its registers at the start
Program fuzz_program_of_args(Bytes& in);
// Instructions of any bytes between the same declarations
Program fuzz_garbage(Bytes& in);

#endif
