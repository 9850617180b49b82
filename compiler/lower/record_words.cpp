// SPDX-License-Identifier: MIT
// `flags(params)`, `hydra(params)` and `tag(name, params)`: one column at a time, so that no table
// couples columns.
#include "compiler/lower/words.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/evaluate_calls.hpp"

#include <algorithm>

namespace expc::lower {

namespace {

bool is_range(const algebra::Domain& domain) {
    return domain.pieces.size() == 1 &&
           std::holds_alternative<algebra::IntRange>(domain.pieces.front());
}

/// What the words of a value have around its text: `--lr=` and the value, or `--lr` before it.
struct WordForm {
    std::vector<std::string> before;
    std::string prefix;
    bool operator==(const WordForm&) const = default;
};

std::optional<WordForm> form_of(const Value& value, const std::vector<std::string>& words) {
    const bool is_word = value.get_if<std::int64_t>() != nullptr ||
                         value.get_if<double>() != nullptr ||
                         value.get_if<algebra::Text>() != nullptr;
    if (!is_word) return std::nullopt;
    const std::string text = algebra::word_text(value);
    const std::string& last = words.back();
    if (!last.ends_with(text)) return std::nullopt;
    return WordForm{{words.begin(), words.end() - 1}, last.substr(0, last.size() - text.size())};
}

/// The words of a column's value: no job changes it.
std::vector<std::string> texts_of(const std::vector<Value>& words) {
    std::vector<std::string> texts;
    for (const Value& word : words)
        texts.push_back(word.as_text());
    return texts;
}

/// The words of one column for all its values, written in the smallest way that holds for all.
class ColumnWords {
  public:
    void add(const Value& value, std::vector<std::string> words) {
        given_.push_back(!words.empty());
        if (!words.empty()) {
            const auto form = form_of(value, words);
            has_one_form_ = has_one_form_ && form && (!form_ || *form_ == *form);
            is_constant_ = is_constant_ && (!sample_ || *sample_ == words);
            form_ = form;
            sample_ = words;
        }
        all_.push_back(std::move(words));
    }

    void write(ColumnIndex column, SourceRange origin, ir::Words& words) {
        if (!sample_) return;
        std::optional<ir::Condition> when;
        const bool is_everywhere = std::ranges::find(given_, false) == given_.end();
        if (!is_everywhere) when = ir::Condition{{column}, given_};
        if (is_constant_ && all_.size() > 1) return write_texts(*sample_, when, origin, words);
        if (!has_one_form_) {
            words.emplace_back(ir::WordTable{{column}, std::move(all_), origin});
            return;
        }
        write_texts(form_->before, when, origin, words);
        ir::Text text;
        append(text, ir::Part(form_->prefix));
        append(text, ir::Part(ir::ColumnText{column}));
        words.emplace_back(ir::Word{when, std::move(text), origin});
    }

  private:
    static void write_texts(const std::vector<std::string>& texts,
                            const std::optional<ir::Condition>& when, SourceRange origin,
                            ir::Words& words) {
        for (const std::string& text : texts)
            words.emplace_back(ir::Word{when, ir::Text{{text}}, origin});
    }

    std::vector<std::vector<std::string>> all_;
    std::vector<bool> given_;
    std::optional<std::vector<std::string>> sample_;
    std::optional<WordForm> form_;
    bool has_one_form_ = true;
    bool is_constant_ = true;
};

} // namespace

std::optional<std::vector<ColumnIndex>> WordLowering::columns_of_record(ExprRef record) const {
    const auto* without = std::get_if<ast::Without>(&record.get().node);
    const ExprRef base = without != nullptr ? record.at(without->base) : record;
    const auto* use = std::get_if<ast::NameUse>(&base.get().node);
    if (use == nullptr || use->name != "params") return std::nullopt;
    std::vector<ColumnIndex> columns;
    for (ColumnIndex i = 0; i < scope_.space.columns.size(); ++i) {
        const algebra::Column& column = scope_.space.columns[i];
        const auto is_it = [&](const ast::Name& name) {
            return name.text == column.alias || name.text == column.name;
        };
        const bool is_dropped = without != nullptr && std::ranges::any_of(without->names, is_it);
        if (!is_dropped) columns.push_back(i);
    }
    return columns;
}

bool WordLowering::record_words(ExprRef e, ir::Words& words) {
    const auto& call = std::get<ast::Call>(e.get().node);
    const sema::Arguments arguments(e, call.arguments);
    const ExprRef record = arguments.find("record", 0);
    const auto columns = record ? columns_of_record(record) : std::nullopt;
    if (!columns) return false;
    for (const ColumnIndex column : *columns) {
        if (!column_words(e, column, words)) return false;
    }
    return true;
}

bool WordLowering::column_words(ExprRef e, ColumnIndex index, ir::Words& words) {
    const algebra::Column& column = scope_.space.columns[index];
    const sema::Environment environment = scope_.environment(nullptr);
    const auto& call = std::get<ast::Call>(e.get().node);
    const bool is_flags = call.callee.text == "flags";
    const sema::FlagStyle style = sema::CallEvaluator(scope_.evaluator, environment)
                                      .flag_style(sema::Arguments(e, call.arguments));
    ColumnWords found;
    // In a range of integers one value tells the form of all.
    const std::uint64_t asked = is_range(column.domain) ? 1 : column.domain.size();
    for (algebra::Ordinal ordinal = 0; ordinal < asked; ++ordinal) {
        const Value value = column.domain.at(ordinal);
        found.add(value, texts_of(is_flags ? sema::flag_words(column.name, value, style)
                                           : sema::hydra_words(column.name, value)));
    }
    found.write(index, e.range(), words);
    return true;
}

std::optional<ir::Text> WordLowering::tag_text(ExprRef e) {
    const auto& call = std::get<ast::Call>(e.get().node);
    const sema::Arguments arguments(e, call.arguments);
    const ExprRef record = arguments.find("record", 1);
    const auto columns = record ? columns_of_record(record) : std::nullopt;
    if (!columns) return std::nullopt;
    for (const ColumnIndex column : *columns) {
        if (scope_.space.columns[column].domain.size() > 65'536) return std::nullopt;
    }
    constexpr std::size_t no_position = 9;
    const auto is_same_in_all_runs = [&](std::string_view option) {
        const ExprRef value = arguments.find(option, no_position);
        return !value || scope_.dependencies.of(value).empty();
    };
    if (!is_same_in_all_runs("number") || !is_same_in_all_runs("digits")) return std::nullopt;
    auto named = structured(arguments.find("name", 0));
    if (!named) return std::nullopt;
    ir::Text text = *std::move(named);
    // Without a name and a record the call gives the number; each column adds its own entry.
    const sema::Environment environment = scope_.environment(nullptr);
    const Value number = sema::CallEvaluator(scope_.evaluator, environment)
                             .make_tag(Value::text(""), arguments, false);
    if (scope_.evaluator.failed()) return std::nullopt;
    append(text, sema::parts_of(number));
    for (const ColumnIndex index : *columns) {
        const algebra::Column& column = scope_.space.columns[index];
        ir::TableText table{{index}, {}};
        for (algebra::Ordinal ordinal = 0; ordinal < column.domain.size(); ++ordinal) {
            const Value value = column.domain.at(ordinal);
            table.texts.push_back(value.is_none() ? ""
                                                  : sema::tag_entry(column.name, value).as_text());
        }
        if (table.texts.size() == 1)
            append(text, ir::Part(table.texts.front()));
        else
            append(text, ir::Part(std::move(table)));
    }
    return text;
}

} // namespace expc::lower
