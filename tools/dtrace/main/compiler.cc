// SPDX-License-Identifier: GPL-2.0
// source -> lex and parse -> options -> sema -> ir and codegen.
#include "main/compiler.h"

#include "base/strings.h"
#include "codegen/emit.h"
#include "dif/disasm.h"
#include "lex/cpp.h"
#include "main/libraries.h"
#include "parse/parser.h"
#include "sema/probe_args.h"
#include "sema/sema.h"
#include "source/diagnostic.h"
#include "source/file.h"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <utility>

namespace dtrace::cli {

namespace {

using kern::Opt;
using source::Diagnostic;
using source::RenderContext;

bool is_script(const ProgramSpec& spec) {
    return spec.kind == ProgramSpec::Kind::Script;
}

parse::Field field_of(ProgramSpec::Kind kind) {
    switch (kind) {
    case ProgramSpec::Kind::Provider: return parse::Field::Provider;
    case ProgramSpec::Kind::Module: return parse::Field::Module;
    case ProgramSpec::Kind::Function: return parse::Field::Function;
    default: return parse::Field::Name;
    }
}

/// The name of a program in later messages: a text is cut where its description ends.
std::string display_name(const ProgramSpec& spec) {
    return is_script(spec) ? spec.text : spec.text.substr(0, spec.text.find_first_of("{/;"));
}

struct LocalIds final : ir::LocalIds {
    explicit LocalIds(sema::Session& session) : session(session) {}
    uint32_t next_local_id() override { return session.next_local_id(); }
    sema::Session& session;
};

} // namespace

struct Compiler::State {
    State(kern::Probes& probes, kern::Options& options, types::KernelCatalog& kernel,
          types::Table& table, std::vector<std::string> arguments, int64_t target,
          types::UserCatalog* user)
        : options(options), libraries(options), table(table), session(table, kernel, probes),
          macros(lex::MacroArgs::of_process(std::move(arguments), target)), has_target(target) {
        session.set_user(user);
    }

    /// One step a floor; each adds what is wrong to `errors`. What the parser takes is analysed
    /// even if there is more that it does not.
    void parse(uint32_t file, const ProgramSpec& spec);
    void apply_options();
    void refuse_library_pragmas();
    void analyze();
    void generate(const ProgramSpec& spec);

    Result<uint32_t> load(const ProgramSpec& spec);
    Result<uint32_t> preprocess(uint32_t file);
    /// Compiles libraries; one that fails ends everything.
    Status load_libraries(const Result<std::vector<std::string>>& paths);
    /// Those that a program needs, before it; its operands may name what they declare, too.
    Status load_libraries_for(uint32_t file);
    void load_library(const std::string& path, uint32_t file);
    bool is_library(uint32_t file) const {
        return sources.file(file).role == source::FileRole::Library;
    }
    std::string render(const Diagnostic& diagnostic, const ProgramSpec& spec) const;
    std::vector<const ast::Symbol*> aggregations() const;

    kern::Options& options;
    Libraries libraries;
    types::Table& table;
    sema::Session session;
    lex::MacroArgs macros;
    source::SourceManager sources;
    bool has_target;
    /// Inlines and translators of earlier programs live in their trees.
    std::deque<ast::Program> earlier;

