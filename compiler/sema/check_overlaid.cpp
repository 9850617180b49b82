// SPDX-License-Identifier: MIT
// Parts that lie over a value: `resources.time = 2h` over `resources = defaults()`.
#include "compiler/sema/check_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

/// Checks the parts that were set one by one over a value that is no record as it stands.
void FieldChecker::check_overlaid(const FieldNode& node, const Type& wanted, const Scope& scope) {
    if (!node.value || node.is_record || node.children.empty()) return;
    const Type type = required(wanted);
    if (type.is(TypeKind::container)) return check_entries(node, "container", scope);
    if (type.is(TypeKind::constructed) && type.name() != "bash")
        return check_entries(node, type.name(), scope);
    if (type.is(TypeKind::one_of)) return check_entries(node, overlaid_record(node, type), scope);
    if (!type.is(TypeKind::map)) return refuse_parts(node, type);
    for (const FieldNode& child : node.children)
        check_field(child, type.element(), scope, child.name);
}

/// Reports parts of what is no record: of this field, or of its entries where it is a map.
bool FieldChecker::refuses_parts_of_values(const FieldNode& node, const Type& type) {
    if (type.is(TypeKind::map)) {
        const auto refused = std::ranges::count_if(node.children, [&](const FieldNode& child) {
            return refuses_parts_of_values(child, type.element());
        });
        return refused > 0;
    }
    const bool is_written_as_record = node.is_record && node.range.file;
    if (is_written_as_record || node.children.empty()) return false;
    refuse_parts(node, type);
    return true;
}

/// The record of which all parts are fields, among those that the value may be.
std::string FieldChecker::overlaid_record(const FieldNode& node, const Type& type) {
    const auto& names = type.names();
    const auto found = std::ranges::find_if(names, [&](const std::string& name) {
        return std::ranges::all_of(node.children, [&](const FieldNode& child) {
            return checker_.schema().find(name, child.name) != nullptr;
        });
    });
    return found != names.end() ? *found : names.front();
}

/// Reports the parts of a value that has none.
void FieldChecker::refuse_parts(const FieldNode& node, const Type& type) {
    const bool is_plain = type.is(TypeKind::anything) || type.is(TypeKind::env_value);
    const std::string kind = is_plain                   ? "one value"
                             : type.is(TypeKind::space) ? "a space"
                                                        : with_article(type);
    for (const FieldNode& child : node.children) {
        auto report =
            checker_.sink().report(diag::Code::E0201, child.name_range, node.name, child.name);
        report.here(fmt::format("it is {}, and set as a whole", kind));
        if (type.is(TypeKind::space)) help_with_axis(report, node, child.name);
    }
}

void FieldChecker::help_with_axis(diag::Builder& report, const FieldNode& space,
                                  const std::string& axis) {
    const std::string others = space.value ? fmt::format("...(old without [{}]), ", axis) : "";
    report.help(fmt::format("write `space = product {{ {}{} in [...] }}`", others, axis));
}

} // namespace expc::sema
