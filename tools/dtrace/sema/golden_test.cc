// SPDX-License-Identifier: GPL-2.0
// Every program of tests/sema/ on a small fake kernel: the types that its statements get or, for
// bad-*, its whole message.
#include "tests/golden.h"

#include "ast/print.h"
#include "ast/walk.h"
#include "sema/fake_world.h"
#include "sema/sema.h"
#include "types/print.h"

namespace dtrace {
namespace {

/// The type of a statement; of trace() and aggregating functions, that of what they record.
std::string line_of(const ast::Expr& root) {
    const ast::Expr* shown = &root;
    const auto* call = root.as<ast::Call>();
    const auto* assign = root.as<ast::Assign>();
    if (call && call->name == "trace")
        shown = call->args.front().get();
    std::string text = types::spell(shown->type) + ": " + ast::to_text(*shown);
    const auto* agg = assign ? assign->left->as<ast::AggRef>() : nullptr;
    if (agg)
        text += strformat(" id %u kind %u arg %#llx", agg->symbol->id, agg->symbol->agg_kind,
                          static_cast<unsigned long long>(agg->symbol->agg_arg));
    const auto* member = shown->as<ast::MemberRef>();
    if (member)
        text += strformat(" at %llu:%u", static_cast<unsigned long long>(member->offset_bits),
                          member->bitfield_bits);
    if (shown->user)
        text += " user";
    return text + "\n";
}

std::string types_of(ast::Program& program) {
    std::string text;
    for (ast::Item& item : program.items) {
        auto* clause = std::get_if<ast::Clause>(&item);
        if (!clause)
            continue;
        if (clause->predicate)
            text += "/" + types::spell(clause->predicate->type) + "/\n";
        ast::walk_statements(clause->body, [&](ast::Stmt& stmt) {
            if (auto* plain = std::get_if<ast::ExprStmt>(&stmt.node)) {
                text += line_of(*plain->expr);
                ast::walk(*plain->expr, [](ast::Expr& expr) { EXPECT_TRUE(expr.type); });
            }
        });
    }
    return text;
}

std::string option_of(const ast::Program& program, std::string_view name) {
    for (const ast::Item& item : program.items)
        if (const auto* option = std::get_if<ast::OptionPragma>(&item);
            option && option->name == name)
            return option->value.value_or("");
    return "";
}

std::string outcome_of(golden::Case& test) {
    types::Table table;
    sema::FakeKernel kernel(table);
    sema::FakeProbes probes;
    sema::Session session(table, kernel, probes);
    sema::FakeUser user(table);
    session.set_user(&user);
    source::SourceManager sources;
    auto input = golden::parse_input(test, sources, session);
    input.empty = true;
    auto [program, errors, skipped] = parse::parse_program(input);
    sema::Options options;
    options.sources = &sources;
    options.skipped = skipped;
    options.least = types::parse_attributes(option_of(program, "amin"));
    options.version = option_of(program, "version");
    auto checked = sema::analyze(program, session, options);
    if (auto* wrong = std::get_if<sema::Errors>(&checked))
        errors.insert(errors.end(), wrong->begin(), wrong->end());
    return errors.empty() ? types_of(program) : golden::render_case(test, sources, errors);
}

TEST(SemaGolden, Programs) {
    auto folder = std::filesystem::path(__FILE__).parent_path() / "../tests/sema";
    auto programs = golden::programs_in(folder);
    EXPECT_GT(programs.size(), 100u);
    for (const auto& program : programs) {
        golden::Case test = golden::load_case(program);
        std::string actual = outcome_of(test);
        std::string name = program.filename().string();
        bool bad = name.starts_with("bad-");
        EXPECT_EQ(actual.starts_with("dtrace: "), bad) << program << "\n" << actual;
        golden::check(test, actual);
        // bad-TAG or bad-TAG.what: the tag is in the name
        std::string tag = "[" + name.substr(4, name.find('.') - 4) + "]";
        if (name.starts_with("bad-D_")) {
            EXPECT_NE(actual.find(tag), actual.npos) << program << "\n" << actual;
        }
    }
}

} // namespace
} // namespace dtrace
