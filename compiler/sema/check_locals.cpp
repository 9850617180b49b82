// SPDX-License-Identifier: MIT
// Names that live in one expression: of `let ... in`, of comprehensions, and in tests; and what
// else stands in a test.
#include "compiler/ast/print.hpp"
#include "compiler/sema/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

void Checker::check_local(const ast::Name& name, const Scope& scope) {
    const auto has_it = [&](const auto& known) { return known.first == name.text; };
    const auto declared = scope.module->find(name.text);
    const bool is_local = std::ranges::any_of(scope.locals, has_it);
    const bool is_column = scope.columns != nullptr && std::ranges::any_of(*scope.columns, has_it);
    const bool is_declared = declared && !declared->is_module;
    if (!is_local && !is_column && !is_declared) return;
    const std::string other = is_local ? "the name around it"
                              : is_column
                                  ? "the column of that name"
                                  : fmt::format("the {} of that name", kind_name(declared->get()));
    auto report = sink_.report(diag::Code::E0210, name.range, name.text, other);
    report.here("a local name");
    if (!is_local && !is_column)
        report.label(declared_name(declared->get())->range, "declared here");
    report.help("nothing shadows anything: rename one of them");
}

/// What stands in a test, perhaps a condition without its `assert`.
void Checker::report_no_assertion(const Module& module, const ast::Entry& entry) {
    const auto* nested = std::get_if<ast::Nested>(&entry.node);
    const std::string written = source_text(entry.range);
    const bool is_condition =
        nested != nullptr && written.find('\n') == std::string::npos &&
        !std::holds_alternative<ast::SpaceBlock>(module.file.exprs[nested->space].node);
    auto report = sink_.report(diag::Code::E0116, entry.range,
                               is_condition ? written : ast::print_head(entry),
                               "a test takes `assert` and `let`");
    if (is_condition)
        report.suggestion(fmt::format("say that it must hold: `assert {}`", written),
                          {{{entry.range.file, entry.range.begin, entry.range.begin}, "assert "}});
}

} // namespace expc::sema
