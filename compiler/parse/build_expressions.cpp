// SPDX-License-Identifier: MIT
#include "compiler/ast/walk.hpp"
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/habits.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

constexpr auto space_kinds = std::to_array<std::pair<std::string_view, ast::SpaceKind>>({
    {"product", ast::SpaceKind::product},
    {"zip", ast::SpaceKind::zip},
    {"concat", ast::SpaceKind::concat},
    {"sample", ast::SpaceKind::sample},
    {"cases", ast::SpaceKind::cases},
});

} // namespace

/// The only way to make an expression: keeps its depth within bounds.
ast::ExprId AstBuilder::add(SourceRange place, ExprNode node) {
    ast::Expr expr{place, std::move(node)};
    std::uint32_t depth = 0;
    ast::for_each_child(expr,
                        [&](ast::ExprId child) { depth = std::max(depth, depths_[child.index]); });
    if (depth >= expression_depth_limit) {
        if (!has_reported_depth_)
            sink_.report(diag::Code::E0112, place, expression_depth_limit)
                .help("give a part of it a name with `let`");
        has_reported_depth_ = true;
        expr.node = ast::Invalid{};
        depth = 0;
    }
    depths_.push_back(depth + 1);
    return file_.exprs.add(std::move(expr));
}

ast::ExprId AstBuilder::expression(NodeIndex node) {
    using Build = ast::ExprId (AstBuilder::*)(NodeIndex);
    static constexpr auto builders = std::to_array<std::pair<NodeKind, Build>>({
        {NodeKind::named, &AstBuilder::named},
        {NodeKind::number, &AstBuilder::number},
        {NodeKind::plain_string, &AstBuilder::string},
        {NodeKind::postfix, &AstBuilder::postfix},
        {NodeKind::operation, &AstBuilder::operation},
        {NodeKind::list, &AstBuilder::list},
        {NodeKind::block, &AstBuilder::record},
        {NodeKind::literal_word, &AstBuilder::literal_word},
        {NodeKind::group, &AstBuilder::group},
        {NodeKind::conditional, &AstBuilder::conditional},
        {NodeKind::match_expression, &AstBuilder::match_expression},
        {NodeKind::let_in, &AstBuilder::let_in},
        {NodeKind::raw_string, &AstBuilder::string},
        {NodeKind::lines_string, &AstBuilder::string},
        {NodeKind::raw_lines_string, &AstBuilder::string},
        {NodeKind::prefixed_string, &AstBuilder::prefixed_string},
    });
    const auto row = std::ranges::find(builders, kind_of(node), &std::pair<NodeKind, Build>::first);
    return (this->*row->second)(node);
}

/// The expression that is the only child of a node; nothing below nothing.
ast::ExprId AstBuilder::expression_below(NodeIndex node) {
    return node == Tree::nothing ? ast::ExprId{} : expression(children(node).take());
}

ast::ExprId AstBuilder::group(NodeIndex node) {
    check_closed(node, '(');
    const ast::ExprId inner = expression_below(node);
    grouped_.insert_or_assign(inner.index, range_of(node));
    return inner;
}

/// Where an expression stands, with the parentheses around it.
SourceRange AstBuilder::place_of(ast::ExprId expr) const {
    const auto group = grouped_.find(expr.index);
    return group == grouped_.end() ? file_.exprs[expr].range : group->second;
}

ast::ExprId AstBuilder::record(NodeIndex node) {
    return add(range_of(node), ast::Record{block(node)});
}

ast::ExprId AstBuilder::list(NodeIndex node) {
    check_closed(node, '[');
    const NodeIndex axis = axis_in_unclosed_list(node);
    ast::List result;
    for (Cursor child = children(node); !child.is_done();) {
        const NodeIndex item = child.take();
        if (item == axis) break;
        if (child.is_at(NodeKind::comprehension_clause))
            return comprehension(node, item, child.take());
        result.elements.push_back(element(item));
    }
    return add(range_of(node), std::move(result));
}

ast::ListElement AstBuilder::element(NodeIndex node) {
    Cursor child = children(node);
    ast::ListElement result{{}, false, {}, range_of(node)};
    result.is_splice = child.take_if(NodeKind::splice) != Tree::nothing;
    result.value = expression(child.take());
    result.condition = expression_below(child.take_if(NodeKind::element_guard));
    return result;
}

