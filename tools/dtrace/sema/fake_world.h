/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// A small kernel for tests of sema: a few types, symbols and probes, made by hand.
#pragma once

#include "types/catalog.h"
#include "types/layout.h"
#include "types/table.h"

#include <map>
#include <set>
#include <string>

namespace dtrace::sema {

/// struct task_struct, list_head, locks; enum color; typedefs; `jiffies, `init_task, `schedule,
/// `untyped; module ext4; prototypes of wake_task() and by_value(), tracepoint sched_wakeup.
class FakeKernel : public types::KernelCatalog {
public:
    explicit FakeKernel(types::Table& table) : table_(table) {
        const types::Type* list =
            add_struct("struct list_head", {{"next", nullptr}, {"prev", nullptr}});
        (void)list;
        types_["struct opaque"] =
            table_.add({"struct opaque", types::Struct{false, false, 0, 0, types::MemberList()}});
        types_["enum color"] = table_.add(
            {"enum color", types::Enum{4, true, {{"RED", 0}, {"GREEN", 1}, {"BLUE", 7}}}});
        add_task();
        add_locks();
        types_["u32"] = alias("u32", table_.base("unsigned int"));
        types_["dev_t"] = alias("dev_t", types_["u32"]);
        types_["struct ext4_info"] = add_struct("struct ext4_info", {{"block", types_["u32"]}});
        symbols_["jiffies"] = {"vmlinux", "jiffies", 0xffffffff82000000, 8,
                               table_.base("unsigned long")};
        symbols_["init_task"] = {"vmlinux", "init_task", 0xffffffff82001000, 64,
                                 types_["struct task_struct"]};
        symbols_["untyped"] = {"vmlinux", "untyped", 0xffffffff82002000, 0, nullptr};
        symbols_["schedule"] = {"vmlinux", "schedule", 0xffffffff81000000, 0,
                                table_.add({"", types::Function{table_.base("void"), {}, false}})};
        add_prototypes();
        symbols_["ext4_root"] = {"ext4", "ext4_root", 0xffffffffc0000000, 4,
                                 types_["struct ext4_info"]};
    }

    const types::Type* find_type(std::string_view name, std::string_view module) override {
        if (!module.empty() && !has_module(module))
            return nullptr;
        auto found = types_.find(name);
        return found == types_.end() ? nullptr : found->second;
    }
    std::optional<types::KernelSymbol> find_symbol(std::string_view name,
                                                   std::string_view module) override {
        auto found = symbols_.find(name);
        if (found == symbols_.end() || (!module.empty() && found->second.module != module))
            return std::nullopt;
        return found->second;
    }
    const types::Type* find_prototype(std::string_view function, std::string_view) override {
        auto found = prototypes_.find(function);
        return found == prototypes_.end() ? nullptr : found->second;
    }
    std::optional<types::KernelEnumerator> find_enumerator(std::string_view name) override {
        const types::Type* color = types_["enum color"];
        for (const types::Enumerator& row : color->as<types::Enum>()->values)
            if (row.name == name)
                return types::KernelEnumerator{color, row.value};
        return std::nullopt;
    }
    bool has_module(std::string_view module) override {
        return module == "vmlinux" || module == "ext4";
    }
    std::string missing_types_reason() override { return "no types here"; }

private:
    struct Field {
        std::string name;
        const types::Type* type;
        uint32_t bits = 0;
    };

    const types::Type* alias(const std::string& name, const types::Type* to) {
        return table_.add({name, types::Alias{to, false, false, false}});
    }

    /// A null type is a pointer to the struct itself.
    const types::Type* add_struct(const std::string& name, const std::vector<Field>& fields) {
        const types::Type* made =
            table_.add({name, types::Struct{false, false, 0, 0, types::MemberList()}});
        types::LayoutBuilder layout(false, 256);
        for (const Field& field : fields) {
            const types::Type* type = field.type ? field.type : table_.pointer_to(made);
            if (field.bits)
                layout.add_bitfield(field.name, type, field.bits);
            else
                layout.add(field.name, type);
        }
        uint64_t size = layout.size();
        table_.define_struct(made, layout.take_members(), size, layout.align());
        return types_[name] = made;
    }

