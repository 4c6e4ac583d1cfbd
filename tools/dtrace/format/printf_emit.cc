// SPDX-License-Identifier: GPL-2.0
// One function for each class of conversion letters, found in a table.
#include "format/printf_emit.h"

#include "base/strings.h"
#include "format/chart.h"
#include "format/stack.h"
#include "format/times.h"

#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netdb.h>

namespace dtrace::format {

namespace {

using consume::Address;
using consume::Integer;
using consume::Raw;
using consume::Stack;
using consume::Text;
using consume::Value;

constexpr int POINTER_WIDTH = 16;

/// A conversion whose '*' are replaced by numbers.
struct Spec {
    const fmt::Conversion& conversion;
    int width = 0;
    int precision = -1; ///< -1: none
    bool left = false;
    const SymbolNames& symbols;

    /// "%-08.3" and so on, without size and letter.
    std::string head() const {
        const fmt::Conversion& c = conversion;
        std::string text = "%";
        text += c.alt ? "#" : "";
        text += c.zero && !left ? "0" : "";
        text += left ? "-" : "";
        text += c.plus ? "+" : "";
        text += c.blank ? " " : "";
        text += c.group ? "'" : "";
        text += width ? std::to_string(width) : "";
        text += precision > 0 ? "." + std::to_string(precision) : "";
        return text;
    }

    /// Nothing but a width and '-': what nearly every conversion is.
    bool is_plain() const {
        const fmt::Conversion& c = conversion;
        return !(c.alt || c.zero || c.plus || c.blank || c.group || precision > 0);
    }

