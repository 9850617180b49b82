// SPDX-License-Identifier: MIT
// What `+=`, `unset` and `...` do to the fields of an object.
#include "compiler/sema/object.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

void ObjectReader::append(FieldNode& target, ExprRef value) {
    target.appended.push_back(value);
}

void ObjectReader::unset(FieldNode& root, const ast::Unset& field) {
    FieldNode* parent = &root;
    for (std::size_t i = 0; i + 1 < field.path.size(); ++i) {
        const auto found =
            std::ranges::find(parent->children, field.path[i].text, &FieldNode::name);
        if (found == parent->children.end()) break;
        parent = &*found;
    }
    const ast::Name& last = field.path.back();
    if (std::erase_if(parent->children,
                      [&](const FieldNode& child) { return child.name == last.text; }) > 0)
        return;
    const bool is_inside = field.path.size() > 1;
    const std::string owner = is_inside ? field.path[field.path.size() - 2].text : "this record";
    auto report = sink_.report(diag::Code::E0216, last.range, owner, last.text);
    report.here("nothing to unset");
    for (const FieldNode& child : root.children) {
        if (!is_inside && child.child(last.text) != nullptr)
            report.help(fmt::format("that of `{0}`: `unset {0}.{1}`", child.name, last.text));
    }
}

void ObjectReader::spread(FieldNode& node, ExprRef source) {
    FieldNode content = flatten(source);
    if (!content.is_record) {
        sink_.report(diag::Code::E0302, source.range(), "a record that is written out",
                     "another expression");
        return;
    }
    for (FieldNode& child : content.children) {
        const auto same = std::ranges::find(node.children, child.name, &FieldNode::name);
        if (same == node.children.end()) {
            node.children.push_back(std::move(child));
            continue;
        }
        sink_.report(diag::Code::E0204, source.range(), child.name)
            .here("brings it in again")
            .label(same->name_range, "first value");
    }
}

} // namespace expc::sema
