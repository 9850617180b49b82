// SPDX-License-Identifier: MIT
// Values of expressions: the walk over nodes, strings, lists, records and `with`.
#include "compiler/base/match.hpp"
#include "compiler/sema/evaluate_calls.hpp"
#include "compiler/sema/evaluator.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace expc::sema {

namespace {

/// More expressions inside expressions would endanger the stack of the machine.
constexpr std::size_t depth_limit = 2000;

} // namespace

std::optional<Value> SpaceRow::find(std::string_view name) const {
    const auto column = space_->find_column(name);
    if (!column) return std::nullopt;
    return space_->columns[*column].domain.at(ordinals_[*column]);
}

algebra::Record SpaceRow::all() const {
    algebra::Record record;
    for (std::size_t i = 0; i < space_->columns.size(); ++i) {
        record.emplace_back(space_->columns[i].name, space_->columns[i].domain.at(ordinals_[i]));
    }
    return record;
}

Evaluator::Evaluator(Checker& checker, Surroundings surroundings)
    : checker_(checker), surroundings_(std::move(surroundings)) {}

Value Evaluator::evaluate(ExprRef expression, const Environment& environment) {
    if (!expression || failed_ || !spend(expression, 1)) return {};
    if (depth_ >= depth_limit) {
        fail(diag::Code::E0312, expression.range(), fmt::format("{} nested steps", depth_limit));
        return {};
    }
    ++depth_;
    Value value = evaluate_node(expression, environment);
    --depth_;
    return value;
}

Value Evaluator::evaluate_node(ExprRef e, const Environment& env) {
    return match(
        e.get().node, [](const ast::Invalid&) { return Value(); },
        [](const ast::NoneLiteral&) { return Value(); },
        [](const ast::BoolLiteral& node) { return Value::of(node.value); },
        [&](const ast::IntLiteral& node) {
            return e.module->float_literals[e.id.index] ? Value::of(static_cast<double>(node.value))
                                                        : Value::of(node.value);
        },
        [](const ast::FloatLiteral& node) { return Value::of(node.value); },
        [](const ast::DurationLiteral& node) {
            return Value::of(algebra::Duration{node.milliseconds});
        },
        [](const ast::SizeLiteral& node) { return Value::of(algebra::Size{node.bytes}); },
        [&](const ast::StringLiteral& node) { return evaluate_string(e, node, env); },
        [&](const ast::NameUse& node) { return evaluate_name(e, node, env); },
        [&](const ast::Member& node) { return evaluate_member(e, node, env); },
        [&](const ast::Index& node) { return evaluate_index(e, node, env); },
        [&](const ast::Call& node) { return CallEvaluator(*this, env).evaluate(e, node); },
        [&](const ast::Unary& node) { return evaluate_unary(e, node, env); },
        [&](const ast::Binary& node) { return evaluate_binary(e, node, env); },
        [&](const ast::Conditional& node) {
            const Value condition = evaluate(e.at(node.condition), env);
            const bool* holds = condition.get_if<bool>();
            if (holds == nullptr) return Value();
            return evaluate(e.at(*holds ? node.then_value : node.else_value), env);
        },
        [&](const ast::Match& node) { return evaluate_match(e, node, env); },
        [&](const ast::LetIn& node) {
            Environment inner = env;
            inner.locals.emplace_back(node.name.text, evaluate(e.at(node.value), env));
            return evaluate(e.at(node.body), inner);
        },
        [&](const ast::List& node) { return evaluate_list(e, node, env); },
        [&](const ast::Comprehension& node) {
            return paid(e, evaluate_comprehension(e, node, env));
        },
        [&](const ast::Range& node) { return paid(e, evaluate_range(e, node, env)); },
        [&](const ast::Record& node) { return paid(e, evaluate_record(e, node.block, env)); },
        [&](const ast::Constructor& node) {
            algebra::Record fields = {{"", Value::text(node.name.text)}};
            const Value record = evaluate_record(e, node.block, env);
            if (const auto* inner = record.get_if<algebra::Shared<algebra::Record>>())
                fields.insert(fields.end(), (*inner)->begin(), (*inner)->end());
            return Value::record(std::move(fields));
        },
        [](const ast::SpaceBlock&) { return Value(); },
        [&](const ast::With& node) { return paid(e, evaluate_with(e, node, env)); },
        [&](const ast::Without& node) { return evaluate_without(e, node, env); },
        [&](const ast::Ascription& node) { return evaluate_ascription(e, node, env); });
}

