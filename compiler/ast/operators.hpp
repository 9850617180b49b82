// SPDX-License-Identifier: MIT
// How operators are written and how tight they bind: for the parser, the printer and messages.
#pragma once

#include "compiler/ast/ast.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace expc::ast {

/// A higher level binds tighter; operators of one level group to the left (ruling 58).
namespace level {
inline constexpr int conditional = 0; ///< `if`, `let`
inline constexpr int logical = 1;     ///< `and`, `or`
inline constexpr int negation = 2;    ///< `not`
inline constexpr int comparison = 3;
inline constexpr int range = 4;
inline constexpr int sum = 5;
inline constexpr int product = 6;
inline constexpr int minus = 7;
inline constexpr int postfix = 8;
} // namespace level

struct OperatorRow {
    std::string_view text;
    BinaryOp op;
    int level;
};

/// Every binary operator of the language.
inline constexpr auto operators = std::to_array<OperatorRow>({
    {"and", BinaryOp::logical_and, level::logical},
    {"or", BinaryOp::logical_or, level::logical},
    {"==", BinaryOp::equal, level::comparison},
    {"!=", BinaryOp::not_equal, level::comparison},
    {"<", BinaryOp::less, level::comparison},
    {"<=", BinaryOp::less_equal, level::comparison},
    {">", BinaryOp::greater, level::comparison},
    {">=", BinaryOp::greater_equal, level::comparison},
    {"in", BinaryOp::in, level::comparison},
    {"not in", BinaryOp::not_in, level::comparison},
    {"+", BinaryOp::add, level::sum},
    {"-", BinaryOp::subtract, level::sum},
    {"*", BinaryOp::multiply, level::product},
    {"/", BinaryOp::divide, level::product},
    {"//", BinaryOp::floor_divide, level::product},
    {"%", BinaryOp::remainder, level::product},
});

/// The row of an operator.
constexpr const OperatorRow& row_of(BinaryOp op) {
    return *std::ranges::find(operators, op, &OperatorRow::op);
}

/// The operator as it is written.
constexpr std::string_view text_of(BinaryOp op) {
    return row_of(op).text;
}

} // namespace expc::ast
