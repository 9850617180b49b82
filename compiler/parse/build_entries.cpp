// SPDX-License-Identifier: MIT
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/explanations.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace expc::parse {

/// The entries of a record or of any other block than a space's.
ast::Block AstBuilder::block(NodeIndex node) {
    return entries(node, EntriesOf::record);
}

ast::Block AstBuilder::entries(NodeIndex node, EntriesOf form) {
    const EntriesOf around = std::exchange(entries_of_, form);
    check_closed(node, '{');
    ast::Block result{{}, range_of(node)};
    result.entries.reserve(children(node).size());
    for (Cursor child = children(node); !child.is_done();)
        entry(child.take(), result);
    entries_of_ = around;
    return result;
}

/// Adds the entry of a child of a block, unless the child is only a habit of punctuation.
void AstBuilder::entry(NodeIndex node, ast::Block& block) {
    using Build = EntryNode (AstBuilder::*)(NodeIndex);
    static constexpr auto builders = std::to_array<std::pair<NodeKind, Build>>({
        {NodeKind::assign, &AstBuilder::assign},
        {NodeKind::axis, &AstBuilder::axis},
        {NodeKind::spread, &AstBuilder::spread},
        {NodeKind::nested_space, &AstBuilder::nested_space},
        {NodeKind::random_axis, &AstBuilder::random_axis},
        {NodeKind::requirement, &AstBuilder::requirement},
        {NodeKind::where_filter, &AstBuilder::where_filter},
        {NodeKind::exclude_filter, &AstBuilder::exclude_filter},
        {NodeKind::unset, &AstBuilder::unset},
        {NodeKind::assertion, &AstBuilder::assertion},
        {NodeKind::local_let, &AstBuilder::local_let},
        {NodeKind::dash_item, &AstBuilder::dash_item},
        {NodeKind::skipped_entry, &AstBuilder::skipped},
        {NodeKind::skipped_rest, &AstBuilder::skipped},
    });
    if (kind_of(node) == NodeKind::slash_comment) return slash_comment(node);
    if (kind_of(node) == NodeKind::semicolon) return semicolon(node, ",");
    const auto row = std::ranges::find(builders, kind_of(node), &std::pair<NodeKind, Build>::first);
    if (row == builders.end()) return;
    EntryNode content = (this->*row->second)(node);
    block.entries.push_back({range_of(node), doc_above(node), std::move(content)});
}

std::vector<ast::Name> AstBuilder::path(NodeIndex node) {
    std::vector<ast::Name> segments;
    for (Cursor child = children(node); !child.is_done();)
        segments.push_back(name(child.take()));
    return segments;
}

AstBuilder::EntryNode AstBuilder::assign(NodeIndex node) {
    Cursor child = children(node);
    ast::Assign result{path(child.take()), false, {}};
    const NodeIndex op = child.take();
    result.appends = text_of(op) == "+=";
    check_assign_operator(node, op);
    result.value = expression(child.take());
    if (is_axis_by_habit(node)) return ast::Axis{result.path.front(), {}, result.value, {}, {}};
    return result;
}

AstBuilder::EntryNode AstBuilder::unset(NodeIndex node) {
    return ast::Unset{path(children(node).take())};
}

AstBuilder::EntryNode AstBuilder::spread(NodeIndex node) {
    return ast::Spread{expression_below(node)};
}

AstBuilder::EntryNode AstBuilder::requirement(NodeIndex node) {
    Cursor child = children(node);
    ast::Require result{expression(child.take()), {}, {}};
    result.guard = expression_below(child.take_if(NodeKind::guard));
    result.message = expression_below(child.take_if(NodeKind::requirement_message));
    return result;
}

AstBuilder::EntryNode AstBuilder::axis(NodeIndex node) {
    Cursor child = children(node);
    ast::Axis result{name(child.take()), {}, {}, {}, {}};
    const NodeIndex alias = child.take_if(NodeKind::alias);
    if (alias != Tree::nothing) result.alias = name(children(alias).take());
    result.values = axis_values(child);
    result.guard = expression_below(child.take_if(NodeKind::guard));
    result.was = expression_below(child.take_if(NodeKind::previous_value));
    return result;
}

/// The values of an axis; `1, 2` without brackets is read as `[1, 2]`.
ast::ExprId AstBuilder::axis_values(Cursor& child) {
    const ast::ExprId first = expression(child.take());
    if (!child.is_at(NodeKind::bare_value)) return first;
    const SourceRange place = file_.exprs[first].range;
    ast::List list{{{first, false, {}, place}}};
    std::uint32_t end = place.end;
    while (child.is_at(NodeKind::bare_value)) {
        const NodeIndex value = children(child.take()).take();
        list.elements.push_back({expression(value), false, {}, range_of(value)});
        end = tree_[value].end;
    }
    const SourceRange all = range(place.begin, end);
    report_bare_values(all);
    return add(all, std::move(list));
}

AstBuilder::EntryNode AstBuilder::random_axis(NodeIndex node) {
    Cursor child = children(node);
    ast::RandomAxis result{name(child.take()), {}, {}};
    const NodeIndex alias = child.take_if(NodeKind::alias);
    if (alias != Tree::nothing) result.alias = name(children(alias).take());
    result.distribution = expression(child.take());
    return result;
}

AstBuilder::EntryNode AstBuilder::where_filter(NodeIndex node) {
    return ast::Filter{false, expression_below(node)};
}

AstBuilder::EntryNode AstBuilder::exclude_filter(NodeIndex node) {
    return ast::Filter{true, expression_below(node)};
}

/// A space on a line of its own; `batch-size in [16, 32]` is read as one too.
AstBuilder::EntryNode AstBuilder::nested_space(NodeIndex node) {
    if (const auto axis = axis_without_in(node)) return *axis;
    const std::string_view text = text_of(node);
    const std::string_view name = text.substr(0, text.find_first_of(" \t"));
    if (is_odd_column(name) && trimmed(text.substr(name.size())).starts_with("in ")) {
        const std::uint32_t begin = tree_[node].begin;
        const SourceRange place = range(begin, begin + static_cast<std::uint32_t>(name.size()));
        report_odd_column(sink_, place, name, "in [...]");
        file_.skipped.push_back(range_of(node));
        return ast::Invalid{};
    }
    return ast::Nested{expression_below(node)};
}

AstBuilder::EntryNode AstBuilder::assertion(NodeIndex node) {
    return ast::Assert{expression_below(node)};
}

AstBuilder::EntryNode AstBuilder::local_let(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex local = child.take();
    return ast::LocalLet{name(local), expression(child.take())};
}

AstBuilder::EntryNode AstBuilder::skipped(NodeIndex node) {
    file_.skipped.push_back(range_of(node));
    return ast::Invalid{};
}

} // namespace expc::parse
