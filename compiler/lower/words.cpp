// SPDX-License-Identifier: MIT
#include "compiler/lower/words.hpp"

#include "compiler/lower/shapes.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/evaluate_calls.hpp"

#include <algorithm>

namespace expc::lower {

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

bool WordLowering::is_old(ExprRef expression) const {
    const auto* use = std::get_if<ast::NameUse>(&expression.get().node);
    return scope_.old != nullptr && use != nullptr && use->name == "old" &&
           !scope_.space.find_column("old");
}

/// Parts that name each other twice double a text with each of them.
bool WordLowering::is_too_long(const ir::Text& text, SourceRange place) const {
    constexpr std::size_t most_bytes = std::size_t{1} << 20;
    std::size_t bytes = 0;
    for (const ir::Part& part : text.parts) {
        const auto* literal = std::get_if<std::string>(&part);
        bytes += literal != nullptr ? literal->size() : 1;
    }
    std::set<SourceRange>& known = *scope_.long_texts;
    if (bytes <= most_bytes && !known.contains(place)) return false;
    known.insert(place);
    scope_.evaluator.fail(diag::Code::E0312, place, "1 MiB for one text");
    return true;
}

std::optional<ir::Text> WordLowering::structured(ExprRef e) {
    if (const auto* literal = std::get_if<ast::StringLiteral>(&e.get().node)) {
        ir::Text text;
        for (const ast::StringPart& part : literal->parts) {
            if (is_too_long(text, e.range())) return std::nullopt;
            if (!part.hole) {
                append(text, ir::Part(part.text));
                continue;
            }
            const auto inner = structured(e.at(part.hole));
            if (!inner) return std::nullopt;
            for (const ir::Part& piece : inner->parts)
                append(text, piece);
        }
        if (is_too_long(text, e.range())) return std::nullopt;
        return text;
    }
    if (is_word_column(e)) {
        const auto* use = std::get_if<ast::NameUse>(&e.get().node);
        return ir::Text{{ir::ColumnText{*scope_.space.find_column(use->name)}}};
    }
    const bool is_old_leaf = is_old(e) && scope_.old->value && scope_.old->children.empty() &&
                             scope_.old->appended.empty();
    if (is_old_leaf) {
        const RunScope before = scope_.of(*scope_.old);
        return WordLowering(before).structured(scope_.old->value);
    }
    if (const sema::FieldNode* field = scope_.dependencies.field_named_by(e)) {
        const bool is_leaf = field->value && field->children.empty() && field->appended.empty() &&
                             field->old == nullptr;
        const bool is_whole =
            is_leaf && std::get<ast::Member>(e.get().node).name.text == field->name;
        // Of fields that name each other in a circle the evaluator tells.
        if (is_whole && std::ranges::find(followed_, field) == followed_.end()) {
            followed_.push_back(field);
            auto whole = structured(field->value);
            followed_.pop_back();
            return whole;
        }
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
    return table ? std::optional(variants_of(*table)) : std::nullopt;
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
    const RunScope scope = scope_.of(node);
    return node.value ? WordLowering(scope).text(node.value) : std::nullopt;
}

namespace {

/// The list of a field and what `+=` adds to it.
std::vector<ExprRef> lists_of(const sema::FieldNode& field) {
    std::vector<ExprRef> lists = field.appended;
    if (field.value) lists.insert(lists.begin(), field.value);
    return lists;
}

} // namespace

bool WordLowering::words(const sema::FieldNode& field, ir::Words& words) {
    const RunScope scope = scope_.of(field);
    WordLowering lowering(scope);
    lowering.guards_ = guards_;
    return std::ranges::all_of(lists_of(field),
                               [&](ExprRef list) { return lowering.words(list, words); });
}

bool WordLowering::steps(const sema::FieldNode& field, std::vector<ir::Words>& steps) {
    const RunScope scope = scope_.of(field);
    WordLowering lowering(scope);
    return std::ranges::all_of(lists_of(field),
                               [&](ExprRef list) { return lowering.steps(list, steps); });
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
    if (is_old(expression) && !when) return this->words(*scope_.old, words);
    const auto* call = std::get_if<ast::Call>(&expression.get().node);
    const bool is_record =
        call != nullptr && (call->callee.text == "flags" || call->callee.text == "hydra");
    if (is_record && !when && record_words(expression, words)) return true;
    return !scope_.evaluator.failed() && word_table(expression, words);
}

/// Words that the guard of a splice or the columns of its list decide: a table of lists.
bool WordLowering::word_table(ExprRef expression, ir::Words& words) {
    const auto table = tabulate(scope_, expression, guards_);
    if (table) add_words_of_table(*table, expression.range(), words);
    return table.has_value();
}

bool WordLowering::steps(ExprRef list, std::vector<ir::Words>& steps) {
    const auto* literal = std::get_if<ast::List>(&list.get().node);
    if (literal == nullptr) return computed_steps(list, steps);
    for (const ast::ListElement& element : literal->elements) {
        if (element.condition) {
            const auto presence = tabulate_condition(scope_, list.at(element.condition));
            if (!presence) return false;
            if (presence->kind == Presence::Kind::never) continue;
            if (presence->kind == Presence::Kind::sometimes)
                return refuse_step(list.at(element.condition).range(),
                                   "only some runs would have this step");
        }
        const ExprRef value = list.at(element.value);
        if (element.is_splice) {
            const bool is_done =
                is_old(value) ? this->steps(*scope_.old, steps) : this->steps(value, steps);
            if (!is_done) return false;
            continue;
        }
        ir::Words step;
        if (!words(value, step)) return false;
        steps.push_back(std::move(step));
    }
    return true;
}

/// A list of steps that is known by its value only: a name, a comprehension, an `if`.
bool WordLowering::computed_steps(ExprRef list, std::vector<ir::Words>& steps) {
    const auto table = tabulate(scope_, list, guards_);
    if (!table) return false;
    std::optional<std::vector<ValueTable>> lists = tables_of_elements(*table);
    if (!lists) return refuse_step(list.range(), "runs would differ in their number of steps");
    for (const ValueTable& step : *lists) {
        ir::Words words;
        add_words_of_table(step, list.range(), words);
        steps.push_back(std::move(words));
    }
    return true;
}

bool WordLowering::refuse_step(SourceRange place, const std::string& mistake) {
    auto report = scope_.evaluator.fail(diag::Code::E0313, place, mistake);
    if (report)
        report->note("all runs of an experiment have the same number of steps")
            .help("where a run has nothing to do, let the step be "
                  "`if CONDITION then [...] else [\"true\"]`");
    return false;
}

bool WordLowering::variable(const sema::FieldNode& node, std::vector<ir::Variable>& variables) {
    if (!node.value) return true;
    if (scope_.old != node.old.get()) {
        const RunScope scope = scope_.of(node);
        return WordLowering(scope).variable(node, variables);
    }
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
    const auto table = tabulate(scope_, value, guards_);
    if (table) add_variable(name, *table, value.range(), variables);
    return table.has_value();
}

bool WordLowering::variables(const sema::FieldNode& record, std::vector<ir::Variable>& variables) {
    if (record.value && !computed_variables(record, variables)) return false;
    return std::ranges::all_of(
        record.children, [&](const sema::FieldNode& child) { return variable(child, variables); });
}

/// The variables of a record that is known by its value only: the result of a function, an `if`.
bool WordLowering::computed_variables(const sema::FieldNode& record,
                                      std::vector<ir::Variable>& variables) {
    const SourceRange place = record.value.range();
    const auto table = tabulate(scope_, record.value, guards_);
    if (!table) return false;
    for (const auto& [name, values] : tables_of_fields(*table)) {
        if (record.child(name) != nullptr) continue;
        const std::size_t before = scope_.evaluator.sink().error_count();
        sema::check_variable_name(scope_.evaluator.sink(), name, place);
        if (scope_.evaluator.sink().error_count() != before) return false;
        add_variable(name, values, place, variables);
    }
    return true;
}

} // namespace expc::lower
