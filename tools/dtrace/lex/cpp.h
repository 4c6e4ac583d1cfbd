/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// The C preprocessor, run over a script (-C) by the system's cpp.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace dtrace::lex {

struct CppOptions {
    std::string path = "cpp";      ///< looked for in PATH
    std::vector<std::string> args; ///< -D, -U, -I and so on, in order
    bool show_headers = false;     ///< cpp prints the names of included files on stderr
};

/// The script after the preprocessor, with line markers that the lexer understands; a `#!` line is
/// left out, its newline kept. cpp's own messages go to stderr. Blocks until cpp has ended.
Result<std::string> preprocess(std::string_view text, const CppOptions& options);

} // namespace dtrace::lex
