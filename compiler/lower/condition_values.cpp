// SPDX-License-Identifier: MIT
#include "compiler/lower/condition_values.hpp"

#include "compiler/diagnostics/power_assert.hpp"
#include "compiler/sema/walk.hpp"

#include <algorithm>

namespace expc::lower {
namespace {

using algebra::Value;
using sema::ExprRef;

constexpr std::size_t longest_value = 40;

std::string shown_value(const Value& value) {
    if (const bool* answer = value.get_if<bool>()) return *answer ? "yes" : "no";
    std::string text = algebra::display(value);
    if (text.size() > longest_value) text = text.substr(0, longest_value) + "...";
    return text;
}

class ValueCollector {
  public:
    ValueCollector(sema::Evaluator& evaluator, const sema::Environment& environment,
                   SourceRange whole)
        : evaluator_(evaluator), environment_(environment), whole_(whole) {}

    void collect(ExprRef e) {
        const ast::Expr& expression = e.get();
        if (const auto* member = std::get_if<ast::Member>(&expression.node))
            return add(e, member->name.range);
        if (std::holds_alternative<ast::NameUse>(expression.node)) return add(e, e.range());
        if (const auto* binary = std::get_if<ast::Binary>(&expression.node)) {
            collect(e.at(binary->left));
            if (reaches_right(e, *binary)) collect(e.at(binary->right));
            return add(e, binary->op_range);
        }
        if (const auto* unary = std::get_if<ast::Unary>(&expression.node))
            return collect(e.at(unary->operand));
        if (const auto* call = std::get_if<ast::Call>(&expression.node))
            return add(e, call->callee.range);
    }

    std::vector<diag::ValueBelow> take() { return std::move(values_); }

  private:
    /// `and` and `or` may stop at their left side.
    bool reaches_right(ExprRef e, const ast::Binary& binary) {
        const bool is_and = binary.op == ast::BinaryOp::logical_and;
        const bool is_or = binary.op == ast::BinaryOp::logical_or;
        if (!is_and && !is_or) return true;
        const Value left = evaluator_.evaluate(e.at(binary.left), environment_);
        const bool* answer = left.get_if<bool>();
        return answer != nullptr && *answer == is_and;
    }

    void add(ExprRef e, SourceRange place) {
        if (evaluator_.failed() || place.begin < whole_.begin) return;
        const Value value = evaluator_.evaluate(e, environment_);
        if (evaluator_.failed()) return;
        const bool is_runtime = value.get_if<algebra::RuntimeText>() != nullptr;
        if (!is_runtime) values_.push_back({place.begin - whole_.begin, shown_value(value)});
    }

    sema::Evaluator& evaluator_;
    const sema::Environment& environment_;
    SourceRange whole_;
    std::vector<diag::ValueBelow> values_;
};

} // namespace

std::string condition_values(sema::Evaluator& evaluator, ExprRef condition,
                             const sema::Environment& environment) {
    ValueCollector collector(evaluator, environment, condition.range());
    collector.collect(condition);
    return diag::power_assert(evaluator.checker().source_text(condition.range()), collector.take());
}

} // namespace expc::lower