/// The record with the field at `path` replaced by what `change` makes of its value.
template <typename Change>
Value with_field(const Value& base, std::span<const ast::Name> path, const Change& change) {
    if (path.empty()) return change(base);
    const auto* record = base.get_if<algebra::Shared<algebra::Record>>();
    algebra::Record fields = record != nullptr ? **record : algebra::Record{};
    const auto found =
        std::ranges::find(fields, path.front().text, &algebra::Record::value_type::first);
    if (found == fields.end())
        fields.emplace_back(path.front().text, with_field(Value(), path.subspan(1), change));
    else
        found->second = with_field(found->second, path.subspan(1), change);
    return Value::record(std::move(fields));
}

/// `old += more`, for lists.
Value joined(const Value& old, const Value& more) {
    algebra::List elements;
    for (const Value* part : {&old, &more}) {
        if (const auto* list = part->get_if<algebra::Shared<algebra::List>>())
            elements.insert(elements.end(), (*list)->begin(), (*list)->end());
    }
    return Value::list(std::move(elements));
}

void append_part(std::vector<algebra::TextPart>& parts, const Value& value) {
    for (algebra::TextPart& part : parts_of(value)) {
        auto* text = std::get_if<std::string>(&part);
        auto* last = parts.empty() ? nullptr : std::get_if<std::string>(&parts.back());
        if (text != nullptr && last != nullptr)
            *last += *text;
        else
            parts.push_back(std::move(part));
    }
}

std::vector<algebra::TextPart> parts_of(const Value& value) {
    if (const auto* runtime = value.get_if<algebra::RuntimeText>()) return *runtime->parts;
    return {algebra::word_text(value)};
}

Value text_of(std::vector<algebra::TextPart> parts) {
    if (parts.empty()) return Value::text("");
    const bool is_plain = parts.size() == 1 && std::holds_alternative<std::string>(parts.front());
    if (is_plain) return Value::text(std::get<std::string>(std::move(parts.front())));
    return Value::of(algebra::RuntimeText{
        std::make_shared<const std::vector<algebra::TextPart>>(std::move(parts))});
}

const Value* field_of(const Value& record, std::string_view name) {
    const auto* fields = record.get_if<algebra::Shared<algebra::Record>>();
    if (fields == nullptr) return nullptr;
    const auto found =
        std::ranges::find((*fields)->begin(), (*fields)->end(), name,
                          [](const auto& f) -> const std::string& { return f.first; });
    return found == (*fields)->end() ? nullptr : &found->second;
}

std::string tag_of(const Value& record) {
    const Value* tag = field_of(record, "");
    return tag != nullptr ? tag->as_text() : "";
}

Value Evaluator::evaluate_string(ExprRef e, const ast::StringLiteral& node,
                                 const Environment& env) {
    std::vector<algebra::TextPart> parts;
    for (const ast::StringPart& part : node.parts) {
        const Value value = part.hole ? evaluate(e.at(part.hole), env) : Value::text(part.text);
        if (failed_) return {};
        append_part(parts, value);
        if (!spend_on(e, value)) return {};
    }
    for (const algebra::TextPart& part : parts) {
        const auto* text = std::get_if<std::string>(&part);
        if (text != nullptr && text->find('\0') != std::string::npos)
            fail(diag::Code::E0608, e.range());
    }
    return text_of(std::move(parts));
}

Value Evaluator::evaluate_match(ExprRef e, const ast::Match& node, const Environment& env) {
    const Value subject = evaluate(e.at(node.subject), env);
    if (failed_ || !is_known_throughout(subject, e.at(node.subject), "match")) return {};
    for (const ast::MatchArm& arm : node.arms) {
        const bool is_taken = !arm.pattern || evaluate(e.at(arm.pattern), env) == subject;
        if (is_taken) return evaluate(e.at(arm.value), env);
    }
    fail(diag::Code::E0307, e.range(), fmt::format("`{}`", algebra::display(subject)));
    return {};
}

