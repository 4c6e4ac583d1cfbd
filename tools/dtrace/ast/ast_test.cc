// SPDX-License-Identifier: GPL-2.0
// Tests of walking through trees.
#include "ast/print.h"
#include "ast/walk.h"

#include <gtest/gtest.h>

namespace dtrace::ast {
namespace {

ExprPtr make(decltype(Expr::node) node) {
    auto expr = std::make_unique<Expr>();
    expr->node = std::move(node);
    return expr;
}

ExprPtr name(const char* text) {
    Ident ident;
    ident.name = text;
    return make(std::move(ident));
}

// f(a, b[c]) ? d->e : (g + h)
ExprPtr sample() {
    Index index{name("b"), {}};
    index.args.push_back(name("c"));
    Call call;
    call.name = "f";
    call.args.push_back(name("a"));
    call.args.push_back(make(std::move(index)));
    MemberRef member{name("d"), true, "e", {}};
    return make(Ternary{make(std::move(call)), make(std::move(member)),
                        make(Binary{BinaryOp::Add, name("g"), name("h")})});
}

TEST(Walk, VisitsInOrder) {
    ExprPtr expr = sample();
    std::string names;
    walk(*expr, [&](Expr& visited) {
        if (auto* ident = visited.as<Ident>())
            names += ident->name;
    });
    EXPECT_EQ(names, "abcdgh");
}

TEST(Walk, ConstTree) {
    ExprPtr expr = sample();
    const Expr& tree = *expr;
    size_t count = 0;
    walk(tree, [&](const Expr&) { ++count; });
    EXPECT_EQ(count, 11u);
}

TEST(Walk, DirectOperands) {
    ExprPtr expr = sample();
    size_t count = 0;
    for_each_operand(*expr, [&](ExprPtr&) { ++count; });
    EXPECT_EQ(count, 3u);
    ExprPtr leaf = make(IntLit{1});
    for_each_operand(*leaf, [&](ExprPtr&) { ++count; });
    EXPECT_EQ(count, 3u);
}

TEST(Walk, Statements) {
    StmtList list;
    IfStmt branch;
    branch.cond = name("c");
    for (StmtList* body : {&branch.then_body, &branch.else_body, &list}) {
        body->push_back(std::make_unique<Stmt>());
        body->back()->node = ExprStmt{name("x")};
    }
    list.push_back(std::make_unique<Stmt>());
    list.back()->node = std::move(branch);
    size_t count = 0;
    walk_statements(list, [&](Stmt&) { ++count; });
    EXPECT_EQ(count, 4u);
}

TEST(Print, Expression) {
    EXPECT_EQ(to_text(*sample()), "(?: (call f a (index b c)) (-> d e) (+ g h))");
    EXPECT_EQ(to_text(*make(StringLit{"a\"\n\x01"})), "\"a\\\"\\n\\x01\"");
    EXPECT_EQ(to_text(*make(IntLit{7, IntType::ULLong})), "7ull");
}

} // namespace
} // namespace dtrace::ast
