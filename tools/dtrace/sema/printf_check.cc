// SPDX-License-Identifier: GPL-2.0
// Formats against the arguments that they print.
#include "sema/checker.h"

namespace dtrace::sema {

using namespace ast;
using fmt::Accept;

namespace {

bool is_named(const types::Type* type, std::string_view name) {
    return types::resolve(type)->name == name;
}

bool is_sized_integer(const types::Type* type, uint64_t low, uint64_t high) {
    uint64_t size = types::size_of(type);
    return types::is_integer(type) && size >= low && size <= high;
}

bool is_char_array(const types::Type* type) {
    return types::is_array(type) && types::is_strcompat(type);
}

/// int64_t and uint64_t by that name, under any typedef.
bool is_int64_name(const types::Type* type) {
    while (const auto* alias = type->as<types::Alias>()) {
        if (type->name == "int64_t" || type->name == "uint64_t")
            return true;
        type = alias->to;
    }
    return false;
}

bool is_address(const types::Type* type) {
    return types::is_scalar(type);
}

bool accepts_exactly(Accept accept, const types::Type* type) {
    bool s = is_named(type, "short"), us = is_named(type, "unsigned short");
    bool l = is_named(type, "long"), ul = is_named(type, "unsigned long");
    bool ll = is_named(type, "long long"), ull = is_named(type, "unsigned long long");
    switch (accept) {
    case Accept::Short: return s;
    case Accept::UnsignedShort: return us;
    case Accept::AnyShort: return s || us;
    case Accept::Long: return l;
    case Accept::UnsignedLong: return ul;
    case Accept::AnyLong: return l || ul;
    case Accept::LongLong: return ll;
    case Accept::UnsignedLongLong: return ull;
    case Accept::AnyLongLong: return ll || ull || is_int64_name(type);
    default: return false;
    }
}

bool accepts(Accept accept, const types::Type* type, bool target) {
    using types::SpecialKind;
    switch (accept) {
    case Accept::Integer: return types::is_integer(type);
    case Accept::SmallInteger: return is_sized_integer(type, 1, 4);
    case Accept::String: return types::is_string(type) || is_char_array(type);
    case Accept::WideString:
        return types::is_array(type) && is_sized_integer(types::pointee(type), 4, 4);
    case Accept::WideChar: return is_sized_integer(type, 4, 4);
    case Accept::Pointer: return is_address(type);
    case Accept::Symbol: return is_address(type) || types::is_special(type, SpecialKind::SymAddr);
    case Accept::UserSymbol:
        return types::is_special(type, SpecialKind::USymAddr) || (target && is_address(type));
    case Accept::Float: return types::is_float(type);
    case Accept::Stack: return types::is_special(type, SpecialKind::Stack);
    case Accept::Time: return is_sized_integer(type, 8, 8);
    case Accept::Port: return is_sized_integer(type, 2, 2);
    default: return accepts_exactly(accept, type);
    }
}

std::vector<std::string> conversion_hint(Accept accept, const types::Type* type) {
    if (accept == Accept::String && types::is_scalar(type))
        return {"use stringof()"};
    if (types::is_integer(type) && !types::is_special(type, types::SpecialKind::Stack))
        return {"%d and %x take integers of any size"};
    if (types::is_string(type) || is_char_array(type))
        return {"use %s"};
    if (types::is_pointer(type))
        return {"use %p"};
    if (types::is_special(type, types::SpecialKind::Stack))
        return {"use %k"};
    return {};
}

/// One use of a format: walks through the arguments.
class Conversions {
public:
    Conversions(const Call& call, const std::vector<const types::Type*>& args, bool target)
        : call_(call), args_(args), target_(target) {}

