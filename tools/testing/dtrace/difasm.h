/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DIF as text: assembler and disassembler, both expanded from the tables of the engine.
 *
 * One instruction a line, written as the format column of dif_ops.def says; "label:" before it; "#"
 * starts a comment. setx 0x1f, %r1        an integer; it gets an entry in the integer table. "setx
 * @2, %r1" names entry 2. sets "a\n\0b", %r1    a string; it gets room in the string table. "sets
 * @7, %r1" names offset 7. ldgs x, %r1           a variable by name: declared, or built-in. "ldgs
 * @0x501, %r1" names an id. call strlen, %r1      a subroutine. "call @99, %r1" names an id. .insn
 * OP RD R1 R2 IMM any bytes at all .rtype int|string|bytes [SIZE], or .rtype raw KIND FLAGS SIZE
 *   .ints N, .strs "..."  exactly this table, nothing is added to it
 */
#ifndef DTRACE_TESTING_DIFASM_H
#define DTRACE_TESTING_DIFASM_H

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "difo.h"
}

struct Program {
    std::vector<dtrace_dif_insn> text;
    std::vector<u64> ints;
    std::string strs;
    std::vector<dtrace_dif_var> vars;
    std::map<std::string, size_t> names; // of variables: row in vars
    dtrace_dif_type rtype{DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8};

    dt_difo_raw raw() const;
};

// Add a declaration: "global|self|this NAME[[]] int|string|bytes [SIZE]", or "raw ID SCOPE KIND
// FLAGS TKIND TFLAGS SIZE". Return: "" or what is wrong.
std::string declare(Program& p, std::string_view line);

// Add instructions. Return: "" or what is wrong, with the line number.
std::string assemble(Program& p, std::string_view text);

// The instruction at pc as the assembler would take it, with raw indices and labels as "Ln".
std::string disassemble(const Program& p, size_t pc);
// All of it, with labels; assembling this gives the same text again.
std::string disassemble(const Program& p);

// "..." with C escapes at the start of s; false if there is none. s loses what was read.
bool parse_string(std::string_view& s, std::string& out);
bool parse_number(std::string_view word, u64& out);

#endif