    void add_locks() {
        const types::Type* word = table_.base("long");
        add_struct("struct mutex", {{"owner", word}});
        add_struct("struct rw_semaphore", {{"count", word}});
        types_["spinlock_t"] = alias("spinlock_t", add_struct("struct spinlock", {{"lock", word}}));
        types_["raw_spinlock_t"] =
            alias("raw_spinlock_t", add_struct("struct raw_spinlock", {{"lock", word}}));
        types_["rwlock_t"] = alias("rwlock_t", add_struct("struct rwlock", {{"lock", word}}));
    }

    void add_task() {
        const types::Type* name = table_.array_of(table_.base("char"), 16);
        const types::Type* text = table_.pointer_to(table_.base("char"), true);
        const types::Type* opaque = table_.pointer_to(types_["struct opaque"]);
        const types::Type* numbers = table_.array_of(table_.base("int"), 5);
        add_struct("struct task_struct",
                   {{"pid", table_.base("int")},
                    {"comm", name},
                    {"flag", table_.base("unsigned int"), 3},
                    {"parent", nullptr},
                    {"user_text", text},
                    {"color", types_["enum color"]},
                    {"opaque", opaque},
                    {"numbers", numbers},
                    {"tasks", types_["struct list_head"]},
                    {"state", table_.qualified(table_.base("long"), false, true, false)}});
    }

    void add_prototypes() {
        const types::Type* task = table_.pointer_to(types_["struct task_struct"]);
        const types::Type* number = table_.base("int");
        auto function = [&](const types::Type* result, std::vector<const types::Type*> params) {
            return table_.add({"", types::Function{result, std::move(params), false}});
        };
        prototypes_["wake_task"] = function(number, {task, types_["u32"]});
        prototypes_["by_value"] =
            function(table_.base("void"),
                     {types_["struct list_head"], number, types_["struct task_struct"], number});
        const types::Type* probe =
            function(table_.base("void"), {table_.pointer_to(table_.base("void")), task, number});
        types_["btf_trace_sched_wakeup"] =
            alias("btf_trace_sched_wakeup", table_.pointer_to(probe));
    }

    types::Table& table_;
    std::map<std::string, const types::Type*, std::less<>> types_, prototypes_;
    std::map<std::string, types::KernelSymbol, std::less<>> symbols_;
};

/// The process of -c: its program has `struct conf`, `conf_t`, the object `config` and the function
/// `work`; libc has symbols without types.
class FakeUser : public types::UserCatalog {
public:
    explicit FakeUser(types::Table& table) {
        const types::Type* made =
            table.add({"struct conf", types::Struct{false, false, 0, 0, types::MemberList()}});
        types::LayoutBuilder layout(false, 256);
        layout.add("size", table.base("int"));
        layout.add("name", table.pointer_to(table.base("char"), true));
        layout.add("next", table.pointer_to(made, true));
        uint64_t size = layout.size();
        table.define_struct(made, layout.take_members(), size, layout.align());
        types_["struct conf"] = made;
        types_["conf_t"] = table.add({"conf_t", types::Alias{made, false, false, false}});
        symbols_["config"] = {"a.out", "config", 0x404000, size, made};
        symbols_["work"] = {"a.out", "work", 0x401000, 32,
                            table.add({"", types::Function{table.base("void"), {}, false}})};
        symbols_["environ"] = {"libc.so.6", "environ", 0x7f0000001000, 8, nullptr};
    }

