// SPDX-License-Identifier: MIT
// What an evaluation may cost: every program ends, and before the machine's memory does.
#include "compiler/sema/evaluator.hpp"

namespace expc::sema {

namespace {

constexpr std::uint64_t step_limit = 20'000'000;
constexpr std::uint64_t bytes_per_step = 8;
constexpr std::uint64_t elements_per_step = 4;
/// Lists and records inside one another; more would endanger the stack of the machine.
constexpr std::size_t layer_limit = 1'000;

/// Counts parts as if nothing was shared: whoever prints or compares a value meets them all.
class PartCount {
  public:
    explicit PartCount(std::uint64_t most_steps) : most_elements_(most_steps * elements_per_step) {}

    /// False when there are too many.
    bool add(const Value& value, std::size_t layers = 0) {
        if (value.get_if<algebra::Text>() != nullptr)
            return take(value.as_text().size() * elements_per_step / bytes_per_step);
        if (const auto* list = value.get_if<algebra::Shared<algebra::List>>())
            return add_all(**list, layers,
                           [](const Value& element) -> const Value& { return element; });
        if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>())
            return add_all(**record, layers,
                           [](const auto& field) -> const Value& { return field.second; });
        return true;
    }

    [[nodiscard]] std::uint64_t steps() const { return elements_ / elements_per_step; }
    [[nodiscard]] bool is_too_deep() const { return is_too_deep_; }

  private:
    template <typename Container, typename ValueOf>
    bool add_all(const Container& parts, std::size_t layers, const ValueOf& value_of) {
        is_too_deep_ = is_too_deep_ || layers >= layer_limit;
        if (is_too_deep_ || !take(parts.size())) return false;
        for (const auto& part : parts) {
            if (!add(value_of(part), layers + 1)) return false;
        }
        return true;
    }
    bool take(std::uint64_t elements) {
        elements_ += elements;
        return elements_ <= most_elements_;
    }

    std::uint64_t most_elements_;
    std::uint64_t elements_ = 0;
    bool is_too_deep_ = false;
};

} // namespace

bool Evaluator::spend(ExprRef e, std::uint64_t steps) {
    steps_ += steps;
    if (steps_ <= step_limit) return true;
    fail(diag::Code::E0312, e.range(), fmt::format("{} steps", step_limit));
    return false;
}

bool Evaluator::spend_on(ExprRef e, const Value& value) {
    if (failed_) return false;
    PartCount parts(step_limit - std::min(steps_, step_limit));
    if (parts.add(value)) return spend(e, parts.steps());
    if (!parts.is_too_deep()) return spend(e, step_limit);
    fail(diag::Code::E0312, e.range(),
         fmt::format("{} lists and records inside one another", layer_limit));
    return false;
}

bool Evaluator::spend_on_bytes(ExprRef e, std::uint64_t bytes) {
    return spend(e, bytes / bytes_per_step);
}

Value Evaluator::paid(ExprRef e, Value made) {
    return spend_on(e, made) ? std::move(made) : Value();
}

Value Evaluator::too_many_elements(ExprRef e) {
    fail(diag::Code::E0312, e.range(), fmt::format("{} list elements", list_limit));
    return {};
}

} // namespace expc::sema
