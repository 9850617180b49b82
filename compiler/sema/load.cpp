// SPDX-License-Identifier: MIT
// Data files as typed values: `load_csv("f.csv") as {lr: Float}`.
#include "compiler/sema/data_files.hpp"
#include "compiler/sema/evaluate_calls.hpp"

#include <algorithm>

namespace expc::sema {
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

using Reader = Result<Value> (*)(std::string_view text, const Type& type);

/// The reader behind a function that loads a file; null for every other name.
Reader reader_of(std::string_view function) {
    if (function == "load_csv") return read_csv;
    if (function == "load_json") return read_json;
    if (function == "load_yaml") return read_yaml;
    return nullptr;
}

} // namespace

Value Evaluator::evaluate_ascription(ExprRef e, const ast::Ascription& node,
                                     const Environment& env) {
    const ExprRef inner = e.at(node.value);
    const auto* call = std::get_if<ast::Call>(&inner.get().node);
    const auto read =
        call == nullptr || call->arguments.empty() ? nullptr : reader_of(call->callee.text);
    if (read == nullptr) {
        Value value = evaluate(inner, env);
        check_type_rules(*e.module, node.type, value, inner.range());
        return value;
    }
    const Value path = evaluate(inner.at(call->arguments.front().value), env);
    if (failed_) return {};
    const auto text = read_data(inner, path.as_text());
    if (!text) return {};
    const Type type = checker_.resolve(*e.module, node.type);
    auto value = read(*text, type);
    if (value && holds_nul(value.value())) {
        fail(diag::Code::E0608, inner.range());
        return {};
    }
    if (value) {
        // The type that is written behind a CSV file is the type of a row.
        const auto* rows =
            read == read_csv ? value.value().get_if<algebra::Shared<algebra::List>>() : nullptr;
        const auto broken = rows != nullptr ? broken_in_list(*e.module, node.type, **rows)
                                            : broken_rule(*e.module, node.type, value.value());
        if (broken) report_broken(*broken, inner.range());
        return std::move(value).value();
    }
    fail(diag::Code::E0311, inner.range(), path.as_text(), value.failure().message);
    return {};
}

} // namespace expc::sema
