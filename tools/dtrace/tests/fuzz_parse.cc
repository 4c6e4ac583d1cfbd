// SPDX-License-Identifier: GPL-2.0
// libFuzzer target: any bytes through the parser; what comes out must print, errors must render.
#include "ast/print.h"
#include "parse/parser.h"

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
    source::SourceManager sources;
    Names names;
    lex::MacroArgs macros{{"fuzz.d", "1", "-2", "name"}, {{"pid", 1}, {"target", 0}}};
    bool pspec = size && data[0] & 1;
    std::string text(reinterpret_cast<const char*>(data) + (size > 0), size - (size > 0));
    parse::ParseInput input{.sources = sources,
                            .file = sources.add("fuzz.d", text, source::FileRole::Script),
                            .pspec = pspec,
                            .default_field = parse::Field::Name,
                            .macros = macros,
                            .types = names,
                            .argref = true};
    auto parsed = parse::parse_program(input);
    ast::to_text(parsed.program);
    if (parsed.errors.empty() && !parsed.skipped.empty())
        std::abort();
    for (const auto& wrong : parsed.errors) {
        if (wrong.message.empty() || wrong.range.end > text.size())
            std::abort();
        source::render(wrong, sources, {.errtags = true});
    }
    return 0;
}