    void check(const fmt::Conversion& conversion) {
        number_++;
        dynamic(conversion, conversion.width, "*");
        dynamic(conversion, conversion.precision, ".*");
        const fmt::ConversionRow* row = fmt::find_conversion(conversion.size, conversion.letter);
        if (conversion.agg || !row)
            return;
        const types::Type* type = take("(" + conversion.text + ")", "value", "D_PRINTF_ARG_PROTO");
        if (!accepts(row->accept, type, target_))
            clash("D_PRINTF_ARG_TYPE", conversion.text, std::string(row->prototype), type,
                  conversion_hint(row->accept, type));
    }

    void finish() const {
        if (next_ < args_.size())
            fail(range(next_), "D_PRINTF_ARG_EXTRA",
                 call_.name + "( ) prototype mismatch: only " + std::to_string(next_ + 1) +
                     " arguments required by this format string");
    }

private:
    void dynamic(const fmt::Conversion& conversion, const fmt::Amount& amount, const char* star) {
        if (!amount.dynamic)
            return;
        const types::Type* type = take("(" + conversion.text + ")", "\"" + std::string(star) + "\"",
                                       "D_PRINTF_DYN_PROTO");
        if (!types::is_integer(type))
            clash("D_PRINTF_DYN_TYPE",
                  std::string("% ") + star + " " + conversion.size + conversion.letter, "int", type,
                  {});
    }

    const types::Type* take(const std::string& which, const std::string& what, const char* tag) {
        if (next_ == args_.size())
            fail(call_.args.front()->range, tag,
                 call_.name + "( ) prototype mismatch: conversion #" + std::to_string(number_) +
                     " " + which + " is missing a corresponding " + what + " argument");
        return args_[next_++];
    }

    [[noreturn]] void clash(const char* tag, const std::string& conversion,
                            const std::string& prototype, const types::Type* type,
                            std::vector<std::string> hints) const {
        fail(range(next_ - 1), tag,
             call_.name + "( ) argument #" + std::to_string(next_ + 1) +
                 " is incompatible with conversion #" + std::to_string(number_) +
                 " prototype:\n\tconversion: " + conversion + "\n\t prototype: " + prototype +
                 "\n\t  argument: " + types::spell(type),
             std::move(hints));
    }

    /// Where the argument stands; keys of printa() stand nowhere.
    source::Range range(size_t index) const {
        return index + 1 < call_.args.size() && call_.args.size() == args_.size() + 1
                   ? call_.args[index + 1]->range
                   : call_.args.front()->range;
    }

    const Call& call_;
    const std::vector<const types::Type*>& args_;
    bool target_;
    size_t next_ = 0;
    unsigned number_ = 0;
};

} // namespace

fmt::Format Checker::check_format(const Call& node, const Expr& format) {
    const auto* text = format.as<StringLit>();
    std::string name = node.name + "( )";
    if (!text)
        fail(format.range, "D_PRINTF_ARG_FMT",
             name +
                 " argument #1 is incompatible with prototype:\n\tprototype: string constant\n\t "
                 "argument: " +
                 types::spell(format.type));
    if (text->value.empty())
        fail(format.range, "D_PRINTF_FMT_EMPTY", name + " format string is empty");
    auto parsed = fmt::parse_format(text->value);
    if (auto* error = std::get_if<fmt::FormatError>(&parsed))
        fail(format.range, "D_SYNTAX", error->message);
    return std::get<fmt::Format>(std::move(parsed));
}

void Checker::check_conversions(const Call& node, const fmt::Format& format,
                                const std::vector<const Type*>& args, bool printa) {
    Conversions walk(node, args, options_.target);
    for (const auto& part : format.parts) {
        const auto* conversion = std::get_if<fmt::Conversion>(&part);
        if (!conversion)
            continue;
        if (conversion->agg && !printa)
            fail(node.args.front()->range, "D_PRINTF_AGG_CONV",
                 "%@ conversion requires an aggregation and is not for use with " + node.name +
                     "( )");
        walk.check(*conversion);
    }
    if (!printa)
        walk.finish();
}

} // namespace dtrace::sema
