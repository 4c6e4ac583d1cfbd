// SPDX-License-Identifier: GPL-2.0
// Scopes of user space: pidN`, pidN`object`, and object` of the process of -c or -p.
#include "sym/user.h"

#include "base/strings.h"

namespace dtrace::sym {

namespace {

constexpr std::string_view PROGRAM = "a.out";
constexpr std::string_view PID = "pid";

struct Scope {
    std::optional<uint64_t> pid; ///< none: the target
    std::string_view object;     ///< "": any
};

Scope parse_scope(std::string_view scope) {
    std::string_view first = scope.substr(0, scope.find('`'));
    auto pid = first.starts_with(PID) ? parse_unsigned(first.substr(PID.size())) : std::nullopt;
    if (!pid)
        return {std::nullopt, scope};
    scope.remove_prefix(std::min(first.size() + 1, scope.size()));
    return {pid, scope};
}

/// libc names libc.so.6 and libc-2.36.so, too.
bool is_named(const Processes::Object& object, bool is_program, std::string_view name) {
    if (name.empty() || (is_program && name == PROGRAM))
        return true;
    std::string_view whole = object.name;
    return whole.starts_with(name) &&
           (whole.size() == name.size() || whole[name.size()] == '.' || whole[name.size()] == '-');
}

} // namespace

User::Objects User::objects(std::string_view text) {
    Scope scope = parse_scope(text);
    uint64_t pid = scope.pid.value_or(target_);
    Objects found;
    if (pid == 0)
        return found;
    bool is_program = true;
    for (Processes::Object& object : processes_.objects(pid)) {
        if (is_named(object, is_program, scope.object))
            found.push_back(std::move(object));
        is_program = false;
    }
    return found;
}

bool User::is_scope(std::string_view scope) {
    return scope == PROGRAM || parse_scope(scope).pid || !objects(scope).empty();
}

DwarfTypes& User::types_of(const Processes::Object& object) {
    auto& types = files_[object.path];
    if (!types)
        types = std::make_unique<DwarfTypes>(table_, object.path);
    return *types;
}

const types::Type* User::find_type(std::string_view name, std::string_view scope) {
    for (const Processes::Object& object : objects(scope))
        if (const types::Type* type = types_of(object).find_type(name))
            return type;
    return nullptr;
}

std::optional<types::KernelSymbol> User::find_symbol(std::string_view name,
                                                     std::string_view scope) {
    for (const Processes::Object& object : objects(scope))
        if (const ElfSymbols::Symbol* symbol = object.symbols->find(name))
            return types::KernelSymbol{object.name, symbol->name, symbol->address + object.bias,
                                       symbol->size, types_of(object).find_symbol_type(name)};
    return std::nullopt;
}

std::string User::no_objects_reason(std::string_view scope) {
    if (!objects(scope).empty())
        return "";
    bool named = target_ != 0 || parse_scope(scope).pid;
    return named ? "the process has no such object" : "there is no process of -c or -p";
}

std::string User::no_types_reason(std::string_view scope) {
    std::string objects = no_objects_reason(scope);
    if (!objects.empty())
        return objects;
    Objects found = this->objects(scope);
    for (const Processes::Object& object : found)
        if (types_of(object).has_types())
            return "";
    return found.front().name + " has no debug information";
}

} // namespace dtrace::sym
