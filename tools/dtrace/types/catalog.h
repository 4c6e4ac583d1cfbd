/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// What the compiler asks about the system it compiles for. Interfaces only: sema sees these, never
/// a device.
#pragma once

#include "types/attributes.h"
#include "types/type.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dtrace::types {

/// A probe that a description matches.
struct ProbeName {
    uint32_t id = 0;
    std::string provider, module, function, name;
};

/// Where the types of a probe's args[] come from: the values of enum dtrace_args_from.
enum class ArgsFrom { None, Described, Function, Tracepoint, Syscall };

/// args[n] as the provider describes it: C types as text. The texts are empty when the types come
/// from the kernel's type information.
struct ArgDesc {
    ArgsFrom from = ArgsFrom::None;
    uint32_t mapping = 0; ///< the value is that of arg<mapping>
    std::string native, translated;
};

/// The probes of the running kernel (kern/probes.h implements it over the control device).
class ProbeCatalog {
public:
    virtual ~ProbeCatalog() = default;
    /// Number of probes that match the description (globs, "" = any; id != 0: that probe); stops
    /// counting at `limit`.
    virtual uint64_t count_matches(const std::string& provider, const std::string& module,
                                   const std::string& function, const std::string& name,
                                   uint32_t id, uint64_t limit) = 0;
    /// Why a description matches nothing, as its provider says it; "" if nobody knows.
    virtual std::string why_none(const std::string& provider, const std::string& module,
                                 const std::string& function, const std::string& name) {
        (void)provider, (void)module, (void)function, (void)name;
        return {};
    }
    /// Names near to a description that matches nothing, best first, for hints; may be empty.
    virtual std::vector<std::string> nearest(const std::string& provider, const std::string& module,
                                             const std::string& function,
                                             const std::string& name) = 0;
    /// Calls `visit` for each match in ascending order of ids until it returns false.
    virtual void each_match(const std::string& provider, const std::string& module,
                            const std::string& function, const std::string& name, uint32_t id,
                            const std::function<bool(const ProbeName&)>& visit) = 0;
    /// The attributes of a provider; nothing: there is none of that name.
    virtual std::optional<ProviderAttributes> attributes(const std::string& provider) {
        (void)provider;
        return std::nullopt;
    }
    /// What the provider says of args[n]; nothing: the probe has no such argument.
    virtual std::optional<ArgDesc> argument(uint32_t probe, uint32_t n) = 0;
};

/// Kernel types and symbols (types/btf_read.h and sym/kallsyms.h implement it).
class KernelCatalog {
public:
    virtual ~KernelCatalog() = default;
    /// A type by its C name ("struct task_struct", "pid_t"); module "" = any, vmlinux first.
    /// nullptr: unknown.
    virtual const Type* find_type(std::string_view name, std::string_view module) = 0;
    /// A kernel object or function by name; module "" = any, vmlinux first.
    virtual std::optional<KernelSymbol> find_symbol(std::string_view name,
                                                    std::string_view module) = 0;
    /// The prototype of a kernel function; module "" = any. nullptr: unknown.
    virtual const Type* find_prototype(std::string_view function, std::string_view module) = 0;
    /// An enumerator of some kernel enum: the enum and the value; the first one found.
    virtual std::optional<KernelEnumerator> find_enumerator(std::string_view name) = 0;
    /// Whether a kernel module (or "vmlinux") of this name is there.
    virtual bool has_module(std::string_view module) = 0;
    /// Why there are no types at all, or "" when there are: for the message when a script needs
    /// one.
    virtual std::string missing_types_reason() = 0;
};

/// Types and symbols of processes (sym/user.h implements it). A scope is what stands in front of
/// the last backquote: "a.out", "libc", "pid12", "pid12`libc"; "" is the whole process of -c or -p.
class UserCatalog {
public:
    virtual ~UserCatalog() = default;
    /// Whether names in this scope are of a process.
    virtual bool is_scope(std::string_view scope) = 0;
    /// A type by its C name; nullptr: unknown.
    virtual const Type* find_type(std::string_view name, std::string_view scope) = 0;
    /// A function or object, at its address in the process.
    virtual std::optional<KernelSymbol> find_symbol(std::string_view name,
                                                    std::string_view scope) = 0;
    /// @{ Why a scope has no objects, or no types at all; "" when it has.
    virtual std::string no_objects_reason(std::string_view scope) = 0;
    virtual std::string no_types_reason(std::string_view scope) = 0;
    /// @}
};

} // namespace dtrace::types
