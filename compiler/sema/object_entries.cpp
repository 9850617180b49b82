// SPDX-License-Identifier: MIT
// What `+=`, `unset` and `...` do to the fields of an object.
#include "compiler/sema/object.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// Whether a field took in what stands behind it, and so perhaps what is to be unset.
bool has_unread_part(const FieldNode& root, const Module& module) {
    return is_partly_unread(module, root.range) ||
           std::ranges::any_of(root.children, [&](const FieldNode& child) {
               return is_partly_unread(module, child.range);
           });
}

} // namespace

void ObjectReader::append(FieldNode& target, ExprRef value) {
    target.appended.push_back(value);
}

void ObjectReader::unset(FieldNode& root, const Module& module, const ast::Unset& field) {
    FieldNode* parent = &root;
    std::string owner = "this record";
    for (const ast::Name& name : field.path) {
        auto& parts = parent->children;
        const auto found = std::ranges::find(parts, name.text, &FieldNode::name);
        if (found == parts.end()) {
            if (!has_unread_part(root, module)) refuse_unset(root, owner, name, field);
            return;
        }
        if (&name == &field.path.back()) {
            parts.erase(found);
            return;
        }
        parent = &*found;
        owner = name.text;
    }
}

void ObjectReader::refuse_unset(const FieldNode& root, const std::string& owner,
                                const ast::Name& name, const ast::Unset& field) {
    auto report = sink_.report(diag::Code::E0216, name.range, owner, name.text);
    report.here("nothing to unset");
    if (field.path.size() > 1) return;
    for (const FieldNode& child : root.children) {
        if (child.child(name.text) != nullptr)
            report.help(fmt::format("that of `{0}`: `unset {0}.{1}`", child.name, name.text));
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