ast::ExprId AstBuilder::comprehension(NodeIndex node, NodeIndex value, NodeIndex clause) {
    const ast::ListElement item = element(value);
    if (item.is_splice || item.condition) {
        sink_.report(diag::Code::E0116, item.range, text_of(item.range),
                     "a comprehension has one plain value before `for`");
    }
    Cursor child = children(clause);
    ast::Comprehension result{item.value, name(child.take()), {}, {}};
    result.source = expression(child.take());
    result.condition = expression_below(child.take_if(NodeKind::comprehension_guard));
    return add(range_of(node), std::move(result));
}

ast::ExprId AstBuilder::match_expression(NodeIndex node) {
    Cursor child = children(node);
    ast::Match result{expression(child.take()), {}};
    const NodeIndex arms = child.take();
    check_closed(arms, '{');
    for (Cursor next = children(arms); !next.is_done();) {
        const NodeIndex arm = next.take();
        Cursor sides = children(arm);
        const NodeIndex pattern = sides.take();
        const bool is_wildcard = text_of(pattern) == "_";
        result.arms.push_back({is_wildcard ? ast::ExprId{} : expression(pattern),
                               expression(sides.take()), range_of(arm)});
    }
    return add(range_of(node), std::move(result));
}

ast::ExprId AstBuilder::literal_word(NodeIndex node) {
    const std::string_view word = text_of(node);
    if (word == "none") return add(range_of(node), ast::NoneLiteral{});
    return add(range_of(node), ast::BoolLiteral{word == "true"});
}

ast::ExprId AstBuilder::named(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex word = child.take();
    const NodeIndex call = child.take_if(NodeKind::arguments);
    NodeIndex braces = child.take_if(NodeKind::block);
    if (child.is_at(NodeKind::late_block)) {
        braces = children(child.take()).take();
        check_same_line(tree_[call == Tree::nothing ? word : call].end, braces);
    }
    if (braces != Tree::nothing) return word_with_block(node, word, call, braces);
    if (call == Tree::nothing) return name_use(word);
    return add(range_of(node), ast::Call{name(word), arguments(call)});
}

ast::ExprId AstBuilder::name_use(NodeIndex node) {
    const std::string_view word = text_of(node);
    const ForeignWord* const habit = foreign_value(word);
    if (habit == nullptr) return add(range_of(node), ast::NameUse{std::string(word)});
    report_habit(node, *habit);
    if (habit->here == "none") return add(range_of(node), ast::NoneLiteral{});
    return add(range_of(node), ast::BoolLiteral{habit->here == "true"});
}

/// `slurm { ... }`, `product { ... }`, `sample(20, 7) { ... }`
ast::ExprId AstBuilder::word_with_block(NodeIndex node, NodeIndex word, NodeIndex call,
                                        NodeIndex braces) {
    std::string_view text = text_of(word);
    if (const ForeignWord* const habit = foreign_block(text)) {
        report_habit(word, *habit);
        text = habit->here;
    }
    const auto row =
        std::ranges::find(space_kinds, text, &std::pair<std::string_view, ast::SpaceKind>::first);
    const bool has_arguments = call != Tree::nothing;
    if (row != space_kinds.end()) {
        auto given = has_arguments ? arguments(call) : std::vector<ast::Argument>{};
        return add(range_of(node), ast::SpaceBlock{row->second, range_of(word), std::move(given),
                                                   entries(braces, EntriesOf::space)});
    }
    if (!has_arguments) return add(range_of(node), ast::Constructor{name(word), block(braces)});
    const std::uint32_t brace = tree_[braces].begin;
    sink_
        .report(diag::Code::E0116, range(brace, brace + 1), "{",
                fmt::format("`{}(...)` is complete", text))
        .help("`(...)` and `{...}` together are for `product` and `sample`");
    return add(range_of(node), ast::Invalid{});
}

std::vector<ast::Argument> AstBuilder::arguments(NodeIndex node) {
    check_closed(node, '(');
    std::vector<ast::Argument> result;
    for (Cursor child = children(node); !child.is_done();) {
        Cursor argument = children(child.take());
        const NodeIndex label = argument.take_if(NodeKind::argument_name);
        ast::Argument& added = result.emplace_back();
        if (label != Tree::nothing) added.name = name(children(label).take());
        added.value = expression(argument.take());
    }
    return result;
}

ast::ExprId AstBuilder::conditional(NodeIndex node) {
    Cursor child = children(node);
    const ast::ExprId condition = expression(child.take());
    const ast::ExprId then_value = expression(child.take());
    return add(range_of(node), ast::Conditional{condition, then_value, expression(child.take())});
}

ast::ExprId AstBuilder::let_in(NodeIndex node) {
    Cursor child = children(node);
    ast::LetIn result{name(child.take()), expression(child.take()), {}};
    result.body = expression(child.take());
    return add(range_of(node), std::move(result));
}

} // namespace expc::parse
