// SPDX-License-Identifier: GPL-2.0
// Aggregations: `@name[keys] = function(arguments)`.
#include "sema/checker.h"

#include <algorithm>

namespace dtrace::sema {

using namespace ast;

namespace {

constexpr int64_t PARAM_MAX = 65535; ///< parameters that are packed into 16 bits

/// An integer constant argument, or an error with this tag.
int64_t constant_arg(const Call& call, size_t index, const char* tag, const char* what) {
    const Expr& arg = *call.args[index];
    const auto* lit = arg.as<IntLit>();
    if (!lit)
        fail(arg.range, tag,
             call.name + "( ) argument #" + std::to_string(index + 1) + " (" + what +
                 ") must be an integer constant");
    return static_cast<int64_t>(lit->value);
}

[[noreturn]] void bad_value(const Call& call, size_t index, const char* tag,
                            const std::string& what) {
    fail(call.args[index]->range, tag,
         call.name + "( ) argument #" + std::to_string(index + 1) + " " + what);
}

/// base^exponent, or nothing when it is over 64 bits (2^64 itself included).
bool power_fits(uint64_t base, uint64_t exponent, uint64_t& out) {
    out = 1;
    for (uint64_t i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(out, base, &out))
            return false;
    return true;
}

/// Whether the linear steps of every magnitude are equally wide, and its start is the start of one:
/// the rule of the engine (kernel/trace/dtrace/lib/agg_quant.c), which also limits the number of
/// buckets.
bool steps_fit(uint64_t factor, uint64_t low, uint64_t high, uint64_t steps) {
    constexpr uint64_t SIDE_MAX = 32768;
    uint64_t end = 1, side = 0;
    for (uint64_t m = 0; m <= high; m++) {
        end *= factor; // fits: checked before
        if (m < low)
            continue;
        uint64_t here = std::min(end, steps);
        if (end % here || (here % factor && factor % here))
            return false;
        side += here - here / factor;
    }
    return side > 0 && side <= SIDE_MAX;
}

struct MatchField {
    unsigned shift, bits;
    const char *tag, *what;
};

constexpr MatchField lquantize_fields[] = {
    {0, 32, "D_LQUANT_MATCHBASE", "base"},
    {32, 16, "D_LQUANT_MATCHLIM", "limit"},
    {48, 16, "D_LQUANT_MATCHSTEP", "step"},
};
constexpr MatchField llquantize_fields[] = {
    {48, 16, "D_LLQUANT_MATCHFACTOR", "factor"},
    {32, 16, "D_LLQUANT_MATCHLMAG", "low magnitude"},
    {16, 16, "D_LLQUANT_MATCHHMAG", "high magnitude"},
    {0, 16, "D_LLQUANT_MATCHSTEPS", "number of steps"},
};

uint64_t field(uint64_t word, const MatchField& row) {
    return word >> row.shift & ((uint64_t{1} << row.bits) - 1);
}

template <size_t N>
void match_fields(const Call& call, const Symbol& symbol, uint64_t arg,
                  const MatchField (&rows)[N]) {
    for (const MatchField& row : rows)
        if (field(arg, row) != field(symbol.agg_arg, row))
            fail(call.name_range, row.tag,
                 call.name + "( ) " + row.what + " of @" + symbol.name +
                     " differs from an earlier use");
}

/// limit of an lquantize word, which keeps the number of levels
int64_t limit_of(uint64_t word) {
    return static_cast<int32_t>(word) + static_cast<int64_t>(word >> 32 & 0xffff) * (word >> 48);
}

} // namespace

void Checker::aggregation(Expr& expr, Assign& node, AggRef& target) {
    auto* call = node.right->as<Call>();
    if (call && !dif::find_function(call->name))
        this->expr(*node.right); // reports the name
    const dif::FunctionRow* row = called(*node.right);
    if (!row || row->kind != dif::FunctionKind::AGG || node.op)
        fail(node.right->range, "D_AGG_FUNC",
             "@" + target.name + " must be assigned the result of an aggregating function",
             {"such as count() or sum(x)"});
    Symbol* symbol = scopes_.find_aggregation(target.name);
    if (!symbol)
        symbol = scopes_.add_aggregation(target.name, expr.range);
    target.symbol = symbol;
    check_keys("@" + target.name, target.keys, *symbol, node.left->range);
    this->expr(*node.right);
    if (!call->args.empty() && !types::is_scalar(call->args.front()->type))
        fail(call->args.front()->range, "D_AGG_SCALAR",
             call->name + "( ) argument #1 must be of scalar type, not " +
                 quoted(call->args.front()->type));
    uint64_t arg = agg_parameters(*call, *row);
    if (symbol->agg_kind && symbol->agg_kind != row->id)
        redefined(*call, *symbol);
    if (symbol->agg_kind)
        match_parameters(*call, *symbol, arg);
    symbol->agg_kind = row->id;
    symbol->agg_arg = arg;
    node.left->type = table_.base("<DYN>");
    expr.type = table_.base("<DYN>");
}

void Checker::redefined(const Call& call, const Symbol& symbol) {
    std::string current;
    for (const dif::FunctionRow& row : dif::functions)
        if (row.kind == dif::FunctionKind::AGG && row.id == symbol.agg_kind)
            current = row.name;
    fail(call.name_range, "D_AGG_REDEF",
         "aggregation redefined: @" + symbol.name + "\n\t current: @" + symbol.name + " = " +
             call.name + "( )\n\tprevious: @" + symbol.name + " = " + current + "( )");
}

uint64_t Checker::agg_parameters(const Call& call, const dif::FunctionRow& row) {
    switch (row.id) {
    case DTRACE_ACT_AGG_LQUANTIZE: return lquantize(call);
    case DTRACE_ACT_AGG_LLQUANTIZE: return llquantize(call);
    default: break;
    }
    if (row.id == DTRACE_ACT_AGG_QUANTIZE && call.args.size() == 2)
        check_increment(call, 1);
    return 0;
}

void Checker::check_increment(const Call& call, size_t index) {
    if (call.args.size() > index && !types::is_scalar(call.args[index]->type))
        fail(call.args[index]->range, "D_PROTO_ARG",
             call.name + "( ) argument #" + std::to_string(index + 1) +
                 " must be of scalar type, not " + quoted(call.args[index]->type));
}

uint64_t Checker::lquantize(const Call& call) {
    int64_t base = constant_arg(call, 1, "D_LQUANT_BASETYPE", "base");
    if (base != static_cast<int32_t>(base))
        bad_value(call, 1, "D_LQUANT_BASEVAL", "(base) must be a 32-bit quantity");
    int64_t limit = constant_arg(call, 2, "D_LQUANT_LIMTYPE", "limit");
    if (limit != static_cast<int32_t>(limit))
        bad_value(call, 2, "D_LQUANT_LIMVAL", "(limit) must be a 32-bit quantity");
    if (limit <= base)
        fail(call.name_range, "D_LQUANT_MISMATCH",
             "lquantize( ) base (argument #2) must be less than limit (argument #3)");
    int64_t step = 1;
    if (call.args.size() > 3) {
        step = constant_arg(call, 3, "D_LQUANT_STEPTYPE", "step");
        if (!is_posconst(*call.args[3]))
            bad_value(call, 3, "D_LQUANT_STEPTYPE",
                      "(step) must be a non-zero positive integer constant");
        if (step > PARAM_MAX)
            bad_value(call, 3, "D_LQUANT_STEPVAL", "(step) must be at most 65535");
    }
    int64_t levels = (limit - base) / step;
    if (levels == 0)
        fail(call.name_range, "D_LQUANT_STEPLARGE",
             "lquantize( ) step (argument #4) too large: no room for a level");
    if (levels > PARAM_MAX)
        fail(call.name_range, "D_LQUANT_STEPSMALL",
             "lquantize( ) step (argument #4) too small: " + std::to_string(levels) +
                 " levels, max is 65535");
    check_increment(call, 4);
    return static_cast<uint64_t>(step) << 48 | static_cast<uint64_t>(levels) << 32 |
           static_cast<uint32_t>(base);
}

uint64_t Checker::llquantize(const Call& call) {
    static constexpr struct {
        const char *type_tag, *value_tag, *what;
    } rows[] = {
        {"D_LLQUANT_FACTORTYPE", "D_LLQUANT_FACTORVAL", "factor"},
        {"D_LLQUANT_LMAGTYPE", "D_LLQUANT_LMAGVAL", "low magnitude"},
        {"D_LLQUANT_HMAGTYPE", "D_LLQUANT_HMAGVAL", "high magnitude"},
        {"D_LLQUANT_STEPTYPE", "D_LLQUANT_STEPVAL", "number of steps"},
    };
    uint64_t word = 0, values[4];
    for (size_t i = 0; i < 4; i++) {
        int64_t value = constant_arg(call, i + 1, rows[i].type_tag, rows[i].what);
        if (i == 3 && value <= 0)
            bad_value(call, 4, rows[3].type_tag,
                      "(number of steps) must be a non-zero positive integer constant");
        if (value < 0 || value > PARAM_MAX)
            bad_value(call, i + 1, rows[i].value_tag,
                      std::string("(") + rows[i].what + ") must be a 16-bit quantity");
        values[i] = static_cast<uint64_t>(value);
        word = word << 16 | values[i];
    }
    auto [factor, low, high, steps] = values;
    uint64_t top = 0;
    if (factor < 2)
        bad_value(call, 1, rows[0].value_tag, "(factor) must be two or more");
    if (high < low)
        bad_value(call, 3, rows[2].value_tag,
                  "(high magnitude) must not be below the low magnitude");
    if (!power_fits(factor, high + 1, top))
        bad_value(call, 3, rows[2].value_tag,
                  "(high magnitude) is too large: the highest bucket is over 64 bits");
    if (!steps_fit(factor, low, high, steps))
        bad_value(call, 4, rows[3].value_tag,
                  "(number of steps) must divide the factor, or be a multiple of it that divides a "
                  "power of it");
    check_increment(call, 5);
    return word;
}

void Checker::match_parameters(const Call& call, const Symbol& symbol, uint64_t arg) {
    if (symbol.agg_kind == DTRACE_ACT_AGG_LLQUANTIZE)
        return match_fields(call, symbol, arg, llquantize_fields);
    if (symbol.agg_kind != DTRACE_ACT_AGG_LQUANTIZE)
        return;
    bool same_step = arg >> 48 == symbol.agg_arg >> 48;
    bool same_limit = limit_of(arg) == limit_of(symbol.agg_arg);
    if (same_step || !same_limit)
        return match_fields(call, symbol, arg, lquantize_fields);
    match_fields(call, symbol, arg, {lquantize_fields[0]});
    match_fields(call, symbol, arg, {lquantize_fields[2]});
}

} // namespace dtrace::sema
