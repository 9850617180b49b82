// SPDX-License-Identifier: MIT
#include "compiler/parse/ast_builder.hpp"
#include "compiler/base/trimmed.hpp"

#include "compiler/parse/skipper.hpp"

#include <algorithm>

namespace expc::parse {

SourceRange AstBuilder::range_of(NodeIndex node) const {
    return range(tree_[node].begin, tree_[node].end);
}

std::string_view AstBuilder::text_of(NodeIndex node) const {
    return text_of(range_of(node));
}

std::string_view AstBuilder::text_of(SourceRange place) const {
    return text_.substr(place.begin, place.end - place.begin);
}

/// The text of the `##` lines directly above the line that begins with the node.
std::string AstBuilder::doc_above(NodeIndex node) const {
    std::vector<std::string_view> lines;
    // What stands before it on its line is looked at no further than needed: lines may be long.
    std::size_t line_begin = text_.substr(0, tree_[node].begin).find_last_not_of(" \t");
    if (line_begin == std::string_view::npos || text_[line_begin] != '\n') return {};
    while (line_begin != std::string_view::npos) {
        const std::size_t above =
            line_begin == 0 ? std::string_view::npos : text_.rfind('\n', line_begin - 1);
        const std::size_t begin = above == std::string_view::npos ? 0 : above + 1;
        std::string_view line = trimmed(text_.substr(begin, line_begin - begin));
        if (!line.starts_with("##")) break;
        line.remove_prefix(
            std::min(line.size(), line.starts_with("## ") ? std::size_t{3} : std::size_t{2}));
        lines.push_back(line);
        line_begin = above;
    }
    std::ranges::reverse(lines);
    return fmt::format("{}", fmt::join(lines, "\n"));
}

ast::Name AstBuilder::name(NodeIndex node) {
    if (node == Tree::nothing) return {};
    const bool is_quoted = kind_of(node) != NodeKind::name;
    return {is_quoted ? plain_text(node) : std::string(text_of(node)), range_of(node)};
}

/// Notes a bracket whose node ends without its closing partner, because something stands there that
/// can only follow it.
void AstBuilder::check_closed(NodeIndex node, char open) {
    NodeIndex last = Tree::nothing;
    for (Cursor child = children(node); !child.is_done();)
        last = child.take();
    const bool ends_in_child = last != Tree::nothing && tree_[last].end == tree_[node].end;
    if (text_of(node).back() == closing_bracket(open) && !ends_in_child) return;
    const bool ends_broken = ends_in_child && kind_of(last) == NodeKind::skipped_entry;
    if (ends_broken) return;
    const auto at = static_cast<std::uint32_t>(tree_[node].begin + text_of(node).find(open));
    unclosed_.push_back({node, open, at, tree_[node].end});
}

/// A spelling of another language, which is read as if it were ours.
void AstBuilder::report_habit(NodeIndex node, const ForeignWord& habit) {
    const std::string_view here = trimmed(habit.here);
    sink_.report(diag::Code::E0106, range_of(node), text_of(node), habit.language, here)
        .fix(fmt::format("write `{}`", here), {{range_of(node), std::string(habit.here)}});
}

} // namespace expc::parse
