// SPDX-License-Identifier: MIT
// Values of operators. Overflow, division by zero and results that are no numbers are errors, never
// values.
#include "compiler/sema/evaluator.hpp"
#include "compiler/sema/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace expc::sema {

namespace {

using algebra::Duration;
using algebra::Size;

/// A result, or what went wrong as the arguments of E0313 (empty: overflow).
struct Outcome {
    std::optional<Value> value;
    std::string_view problem;
};

/// By reference, because the call that sets the result is an argument beside it.
Outcome integer_outcome(bool overflowed, const std::int64_t& result) {
    return overflowed ? Outcome{} : Outcome{Value::of(result), ""};
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

Outcome integers(ast::BinaryOp op, std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    switch (op) {
    case ast::BinaryOp::add: return integer_outcome(__builtin_add_overflow(a, b, &result), result);
    case ast::BinaryOp::subtract:
        return integer_outcome(__builtin_sub_overflow(a, b, &result), result);
    case ast::BinaryOp::multiply:
        return integer_outcome(__builtin_mul_overflow(a, b, &result), result);
    case ast::BinaryOp::floor_divide:
    case ast::BinaryOp::remainder: {
        if (b == 0) return {{}, "division by zero"};
        if (b == -1)
            return op == ast::BinaryOp::remainder
                       ? Outcome{Value::of(std::int64_t{0}), ""}
                       : integer_outcome(__builtin_sub_overflow(std::int64_t{0}, a, &result),
                                         result);
        const std::int64_t quotient = floor_divide(a, b);
        return {Value::of(op == ast::BinaryOp::floor_divide ? quotient : a - quotient * b), ""};
    }
    default: return {};
    }
}

Outcome real_outcome(double result) {
    if (!std::isfinite(result)) return {{}, "the result is not a finite number"};
    return {Value::of(result == 0.0 ? 0.0 : result), ""};
}

Outcome reals(ast::BinaryOp op, double a, double b) {
    switch (op) {
    case ast::BinaryOp::add: return real_outcome(a + b);
    case ast::BinaryOp::subtract: return real_outcome(a - b);
    case ast::BinaryOp::multiply: return real_outcome(a * b);
    case ast::BinaryOp::divide:
        return b == 0.0 ? Outcome{{}, "division by zero"} : real_outcome(a / b);
    default: return {};
    }
}

/// A quantity times or through a number, rounded up to a whole millisecond or byte.
Outcome scaled(ast::BinaryOp op, std::int64_t quantity, const Value& factor) {
    const auto* whole = factor.get_if<std::int64_t>();
    if (whole != nullptr && op == ast::BinaryOp::multiply) return integers(op, quantity, *whole);
    const double by = whole != nullptr ? static_cast<double>(*whole) : *factor.get_if<double>();
    if (op == ast::BinaryOp::divide && by == 0.0) return {{}, "division by zero"};
    const double result =
        std::ceil(op == ast::BinaryOp::multiply ? static_cast<double>(quantity) * by
                                                : static_cast<double>(quantity) / by);
    if (!(std::abs(result) < 9.2e18)) return {};
    return {Value::of(static_cast<std::int64_t>(result)), ""};
}

template <typename Quantity>
Outcome rewrap(const Outcome& outcome) {
    if (!outcome.value) return outcome;
    return {Value::of(Quantity{*outcome.value->get_if<std::int64_t>()}), ""};
}

template <typename Quantity>
std::optional<Outcome> quantities(ast::BinaryOp op, const Value& left, const Value& right,
                                  std::int64_t Quantity::*amount) {
    const auto* a = left.get_if<Quantity>();
    const auto* b = right.get_if<Quantity>();
    if (a == nullptr && b == nullptr) return std::nullopt;
    if (a != nullptr && b != nullptr) {
        if (op == ast::BinaryOp::divide)
            return reals(op, static_cast<double>(a->*amount), static_cast<double>(b->*amount));
        return rewrap<Quantity>(integers(op, a->*amount, b->*amount));
    }
    return rewrap<Quantity>(
        scaled(op, a != nullptr ? a->*amount : b->*amount, a != nullptr ? right : left));
}

std::optional<double> real_of(const Value& value) {
    if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
    if (const auto* real = value.get_if<double>()) return *real;
    return std::nullopt;
}

template <typename Ordered>
bool compare(ast::BinaryOp op, const Ordered& a, const Ordered& b) {
    switch (op) {
    case ast::BinaryOp::less: return a < b;
    case ast::BinaryOp::less_equal: return a <= b;
    case ast::BinaryOp::greater: return a > b;
    case ast::BinaryOp::greater_equal: return a >= b;
    default: return false;
    }
}

bool ordered(ast::BinaryOp op, const Value& left, const Value& right) {
    const auto* a = left.get_if<std::int64_t>();
    const auto* b = right.get_if<std::int64_t>();
    if (a != nullptr && b != nullptr) return compare(op, *a, *b);
    if (const auto x = real_of(left), y = real_of(right); x && y) return compare(op, *x, *y);
    if (const auto* d = left.get_if<Duration>())
        return compare(op, d->milliseconds, right.get_if<Duration>()->milliseconds);
    if (const auto* s = left.get_if<Size>())
        return compare(op, s->bytes, right.get_if<Size>()->bytes);
    return compare(op, left.as_text(), right.as_text());
}

} // namespace

/// Every element that is looked at is a step.
bool Evaluator::contains(ExprRef e, const algebra::List& haystack, const Value& needle) {
    const auto found = std::ranges::find(haystack, needle);
    spend(e, static_cast<std::uint64_t>(found - haystack.begin()));
    spend_on(e, needle);
    return found != haystack.end();
}

bool Evaluator::contains(ExprRef e, const Value& haystack, const Value& needle) {
    if (const auto* list = haystack.get_if<algebra::Shared<algebra::List>>())
        return contains(e, **list, needle);
    spend_on(e, haystack);
    return haystack.as_text().find(needle.as_text()) != std::string::npos;
}

Value Evaluator::evaluate_unary(ExprRef e, const ast::Unary& node, const Environment& env) {
    const Value operand = evaluate(e.at(node.operand), env);
    if (failed_ || !is_known(operand, e.at(node.operand), "-")) return {};
    if (node.op == ast::UnaryOp::logical_not) {
        const bool* holds = operand.get_if<bool>();
        return holds != nullptr ? Value::of(!*holds) : Value();
    }
    if (const auto* whole = operand.get_if<std::int64_t>()) {
        std::int64_t result = 0;
        if (!__builtin_sub_overflow(std::int64_t{0}, *whole, &result)) return Value::of(result);
        fail(diag::Code::E0305, e.range());
        return {};
    }
    if (const auto* real = operand.get_if<double>()) return Value::of(*real == 0.0 ? 0.0 : -*real);
    if (const auto* duration = operand.get_if<Duration>())
        return Value::of(Duration{-duration->milliseconds});
    return {};
}

Value Evaluator::evaluate_logical(ExprRef e, const ast::Binary& node, const Environment& env) {
    const Value left = evaluate(e.at(node.left), env);
    const bool* holds = left.get_if<bool>();
    if (holds == nullptr) return {};
    const bool is_decided = node.op == ast::BinaryOp::logical_and ? !*holds : *holds;
    return is_decided ? left : evaluate(e.at(node.right), env);
}

Value Evaluator::evaluate_binary(ExprRef e, const ast::Binary& node, const Environment& env) {
    if (node.op == ast::BinaryOp::logical_and || node.op == ast::BinaryOp::logical_or)
        return evaluate_logical(e, node, env);
    const Value left = evaluate(e.at(node.left), env);
    const Value right = evaluate(e.at(node.right), env);
    if (failed_) return {};
    for (const auto& [side, value] : {std::pair(node.left, &left), std::pair(node.right, &right)}) {
        if (!is_known_throughout(*value, e.at(side), spelling(node.op))) return {};
    }
    Outcome outcome;
    switch (node.op) {
    case ast::BinaryOp::equal: return Value::of(spend_on(e, left) && left == right);
    case ast::BinaryOp::not_equal: return Value::of(spend_on(e, left) && !(left == right));
    case ast::BinaryOp::in: return Value::of(contains(e, right, left));
    case ast::BinaryOp::not_in: return Value::of(!contains(e, right, left));
    case ast::BinaryOp::less:
    case ast::BinaryOp::less_equal:
    case ast::BinaryOp::greater:
    case ast::BinaryOp::greater_equal:
        if (left.is_none() || right.is_none()) return Value::of(false);
        return Value::of(ordered(node.op, left, right));
    case ast::BinaryOp::logical_and:
    case ast::BinaryOp::logical_or: return {};
    case ast::BinaryOp::multiply:
    case ast::BinaryOp::divide:
    case ast::BinaryOp::floor_divide:
    case ast::BinaryOp::remainder:
    case ast::BinaryOp::add:
    case ast::BinaryOp::subtract: {
        const auto* a = left.get_if<std::int64_t>();
        const auto* b = right.get_if<std::int64_t>();
        if (a != nullptr && b != nullptr)
            outcome = integers(node.op, *a, *b);
        else if (const auto time =
                     quantities<Duration>(node.op, left, right, &Duration::milliseconds))
            outcome = *time;
        else if (const auto size = quantities<Size>(node.op, left, right, &Size::bytes))
            outcome = *size;
        else if (const auto x = real_of(left), y = real_of(right); x && y)
            outcome = reals(node.op, *x, *y);
        else
            return {};
        break;
    }
    }
    if (outcome.value) return *outcome.value;
    if (outcome.problem.empty())
        fail(diag::Code::E0305, e.range());
    else
        fail(diag::Code::E0313, e.range(), outcome.problem);
    return {};
}

} // namespace expc::sema
