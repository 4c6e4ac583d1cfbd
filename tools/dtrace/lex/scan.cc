// SPDX-License-Identifier: GPL-2.0
// Goes through the control lines of a library.
#include "lex/scan.h"

#include "base/strings.h"

namespace dtrace::lex {

std::vector<PragmaDirective> scan_dependencies(std::string_view text) {
    std::vector<PragmaDirective> found;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = trim(line);
        if (!line.starts_with('#'))
            continue;
        auto outcome = parse_control_line(line.substr(1), {});
        auto* control = std::get_if<ControlLine>(&outcome);
        auto* pragma = control ? std::get_if<PragmaDirective>(control) : nullptr;
        if (pragma && pragma->words[0] == "depends_on")
            found.push_back(std::move(*pragma));
    }
    return found;
}

} // namespace dtrace::lex
