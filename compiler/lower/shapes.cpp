// SPDX-License-Identifier: MIT
#include "compiler/lower/shapes.hpp"

#include "compiler/ir/run.hpp"

#include <algorithm>
#include <map>

namespace expc::lower {

namespace {

using algebra::RuntimePart;
using algebra::TextPart;

using Parts = std::vector<TextPart>;

/// Two values of one shape differ only in their literal pieces.
std::string shape_of(const Parts& parts) {
    std::string shape;
    for (const TextPart& part : parts) {
        const auto* runtime = std::get_if<RuntimePart>(&part);
        shape += runtime == nullptr ? "t" : ir::placeholder(*runtime);
        shape += ';';
    }
    return shape;
}

/// Which rows have a shape.
using Rows = std::vector<bool>;

/// For each shape, in order of its first row, the rows that have it.
std::vector<Rows> rows_by_shape(const std::vector<std::optional<std::string>>& shape_of_row) {
    std::vector<Rows> result;
    std::map<std::string, std::size_t> positions;
    for (std::size_t row = 0; row < shape_of_row.size(); ++row) {
        if (!shape_of_row[row]) continue;
        const auto [position, is_new] = positions.emplace(*shape_of_row[row], result.size());
        if (is_new) result.emplace_back(shape_of_row.size(), false);
        result[position->second][row] = true;
    }
    return result;
}

/// The values of some rows alone.
template <typename T>
std::vector<std::optional<T>> values_of(const Rows& rows, std::vector<std::optional<T>> values) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (!rows[row]) values[row].reset();
    }
    return values;
}

/// The text of all values of one shape: equal pieces stay literal, different ones become tables.
ir::Text text_of_shape(const std::vector<ColumnIndex>& columns,
                       const std::vector<std::optional<Parts>>& values) {
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

/// The texts of a list in one row; nothing where the row has no list.
using TextsOfRow = std::optional<std::vector<Parts>>;

std::string shape_of(const std::vector<Parts>& texts) {
    std::string shape;
    for (const Parts& text : texts)
        shape += shape_of(text) + "|";
    return shape;
}

bool holds_runtime_text(const Value& value) {
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    return list != nullptr && std::ranges::any_of(**list, [](const Value& element) {
               return element.get_if<algebra::RuntimeText>() != nullptr;
           });
}

TextsOfRow texts_of_row(const std::optional<Value>& value) {
    const auto* list = value ? value->get_if<algebra::Shared<algebra::List>>() : nullptr;
    if (list == nullptr) return std::nullopt;
    std::vector<Parts> texts;
    for (const Value& element : **list)
        texts.push_back(sema::parts_of(element));
    return texts;
}

/// The words of the rows whose lists have one shape, as words that these rows alone have.
void add_words_of_shape(const ValueTable& table, const std::vector<TextsOfRow>& rows,
                        const std::optional<ir::Condition>& when, SourceRange range,
                        ir::Words& words) {
    const auto first = std::ranges::find_if(rows, [](const TextsOfRow& row) { return !!row; });
    for (std::size_t position = 0; position < (*first)->size(); ++position) {
        std::vector<std::optional<Parts>> values(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i]) values[i] = (*rows[i])[position];
        }
        words.emplace_back(ir::Word{when, text_of_shape(table.columns, values), range});
    }
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

std::vector<TextVariant> variants_of(const ValueTable& table) {
    std::vector<std::optional<Parts>> values(table.values.size());
    std::vector<std::optional<std::string>> shapes(values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!table.values[row] || table.values[row]->is_none()) continue;
        values[row] = sema::parts_of(*table.values[row]);
        shapes[row] = shape_of(*values[row]);
    }
    const std::vector<Rows> groups = rows_by_shape(shapes);
    std::vector<TextVariant> result;
    for (const Rows& rows : groups) {
        TextVariant variant{std::nullopt, text_of_shape(table.columns, values_of(rows, values))};
        if (groups.size() > 1) variant.when = ir::Condition{table.columns, rows};
        result.push_back(std::move(variant));
    }
    return result;
}

