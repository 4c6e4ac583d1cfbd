// SPDX-License-Identifier: GPL-2.0
// libFuzzer target: any bytes through the lexer, the mode of each token chosen by the first bytes.
#include "lex/lexer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace dtrace;

namespace {

struct Names final : lex::TypeNameOracle {
    bool is_type(std::string_view name) override { return name.ends_with("_t"); }
    bool is_global(std::string_view name) override { return name == "pid"; }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    uint8_t modes = size ? data[0] : 0;
    source::SourceManager sources;
    std::string text(reinterpret_cast<const char*>(data), size);
    uint32_t file = sources.add("fuzz.d", text.substr(size > 0), source::FileRole::Script);
    lex::MacroArgs macros{{"fuzz.d", "1", "-2", "name", "a b"}, {{"pid", 1}}};
    lex::MacroState state{macros};
    Names names;
    bool pspec = modes & 1;
    lex::Lexer lexer(
        {sources, file, state, names, pspec, [](const lex::ControlLine&) { return std::nullopt; }});
    for (size_t count = 0;; ++count) {
        auto mode = static_cast<lex::Mode>((modes >> (count % 6)) % 3);
        lex::Token token = lexer.next(mode);
        if (token.range.end < token.range.begin || token.range.end > size || count > size)
            std::abort(); // outside of the text, or no progress
        if (token.kind == lex::Tok::End || token.kind == lex::Tok::Error)
            return 0;
    }
}
