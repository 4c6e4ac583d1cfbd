// SPDX-License-Identifier: GPL-2.0
// Types of args[], from the texts of providers or from kernel prototypes.
#include "sema/probe_args.h"

#include "sema/checker.h"

namespace dtrace::sema {

using types::ArgDesc;
using types::ArgsFrom;
using types::ProbeName;
using types::Type;

namespace {

constexpr uint32_t ARGS = 10;         // arg0 to arg9
constexpr uint32_t REGISTERS = 6;     // of them come in registers
constexpr uint64_t WORD = 8;          // bytes of one
constexpr uint64_t IN_REGISTERS = 16; // the largest value that is split over registers
constexpr uint32_t MOST_ARGS = 256;   // of one probe, for listings

ProbeArg known_arg(const Type* type, uint32_t mapping) {
    return {type, type, mapping, ""};
}

/// Where the System V ABI puts each parameter: the number of its first argument word.
std::vector<uint32_t> words_of(const std::vector<const Type*>& params, Session& session) {
    uint32_t registers = 0, stack = REGISTERS;
    std::vector<uint32_t> words;
    for (const Type* param : params) {
        uint64_t size = types::size_of(session.complete(param));
        auto needed = static_cast<uint32_t>((size + WORD - 1) / WORD);
        bool fits = size <= IN_REGISTERS && registers + needed <= REGISTERS;
        uint32_t& next = fits ? registers : stack;
        words.push_back(next);
        next += needed;
    }
    return words;
}

/// Parameter `n` of a kernel function.
std::optional<ProbeArg> parameter(Session& session, const std::vector<const Type*>& params,
                                  uint32_t n) {
    if (n >= params.size())
        return std::nullopt;
    const Type* type = params[n];
    uint32_t word = words_of(params, session)[n];
    if (!types::is_scalar(type) || types::size_of(type) > WORD)
        return ProbeArg{nullptr, nullptr, word, quoted(type) + " is passed by value"};
    if (word >= ARGS)
        return ProbeArg{nullptr, nullptr, word, "it comes after arg9"};
    return known_arg(type, word);
}

std::optional<ProbeArg> function_arg(Session& session, const ProbeName& probe, uint32_t n) {
    // A suffix (.isra, .constprop) says that the parameters are not those of the source.
    if (probe.function.find('.') != std::string::npos)
        return std::nullopt;
    const Type* found = session.kernel().find_prototype(probe.function, probe.module);
    const auto* prototype = found ? found->as<types::Function>() : nullptr;
    if (!prototype)
        return std::nullopt;
    if (probe.name == "entry")
        return parameter(session, prototype->params, n);
    if (probe.name != "return" || n > 1)
        return std::nullopt;
    if (n == 0)
        return known_arg(session.table().base("uint64_t"), 0);
    if (types::is_void(prototype->result))
        return std::nullopt;
    if (!types::is_scalar(prototype->result) || types::size_of(prototype->result) > WORD)
        return ProbeArg{nullptr, nullptr, 1, quoted(prototype->result) + " is returned by value"};
    return known_arg(prototype->result, 1);
}

/// The typedef btf_trace_NAME is a pointer to the type of the tracepoint's probe functions, whose
/// first parameter is their own.
std::optional<ProbeArg> tracepoint_arg(Session& session, const ProbeName& probe, uint32_t n) {
    const Type* found = session.kernel().find_type("btf_trace_" + probe.name, "");
    const Type* to = found ? types::pointee(found) : nullptr;
    const auto* prototype = to ? types::resolve(to)->as<types::Function>() : nullptr;
    if (!prototype || n + 1 >= prototype->params.size())
        return std::nullopt;
    const Type* type = prototype->params[n + 1];
    if (!types::is_scalar(type) || types::size_of(type) > WORD)
        return ProbeArg{nullptr, nullptr, n, quoted(type) + " is passed by value"};
    if (n >= ARGS)
        return ProbeArg{nullptr, nullptr, n, "it comes after arg9"};
    return known_arg(type, n);
}

/// The text of a type without the marks of user pointers that kernels built by clang have in it.
std::string plain_text(const ArgDesc& desc, std::string text) {
    if (desc.from != ArgsFrom::Syscall)
        return text;
    for (std::string_view mark : {"__attribute__((btf_type_tag(\"user\"))) ", "__user "})
        for (size_t at; (at = text.find(mark)) != text.npos;)
            text.erase(at, mark.size());
    return text;
}

/// Marks a pointer as one into user memory.
const Type* user_pointer(const Type* type, types::Table& table) {
    const Type* to = types::pointee(type);
    return to ? table.pointer_to(to, true) : type;
}

ProbeArg described_arg(Session& session, const ArgDesc& desc) {
    ProbeArg arg{nullptr, nullptr, desc.mapping, ""};
    std::string native = plain_text(desc, desc.native);
    std::string translated = plain_text(desc, desc.translated);
    arg.native = session.type_of_text(native);
    arg.translated = session.type_of_text(translated);
    if (!arg.native || !arg.translated)
        arg.problem = "failed to resolve type " + (arg.native ? translated : native);
    else if (!types::is_scalar(arg.native) || types::size_of(arg.native) > WORD)
        arg.problem = quoted(arg.native) + " is no value of 64 bits";
    if (!arg.problem.empty())
        arg.native = nullptr;
    if (arg.native && desc.from == ArgsFrom::Syscall) {
        arg.native = user_pointer(arg.native, session.table());
        arg.translated = user_pointer(arg.translated, session.table());
    }
    return arg;
}

} // namespace

std::optional<ProbeArg> probe_arg(Session& session, const ProbeName& probe, uint32_t n) {
    auto desc = session.probes().argument(probe.id, n);
    if (!desc)
        return std::nullopt;
    switch (desc->from) {
    case ArgsFrom::Described:
    case ArgsFrom::Syscall: return described_arg(session, *desc);
    case ArgsFrom::Function: return function_arg(session, probe, n);
    case ArgsFrom::Tracepoint: return tracepoint_arg(session, probe, n);
    default: return std::nullopt;
    }
}

std::vector<std::string> probe_arg_types(Session& session, const ProbeName& probe) {
    std::vector<std::string> texts;
    while (texts.size() < MOST_ARGS) {
        auto n = static_cast<uint32_t>(texts.size());
        auto desc = session.probes().argument(probe.id, n);
        if (desc && !desc->translated.empty()) {
            texts.push_back(plain_text(*desc, desc->translated));
            continue;
        }
        auto arg = desc ? probe_arg(session, probe, n) : std::nullopt;
        if (!arg)
            break;
        texts.push_back(arg->known() ? types::spell(arg->translated) : "(unknown)");
    }
    return texts;
}

bool same_arg(const std::optional<ProbeArg>& left, const std::optional<ProbeArg>& right) {
    if (!left || !right)
        return !left && !right;
    if (!left->known() || !right->known())
        return !left->known() && !right->known();
    return left->mapping == right->mapping && types::same_type(left->native, right->native) &&
           types::same_type(left->translated, right->translated);
}

} // namespace dtrace::sema