    /// Text under width and precision.
    std::string pad(std::string text) const {
        if (precision > 0 && text.size() > static_cast<size_t>(precision))
            text.resize(static_cast<size_t>(precision));
        size_t columns = static_cast<size_t>(width);
        if (text.size() < columns)
            text.insert(left ? text.size() : 0, columns - text.size(), ' ');
        return text;
    }
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
template <class T>
std::string c_format(const std::string& format, T value) {
    return strformat(format.c_str(), value);
}
#pragma GCC diagnostic pop

Integer integer_of(const Value& value) {
    if (const auto* integer = value.as<Integer>())
        return *integer;
    if (const auto* address = value.as<Address>())
        return {address->address, 8, false};
    return {};
}

/// The bits of an integer, without its sign extension.
unsigned long long unsigned_bits(const Value& value) {
    Integer v = integer_of(value);
    return v.size >= 8 ? v.bits : v.bits & ((uint64_t{1} << (8 * v.size)) - 1);
}

template <class T>
std::string digits(T value, int base) {
    char text[3 * sizeof(T)];
    return std::string(text, std::to_chars(text, text + sizeof(text), value, base).ptr);
}

std::string emit_decimal(const Spec& spec, const Value& value) {
    Integer v = integer_of(value);
    if (spec.is_plain())
        return spec.pad(v.is_signed ? digits(static_cast<int64_t>(v.bits), 10)
                                    : digits(unsigned_bits(value), 10));
    if (!v.is_signed)
        return c_format(spec.head() + "llu", unsigned_bits(value));
    return c_format(spec.head() + "lld", static_cast<long long>(v.bits));
}

std::string emit_unsigned(const Spec& spec, const Value& value) {
    if (spec.is_plain() && spec.conversion.letter != 'X') {
        char letter = spec.conversion.letter;
        int base = letter == 'u' ? 10 : letter == 'o' ? 8 : 16;
        return spec.pad(digits(unsigned_bits(value), base));
    }
    return c_format(spec.head() + "ll" + spec.conversion.letter, unsigned_bits(value));
}

std::string emit_pointer(const Spec& spec, const Value& value) {
    return c_format(spec.head() + "llx", unsigned_bits(value));
}

/// One code point of a wide character in UTF-8; what is none becomes U+FFFD.
std::string utf8(uint32_t c) {
    constexpr uint32_t replacement = 0xfffd;
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = replacement;
    if (c < 0x80)
        return std::string(1, static_cast<char>(c));
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr int leads[] = {0, 0xc0, 0xe0, 0xf0};
    std::string text(1, static_cast<char>(static_cast<uint32_t>(leads[more]) | c >> (6 * more)));
    while (more-- > 0)
        text += static_cast<char>(0x80 | (c >> (6 * more) & 0x3f));
    return text;
}

bool is_wide(const Spec& spec) {
    return spec.conversion.size == "l" || spec.conversion.size == "w";
}

std::string emit_char(const Spec& spec, const Value& value) {
    if (is_wide(spec))
        return spec.pad(utf8(static_cast<uint32_t>(integer_of(value).bits)));
    return spec.pad(std::string(1, static_cast<char>(integer_of(value).bits)));
}

/// A character as it would be written in a C string.
std::string escaped(unsigned char c) {
    constexpr std::string_view from("\a\b\f\n\r\t\v\"\\\0", 10), to("abfnrtv\"\\0", 10);
    size_t at = from.find(static_cast<char>(c));
    if (at != from.npos)
        return std::string("\\") + to[at];
    if (c >= 0x20 && c <= 0x7e)
        return std::string(1, static_cast<char>(c));
    return strformat("\\%03o", c);
}

std::string emit_escaped_char(const Spec& spec, const Value& value) {
    return spec.pad(escaped(static_cast<unsigned char>(integer_of(value).bits)));
}

std::string text_of(const Value& value) {
    if (const auto* text = value.as<Text>())
        return text->text;
    if (const auto* raw = value.as<Raw>())
        return std::string(c_string(raw->bytes));
    return {};
}

std::string wide_text(Bytes bytes) {
    std::string text;
    for (size_t at = 0; auto c = load<uint32_t>(bytes, at); at += sizeof(*c)) {
        if (*c == 0)
            break;
        text += utf8(*c);
    }
    return text;
}

std::string emit_string(const Spec& spec, const Value& value) {
    const auto* raw = value.as<Raw>();
    if (raw && is_wide(spec))
        return spec.pad(wide_text(raw->bytes));
    return spec.pad(text_of(value));
}

std::string emit_escaped_string(const Spec& spec, const Value& value) {
    std::string text;
    for (char c : text_of(value))
        text += escaped(static_cast<unsigned char>(c));
    return spec.pad(text + "\\0");
}

std::string emit_float(const Spec& spec, const Value& value) {
    const auto* raw = value.as<Raw>();
    Bytes bytes = raw ? Bytes(raw->bytes) : Bytes();
    long double number = 0;
    if (bytes.size() == sizeof(float))
        number = *load<float>(bytes, 0);
    else if (bytes.size() == sizeof(double))
        number = *load<double>(bytes, 0);
    else if (bytes.size() == sizeof(long double))
        number = *load<long double>(bytes, 0);
    return c_format(spec.head() + "L" + spec.conversion.letter, number);
}

std::string emit_kernel_symbol(const Spec& spec, const Value& value) {
    if (const auto* address = value.as<Address>())
        return spec.pad(address_text_exact(spec.symbols, *address));
    return spec.pad(kernel_frame(spec.symbols, unsigned_bits(value)));
}

std::string emit_user_symbol(const Spec& spec, const Value& value) {
    if (const auto* address = value.as<Address>())
        return spec.pad(address_text_exact(spec.symbols, *address));
    return spec.pad(user_frame(spec.symbols, spec.symbols.target(), unsigned_bits(value)));
}

std::string emit_stack(const Spec& spec, const Value& value) {
    const auto* stack = value.as<Stack>();
    size_t width = static_cast<size_t>(spec.width);
    StackLayout layout = spec.left ? StackLayout{width, 0} : StackLayout{0, width};
    return stack ? stack_text(spec.symbols, *stack, layout) : std::string();
}

std::string emit_date(const Spec& spec, const Value& value) {
    return spec.pad(date_text(static_cast<int64_t>(integer_of(value).bits)));
}

std::string emit_mail_date(const Spec& spec, const Value& value) {
    return spec.pad(mail_date_text(static_cast<int64_t>(integer_of(value).bits)));
}

std::string emit_port(const Spec& spec, const Value& value) {
    auto port = static_cast<uint16_t>(integer_of(value).bits);
    const servent* service = ::getservbyport(htons(port), nullptr);
    return spec.pad(service ? service->s_name : std::to_string(port));
}

/// The name of a host, or its address when it has none.
template <class Address>
std::string host_name(const Address& address, const std::string& text) {
    char name[NI_MAXHOST];
    int rc = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), sizeof(address), name,
                           sizeof(name), nullptr, 0, NI_NAMEREQD);
    return rc == 0 ? name : text;
}

std::string emit_host(const Spec& spec, const Value& value) {
    std::string text = text_of(value);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
        text = host_name(v4, text);
    else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
        text = host_name(v6, text);
    return spec.pad(text);
}

struct LetterRow {
    const char* letters;
    std::string (*emit)(const Spec&, const Value&);
};

constexpr LetterRow LETTERS[] = {
    {"di", emit_decimal},       {"uoxX", emit_unsigned},  {"p", emit_pointer},
    {"c", emit_char},           {"C", emit_escaped_char}, {"s", emit_string},
    {"S", emit_escaped_string}, {"eEfgG", emit_float},    {"a", emit_kernel_symbol},
    {"A", emit_user_symbol},    {"k", emit_stack},        {"Y", emit_date},
    {"T", emit_mail_date},      {"P", emit_port},         {"I", emit_host},
};

std::string emit_value(const Spec& spec, const Value& value) {
    for (const LetterRow& row : LETTERS) {
        if (std::strchr(row.letters, spec.conversion.letter))
            return row.emit(spec, value);
    }
    return spec.conversion.text;
}

/// Values and aggregations that conversions use up.
class Arguments {
public:
    Arguments(std::span<const Value* const> values, std::span<const AggValue> aggs)
        : values_(values), aggs_(aggs) {}

