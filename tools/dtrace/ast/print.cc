// SPDX-License-Identifier: GPL-2.0
// Trees as s-expressions: (operator operand ...), one statement a line.
#include "ast/print.h"

#include "ast/walk.h"
#include "base/strings.h"

#include <cctype>

namespace dtrace::ast {

namespace {

constexpr const char* binary_spellings[] = {"*", "/",  "%",  "+",  "-",  "<<", ">>",
                                            "<", "<=", ">",  ">=", "==", "!=", "&",
                                            "^", "|",  "&&", "^^", "||", ","};
constexpr const char* unary_spellings[] = {"-", "+",     "~",     "!",      "*",
                                           "&", "++pre", "--pre", "post++", "post--"};
constexpr const char* int_suffixes[] = {"", "u", "l", "ul", "ll", "ull"};
constexpr const char* scope_prefixes[] = {"", "self->", "this->"};
constexpr const char* storage_words[] = {"",       "auto",    "register", "static",
                                         "extern", "typedef", "self",     "this"};
constexpr const char* tag_words[] = {"struct", "union", "enum"};

template <class E>
size_t index_of(E value) {
    return static_cast<size_t>(value);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (c == '\n')
            out += "\\n";
        else if (std::isprint(static_cast<unsigned char>(c)))
            out += c;
        else
            out += strformat("\\x%02x", static_cast<unsigned char>(c));
    }
    return out + "\"";
}

std::string list(const char* head, const std::vector<ExprPtr>& items) {
    std::string text = std::string("(") + head;
    for (const ExprPtr& item : items)
        text += " " + to_text(*item);
    return text + ")";
}

std::string name_of(const Ident& ident) {
    if (ident.scoped)
        return ident.module + (ident.user_symbol ? "``" : "`") + ident.name;
    return scope_prefixes[index_of(ident.scope)] + ident.name;
}

// ---- types ----

std::string specs_text(const Specifiers& specs);
std::string declarator_text(const Declarator& declarator);

std::string tag_text(const TagSpec& tag) {
    std::string text = tag_words[index_of(tag.kind)];
    if (!tag.tag.empty())
        text += " " + tag.tag;
    if (!tag.defines)
        return text;
    text += " {";
    for (const MemberDecl& member : tag.members) {
        text += " (" + specs_text(member.specs);
        for (const Declarator& declarator : member.declarators)
            text += declarator_text(declarator);
        text += ")";
    }
    for (const EnumeratorDecl& enumerator : tag.enumerators)
        text += enumerator.value ? " (" + enumerator.name + " " + to_text(*enumerator.value) + ")"
                                 : " " + enumerator.name;
    return text + " }";
}

std::string specs_text(const Specifiers& specs) {
    std::vector<std::string> words;
    if (specs.storage != StorageClass::None)
        words.emplace_back(storage_words[index_of(specs.storage)]);
    if (specs.is_const)
        words.emplace_back("const");
    if (specs.is_volatile)
        words.emplace_back("volatile");
    if (specs.is_restrict)
        words.emplace_back("restrict");
    if (specs.is_user)
        words.emplace_back("userland");
    words.insert(words.end(), specs.words.begin(), specs.words.end());
    if (!specs.type_name.empty())
        words.push_back(specs.type_name);
    if (specs.tag)
        words.push_back(tag_text(*specs.tag));
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string params_text(const std::vector<Param>& params) {
    std::string text;
    for (const Param& param : params)
        text += (text.empty() ? "" : ", ") + specs_text(param.specs) +
                declarator_text(param.declarator);
    return text;
}

std::string part_text(const PointerPart& part) {
    return std::string("*") + (part.is_const ? "const" : "") +
           (part.is_volatile ? "volatile" : "") + (part.is_restrict ? "restrict" : "");
}
std::string part_text(const ArrayPart& part) {
    if (part.is_assoc)
        return "[assoc " + params_text(part.keys) + "]";
    return "[" + (part.size ? to_text(*part.size) : "") + "]";
}
std::string part_text(const FunctionPart& part) {
    return "(fn " + params_text(part.params) + (part.variadic ? " ..." : "") + ")";
}

// ` name part part`, the parts in the order in which they build the type.
std::string declarator_text(const Declarator& declarator) {
    std::string text = declarator.name.empty() ? "" : " " + declarator.name;
    for (const auto& part : declarator.parts)
        text += " " + std::visit([](const auto& p) { return part_text(p); }, part);
    if (declarator.bitfield)
        text += " : " + to_text(*declarator.bitfield);
    return text;
}

// ---- expressions: one overload a node ----

std::string node_text(const IntLit& node) {
    return std::to_string(node.value) + int_suffixes[index_of(node.type_hint)];
}
std::string node_text(const StringLit& node) {
    return quoted(node.value);
}
std::string node_text(const Ident& node) {
    return name_of(node);
}
std::string node_text(const AggRef& node) {
    return list(("@" + node.name).c_str(), node.keys);
}
std::string node_text(const Unary& node) {
    return std::string("(") + spelling(node.op) + " " + to_text(*node.operand) + ")";
}
std::string node_text(const Binary& node) {
    return std::string("(") + spelling(node.op) + " " + to_text(*node.left) + " " +
           to_text(*node.right) + ")";
}
std::string node_text(const Assign& node) {
    return std::string("(") + (node.op ? spelling(*node.op) : "") + "= " + to_text(*node.left) +
           " " + to_text(*node.right) + ")";
}
std::string node_text(const Ternary& node) {
    return "(?: " + to_text(*node.cond) + " " + to_text(*node.yes) + " " + to_text(*node.no) + ")";
}
std::string node_text(const Call& node) {
    return list(("call " + node.name).c_str(), node.args);
}
std::string node_text(const Index& node) {
    return list(("index " + to_text(*node.base)).c_str(), node.args);
}
std::string node_text(const MemberRef& node) {
    return std::string("(") + (node.arrow ? "->" : ".") + " " + to_text(*node.base) + " " +
           node.name + ")";
}
std::string node_text(const Cast& node) {
    return "(cast <" + (node.to ? to_text(*node.to) : "") + "> " + to_text(*node.operand) + ")";
}
std::string node_text(const SizeofExpr& node) {
    return "(sizeof " + to_text(*node.operand) + ")";
}
std::string node_text(const SizeofType& node) {
    return "(sizeof <" + to_text(*node.type) + ">)";
}
std::string node_text(const Offsetof& node) {
    return "(offsetof <" + to_text(*node.type) + "> " + node.member + ")";
}
std::string node_text(const Stringof& node) {
    return "(stringof " + to_text(*node.operand) + ")";
}
std::string node_text(const Xlate& node) {
    return "(xlate <" + to_text(*node.type) + "> " + to_text(*node.operand) + ")";
}
std::string node_text(const Translated& node) {
    std::string text = "(translated";
    for (const Translated::Part& part : node.parts)
        text += " " + to_text(*part.value);
    return text + ")";
}
std::string node_text(const Let& node) {
    return "(let " + to_text(*node.value) + " " + to_text(*node.body) + ")";
}

// ---- statements and items ----

void print_list(std::string& out, const StmtList& statements, const std::string& indent) {
    for (const auto& stmt : statements) {
        if (auto* plain = std::get_if<ExprStmt>(&stmt->node)) {
            out += indent + to_text(*plain->expr) + "\n";
            continue;
        }
        const auto& branch = std::get<IfStmt>(stmt->node);
        out += indent + "(if " + to_text(*branch.cond) + "\n";
        print_list(out, branch.then_body, indent + "    ");
        if (!branch.else_body.empty())
            out += indent + "  else\n";
        print_list(out, branch.else_body, indent + "    ");
        out += indent + ")\n";
    }
}

std::string desc_text(const ProbeDesc& desc) {
    if (desc.id)
        return " #" + std::to_string(desc.id);
    return " " + desc.provider + ":" + desc.module + ":" + desc.function + ":" + desc.name;
}

std::string item_text(const Clause& clause) {
    std::string text = "(clause";
    for (const ProbeDesc& desc : clause.pdescs)
        text += desc_text(desc);
    if (clause.predicate)
        text += "\n  / " + to_text(*clause.predicate) + " /";
    if (!clause.has_body)
        return text + ")";
    text += "\n";
    print_list(text, clause.body, "  ");
    return text + ")";
}
std::string item_text(const Declaration& decl) {
    std::string text = "(declare " + specs_text(decl.specs);
    for (const Declarator& declarator : decl.declarators)
        text += ";" + declarator_text(declarator);
    return text + ")";
}
std::string item_text(const InlineDef& def) {
    return "(inline " + specs_text(def.specs) + declarator_text(def.declarator) + " = " +
           to_text(*def.body) + ")";
}
std::string item_text(const TranslatorDef& def) {
    std::string text =
        "(translator <" + to_text(def.output) + "> <" + to_text(def.input) + "> " + def.input_name;
    for (const TranslatorMember& member : def.members)
        text += "\n  (" + member.name + " " + to_text(*member.value) + ")";
    return text + ")";
}
std::string item_text(const ProviderDef& def) {
    std::string text = "(provider " + def.name;
    for (const ProviderProbe& probe : def.probes) {
        text += "\n  (probe " + probe.name + " (" + params_text(probe.params) + ")";
        if (probe.has_output)
            text += " (" + params_text(probe.output) + ")";
        text += ")";
    }
    return text + ")";
}
std::string item_text(const OptionPragma& pragma) {
    return "(option " + pragma.name + (pragma.value ? " " + quoted(*pragma.value) : "") + ")";
}
std::string item_text(const Pragma& pragma) {
    std::string text = "(pragma";
    for (const std::string& word : pragma.words)
        text += " " + quoted(word);
    return text + ")";
}

} // namespace

const char* spelling(BinaryOp op) {
    return binary_spellings[index_of(op)];
}

const char* spelling(UnaryOp op) {
    return unary_spellings[index_of(op)];
}

std::string to_text(const Expr& expr) {
    return std::visit([](const auto& node) { return node_text(node); }, expr.node);
}

std::string to_text(const TypeName& type) {
    return specs_text(type.specs) + declarator_text(type.declarator);
}

std::string to_text(const Item& item) {
    return std::visit([](const auto& node) { return item_text(node); }, item) + "\n";
}

std::string to_text(const Program& program) {
    std::string text;
    for (const Item& item : program.items)
        text += to_text(item);
    return text;
}

} // namespace dtrace::ast
