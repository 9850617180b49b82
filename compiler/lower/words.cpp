// SPDX-License-Identifier: MIT
#include "compiler/lower/words.hpp"

#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/evaluate_calls.hpp"

#include <algorithm>
#include <map>

namespace expc::lower {

namespace {

using algebra::RuntimePart;
using algebra::TextPart;

/// Two values of one shape differ only in their literal pieces.
std::string shape_of(const std::vector<TextPart>& parts) {
    std::string shape;
    for (const TextPart& part : parts) {
        const auto* runtime = std::get_if<RuntimePart>(&part);
        shape += runtime == nullptr
                     ? std::string("t")
                     : "r" + std::to_string(static_cast<int>(runtime->kind)) + runtime->variable;
        shape += ';';
    }
    return shape;
}

/// The text of all values of one shape: equal pieces stay literal, different ones become tables.
ir::Text text_of_shape(const std::vector<ColumnIndex>& columns,
                       const std::vector<std::optional<std::vector<TextPart>>>& values) {
    const auto first =
        std::ranges::find_if(values, [](const auto& value) { return value.has_value(); });
    ir::Text text;
    for (std::size_t piece = 0; piece < (*first)->size(); ++piece) {
        if (const auto* runtime = std::get_if<RuntimePart>(&(**first)[piece])) {
            append(text, ir::Part(*runtime));
            continue;
        }
        ir::TableText table{columns, {}};
        for (const auto& value : values)
            table.texts.push_back(value ? std::get<std::string>((*value)[piece]) : "");
        const std::string& sample = std::get<std::string>((**first)[piece]);
        const auto is_same = [&](std::size_t i) { return !values[i] || table.texts[i] == sample; };
        bool is_constant = true;
        for (std::size_t i = 0; i < values.size(); ++i)
            is_constant = is_constant && is_same(i);
        if (is_constant)
            append(text, ir::Part(sample));
        else
            append(text, ir::Part(std::move(table)));
    }
    return text;
}

} // namespace

void append(ir::Text& text, ir::Part part) {
    auto* piece = std::get_if<std::string>(&part);
    if (piece != nullptr && piece->empty()) return;
    auto* last = text.parts.empty() ? nullptr : std::get_if<std::string>(&text.parts.back());
    if (piece != nullptr && last != nullptr)
        *last += *piece;
    else
        text.parts.push_back(std::move(part));
}

void append(ir::Text& text, const std::vector<TextPart>& parts) {
    for (const TextPart& part : parts) {
        if (const auto* literal = std::get_if<std::string>(&part))
            append(text, ir::Part(*literal));
        else
            append(text, ir::Part(std::get<RuntimePart>(part)));
    }
}

bool WordLowering::is_word_column(ExprRef expression) const {
    const auto* use = std::get_if<ast::NameUse>(&expression.get().node);
    const auto column = use != nullptr ? scope_.space.find_column(use->name) : std::nullopt;
    if (!column) return false;
    const algebra::Domain& domain = scope_.space.columns[*column].domain;
    if (domain.size() > 65'536) return true;
    const auto is_word = [](const Value& value) {
        return value.is_none() || value.get_if<std::int64_t>() != nullptr ||
               value.get_if<double>() != nullptr || value.get_if<algebra::Text>() != nullptr;
    };
    for (algebra::Ordinal ordinal = 0; ordinal < domain.size(); ++ordinal) {
        if (!is_word(domain.at(ordinal))) return false;
    }
    return true;
}

std::optional<ir::Text> WordLowering::structured(ExprRef e) {
    if (const auto* literal = std::get_if<ast::StringLiteral>(&e.get().node)) {
        ir::Text text;
        for (const ast::StringPart& part : literal->parts) {
            if (!part.hole) {
                append(text, ir::Part(part.text));
                continue;
            }
            const auto inner = structured(e.at(part.hole));
            if (!inner) return std::nullopt;
            for (const ir::Part& piece : inner->parts)
                append(text, piece);
        }
        return text;
    }
    if (is_word_column(e)) {
        const auto* use = std::get_if<ast::NameUse>(&e.get().node);
        return ir::Text{{ir::ColumnText{*scope_.space.find_column(use->name)}}};
    }
    if (const sema::FieldNode* field = scope_.dependencies.field_named_by(e)) {
        const bool is_leaf = field->value && field->children.empty() && field->appended.empty() &&
                             field->old == nullptr;
        const bool is_whole =
            is_leaf && std::get<ast::Member>(e.get().node).name.text == field->name;
        if (is_whole) return structured(field->value);
    }
    if (const auto* call = std::get_if<ast::Call>(&e.get().node)) {
        const bool is_path = call->callee.text == "file" || call->callee.text == "dir";
        if (is_path && call->arguments.size() == 1)
            return structured(e.at(call->arguments.front().value));
        if (call->callee.text == "tag") {
            if (auto text = tag_text(e)) return text;
        }
    }
    auto found = variants(e);
    if (!found || found->size() != 1) return std::nullopt;
    return std::move(found->front().text);
}

std::optional<std::vector<TextVariant>> WordLowering::variants(ExprRef e) {
    const auto table = tabulate(scope_, e, guards_);
    if (!table) return std::nullopt;
    std::vector<std::optional<std::vector<TextPart>>> values(table->values.size());
    std::vector<std::string> shapes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!table->values[i] || table->values[i]->is_none()) continue;
        values[i] = sema::parts_of(*table->values[i]);
        const std::string shape = shape_of(*values[i]);
        if (std::ranges::find(shapes, shape) == shapes.end()) shapes.push_back(shape);
    }
    std::vector<TextVariant> result;
    for (const std::string& shape : shapes) {
        TextVariant variant;
        std::vector<std::optional<std::vector<TextPart>>> of_shape = values;
        ir::Condition when{table->columns, std::vector<bool>(values.size(), false)};
        for (std::size_t i = 0; i < values.size(); ++i) {
            when.holds[i] = values[i] && shape_of(*values[i]) == shape;
            if (!when.holds[i]) of_shape[i].reset();
        }
        variant.text = text_of_shape(table->columns, of_shape);
        if (shapes.size() > 1) variant.when = std::move(when);
        result.push_back(std::move(variant));
    }
    return result;
}

