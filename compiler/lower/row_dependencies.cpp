// SPDX-License-Identifier: MIT
#include "compiler/lower/row_dependencies.hpp"

#include "compiler/sema/walk.hpp"

#include <algorithm>

namespace expc::lower {

namespace {

bool is_upstream(const ast::Call& call) {
    return call.callee.text == "each" || call.callee.text == "all" || call.callee.text == "gather";
}

} // namespace

const sema::FieldNode* RowDependencies::field_named_by(sema::ExprRef expression) const {
    std::vector<std::string_view> chain = sema::member_chain(expression);
    if (chain.size() < 2) return nullptr;
    if (chain.front() == "self")
        chain.erase(chain.begin());
    else if (chain.front() != "inputs" && chain.front() != "outputs")
        return nullptr;
    const sema::FieldNode* node = &object_.root;
    for (const std::string_view name : chain) {
        const sema::FieldNode* child = node->child(name);
        if (child == nullptr) return node == &object_.root ? nullptr : node;
        node = child;
    }
    return node;
}

void RowDependencies::add(const sema::FieldNode& node, Search& search) const {
    if (!search.seen.insert(&node).second) return;
    if (node.value) add(node.value, search);
    for (const sema::ExprRef appended : node.appended)
        add(appended, search);
    for (const sema::FieldNode& child : node.children)
        add(child, search);
    if (node.old) add(*node.old, search);
}

void RowDependencies::add(sema::ExprRef e, Search& search) const {
    if (!e) return;
    if (const auto* use = std::get_if<ast::NameUse>(&e.get().node)) {
        if (std::ranges::find(search.bound, use->name) != search.bound.end()) return;
        const auto column = space_.find_column(use->name);
        if (column) search.columns.insert(*column);
        if (use->name == "attempt" && !column) search.has_attempt = true;
        if (use->name == "params") {
            for (algebra::ColumnIndex i = 0; i < space_.columns.size(); ++i)
                search.columns.insert(i);
        }
        return;
    }
    if (const sema::FieldNode* field = field_named_by(e)) return add(*field, search);
    if (const auto* without = std::get_if<ast::Without>(&e.get().node)) {
        const auto* base = std::get_if<ast::NameUse>(&e.at(without->base).get().node);
        if (base != nullptr && base->name == "params") {
            const auto is_dropped = [&](const algebra::Column& column) {
                return std::ranges::find(without->names, column.name, &ast::Name::text) !=
                       without->names.end();
            };
            for (algebra::ColumnIndex i = 0; i < space_.columns.size(); ++i) {
                if (!is_dropped(space_.columns[i])) search.columns.insert(i);
            }
            return;
        }
    }
    const auto* member = std::get_if<ast::Member>(&e.get().node);
    const auto* index = std::get_if<ast::Index>(&e.get().node);
    const auto* params =
        member != nullptr  ? std::get_if<ast::NameUse>(&e.at(member->base).get().node)
        : index != nullptr ? std::get_if<ast::NameUse>(&e.at(index->base).get().node)
                           : nullptr;
    if (params != nullptr && params->name == "params") {
        const auto* key = index != nullptr
                              ? std::get_if<ast::StringLiteral>(&e.at(index->index).get().node)
                              : nullptr;
        const std::string wanted = member != nullptr                       ? member->name.text
                                   : key != nullptr && !key->parts.empty() ? key->parts.front().text
                                                                           : "";
        for (algebra::ColumnIndex i = 0; i < space_.columns.size(); ++i) {
            if (space_.columns[i].name == wanted || space_.columns[i].alias == wanted)
                search.columns.insert(i);
        }
        return;
    }
    if (const auto* call = std::get_if<ast::Call>(&e.get().node);
        call != nullptr && is_upstream(*call)) {
        for (const std::string& name : upstream_columns_(e)) {
            if (const auto column = space_.find_column(name)) search.columns.insert(*column);
        }
        return;
    }
    const auto* comprehension = std::get_if<ast::Comprehension>(&e.get().node);
    const auto* let = std::get_if<ast::LetIn>(&e.get().node);
    if (comprehension != nullptr) search.bound.push_back(comprehension->name.text);
    if (let != nullptr) search.bound.push_back(let->name.text);
    sema::for_each_part(e, [&](sema::ExprRef part) { add(part, search); });
    if (comprehension != nullptr || let != nullptr) search.bound.pop_back();
}

std::vector<algebra::ColumnIndex> RowDependencies::of(sema::ExprRef expression) const {
    Search search;
    add(expression, search);
    return {search.columns.begin(), search.columns.end()};
}

std::vector<algebra::ColumnIndex> RowDependencies::of(const sema::FieldNode& node) const {
    Search search;
    add(node, search);
    return {search.columns.begin(), search.columns.end()};
}

bool RowDependencies::has_attempt(const sema::FieldNode& node) const {
    Search search;
    add(node, search);
    return search.has_attempt;
}

} // namespace expc::lower