    ast::Program tree;
    dif::Program program;
    sema::StabilityReport stability;
    std::vector<Diagnostic> errors;
    std::vector<source::Range> skipped; ///< what the parser left out
};

Result<uint32_t> Compiler::State::load(const ProgramSpec& spec) {
    if (!is_script(spec))
        return sources.add("", spec.text, source::FileRole::Specifier);
    // `-` is taken for standard input, as in other tools.
    auto file = sources.load(spec.text == "-" ? "/dev/stdin" : spec.text, source::FileRole::Script);
    if (!file)
        return make_error("failed to open " + spec.text + ": " +
                          errno_error(file.error().sys).message);
    return options.on(Opt::Cpp) ? preprocess(*file) : std::move(file);
}

/// -C: the text after cpp, as another file of the same name.
Result<uint32_t> Compiler::State::preprocess(uint32_t file) {
    lex::CppOptions input;
    if (options.is_set(Opt::CppPath))
        input.path = options.text(Opt::CppPath);
    struct {
        Opt opt;
        const char* letter;
    } constexpr passed[] = {{Opt::Define, "-D"}, {Opt::Undef, "-U"}, {Opt::IncDir, "-I"}};
    for (const auto& row : passed) {
        for (const std::string& value : options.list(row.opt))
            input.args.push_back(row.letter + value);
    }
    if (options.is_set(Opt::CppArgs))
        input.args.push_back(options.text(Opt::CppArgs));
    input.show_headers = options.on(Opt::CppHdrs);
    const source::SourceFile& script = sources.file(file);
    auto text = lex::preprocess(script.text, input);
    if (!text)
        return text.error();
    return sources.add(script.name, std::move(*text), source::FileRole::Script);
}

void Compiler::State::load_library(const std::string& path, uint32_t file) {
    parse(file, {ProgramSpec::Kind::Script, path});
    if (errors.empty())
        analyze();
    earlier.push_back(std::move(tree));
}

Status Compiler::State::load_libraries_for(uint32_t file) {
    std::string words(sources.file(file).text);
    for (const std::string& operand : macros.args)
        words += " " + operand;
    return load_libraries(libraries.needed(words));
}

Status Compiler::State::load_libraries(const Result<std::vector<std::string>>& paths) {
    if (!paths)
        return paths.error();
    RenderContext context;
    context.errtags = options.on(Opt::ErrTags);
    for (const std::string& path : *paths) {
        auto file = sources.load(path, source::FileRole::Library);
        if (!file)
            return make_error("failed to open " + path + ": " +
                              errno_error(file.error().sys).message);
        load_library(path, *file);
        auto wrong = std::exchange(errors, {});
        if (wrong.empty() || wrong.front().tag == "D_PRAGMA_DEPEND")
            continue; // it is right, or for another system
        return make_error("failed to load library " + path + ": " +
                          source::render(wrong.front(), sources, context));
    }
    return {};
}

std::string Compiler::State::render(const Diagnostic& diagnostic, const ProgramSpec& spec) const {
    RenderContext context;
    context.kind = is_script(spec) ? RenderContext::Kind::Script : RenderContext::Kind::Specifier;
    context.name = spec.text;
    context.errtags = options.on(Opt::ErrTags);
    std::string text = source::render(diagnostic, sources, context);
    // Whoever prints the message names the command.
    constexpr std::string_view command = "dtrace: ";
    return text.starts_with(command) ? text.substr(command.size()) : text;
}

void Compiler::State::parse(uint32_t file, const ProgramSpec& spec) {
    parse::ParseInput input{sources,
                            file,
                            !is_script(spec) || options.on(Opt::PSpec),
                            field_of(spec.kind),
                            macros,
                            session,
                            options.on(Opt::DefaultArgs),
                            options.on(Opt::ArgRef) || is_library(file),
                            options.on(Opt::Empty) || is_library(file),
                            options.on(Opt::ErrTags)};
    // $0 is the script's path in a script.
    std::string zeroth = macros.args.empty() ? "" : macros.args[0];
    if (is_script(spec) && !macros.args.empty())
        macros.args[0] = spec.text;
    auto parsed = parse::parse_program(input);
    if (!macros.args.empty())
        macros.args[0] = zeroth;
    tree = std::move(parsed.program);
    errors = std::move(parsed.errors);
    skipped = std::move(parsed.skipped);
}

void Compiler::State::apply_options() {
    for (const ast::Item& item : tree.items) {
        const auto* pragma = std::get_if<ast::OptionPragma>(&item);
        if (!pragma)
            continue;
        auto set = options.set(pragma->name, pragma->value, kern::OptOrigin::Pragma);
        if (set)
            continue;
        errors.push_back({.tag = "D_PRAGMA_OPTSET",
                          .range = pragma->range,
                          .message = "failed to set option '" + pragma->name + "' to '" +
                                     pragma->value.value_or("") + "': " + set.error().message});
    }
}

/// Only libraries are ordered by them.
void Compiler::State::refuse_library_pragmas() {
    for (const ast::Item& item : tree.items) {
        const auto* pragma = std::get_if<ast::Pragma>(&item);
        if (!pragma || pragma->words.size() < 3 || pragma->words[0] != "depends_on" ||
            pragma->words[1] != "library")
            continue;
        errors.push_back({.tag = "D_PRAGMA_DEPEND",
                          .range = pragma->range,
                          .message = "main program may not explicitly depend on a library",
                          .hints = {"libraries are loaded when a program names what they have"}});
    }
}

void Compiler::State::analyze() {
    sema::Options input;
    input.zdefs = options.on(Opt::ZDefs);
    input.strsize = options.number(Opt::StrSize, input.strsize);
    input.scratchsize = options.number(Opt::ScratchSize, input.scratchsize);
    input.target = has_target;
    if (options.is_set(Opt::Amin))
        input.least = types::parse_attributes(options.text(Opt::Amin));
    if (options.is_set(Opt::Version))
        input.version = options.text(Opt::Version);
    input.sources = &sources;
    input.skipped = skipped;
    auto analyzed = sema::analyze(tree, session, input);
    if (auto* wrong = std::get_if<sema::Errors>(&analyzed))
        errors.insert(errors.end(), wrong->begin(), wrong->end());
    else
        stability = std::get<sema::StabilityReport>(analyzed);
}

std::vector<const ast::Symbol*> Compiler::State::aggregations() const {
    std::vector<const ast::Symbol*> symbols;
    const sema::Scopes& scopes = const_cast<sema::Session&>(session).scopes();
    for (std::string_view name : scopes.aggregation_names())
        symbols.push_back(scopes.find_aggregation(name));
    return symbols;
}

void Compiler::State::generate(const ProgramSpec& spec) {
    LocalIds ids(session);
    codegen::Input input{
        tree, ids, table.base("int"), aggregations(), DTRACE_DIF_NREGS, display_name(spec)};
    if (options.is_set(Opt::IRegs))
        input.nregs = static_cast<uint32_t>(options.number(Opt::IRegs, DTRACE_DIF_NREGS));
    input.strsize = options.number(Opt::StrSize, input.strsize);
    auto generated = codegen::generate(input);
    if (auto* diagnostic = std::get_if<Diagnostic>(&generated)) {
        errors.push_back(*diagnostic);
        return;
    }
    program = std::get<dif::Program>(std::move(generated));
    program.name = display_name(spec);
}

Compiler::Compiler(kern::Probes& probes, kern::Options& options, types::KernelCatalog& kernel,
                   types::Table& table, std::vector<std::string> arguments, int64_t target,
                   types::UserCatalog* user)
    : state_(std::make_unique<State>(probes, options, kernel, table, std::move(arguments), target,
                                     user)) {}

Compiler::~Compiler() = default;

std::vector<std::string> Compiler::arg_types(const kern::Probe& probe) {
    // Without the types of a library that is in error a listing is still worth something.
    [[maybe_unused]] auto loaded = state_->load_libraries(state_->libraries.rest());
    return sema::probe_arg_types(state_->session, probe);
}

std::string Compiler::take_errors(const ProgramSpec& spec) {
    auto errors = std::exchange(state_->errors, {});
    source::sort_by_place(errors);
    errors.resize(std::min(errors.size(), parse::max_errors));
    for (const Diagnostic& error : errors)
        more_errors_.push_back(state_->render(error, spec));
    std::string first = std::move(more_errors_.front());
    more_errors_.erase(more_errors_.begin());
    return first;
}

Result<Compiled> Compiler::compile(const ProgramSpec& spec) {
    auto file = state_->load(spec);
    if (!file)
        return file.error();
    if (auto loaded = state_->load_libraries_for(*file); !loaded)
        return loaded.error();
    state_->parse(*file, spec);
    state_->apply_options();
    state_->refuse_library_pragmas();
    state_->analyze();
    if (state_->errors.empty())
        state_->generate(spec);
    if (!state_->errors.empty())
        return make_error(take_errors(spec));
    state_->earlier.push_back(std::move(state_->tree));
    if (state_->options.on(Opt::Verbose))
        std::fputs(dif::listing(state_->program).c_str(), stderr);
    return Compiled{std::make_shared<const dif::Program>(std::move(state_->program)),
                    is_script(spec), state_->stability};
}

} // namespace dtrace::cli