std::optional<ir::Text> WordLowering::text(ExprRef expression) {
    if (auto whole = structured(expression)) return whole;
    if (!scope_.evaluator.failed()) {
        scope_.evaluator.fail(
            diag::Code::E0313, expression.range(),
            "this text has parts that only a job knows in some runs and not in others");
    }
    return std::nullopt;
}

std::optional<ir::Text> WordLowering::text(const sema::FieldNode& node) {
    return node.value ? text(node.value) : std::nullopt;
}

bool WordLowering::words(ExprRef list, ir::Words& words) {
    const auto* literal = std::get_if<ast::List>(&list.get().node);
    if (literal == nullptr) return splice(list, std::nullopt, words);
    for (const ast::ListElement& element : literal->elements) {
        std::optional<ir::Condition> when;
        if (element.condition) {
            auto presence = tabulate_condition(scope_, list.at(element.condition));
            if (!presence) return false;
            if (presence->kind == Presence::Kind::never) continue;
            if (presence->kind == Presence::Kind::sometimes) when = std::move(presence->condition);
            guards_.push_back(list.at(element.condition));
        }
        const ExprRef value = list.at(element.value);
        const bool is_done =
            element.is_splice ? splice(value, when, words) : word(value, when, words);
        if (element.condition) guards_.pop_back();
        if (!is_done) return false;
    }
    return true;
}

bool WordLowering::word(ExprRef expression, const std::optional<ir::Condition>& when,
                        ir::Words& words) {
    if (auto whole = structured(expression)) {
        words.emplace_back(ir::Word{when, std::move(*whole), expression.range()});
        return true;
    }
    if (scope_.evaluator.failed()) return false;
    auto found = variants(expression);
    if (!found) return false;
    for (TextVariant& variant : *found)
        words.emplace_back(ir::Word{variant.when ? variant.when : when, std::move(variant.text),
                                    expression.range()});
    return true;
}

bool WordLowering::splice(ExprRef expression, const std::optional<ir::Condition>& when,
                          ir::Words& words) {
    if (std::holds_alternative<ast::List>(expression.get().node) && !when)
        return this->words(expression, words);
    const auto* call = std::get_if<ast::Call>(&expression.get().node);
    const bool is_record =
        call != nullptr && (call->callee.text == "flags" || call->callee.text == "hydra");
    if (is_record && !when && record_words(expression, words)) return true;
    return !scope_.evaluator.failed() && word_table(expression, words);
}

