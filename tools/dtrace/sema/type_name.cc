// SPDX-License-Identifier: GPL-2.0
// Types as written in programs: specifiers and declarators.
#include "sema/checker.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

/// How often each keyword stands in the specifiers.
struct Words {
    int count_void = 0, count_char = 0, count_short = 0, count_int = 0, count_long = 0,
        count_float = 0, count_double = 0, count_signed = 0, count_unsigned = 0, count_string = 0;

    static constexpr struct {
        std::string_view word;
        int Words::*count;
    } table[] = {
        {"void", &Words::count_void},         {"char", &Words::count_char},
        {"short", &Words::count_short},       {"int", &Words::count_int},
        {"long", &Words::count_long},         {"float", &Words::count_float},
        {"double", &Words::count_double},     {"signed", &Words::count_signed},
        {"unsigned", &Words::count_unsigned}, {"string", &Words::count_string},
    };

    explicit Words(const std::vector<std::string>& words) {
        for (const std::string& word : words)
            for (const auto& row : table)
                if (row.word == word)
                    this->*row.count += 1;
    }
    int bases() const {
        return count_void + count_char + count_int + count_float + count_double + count_string;
    }
    int lengths() const { return count_short + count_long; }
    int signs() const { return count_signed + count_unsigned; }
};

void check_words(const Words& w, const Specifiers& specs) {
    bool other = !specs.type_name.empty() || specs.tag;
    bool floating = w.count_float || w.count_double;
    auto refuse = [&](bool wrong, const char* tag, const char* message) {
        if (wrong)
            fail(specs.range, tag, message);
    };
    if (w.bases() + other > 1)
        fail(specs.range, "D_DECL_COMBO", "invalid type combination",
             {"a ; may be missing after the previous declaration"});
    refuse(w.count_void && w.lengths() + w.signs(), "D_DECL_VOIDATTR",
           "attributes may not be used with void type");
    refuse(w.count_char && w.lengths(), "D_DECL_CHARATTR",
           "short and long may not be used with char type");
    refuse(w.signs() && (floating || w.count_string || other), "D_DECL_SIGNINT",
           "signed and unsigned may only be used with integer type");
    refuse(w.lengths() && (w.count_string || other || (floating && w.count_short)),
           "D_DECL_LONGINT", "short and long may only be used with integer or floating-point type");
}

/// The short spelling of the type that the keywords make; "" when they make none.
std::string spelling(const Words& w) {
    bool is_unsigned = w.count_unsigned;
    std::string prefix = is_unsigned ? "unsigned " : "";
    if ((w.count_short && w.count_long) || w.count_short > 1 || w.count_long > 2 || w.signs() > 1)
        return "";
    if (w.count_void)
        return "void";
    if (w.count_string)
        return "string";
    if (w.count_char)
        return w.count_signed ? "signed char" : prefix + "char";
    if (w.count_double)
        return w.count_long ? "long double" : "double";
    if (w.count_float)
        return w.count_long ? "" : "float";
    if (w.count_short)
        return prefix + "short";
    if (w.count_long)
        return prefix + (w.count_long == 2 ? "long long" : "long");
    if (!w.count_int && w.signs())
        return is_unsigned ? "unsigned" : "signed";
    return prefix + "int"; // no word at all: int
}