namespace {

/// Words of lists in which only a job knows some.
void add_words_of_lists(const ValueTable& table, SourceRange range, ir::Words& words) {
    std::vector<TextsOfRow> texts;
    std::vector<std::optional<std::string>> shapes;
    for (const auto& value : table.values) {
        texts.push_back(texts_of_row(value));
        shapes.push_back(texts.back() ? std::optional(shape_of(*texts.back())) : std::nullopt);
    }
    for (const Rows& rows : rows_by_shape(shapes)) {
        std::optional<ir::Condition> when;
        if (std::ranges::find(rows, false) != rows.end()) when = {table.columns, rows};
        add_words_of_shape(table, values_of(rows, texts), when, range, words);
    }
}

const algebra::List* list_of(const std::optional<Value>& value) {
    const auto* list = value ? value->get_if<algebra::Shared<algebra::List>>() : nullptr;
    return list != nullptr ? list->get() : nullptr;
}

} // namespace

void add_words_of_table(const ValueTable& table, SourceRange range, ir::Words& words) {
    const bool is_constant = table.columns.empty() && !table.values.empty() && table.values.front();
    if (is_constant) {
        const algebra::List* list = list_of(table.values.front());
        if (list == nullptr) return;
        for (const Value& element : *list) {
            ir::Text text;
            append(text, sema::parts_of(element));
            words.emplace_back(ir::Word{std::nullopt, std::move(text), range});
        }
        return;
    }
    const bool has_runtime_texts = std::ranges::any_of(
        table.values, [](const auto& value) { return value && holds_runtime_text(*value); });
    if (has_runtime_texts) return add_words_of_lists(table, range, words);
    ir::WordTable result{table.columns, {}, range};
    for (const auto& value : table.values) {
        std::vector<std::string>& row = result.words.emplace_back();
        const algebra::List* list = list_of(value);
        if (list == nullptr) continue;
        for (const Value& element : *list)
            row.push_back(algebra::word_text(element));
    }
    words.emplace_back(std::move(result));
}

void add_variable(const std::string& name, const ValueTable& table, SourceRange range,
                  std::vector<ir::Variable>& variables) {
    Rows given(table.values.size(), false);
    bool is_sometimes_absent = false;
    for (std::size_t row = 0; row < table.values.size(); ++row) {
        const auto& value = table.values[row];
        given[row] = value && !value->is_none();
        is_sometimes_absent = is_sometimes_absent || (value && !given[row]);
    }
    for (TextVariant& variant : variants_of(table)) {
        auto when = std::move(variant.when);
        if (!when && is_sometimes_absent) when = ir::Condition{table.columns, given};
        variables.push_back({name, std::move(when), std::move(variant.text), range});
    }
}

std::vector<std::pair<std::string, ValueTable>> tables_of_fields(const ValueTable& table) {
    std::vector<std::pair<std::string, ValueTable>> fields;
    for (std::size_t row = 0; row < table.values.size(); ++row) {
        const auto* record = table.values[row]
                                 ? table.values[row]->get_if<algebra::Shared<algebra::Record>>()
                                 : nullptr;
        if (record == nullptr) continue;
        for (const auto& field : **record) {
            const bool is_new = std::ranges::none_of(
                fields, [&](const auto& known) { return known.first == field.first; });
            if (is_new) fields.emplace_back(field.first, table);
        }
    }
    for (auto& [name, values] : fields) {
        for (std::size_t row = 0; row < table.values.size(); ++row) {
            const Value* value =
                table.values[row] ? sema::field_of(*table.values[row], name) : nullptr;
            values.values[row] = value != nullptr ? *value : Value();
            if (!table.values[row]) values.values[row].reset();
        }
    }
    return fields;
}

std::optional<std::vector<ValueTable>> tables_of_elements(const ValueTable& table) {
    std::optional<std::vector<ValueTable>> elements;
    for (std::size_t row = 0; row < table.values.size(); ++row) {
        const algebra::List* list = list_of(table.values[row]);
        if (list == nullptr) continue;
        if (!elements) {
            const std::vector<std::optional<Value>> no_values(table.values.size());
            elements.emplace(list->size(), ValueTable{table.columns, no_values});
        }
        if (elements->size() != list->size()) return std::nullopt;
        for (std::size_t position = 0; position < list->size(); ++position)
            (*elements)[position].values[row] = (*list)[position];
    }
    return elements;
}

} // namespace expc::lower
