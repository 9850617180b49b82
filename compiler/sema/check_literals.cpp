// SPDX-License-Identifier: MIT
// Texts where one of a few is wanted.
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/checker.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

/// A text that is known, and is not in the set that the place takes.
void Checker::not_one_of(SourceRange range, const Type& actual, const Type& wanted,
                         std::string_view what) {
    const auto is_foreign = [&](const std::string& text) {
        return std::ranges::find(wanted.names(), text) == wanted.names().end();
    };
    const auto foreign = std::ranges::find_if(actual.names(), is_foreign);
    const std::string text = foreign == actual.names().end() ? "" : *foreign;
    auto report = sink_.report(diag::Code::E0308, range, text,
                               fmt::format("\"{}\"", fmt::join(wanted.names(), "\", \"")));
    if (!what.empty()) report.here(fmt::format("`{}` takes one of them", what));
    const auto similar = diag::most_similar(text, wanted.names());
    const std::string quoted = similar ? fmt::format("\"{}\"", *similar) : "";
    if (!similar) return;
    const bool is_literal = source_text(range) == fmt::format("\"{}\"", text);
    const std::string help = fmt::format("a similar value exists: `{}`", quoted);
    if (is_literal) report.fix(help, {{range, quoted}});
    if (!is_literal) report.help(help);
}

/// Reports each literal of a list that is none of the texts that the list may hold; false if there
/// is none to report.
bool Checker::has_foreign_elements(ExprRef expression, const Type& wanted, std::string_view what) {
    const auto* list = std::get_if<ast::List>(&expression.get().node);
    if (list == nullptr || !wanted.is(TypeKind::list) || !wanted.element().is(TypeKind::literals))
        return false;
    bool found = false;
    for (const ast::ListElement& element : list->elements) {
        const ExprRef value = expression.at(element.value);
        const auto* literal = std::get_if<ast::StringLiteral>(&value.get().node);
        if (literal == nullptr || literal->parts.size() != 1 || literal->parts.front().hole)
            continue;
        const Type actual = Type::literals({literal->parts.front().text});
        if (fits(actual, wanted.element())) continue;
        not_one_of(value.range(), actual, wanted.element(), what);
        found = true;
    }
    return found;
}

} // namespace expc::sema
