/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// Visits the nodes of a tree without recursion in the caller.
#pragma once

#include "ast/ast.h"

#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace dtrace::ast {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

/// Calls `visit(child)` for each operand of `expr` (ExprPtr or const ExprPtr), left to right. Null
/// operands are left out; expressions inside type names are not operands.
template <class E, class Visit>
void for_each_operand(E& expr, Visit&& visit) {
    auto one = [&](auto& child) {
        if (child)
            visit(child);
    };
    auto all = [&](auto& children) {
        for (auto& child : children)
            one(child);
    };
    std::visit(
        [&](auto& node) {
            using Node = std::remove_cvref_t<decltype(node)>;
            if constexpr (requires { node.left; })
                one(node.left), one(node.right);
            else if constexpr (std::is_same_v<Node, Ternary>)
                one(node.cond), one(node.yes), one(node.no);
            else if constexpr (std::is_same_v<Node, Let>)
                one(node.value), one(node.body);
            else if constexpr (std::is_same_v<Node, Index>)
                one(node.base), all(node.args);
            else if constexpr (requires { node.args; })
                all(node.args);
            else if constexpr (requires { node.keys; })
                all(node.keys);
            else if constexpr (requires { node.parts; })
                for (auto& part : node.parts)
                    one(part.value);
            else if constexpr (requires { node.operand; })
                one(node.operand);
            else if constexpr (requires { node.base; })
                one(node.base);
        },
        expr.node);
}

/// Calls `visit(expr)` for `root` and everything below it, parents before their operands, operands
/// from left to right; on an explicit stack.
template <class E, class Visit>
void walk(E& root, Visit&& visit) {
    std::vector<E*> pending{&root};
    while (!pending.empty()) {
        E* expr = pending.back();
        pending.pop_back();
        visit(*expr);
        size_t first = pending.size();
        for_each_operand(*expr, [&](auto& child) { pending.push_back(child.get()); });
        for (size_t low = first, high = pending.size(); low + 1 < high; ++low)
            std::swap(pending[low], pending[--high]);
    }
}

/// Calls `visit(stmt)` for every statement of a list, those of if branches after their if.
template <class List, class Visit>
void walk_statements(List& list, Visit&& visit) {
    for (auto& stmt : list) {
        visit(*stmt);
        if (auto* branch = std::get_if<IfStmt>(&stmt->node)) {
            walk_statements(branch->then_body, visit);
            walk_statements(branch->else_body, visit);
        }
    }
}

} // namespace dtrace::ast
