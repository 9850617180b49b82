// SPDX-License-Identifier: MIT
#include "compiler/sema/column_names.hpp"

#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/check_calls.hpp"

#include <fmt/ranges.h>

namespace expc::sema {

std::vector<std::string> field_names(const TypeFields& fields) {
    std::vector<std::string> names;
    for (const auto& [name, type] : fields)
        names.push_back(name);
    return names;
}

std::optional<std::string> written_column(ExprRef expression) {
    const auto* use = std::get_if<ast::NameUse>(&expression.get().node);
    return use != nullptr ? use->name : plain_text(expression);
}

void report_unknown_column(diag::Sink& sink, const ast::Name& name,
                           const std::vector<std::string>& known) {
    auto report = sink.report(diag::Code::E0511, name.range, name.text);
    if (const auto similar = diag::most_similar(name.text, known))
        report.fix(fmt::format("a column with a similar name exists: `{}`", *similar),
                   {{name.range, *similar}});
    else
        report.note(known.empty() ? "it has no columns"
                                  : fmt::format("its columns: {}", fmt::join(known, ", ")));
}

} // namespace expc::sema
