// SPDX-License-Identifier: GPL-2.0
// Prototype texts to lists of type texts.
#include "sema/prototype.h"

#include "base/strings.h"

namespace dtrace::sema {

Prototype parse_prototype(std::string_view text) {
    Prototype out;
    size_t open = text.find('(');
    out.result = trim(text.substr(0, open));
    std::string_view rest = text.substr(open + 1, text.rfind(')') - open - 1);
    while (!rest.empty()) {
        size_t comma = rest.find(',');
        std::string_view param = trim(rest.substr(0, comma));
        rest = comma == rest.npos ? "" : rest.substr(comma + 1);
        if (param == "...")
            out.variadic = true;
        else if (param.starts_with('['))
            out.params.push_back(param.substr(1, param.size() - 2));
        else
            out.params.push_back(param);
    }
    return out;
}

} // namespace dtrace::sema
