// SPDX-License-Identifier: GPL-2.0
// Diagnostics as text: the classic one-line form, then the source line with the place underlined.
#include "source/diagnostic.h"

#include <algorithm>

namespace dtrace::source {

namespace {

// Source lines are shown cut to this many bytes around the place.
constexpr uint32_t shown_width = 100;

// Of longer messages the middle is left out: a name in them may have any length.
constexpr size_t message_max = 2000, message_end = 200;

std::string shortened(const std::string& message) {
    if (message.size() <= message_max)
        return message;
    return message.substr(0, message_max - message_end) + "..." +
           message.substr(message.size() - message_end);
}

std::string prefix_of(const Diagnostic& diagnostic, const RenderContext& context) {
    std::string warning = diagnostic.severity == Severity::Warning ? "warning: " : "";
    switch (context.kind) {
    case RenderContext::Kind::Script:
        return "dtrace: " + warning + "failed to compile script " + context.name + ": ";
    case RenderContext::Kind::Specifier:
        return "dtrace: " + warning + "invalid probe specifier " + context.name + ": ";
    case RenderContext::Kind::Bare: break;
    }
    return warning;
}

// `"FILE", line N: `, `line N: `, `in predicate: `, `in action list: ` or nothing. Errors without a
// tag never have a line in scripts.
std::string place_of(const Diagnostic& diagnostic, const SourceManager& sources) {
    if (!sources.has(diagnostic.range.file))
        return "";
    Location location = sources.locate(diagnostic.range);
    std::string line = "line " + std::to_string(location.line) + ": ";
    if (!location.name.empty())
        return "\"" + location.name + "\", " + line;
    if (sources.file(diagnostic.range.file).role == FileRole::Script)
        return diagnostic.tag.empty() ? "" : line;
    switch (diagnostic.region) {
    case Region::Predicate: return "in predicate: ";
    case Region::ActionList: return "in action list: ";
    case Region::None: break;
    }
    return "";
}

bool is_continuation_byte(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

char printable(char c) {
    bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    return control && c != '\t' ? '?' : c;
}

// Messages quote program text, which may hold anything.
std::string printable_message(std::string message) {
    for (char& c : message)
        c = c == '\n' ? c : printable(c);
    return message;
}

// The part of `line` that is shown when the place begins at `begin`: all of it, or a window.
Range shown_part(Range line, uint32_t begin) {
    if (line.end - line.begin <= shown_width)
        return line;
    uint32_t lead = std::min(begin - line.begin, shown_width / 2);
    uint32_t first = begin - lead;
    return {line.file, first, first + std::min(shown_width, line.end - first)};
}

std::string right_aligned(uint32_t number, size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width > digits.size() ? width - digits.size() : 0, ' ') + digits;
}

// The source line and, below it, `^~~~` under the place. Tabs are kept in both, so columns agree
// whatever the width of a tab.
std::string excerpt(Range range, const SourceManager& sources) {
    Range line = sources.line_of(range);
    Range part = shown_part(line, range.begin);
    std::string_view text = sources.text(part);
    std::string shown, marks;
    for (size_t i = 0; i < text.size(); ++i) {
        uint32_t at = part.begin + static_cast<uint32_t>(i);
        shown += printable(text[i]);
        if (at < range.begin && !is_continuation_byte(text[i]))
            marks += text[i] == '\t' ? '\t' : ' ';
        else if (at > range.begin && at < range.end && !is_continuation_byte(text[i]))
            marks += '~';
        else if (at == range.begin)
            marks += '^';
    }
    if (range.begin >= part.end)
        marks += '^';
    std::string lead = part.begin > line.begin ? "..." : "";
    std::string number = right_aligned(sources.locate(range).line, 5);
    return number + " | " + lead + shown + (part.end < line.end ? "..." : "") + "\n" +
           std::string(number.size(), ' ') + " | " + std::string(lead.size(), ' ') + marks + "\n";
}

} // namespace

std::string render_headline(const Diagnostic& diagnostic, const SourceManager& sources,
                            const RenderContext& context) {
    std::string text = prefix_of(diagnostic, context);
    if (context.errtags && !diagnostic.tag.empty())
        text += "[" + diagnostic.tag + "] ";
    return text + place_of(diagnostic, sources) + printable_message(shortened(diagnostic.message));
}

void sort_by_place(std::vector<Diagnostic>& errors) {
    std::ranges::stable_sort(errors, {}, [](const Diagnostic& error) {
        return std::pair(error.range.file, error.range.begin);
    });
}

std::string render(const Diagnostic& diagnostic, const SourceManager& sources,
                   const RenderContext& context) {
    std::string text = render_headline(diagnostic, sources, context) + "\n";
    if (!context.source)
        return text;
    if (diagnostic.show_source && sources.has(diagnostic.range.file))
        text += excerpt(diagnostic.range, sources);
    for (const std::string& hint : diagnostic.hints)
        text += "hint: " + hint + "\n";
    for (const Note& note : diagnostic.notes) {
        text += "note: " + note.text + "\n";
        if (sources.has(note.range.file))
            text += excerpt(note.range, sources);
    }
    return text;
}

} // namespace dtrace::source
