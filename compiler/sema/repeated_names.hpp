// SPDX-License-Identifier: MIT
// Names that stand twice in one list of a declaration: parameters, fields of a record type.
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <map>
#include <string_view>

namespace expc::sema {

/// Reports each of the list's elements whose `name` an earlier one has.
template <typename List>
void report_repeated_names(diag::Sink& sink, const List& list) {
    std::map<std::string_view, SourceRange> known;
    for (const auto& each : list) {
        const auto [first, is_new] = known.emplace(each.name.text, each.name.range);
        if (is_new) continue;
        sink.report(diag::Code::E0203, each.name.range, each.name.text)
            .here("second declaration")
            .label(first->second, "first declared here");
    }
}

} // namespace expc::sema
