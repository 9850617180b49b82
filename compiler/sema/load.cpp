// SPDX-License-Identifier: MIT
// Data files as typed values.
#include "compiler/sema/evaluate_calls.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace expc::sema {

namespace {

using Json = nlohmann::ordered_json;

/// The cells of a CSV text (RFC 4180), with the line where each row begins.
struct CsvRow {
    std::size_t line = 1;
    std::vector<std::string> cells;
};

class CsvReader {
  public:
    explicit CsvReader(std::string_view text) : text_(text) {}

    Result<std::vector<CsvRow>> read() {
        std::vector<CsvRow> rows;
        while (at_ < text_.size()) {
            CsvRow row{line_, {}};
            do {
                auto cell = read_cell();
                if (!cell) return cell.failure();
                row.cells.push_back(std::move(cell).value());
            } while (take(','));
            take('\r');
            if (at_ < text_.size() && !take('\n'))
                return Failure{fmt::format("line {}: text after a closing quote", line_)};
            ++line_;
            const bool is_blank = row.cells.size() == 1 && row.cells.front().empty();
            if (!is_blank) rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    bool take(char wanted) {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    Result<std::string> read_cell() {
        std::string cell;
        if (!take('"')) {
            while (at_ < text_.size() &&
                   std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
                cell += text_[at_++];
            return cell;
        }
        const std::size_t opened = line_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '\n') ++line_;
            if (c == '"' && !take('"')) return cell;
            cell += c;
        }
        return Failure{fmt::format("line {}: a quoted cell is never closed", opened)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

Result<Value> read_cell(const std::string& cell, const Type& type) {
    const Type inner = required(type);
    if (cell.empty() && type.is(TypeKind::optional)) return Value();
    const char* end = cell.data() + cell.size();
    switch (inner.kind()) {
    case TypeKind::integer: {
        std::int64_t number = 0;
        const auto [rest, error] = std::from_chars(cell.data(), end, number);
        if (error == std::errc() && rest == end && !cell.empty()) return Value::of(number);
        break;
    }
    case TypeKind::real: {
        double number = 0;
        const auto [rest, error] = std::from_chars(cell.data(), end, number);
        if (error == std::errc() && rest == end && std::isfinite(number))
            return Value::of(number == 0.0 ? 0.0 : number);
        break;
    }
    case TypeKind::boolean:
        if (cell == "true" || cell == "false") return Value::of(cell == "true");
        break;
    case TypeKind::literals:
        if (std::ranges::find(inner.names(), cell) != inner.names().end()) return Value::text(cell);
        break;
    case TypeKind::text:
        if (!cell.empty()) return Value::text(cell);
        break;
    default: break;
    }
    return Failure{fmt::format("`{}` is not {}", cell, with_article(inner))};
}

Result<Value> from_json(const Json& node, const Type& type, const std::string& where);

Result<Value> object_from_json(const Json& node, const TypeFields& fields,
                               const std::string& where) {
    algebra::Record record;
    for (const auto& [name, field] : fields) {
        const auto found = node.find(name);
        if (found == node.end() && !field.is(TypeKind::optional))
            return Failure{fmt::format("{} has no `{}`", where, name)};
        auto value = found == node.end() ? Result<Value>(Value())
                                         : from_json(*found, field, where + "." + name);
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> from_json(const Json& node, const Type& type, const std::string& where) {
    if (node.is_null() && type.is(TypeKind::optional)) return Value();
    const Type inner = required(type);
    switch (inner.kind()) {
    case TypeKind::boolean:
        if (node.is_boolean()) return Value::of(node.get<bool>());
        break;
    case TypeKind::integer:
        if (node.is_number_integer() &&
            !(node.is_number_unsigned() && node.get<std::uint64_t>() > INT64_MAX))
            return Value::of(node.get<std::int64_t>());
        break;
    case TypeKind::real:
        if (node.is_number()) return Value::of(node.get<double>());
        break;
    case TypeKind::text:
        if (node.is_string()) return Value::text(node.get<std::string>());
        break;
    case TypeKind::literals:
        if (node.is_string() &&
            std::ranges::find(inner.names(), node.get<std::string>()) != inner.names().end())
            return Value::text(node.get<std::string>());
        break;
    case TypeKind::list: {
        if (!node.is_array()) break;
        algebra::List elements;
        for (std::size_t i = 0; i < node.size(); ++i) {
            auto element = from_json(node[i], inner.element(), fmt::format("{}[{}]", where, i));
            if (!element) return element;
            elements.push_back(std::move(element).value());
        }
        return Value::list(std::move(elements));
    }
    case TypeKind::record:
        if (node.is_object()) return object_from_json(node, inner.fields(), where);
        break;
    case TypeKind::map: {
        if (!node.is_object()) break;
        algebra::Record record;
        for (const auto& [name, field] : node.items()) {
            auto value = from_json(field, inner.element(), where + "." + name);
            if (!value) return value;
            record.emplace_back(name, std::move(value).value());
        }
        return Value::record(std::move(record));
    }
    default: break;
    }
    return Failure{fmt::format("{} is not {}", where, with_article(inner))};
}

} // namespace

Result<Value> read_csv(std::string_view text, const Type& row_type) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    auto rows = CsvReader(text).read();
    if (!rows) return rows.failure();
    if (rows.value().empty()) return Failure{"it is empty; a header line is needed"};
    const std::vector<std::string>& header = rows.value().front().cells;
    algebra::List result;
    for (std::size_t i = 1; i < rows.value().size(); ++i) {
        const CsvRow& row = rows.value()[i];
        if (row.cells.size() != header.size())
            return Failure{fmt::format("line {} has {} cells, the header has {}", row.line,
                                       row.cells.size(), header.size())};
        algebra::Record record;
        for (const auto& [name, type] : row_type.fields()) {
            const auto column = std::ranges::find(header, name);
            if (column == header.end()) return Failure{fmt::format("it has no column `{}`", name)};
            auto cell =
                read_cell(row.cells[static_cast<std::size_t>(column - header.begin())], type);
            if (!cell)
                return Failure{fmt::format("line {}, column `{}`: {}", row.line, name,
                                           cell.failure().message)};
            record.emplace_back(name, std::move(cell).value());
        }
        result.push_back(Value::record(std::move(record)));
    }
    return Value::list(std::move(result));
}

Result<Value> read_json(std::string_view text, const Type& type) {
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded()) return Failure{"it is not JSON"};
    return from_json(document, type, "the document");
}

namespace {

/// Whether a text in the data holds a character that no argument or variable can carry.
bool holds_nul(const Value& value) {
    if (const auto* text = value.get_if<algebra::Text>())
        return text->content->find('\0') != std::string::npos;
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>())
        return std::ranges::any_of(**list, holds_nul);
    const auto* record = value.get_if<algebra::Shared<algebra::Record>>();
    return record != nullptr &&
           std::ranges::any_of(**record, [](const auto& field) { return holds_nul(field.second); });
}

} // namespace

Value Evaluator::evaluate_ascription(ExprRef e, const ast::Ascription& node,
                                     const Environment& env) {
    const ExprRef inner = e.at(node.value);
    const auto* call = std::get_if<ast::Call>(&inner.get().node);
    const bool is_load =
        call != nullptr && (call->callee.text == "load_csv" || call->callee.text == "load_json");
    if (!is_load || call->arguments.empty()) return evaluate(inner, env);
    const Value path = evaluate(inner.at(call->arguments.front().value), env);
    if (failed_) return {};
    const auto text = read_data(inner, path.as_text());
    if (!text) return {};
    const Type type = checker_.resolve(*e.module, node.type);
    const bool is_table = call->callee.text == "load_csv";
    auto value = is_table ? read_csv(*text, type) : read_json(*text, type);
    if (value && holds_nul(value.value())) {
        fail(diag::Code::E0608, inner.range());
        return {};
    }
    if (value) return std::move(value).value();
    fail(diag::Code::E0311, inner.range(), path.as_text(), value.failure().message);
    return {};
}

} // namespace expc::sema