bool has_tick(std::string_view name) {
    return name.find('`') != name.npos;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

const types::Type* Checker::type_of(TypeName& name) {
    const Type* base = specifiers(name.specs);
    return apply(base, name.declarator, name.declarator.parts.size(), name.specs.is_user);
}

const types::Type* Checker::specifiers(Specifiers& specs) {
    check_words(Words(specs.words), specs);
    const Type* type = specs.tag                  ? tag(specs, *specs.tag)
                       : !specs.type_name.empty() ? named(specs)
                                                  : base_words(specs);
    return table_.qualified(type, specs.is_const, specs.is_volatile, specs.is_restrict);
}

const types::Type* Checker::base_words(const Specifiers& specs) {
    const Type* type = table_.intrinsic(spelling(Words(specs.words)));
    if (!type)
        fail(specs.range, "D_UNKNOWN",
             "failed to resolve type " + joined(specs.words) + ": Unknown type name");
    return type;
}

/// A type by its whole name; those of processes make the specifiers user memory's. nullptr:
/// unknown.
const types::Type* Checker::find_type(Specifiers& specs, const std::string& name) {
    if (specs.is_user && name.find('`') == name.npos)
        if (const Type* type = session_.find_user_type(name))
            return type;
    const Type* type = session_.find_type(name);
    specs.is_user |= type && session_.is_user_name(name);
    return type;
}

/// Where a name of a process may be missing from.
void Checker::unknown_type(const Specifiers& specs, const std::string& name) {
    size_t tick = name.rfind('`'), start = name.rfind(' ', tick) + 1;
    std::vector<std::string> hints;
    if (specs.is_user || session_.is_user_name(name)) {
        std::string scope = tick == name.npos ? "" : name.substr(start, tick - start);
        if (std::string reason = session_.user() ? session_.user()->no_types_reason(scope) : "";
            !reason.empty())
            hints.push_back(reason);
    }
    fail(specs.range, "D_UNKNOWN", "failed to resolve type " + name + ": Unknown type name",
         std::move(hints));
}

const types::Type* Checker::named(Specifiers& specs) {
    const Type* type = find_type(specs, specs.type_name);
    if (!type)
        unknown_type(specs, specs.type_name);
    return type;
}

/// struct, union or enum: defined here, known, or declared by being named.
const types::Type* Checker::tag(Specifiers& specs, TagSpec& spec) {
    if (spec.defines)
        return spec.kind == TagSpec::Kind::Enum ? define_enum(spec, specs.range)
                                                : define_struct(spec, specs.range);
    auto kind = static_cast<types::TagKind>(spec.kind);
    std::string name = types::tag_name(kind, spec.tag);
    for (const Type* own : defining_) // not the kernel's of that name
        if (own->name == name)
            return own;
    if (const Type* type = find_type(specs, name))
        return specs.is_user ? type : session_.complete(type);
    if (has_tick(spec.tag))
        unknown_type(specs, name);
    return table_.forward(kind, spec.tag);
}

/// The type that the first `count` parts of a declarator make of `base`, which `user` says is user
/// memory's.
const types::Type* Checker::apply(const Type* base, Declarator& declarator, size_t count,
                                  bool user) {
    for (size_t i = 0; i < count; i++) {
        auto& part = declarator.parts[i];
        if (auto* pointer = std::get_if<PointerPart>(&part))
            base = table_.qualified(table_.pointer_to(base, user), pointer->is_const,
                                    pointer->is_volatile, pointer->is_restrict);
        else if (auto* array = std::get_if<ArrayPart>(&part))
            base = apply_array(base, declarator, *array);
        else
            base = apply_function(base, std::get<FunctionPart>(part));
    }
    return base;
}

const types::Type* Checker::apply_array(const Type* element, Declarator& declarator,
                                        ArrayPart& part) {
    if (part.is_assoc)
        fail(declarator.range, "D_DECL_DYNOBJ",
             "an associative array may not be part of another object");
    if (types::is_void(element))
        fail(declarator.range, "D_DECL_VOIDOBJ", "cannot declare an array of void");
    if (!part.size)
        return table_.array_of(element, 0);
    expr(*part.size);
    const auto* lit = part.size->as<IntLit>();
    if (!lit || !is_posconst(*part.size))
        fail(part.size->range, "D_DECL_ARRSUB",
             "positive integer constant expression expected as array subscript");
    if (lit->value > UINT32_MAX)
        fail(part.size->range, "D_DECL_ARRBIG", "maximum array dimension exceeded");
    return table_.array_of(element, static_cast<uint32_t>(lit->value));
}

const types::Type* Checker::apply_function(const Type* result, FunctionPart& part) {
    types::Function node{result, key_types(part.params, false), part.variadic};
    return table_.add({"", std::move(node)});
}

const types::Type* Checker::param_type(Param& param) {
    StorageClass storage = param.specs.storage;
    if (storage != StorageClass::None && storage != StorageClass::Register)
        fail(param.range, "D_DECL_PARMCLASS",
             "inappropriate storage class for a function or associative array parameter");
    for (const auto& part : param.declarator.parts)
        if (const auto* array = std::get_if<ArrayPart>(&part); array && array->is_assoc)
            fail(param.range, "D_DECL_PROTO_TYPE",
                 "associative array may not be used as a parameter");
    const Type* base = specifiers(param.specs);
    return apply(base, param.declarator, param.declarator.parts.size(), param.specs.is_user);
}

/// Types of the parameters of a function, where a lone `void` means none, or of the keys of an
/// array.
std::vector<const types::Type*> Checker::key_types(std::vector<Param>& params, bool of_array) {
    std::vector<const Type*> list;
    for (Param& param : params) {
        const Type* type = param_type(param);
        bool named = !param.declarator.name.empty();
        auto same_name = [&](const Param& other) {
            return &other != &param && other.declarator.name == param.declarator.name;
        };
        if (types::is_void(type) && of_array)
            fail(param.range, "D_DECL_PROTO_TYPE", "void may not be used as a key type");
        if (types::is_void(type) && params.size() > 1)
            fail(param.range, "D_DECL_PROTO_VOID",
                 "void must be the sole parameter in a function declaration");
        if (types::is_void(type) && named)
            fail(param.range, "D_DECL_PROTO_NAME", "void parameter may not have a name");
        if (named && std::any_of(params.begin(), params.end(), same_name))
            fail(param.range, "D_DECL_PROTO_FORM",
                 "parameter name " + param.declarator.name + " is used twice");
        if (!types::is_void(type))
            list.push_back(type);
    }
    return list;
}

} // namespace dtrace::sema