    bool is_scope(std::string_view scope) override {
        return scope == "a.out" || scope == "libc" || scope.starts_with("pid");
    }
    const types::Type* find_type(std::string_view name, std::string_view scope) override {
        auto found = types_.find(name);
        return scope == "libc" || found == types_.end() ? nullptr : found->second;
    }
    std::optional<types::KernelSymbol> find_symbol(std::string_view name,
                                                   std::string_view scope) override {
        auto found = symbols_.find(name);
        bool here = found != symbols_.end() && (scope != "libc" || !found->second.type);
        return here ? std::optional(found->second) : std::nullopt;
    }
    std::string no_objects_reason(std::string_view) override { return ""; }
    std::string no_types_reason(std::string_view scope) override {
        return scope == "libc" ? "libc.so.6 has no debug information" : "";
    }

private:
    std::map<std::string, const types::Type*, std::less<>> types_;
    std::map<std::string, types::KernelSymbol, std::less<>> symbols_;
};

/// BEGIN, END, ERROR, a few system calls, functions, and provider proc, whose args[] are described.
/// A field that is "" or has a star matches.
class FakeProbes : public types::ProbeCatalog {
public:
    uint64_t count_matches(const std::string& provider, const std::string& module,
                           const std::string& function, const std::string& name, uint32_t id,
                           uint64_t) override {
        uint64_t count = 0;
        each_match(provider, module, function, name, id, [&](const types::ProbeName&) {
            count++;
            return true;
        });
        return count;
    }
    std::vector<std::string> nearest(const std::string&, const std::string&, const std::string&,
                                     const std::string& name) override {
        return name == "entri" ? std::vector<std::string>{"syscall::open:entry"}
                               : std::vector<std::string>{};
    }
    void each_match(const std::string& provider, const std::string& module,
                    const std::string& function, const std::string& name, uint32_t id,
                    const std::function<bool(const types::ProbeName&)>& visit) override {
        auto fits = [](const std::string& pattern, const std::string& text) {
            return pattern.empty() || pattern.find('*') != pattern.npos || pattern == text;
        };
        for (const Row& row : rows()) {
            const types::ProbeName& probe = row.probe;
            bool matches = id ? id == probe.id
                              : fits(provider, probe.provider) && fits(module, probe.module) &&
                                    fits(function, probe.function) && fits(name, probe.name);
            if (matches && !visit(probe))
                return;
        }
    }
    std::optional<types::ProviderAttributes> attributes(const std::string& provider) override {
        auto all = [](const char* text) { return *types::parse_attributes(text); };
        if (provider == "dtrace")
            return types::ProviderAttributes{types::STABLE, all("Private/Private/Unknown"),
                                             all("Private/Private/Unknown"), types::STABLE,
                                             types::STABLE};
        if (count_matches(provider, "", "", "", 0, 1) == 0)
            return std::nullopt;
        return types::ProviderAttributes{all("Evolving/Evolving/Common"), types::KERNEL,
                                         types::KERNEL, all("Evolving/Evolving/Common"),
                                         all("Evolving/Private/ISA")};
    }
    std::optional<types::ArgDesc> argument(uint32_t probe, uint32_t n) override {
        const Row& row = rows().at(probe - 1);
        if (row.from == types::ArgsFrom::Function || row.from == types::ArgsFrom::Tracepoint)
            return types::ArgDesc{row.from, 0, "", ""};
        if (n >= row.args.size())
            return std::nullopt;
        types::ArgDesc desc = row.args[n];
        desc.from = row.from;
        return desc;
    }

private:
    struct Row {
        types::ProbeName probe;
        types::ArgsFrom from = types::ArgsFrom::None;
        std::vector<types::ArgDesc> args{};
    };

    static types::ArgDesc arg(uint32_t mapping, const std::string& native,
                              const std::string& translated = "") {
        return {types::ArgsFrom::Described, mapping, native,
                translated.empty() ? native : translated};
    }

    static const std::vector<Row>& rows() {
        using types::ArgsFrom;
        static const std::vector<Row> all{
            {{1, "dtrace", "", "", "BEGIN"}},
            {{2, "dtrace", "", "", "END"}},
            {{3, "dtrace", "", "", "ERROR"}},
            {{4, "syscall", "vmlinux", "open", "entry"},
             ArgsFrom::Syscall,
             {arg(0, "const char __user *"), arg(1, "int")}},
            {{5, "syscall", "vmlinux", "close", "entry"},
             ArgsFrom::Syscall,
             {arg(0, "unsigned int"), arg(1, "int")}},
            {{6, "fbt", "vmlinux", "wake_task", "entry"}, ArgsFrom::Function},
            {{7, "fbt", "vmlinux", "wake_task", "return"}, ArgsFrom::Function},
            {{8, "fbt", "vmlinux", "by_value", "entry"}, ArgsFrom::Function},
            {{9, "fbt", "vmlinux", "wake_task.isra.0", "entry"}, ArgsFrom::Function},
            {{10, "fbt", "vmlinux", "by_value", "return"}, ArgsFrom::Function},
            {{11, "sdt", "sched", "", "sched_wakeup"}, ArgsFrom::Tracepoint},
            {{12, "proc", "vmlinux", "copy_process", "create"},
             ArgsFrom::Described,
             {arg(1, "struct task_struct *", "taskinfo_t *"), arg(0, "int"),
              arg(2, "char *", "string"), arg(3, "nosuch_t *")}},
        };
        return all;
    }
};

} // namespace dtrace::sema
