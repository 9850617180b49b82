// SPDX-License-Identifier: MIT
// Built-in functions that compute with numbers and quantities, or make lists of them.
#include "compiler/sema/evaluate_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace expc::sema {

const algebra::List& as_list(const Value& value) {
    static const algebra::List nothing;
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    return list != nullptr ? **list : nothing;
}

double as_real(const Value& value) {
    if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
    const auto* real = value.get_if<double>();
    return real != nullptr ? *real : 0.0;
}

std::int64_t as_int(const Value& value) {
    const auto* whole = value.get_if<std::int64_t>();
    return whole != nullptr ? *whole : 0;
}

bool is_less(const Value& a, const Value& b) {
    if (a.get_if<algebra::Text>() != nullptr) return a.as_text() < b.as_text();
    if (const auto* duration = a.get_if<algebra::Duration>())
        return *duration < *b.get_if<algebra::Duration>();
    if (const auto* size = a.get_if<algebra::Size>()) return *size < *b.get_if<algebra::Size>();
    return as_real(a) < as_real(b);
}

Value CallEvaluator::round_number(ExprRef e, BuiltinId id, double number) {
    double result = std::trunc(number);
    if (id == BuiltinId::floor) result = std::floor(number);
    if (id == BuiltinId::ceil) result = std::ceil(number);
    // Halves go to the even neighbour, as in Python.
    if (id == BuiltinId::round) result = std::nearbyint(number);
    if (std::abs(result) < 9.2e18) return Value::of(static_cast<std::int64_t>(result));
    evaluator_.fail(diag::Code::E0305, e.range());
    return {};
}

Value CallEvaluator::absolute(ExprRef e, std::int64_t number) {
    std::int64_t result = number;
    if (number >= 0 || !__builtin_sub_overflow(std::int64_t{0}, number, &result))
        return Value::of(result);
    evaluator_.fail(diag::Code::E0305, e.range());
    return {};
}

Value CallEvaluator::fixed(ExprRef e, double number, std::int64_t digits) {
    if (evaluator_.failed()) return {};
    if (digits >= 0 && digits <= 20) return Value::text(fmt::format("{:.{}f}", number, digits));
    evaluator_.fail(diag::Code::E0313, e.range(),
                    fmt::format("`fixed` takes 0 to 20 digits, not {}", digits));
    return {};
}

Value CallEvaluator::pad(ExprRef e, std::int64_t number, std::int64_t width) {
    if (evaluator_.failed()) return {};
    if (width >= 1 && width <= 64) return Value::text(fmt::format("{:0{}}", number, width));
    evaluator_.fail(diag::Code::E0313, e.range(),
                    fmt::format("`pad` takes a width of 1 to 64, not {}", width));
    return {};
}

Value CallEvaluator::extreme(ExprRef e, BuiltinId id, const algebra::List& values) {
    if (values.empty()) {
        evaluator_.fail(diag::Code::E0313, e.range(),
                        "an empty list has no smallest or largest value");
        return {};
    }
    return id == BuiltinId::min ? *std::ranges::min_element(values, is_less)
                                : *std::ranges::max_element(values, is_less);
}

Value CallEvaluator::sum(ExprRef e, const algebra::List& values) {
    std::int64_t whole = 0;
    double real = 0;
    for (const Value& value : values) {
        real += as_real(value);
        std::int64_t amount = as_int(value);
        if (const auto* duration = value.get_if<algebra::Duration>())
            amount = duration->milliseconds;
        if (const auto* size = value.get_if<algebra::Size>()) amount = size->bytes;
        if (!__builtin_add_overflow(whole, amount, &whole)) continue;
        evaluator_.fail(diag::Code::E0305, e.range());
        return {};
    }
    if (values.empty() || values.front().get_if<std::int64_t>() != nullptr) return Value::of(whole);
    if (values.front().get_if<algebra::Duration>() != nullptr)
        return Value::of(algebra::Duration{whole});
    if (values.front().get_if<algebra::Size>() != nullptr) return Value::of(algebra::Size{whole});
    return Value::of(real);
}

Value CallEvaluator::range(ExprRef e, const Arguments& arguments) {
    const Value first = known_argument("range", arguments, "start", 0);
    const Value second = known_argument("range", arguments, "stop", 1);
    const Value step_value = known_argument("range", arguments, "step", 2);
    if (evaluator_.failed()) return {};
    const std::int64_t start = second.is_none() ? 0 : as_int(first);
    const std::int64_t stop = second.is_none() ? as_int(first) : as_int(second);
    const std::int64_t step = step_value.is_none() ? 1 : as_int(step_value);
    if (step == 0) {
        evaluator_.fail(diag::Code::E0313, e.range(), "`range` needs a step that is not 0");
        return {};
    }
    if (step > 0 ? start >= stop : start <= stop) return Value::list({});
    const auto low = static_cast<std::uint64_t>(step > 0 ? start : stop);
    const auto high = static_cast<std::uint64_t>(step > 0 ? stop : start);
    const std::uint64_t stride =
        step > 0 ? static_cast<std::uint64_t>(step) : -static_cast<std::uint64_t>(step);
    const std::uint64_t count = (high - low - 1) / stride + 1;
    return evaluator_.integer_list(e, start, count, step);
}

Value CallEvaluator::spaced(ExprRef e, BuiltinId id, const Arguments& arguments) {
    const std::string_view user = id == BuiltinId::logspace ? "logspace" : "linspace";
    const double first = as_real(known_argument(user, arguments, "first", 0));
    const double last = as_real(known_argument(user, arguments, "last", 1));
    const std::int64_t points = as_int(known_argument(user, arguments, "points", 2));
    if (evaluator_.failed()) return {};
    if (points < 1 || points > 1'000'000) {
        evaluator_.fail(diag::Code::E0313, e.range(),
                        fmt::format("`points` must be from 1 to 1000000, not {}", points));
        return {};
    }
    const bool is_log = id == BuiltinId::logspace;
    if (is_log && (first <= 0 || last <= 0)) {
        auto report =
            evaluator_.fail(diag::Code::E0313, e.range(), "`logspace` needs ends above 0");
        if (report)
            report->help("the ends are the values themselves, not their exponents: "
                         "`logspace(1e-4, 1e-2, points = 3)`");
        return {};
    }
    algebra::List elements;
    for (std::int64_t i = 0; i < points; ++i) {
        const double t =
            points == 1 ? 0.0 : static_cast<double>(i) / static_cast<double>(points - 1);
        const double value =
            is_log ? std::pow(10.0, std::log10(first) + t * (std::log10(last) - std::log10(first)))
                   : first + t * (last - first);
        elements.push_back(Value::of(algebra::round_to_12_digits(value)));
    }
    return Value::list(std::move(elements));
}

} // namespace expc::sema