namespace {

/// A list with as many elements is made once where all of them are literals: a filter asks for it
/// with every row.
constexpr std::size_t worth_keeping = 64;

bool is_literal(ExprRef e) {
    const auto* text = std::get_if<ast::StringLiteral>(&e.get().node);
    if (text != nullptr)
        return std::ranges::none_of(text->parts, [](const auto& part) { return !!part.hole; });
    return std::holds_alternative<ast::IntLiteral>(e.get().node) ||
           std::holds_alternative<ast::FloatLiteral>(e.get().node);
}

bool holds_literals(ExprRef e, const ast::List& list) {
    return std::ranges::all_of(list.elements, [&](const ast::ListElement& element) {
        return !element.is_splice && !element.condition && is_literal(e.at(element.value));
    });
}

} // namespace

Value Evaluator::evaluate_list(ExprRef e, const ast::List& node, const Environment& env) {
    const bool is_large = node.elements.size() >= worth_keeping;
    if (const auto kept = is_large ? kept_lists_.find(e) : kept_lists_.end();
        kept != kept_lists_.end())
        return kept->second;
    const Value list = paid(e, made_list(e, node, env));
    if (is_large && !failed_ && holds_literals(e, node)) kept_lists_.emplace(e, list);
    return list;
}

Value Evaluator::made_list(ExprRef e, const ast::List& node, const Environment& env) {
    algebra::List elements;
    for (const ast::ListElement& element : node.elements) {
        if (element.condition) {
            const Value condition = evaluate(e.at(element.condition), env);
            const bool* holds = condition.get_if<bool>();
            if (holds == nullptr || !*holds) continue;
        }
        const Value value = evaluate(e.at(element.value), env);
        if (failed_) return {};
        if (!element.is_splice) {
            elements.push_back(value);
            continue;
        }
        const auto* list = value.get_if<algebra::Shared<algebra::List>>();
        if (list == nullptr) continue;
        if (elements.size() + (*list)->size() > list_limit) return too_many_elements(e);
        elements.insert(elements.end(), (*list)->begin(), (*list)->end());
    }
    return Value::list(std::move(elements));
}

Value Evaluator::evaluate_comprehension(ExprRef e, const ast::Comprehension& node,
                                        const Environment& env) {
    const Value source = evaluate(e.at(node.source), env);
    const auto* list = source.get_if<algebra::Shared<algebra::List>>();
    if (list == nullptr) return {};
    algebra::List elements;
    Environment inner = env;
    inner.locals.emplace_back(node.name.text, Value());
    for (const Value& element : **list) {
        inner.locals.back().second = element;
        if (node.condition) {
            const Value condition = evaluate(e.at(node.condition), inner);
            const bool* holds = condition.get_if<bool>();
            if (holds == nullptr || !*holds) continue;
        }
        elements.push_back(evaluate(e.at(node.value), inner));
        if (failed_) return {};
    }
    return Value::list(std::move(elements));
}

Value Evaluator::evaluate_range(ExprRef e, const ast::Range& node, const Environment& env) {
    const Value low = evaluate(e.at(node.low), env);
    const Value high = evaluate(e.at(node.high), env);
    if (!is_known(low, e.at(node.low), "..") || !is_known(high, e.at(node.high), "..")) return {};
    const auto* first = low.get_if<std::int64_t>();
    const auto* last = high.get_if<std::int64_t>();
    if (first == nullptr || last == nullptr) {
        if (!failed_) fail(diag::Code::E0314, e.range(), "this range", "a list");
        return {};
    }
    const auto length = *last < *first ? 0U
                                       : static_cast<std::uint64_t>(*last) -
                                             static_cast<std::uint64_t>(*first) +
                                             (node.includes_high ? 1U : 0U);
    return integer_list(e, *first, length, 1);
}

