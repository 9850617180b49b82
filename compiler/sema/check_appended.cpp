// SPDX-License-Identifier: MIT
// What `+=` adds to a field.
#include "compiler/sema/check_fields.hpp"

#include <fmt/format.h>

namespace expc::sema {

/// Reports `+=` on what is no list.
bool FieldChecker::refuses_append(const FieldNode& node, const Type& wanted) {
    const Type type = required(wanted);
    const bool may_be_list = type.is(TypeKind::list) || type.is(TypeKind::anything);
    if (node.appended.empty() || may_be_list) return false;
    const SourceRange place = node.appended.front().range();
    const bool is_space = type.is(TypeKind::space);
    auto report = checker_.sink().report(diag::Code::E0302, place, "a list for `+=`",
                                         is_space ? "a space" : with_article(wanted));
    report.here(fmt::format("`{}` is no list", node.name));
    const std::string added = checker_.source_text(place);
    if (is_space && node.value)
        report.help(fmt::format(
            "all combinations with what was there: `product {{ ...old, ...{} }}`", added));
    else if (is_space)
        report.help(fmt::format("write `space = {}`", added));
    return true;
}

} // namespace expc::sema
