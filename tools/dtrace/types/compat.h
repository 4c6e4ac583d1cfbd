/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Classes of types and the rules by which two types go together. Pure functions; typedefs, const
/// and volatile are seen through.
///
/// Where a rule asks whether an operand is the literal 0 (a null pointer constant), the caller says
/// so.
#pragma once

#include "types/layout.h"
#include "types/type.h"

namespace dtrace::types {

/// The type under typedefs and qualifiers.
const Type* resolve(const Type* type);

bool is_void(const Type* type);
bool is_integer(const Type* type); ///< integers and enums: what arithmetic works on
bool is_float(const Type* type);
bool is_pointer(const Type* type); ///< pointer or array, never string
bool is_array(const Type* type);
bool is_scalar(const Type* type);    ///< integer or pointer (or array, which decays)
bool is_vfptr(const Type* type);     ///< pointer to void or to a function
bool is_string(const Type* type);    ///< the D string only
bool is_strcompat(const Type* type); ///< string, pointer to char, array of char
bool is_sou(const Type* type);       ///< struct or union
bool is_function(const Type* type);
bool is_dynamic(const Type* type);
bool is_special(const Type* type, SpecialKind kind);
bool is_any_special(const Type* type);
/// Struct, union, array, function, string, long double: the value of an expression is its address.
bool is_by_reference(const Type* type);
bool is_signed(const Type* type);       ///< of an integer; false for everything else
bool is_user_pointer(const Type* type); ///< pointer known to point into user memory

/// What a pointer or array refers to; `char` for a string is the caller's business. nullptr: not a
/// pointer.
const Type* pointee(const Type* type);

/// Usual arithmetic conversions: the wider type wins, unsigned at equal width; there is no
/// promotion to int. Both integer.
const Type* usual_type(const Type* left, const Type* right);

/// The same type: the same object, or of the same kind, spelling and size when they come from
/// different places.
bool same_type(const Type* left, const Type* right);
/// Pointers that may be mixed: to compatible types, or one of them to void, or one the literal 0.
bool ptrcompat(const Type* left, bool left_zero, const Type* right, bool right_zero);
/// Whether a value of type `right` may be assigned to, passed as, or used as a key of type `left`.
bool argcompat(const Type* left, const Type* right, bool right_zero);

} // namespace dtrace::types