Value Evaluator::integer_list(ExprRef e, std::int64_t first, std::uint64_t count,
                              std::int64_t step) {
    if (count > list_limit) return too_many_elements(e);
    algebra::List elements;
    elements.reserve(count);
    // Unsigned, so that what lies behind the last one may overflow.
    auto next = static_cast<std::uint64_t>(first);
    for (std::uint64_t i = 0; i < count; ++i, next += static_cast<std::uint64_t>(step))
        elements.push_back(Value::of(static_cast<std::int64_t>(next)));
    return Value::list(std::move(elements));
}

Value Evaluator::evaluate_record(ExprRef e, const ast::Block& block, const Environment& env) {
    algebra::Record fields;
    for (const ast::Entry& entry : block.entries) {
        if (const auto* spread = std::get_if<ast::Spread>(&entry.node)) {
            const Value source = evaluate(e.at(spread->value), env);
            if (const auto* inner = source.get_if<algebra::Shared<algebra::Record>>())
                fields.insert(fields.end(), (*inner)->begin(), (*inner)->end());
        }
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign != nullptr)
            fields.emplace_back(assign->path.front().text, evaluate(e.at(assign->value), env));
    }
    return Value::record(std::move(fields));
}

Value Evaluator::evaluate_with(ExprRef e, const ast::With& node, const Environment& env) {
    Value result = evaluate(e.at(node.base), env);
    for (const ast::Entry& entry : node.block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign == nullptr) continue;
        result = with_field(result, assign->path, [&](const Value& old) {
            Environment inner = env;
            inner.old = &old;
            const Value value = evaluate(e.at(assign->value), inner);
            return assign->appends ? joined(old, value) : value;
        });
    }
    return result;
}

Value Evaluator::evaluate_without(ExprRef e, const ast::Without& node, const Environment& env) {
    const Value base = evaluate(e.at(node.base), env);
    const auto* record = base.get_if<algebra::Shared<algebra::Record>>();
    if (record == nullptr) return {};
    algebra::Record fields = **record;
    for (const ast::Name& name : node.names)
        std::erase_if(fields, [&](const auto& field) { return field.first == name.text; });
    return Value::record(std::move(fields));
}

namespace {

/// Whether a field or one below it asks for its value before the `with` that set the field.
bool asks_for_old(const FieldNode& node) {
    return uses_name(node.value, "old") ||
           std::ranges::any_of(node.appended,
                               [](ExprRef list) { return uses_name(list, "old"); }) ||
           std::ranges::any_of(node.children, asks_for_old);
}

/// The value of a field that nobody wrote before a `with` did.
Value unwritten_value(const FieldNode& node) {
    const Value resource = resource_default(node.name);
    return resource.is_none() ? Value::list({}) : resource;
}

} // namespace

Value Evaluator::evaluate(const FieldNode& node, const Environment& env) {
    Environment inner = env;
    Value old;
    if (node.is_changed && asks_for_old(node)) {
        old = node.old != nullptr ? evaluate(*node.old, env) : unwritten_value(node);
        inner.old = &old;
    }
    Value value = node.value ? evaluate(node.value, inner) : Value();
    if (node.is_record || !node.children.empty()) {
        algebra::Record fields;
        if (const auto* under = value.get_if<algebra::Shared<algebra::Record>>())
            fields = **under;
        else if (!node.constructor.empty())
            fields.emplace_back("", Value::text(node.constructor));
        IndependentParts parts(*this);
        for (const FieldNode& child : node.children) {
            parts.next();
            const auto found = std::ranges::find(
                fields, child.name, [](const auto& f) -> const std::string& { return f.first; });
            Value content = evaluate(child, inner);
            if (found == fields.end())
                fields.emplace_back(child.name, std::move(content));
            else
                found->second = std::move(content);
        }
        value = Value::record(std::move(fields));
    }
    if (node.appended.empty()) return value;
    algebra::List elements;
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>()) elements = **list;
    for (const ExprRef appended : node.appended) {
        const Value more = evaluate(appended, inner);
        if (const auto* list = more.get_if<algebra::Shared<algebra::List>>())
            elements.insert(elements.end(), (*list)->begin(), (*list)->end());
    }
    return Value::list(std::move(elements));
}

} // namespace expc::sema