/// Words that the guard of a splice or the columns of its list decide: a table of lists.
bool WordLowering::word_table(ExprRef expression, ir::Words& words) {
    const auto table = tabulate(scope_, expression, guards_);
    if (!table) return false;
    const auto elements = [](const Value& value) {
        return value.get_if<algebra::Shared<algebra::List>>();
    };
    const bool is_constant =
        table->columns.empty() && !table->values.empty() && table->values.front();
    if (is_constant) {
        const auto* list = elements(*table->values.front());
        if (list == nullptr) return true;
        for (const Value& element : **list) {
            ir::Text text;
            append(text, sema::parts_of(element));
            words.emplace_back(ir::Word{std::nullopt, std::move(text), expression.range()});
        }
        return true;
    }
    ir::WordTable result{table->columns, {}, expression.range()};
    for (const auto& value : table->values) {
        std::vector<std::string> row;
        const auto* list = value ? elements(*value) : nullptr;
        if (list != nullptr) {
            for (const Value& element : **list) {
                if (element.get_if<algebra::RuntimeText>() != nullptr) {
                    scope_.evaluator.fail(
                        diag::Code::E0313, expression.range(),
                        "a list that differs between runs cannot hold words that only a job knows");
                    return false;
                }
                row.push_back(algebra::word_text(element));
            }
        }
        result.words.push_back(std::move(row));
    }
    words.emplace_back(std::move(result));
    return true;
}

bool WordLowering::variable(const sema::FieldNode& node, std::vector<ir::Variable>& variables) {
    if (!node.value) return true;
    const ExprRef value = node.value;
    const auto* call = std::get_if<ast::Call>(&value.get().node);
    if (call != nullptr && call->callee.text == "prepend" && !call->arguments.empty()) {
        auto inner = text(value.at(call->arguments.front().value));
        if (inner)
            variables.push_back({node.name, std::nullopt,
                                 ir::Variable::Prepended{std::move(*inner)}, value.range()});
        return inner.has_value();
    }
    if (is_word_column(value)) {
        const ColumnIndex column =
            *scope_.space.find_column(std::get<ast::NameUse>(value.get().node).name);
        variables.push_back(
            {node.name, presence_of(column), ir::Text{{ir::ColumnText{column}}}, value.range()});
        return true;
    }
    if (std::holds_alternative<ast::StringLiteral>(value.get().node)) {
        if (auto whole = structured(value)) {
            variables.push_back({node.name, std::nullopt, std::move(*whole), value.range()});
            return true;
        }
        if (scope_.evaluator.failed()) return false;
    }
    return variable_from_table(node.name, value, variables);
}

/// The condition that an optional column has a value; nothing for columns that always have one.
std::optional<ir::Condition> WordLowering::presence_of(ColumnIndex column) const {
    const algebra::Domain& domain = scope_.space.columns[column].domain;
    const bool is_range = domain.pieces.size() == 1 &&
                          std::holds_alternative<algebra::IntRange>(domain.pieces.front());
    if (is_range) return std::nullopt;
    ir::Condition given{{column}, {}};
    for (algebra::Ordinal ordinal = 0; ordinal < domain.size(); ++ordinal)
        given.holds.push_back(!domain.at(ordinal).is_none());
    const bool is_everywhere = std::ranges::find(given.holds, false) == given.holds.end();
    return is_everywhere ? std::nullopt : std::optional(std::move(given));
}

bool WordLowering::variable_from_table(const std::string& name, ExprRef value,
                                       std::vector<ir::Variable>& variables) {
    const auto table = tabulate(scope_, value, {});
    if (!table) return false;
    for (const auto& v : table->values) {
        const auto* secret = v ? v->get_if<algebra::Shared<algebra::SecretName>>() : nullptr;
        if (secret == nullptr) continue;
        variables.push_back(
            {name, std::nullopt, ir::Variable::FromSecret{(*secret)->name}, value.range()});
        return true;
    }
    ir::Condition given{table->columns, {}};
    bool is_sometimes_absent = false;
    for (const auto& v : table->values) {
        given.holds.push_back(v && !v->is_none());
        is_sometimes_absent = is_sometimes_absent || (v && v->is_none());
    }
    auto found = variants(value);
    if (!found) return false;
    for (TextVariant& variant : *found) {
        auto when =
            variant.when || !is_sometimes_absent ? std::move(variant.when) : std::optional(given);
        variables.push_back({name, std::move(when), std::move(variant.text), value.range()});
    }
    return true;
}

} // namespace expc::lower
