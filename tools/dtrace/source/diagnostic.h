/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What is wrong with a program, as an object: where, why, and what to try; and its text form.
#pragma once

#include "source/file.h"
#include "source/range.h"

#include <string>
#include <vector>

namespace dtrace::source {

enum class Severity { Error, Warning };

/// The part of a clause that was being type-checked.
enum class Region { None, Predicate, ActionList };

/// A second place that explains the first.
struct Note {
    Range range;
    std::string text;
};

struct Diagnostic {
    Severity severity = Severity::Error;
    std::string tag{}; ///< "D_SYNTAX"; "" when the error has none
    Range range{};
    std::string message{}; ///< without a newline at the end
    std::vector<std::string> hints{};
    std::vector<Note> notes{};
    Region region = Region::None;
    bool show_source = true; ///< false: the place is the program as a whole
};

/// Brings errors of several steps into the order of the text.
void sort_by_place(std::vector<Diagnostic>& errors);

/// How the command names the program in front of a message.
struct RenderContext {
    enum class Kind {
        Script,    ///< failed to compile script NAME
        Specifier, ///< invalid probe specifier NAME
        Bare,      ///< no words before the reason (tests, libraries)
    } kind = Kind::Bare;
    std::string name;
    bool errtags = false; ///< print `[D_TAG] `
    bool source = true;   ///< print the source line, the caret and the hints
};

/// The diagnostic as the user reads it: one line as scripts know it, the source line with the place
/// underlined, hints and notes. Ends with a newline.
std::string render(const Diagnostic& diagnostic, const SourceManager& sources,
                   const RenderContext& context);

/// The first line alone, without newline (it may hold newlines that the message itself has).
std::string render_headline(const Diagnostic& diagnostic, const SourceManager& sources,
                            const RenderContext& context);

} // namespace dtrace::source