    const Value& value() {
        static const Value none{Integer{}, nullptr};
        return next_ < values_.size() ? *values_[next_++] : none;
    }
    AggValue agg() {
        if (aggs_.empty())
            return {};
        size_t at = std::min(next_agg_++, aggs_.size() - 1);
        return aggs_[at];
    }
    int amount(const fmt::Amount& amount, int none) {
        if (!amount.present)
            return none;
        return static_cast<int>(amount.dynamic ? integer_of(value()).bits : amount.value);
    }

private:
    std::span<const Value* const> values_;
    std::span<const AggValue> aggs_;
    size_t next_ = 0, next_agg_ = 0;
};

std::string emit_agg(const Spec& spec, const AggValue& agg) {
    if (!agg.table)
        return {};
    const dif::AggVar& var = agg.table->var;
    if (consume::is_quantizer(var.kind))
        return chart(var, agg.entry ? agg.entry->words : consume::empty_state(var),
                     agg.table->normal);
    static const std::vector<uint64_t> none;
    int64_t number =
        consume::scalar_value(var, agg.entry ? agg.entry->words : none, agg.table->normal);
    bool is_signed = var.kind != DTRACE_ACT_AGG_COUNT;
    return emit_value(spec, Value{Integer{static_cast<uint64_t>(number), 8, is_signed}, nullptr});
}

std::string emit_conversion(const fmt::Conversion& conversion, Arguments& arguments,
                            const SymbolNames& symbols) {
    if (conversion.letter == '%')
        return "%";
    int width = arguments.amount(conversion.width, 0);
    int precision = arguments.amount(conversion.precision, -1);
    Spec spec{conversion, width < 0 ? -width : width, precision, conversion.left || width < 0,
              symbols};
    if (conversion.pointer_width)
        spec.width = POINTER_WIDTH;
    return conversion.agg ? emit_agg(spec, arguments.agg()) : emit_value(spec, arguments.value());
}

} // namespace

std::string emit(const fmt::Format& format, std::span<const Value* const> values,
                 std::span<const AggValue> aggs, const SymbolNames& symbols) {
    std::string text;
    Arguments arguments(values, aggs);
    for (const auto& part : format.parts) {
        if (const auto* literal = std::get_if<std::string>(&part))
            text += *literal;
        else
            text += emit_conversion(std::get<fmt::Conversion>(part), arguments, symbols);
    }
    return text;
}

} // namespace dtrace::format
