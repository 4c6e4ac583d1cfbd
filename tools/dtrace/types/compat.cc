// SPDX-License-Identifier: GPL-2.0
// Classes of types and compatibility rules.
#include "types/compat.h"

namespace dtrace::types {

namespace {

bool is_char(const Type* type) {
    const Integer* node = resolve(type)->as<Integer>();
    return node && node->is_char;
}

bool same_params(const Function& left, const Function& right) {
    if (left.params.size() != right.params.size() || left.variadic != right.variadic)
        return false;
    for (size_t i = 0; i < left.params.size(); i++)
        if (!same_type(left.params[i], right.params[i]))
            return false;
    return same_type(left.result, right.result);
}

/// Types whose name tells them apart: base types and tags, from whatever container they come.
bool same_named(const Type* left, const Type* right) {
    if (left->name.empty() || left->name != right->name)
        return false;
    const Struct* ls = left->as<Struct>();
    const Struct* rs = right->as<Struct>();
    return !ls || !ls->complete || !rs->complete || ls->size == rs->size;
}

/// Equal for assignment: integers are compared by width and sign here, since `long` and `int64_t`
/// point alike.
bool compatible(const Type* left, const Type* right) {
    left = resolve(left);
    right = resolve(right);
    if (is_integer(left) && is_integer(right))
        return size_of(left) == size_of(right) && is_signed(left) == is_signed(right);
    if (is_string(left) && is_string(right))
        return true;
    return same_type(left, right);
}

uint32_t rank(const Type* type) {
    return static_cast<uint32_t>(size_of(type)) * 16 + !is_signed(type);
}

} // namespace

const Type* resolve(const Type* type) {
    while (const Alias* alias = type->as<Alias>())
        type = alias->to;
    return type;
}

bool is_void(const Type* type) {
    return resolve(type)->as<Void>();
}

bool is_integer(const Type* type) {
    type = resolve(type);
    return type->as<Integer>() || type->as<Enum>();
}

bool is_float(const Type* type) {
    return resolve(type)->as<Float>();
}

bool is_array(const Type* type) {
    return resolve(type)->as<Array>();
}

bool is_pointer(const Type* type) {
    return resolve(type)->as<Pointer>() || is_array(type);
}

bool is_scalar(const Type* type) {
    return is_integer(type) || is_pointer(type);
}

bool is_vfptr(const Type* type) {
    const Pointer* node = resolve(type)->as<Pointer>();
    return node && (is_void(node->to) || is_function(node->to));
}

bool is_string(const Type* type) {
    return resolve(type)->as<String>();
}

bool is_strcompat(const Type* type) {
    const Type* to = pointee(type);
    return is_string(type) || (to && is_char(to));
}

bool is_sou(const Type* type) {
    return resolve(type)->as<Struct>();
}

bool is_function(const Type* type) {
    return resolve(type)->as<Function>();
}

bool is_special(const Type* type, SpecialKind kind) {
    const Special* node = resolve(type)->as<Special>();
    return node && node->kind == kind;
}

bool is_any_special(const Type* type) {
    return resolve(type)->as<Special>();
}

bool is_dynamic(const Type* type) {
    return is_special(type, SpecialKind::Dynamic);
}

bool is_by_reference(const Type* type) {
    type = resolve(type);
    const Float* node = type->as<Float>();
    return type->as<Struct>() || type->as<Array>() || type->as<Function>() || type->as<String>() ||
           is_dynamic(type) || (node && node->size > 8);
}

bool is_signed(const Type* type) {
    type = resolve(type);
    if (const Integer* node = type->as<Integer>())
        return node->is_signed;
    const Enum* node = type->as<Enum>();
    return node && node->is_signed;
}

bool is_user_pointer(const Type* type) {
    const Pointer* node = resolve(type)->as<Pointer>();
    return node && node->user;
}

const Type* pointee(const Type* type) {
    type = resolve(type);
    if (const Pointer* node = type->as<Pointer>())
        return node->to;
    const Array* node = type->as<Array>();
    return node ? node->element : nullptr;
}

const Type* usual_type(const Type* left, const Type* right) {
    return rank(resolve(left)) >= rank(resolve(right)) ? left : right;
}

bool same_type(const Type* left, const Type* right) {
    left = resolve(left);
    right = resolve(right);
    if (left == right)
        return true;
    if (left->node.index() != right->node.index())
        return false;
    if (const Pointer* node = left->as<Pointer>())
        return same_type(node->to, pointee(right)) && node->user == right->as<Pointer>()->user;
    if (const Array* node = left->as<Array>())
        return same_type(node->element, pointee(right)) && node->count == right->as<Array>()->count;
    if (const Function* node = left->as<Function>())
        return same_params(*node, *right->as<Function>());
    return same_named(left, right);
}

bool ptrcompat(const Type* left, bool left_zero, const Type* right, bool right_zero) {
    bool lp = is_pointer(left), rp = is_pointer(right);
    if (is_dynamic(left) || is_dynamic(right))
        return false;
    if (lp && rp) {
        if (is_vfptr(left) || is_vfptr(right))
            return is_void(pointee(left)) || is_void(pointee(right)) ||
                   (is_function(pointee(left)) && is_function(pointee(right)));
        return is_user_pointer(left) == is_user_pointer(right) &&
               compatible(pointee(left), pointee(right));
    }
    auto null_for = [](const Type* type, bool zero, bool other_is_pointer) {
        return zero && is_integer(type) && other_is_pointer;
    };
    return null_for(left, left_zero, rp || is_string(right)) ||
           null_for(right, right_zero, lp || is_string(left));
}

bool argcompat(const Type* left, const Type* right, bool right_zero) {
    if (is_integer(left) && is_integer(right))
        return true;
    if (is_strcompat(left) && is_strcompat(right))
        return true;
    for (SpecialKind kind : {SpecialKind::Stack, SpecialKind::SymAddr, SpecialKind::USymAddr})
        if (is_special(left, kind) && is_special(right, kind))
            return true;
    if (is_sou(left) || is_function(left))
        return same_type(left, right);
    if (is_float(left))
        return same_type(left, right);
    return ptrcompat(left, false, right, right_zero);
}

} // namespace dtrace::types
