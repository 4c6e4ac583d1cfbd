// SPDX-License-Identifier: GPL-2.0
// libFuzzer target: any bytes through the lexer, the mode of each token chosen by the first bytes.
#include "lex/lexer.h"
#include "tests/fuzz.h"

using namespace dtrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto [modes, text] = fuzz::take(data, size);
    size = text.size();
    source::SourceManager sources;
    uint32_t file = sources.add("fuzz.d", text, source::FileRole::Script);
    lex::MacroArgs macros{{"fuzz.d", "1", "-2", "name", "a b"}, {{"pid", 1}}};
    lex::MacroState state{macros};
    fuzz::Names names;
    bool pspec = modes & 1;
    lex::Lexer lexer(
        {sources, file, state, names, pspec, [](const lex::ControlLine&) { return std::nullopt; }});
    for (size_t count = 0;; ++count) {
        auto mode = static_cast<lex::Mode>((modes >> (count % 6)) % 3);
        lex::Token token = lexer.next(mode);
        // Inside of the text, and there is progress.
        fuzz::require(token.range.begin <= token.range.end && token.range.end <= size &&
                      count <= size);
        if (token.kind == lex::Tok::End || token.kind == lex::Tok::Error)
            return 0;
    }
}
