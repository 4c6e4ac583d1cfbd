// SPDX-License-Identifier: GPL-2.0
// libFuzzer target: any bytes through the parser; what comes out must print, errors must render.
#include "ast/print.h"
#include "parse/parser.h"
#include "tests/fuzz.h"

using namespace dtrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto [how, text] = fuzz::take(data, size);
    source::SourceManager sources;
    fuzz::Names names;
    lex::MacroArgs macros{{"fuzz.d", "1", "-2", "name"}, {{"pid", 1}, {"target", 0}}};
    parse::ParseInput input{.sources = sources,
                            .file = sources.add("fuzz.d", text, source::FileRole::Script),
                            .pspec = (how & 1) != 0,
                            .default_field = parse::Field::Name,
                            .macros = macros,
                            .types = names,
                            .argref = true};
    auto parsed = parse::parse_program(input);
    ast::to_text(parsed.program);
    fuzz::require(parsed.skipped.empty() || !parsed.errors.empty());
    for (const auto& wrong : parsed.errors) {
        fuzz::require(!wrong.message.empty() && wrong.range.end <= text.size());
        source::render(wrong, sources, {.errtags = true});
    }
    return 0;
}
