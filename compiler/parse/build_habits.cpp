// SPDX-License-Identifier: MIT
// Punctuation of other languages that the grammar lets pass.
#include "compiler/parse/ast_builder.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

/// Whether values of a space are a list as it is written: `[1, 2]`, `0..<3`, `range(3)`.
bool AstBuilder::is_list_of_values(NodeIndex value) const {
    constexpr std::array<std::string_view, 3> functions = {"range", "linspace", "logspace"};
    if (kind_of(value) == NodeKind::list) return true;
    Cursor child = children(value);
    if (child.is_done()) return false;
    const std::string_view first = text_of(child.take());
    if (kind_of(value) == NodeKind::named)
        return child.is_at(NodeKind::arguments) &&
               std::ranges::find(functions, first) != functions.end();
    if (kind_of(value) != NodeKind::operation || !child.is_at(NodeKind::infix)) return false;
    const std::string_view sign = text_of(child.take());
    return sign == "..<" || sign == "..=";
}

/// `lr: [1, 2]` and `lr == [1, 2]` in a space: a list there is meant as an axis.
bool AstBuilder::is_axis_by_habit(NodeIndex assign) const {
    Cursor child = children(assign);
    Cursor segments = children(child.take());
    segments.take();
    const std::string_view sign = text_of(child.take());
    const bool is_written = sign == "=" || sign == "+=";
    return entries_of_ == EntriesOf::space && segments.is_done() && !is_written &&
           is_list_of_values(child.take());
}

/// `name: value`, `name := value`, `name == value`, `name => value`.
void AstBuilder::check_assign_operator(NodeIndex assign, NodeIndex op) {
    const std::string_view text = text_of(op);
    const SourceRange place = range_of(op);
    if (text == "=" || text == "+=") return;
    const bool is_axis = is_axis_by_habit(assign);
    const std::string_view here = is_axis ? "in" : "=";
    const auto is_blank = [&](std::uint32_t at) {
        return at < text_.size() && (text_[at] == ' ' || text_[at] == '\n');
    };
    const std::string written = fmt::format("{}{}{}", is_blank(place.begin - 1) ? "" : " ", here,
                                            is_blank(place.end) ? "" : " ");
    const std::vector<diag::Edit> edits{{place, written}};
    if (text == ":") {
        sink_.report(diag::Code::E0102, place)
            .here(is_axis ? "axes are written `name in [...]`"
                          : "fields are written `name = value`")
            .fix(fmt::format("replace `:` with ` {}`", here), edits);
        return;
    }
    const std::string_view path = text_of(children(assign).take());
    auto report = [&] {
        if (text == "==" && is_axis)
            return sink_.report(diag::Code::E0100, place, fmt::format("`in` after `{}`", path),
                                "`==`");
        if (text == "==") return sink_.report(diag::Code::E0118, place, path);
        return sink_.report(diag::Code::E0106, place, text, text == ":=" ? "Go" : "Ruby", here);
    }();
    report.fix(fmt::format("write `{}`", here), edits);
}

/// `lr in 1e-4, 3e-4`; but `0,001` is one number, which is reported where its digits are read.
void AstBuilder::report_bare_values(SourceRange all) {
    const std::string_view text = text_of(all);
    const std::string_view last = text.substr(text.rfind(',') + 1);
    if (has_leading_zero(last)) return;
    sink_
        .report(diag::Code::E0100, all, "`[` before the values of an axis",
                fmt::format("`{}`", text.substr(0, text.find(','))))
        .fix("write brackets around them",
             {{range(all.begin, all.begin), "["}, {range(all.end, all.end), "]"}});
}

/// `seed [2]` in a space, which was read as an element of a list; nothing for other entries.
std::optional<AstBuilder::EntryNode> AstBuilder::axis_without_in(NodeIndex node) {
    const std::string_view text = text_of(node);
    const std::string_view name = grammar::leading_word(text);
    const std::size_t bracket = text.find_first_not_of(' ', name.size());
    const bool is_list = !name.empty() && bracket > name.size() &&
                         bracket != std::string_view::npos && text[bracket] == '[' &&
                         text.ends_with(']');
    if (!is_list) return std::nullopt;
    const std::uint32_t begin = tree_[node].begin;
    const auto end = begin + static_cast<std::uint32_t>(name.size());
    const auto list = begin + static_cast<std::uint32_t>(bracket);
    sink_
        .report(diag::Code::E0100, range(list, list + 1),
                fmt::format("`in` or `=` after `{}`", name), "a list")
        .suggestion(fmt::format("one run for each value: `{} in {}`", name, text.substr(bracket)),
                    {{range(end, end), " in"}})
        .suggestion(fmt::format("one list: `{} = {}`", name, text.substr(bracket)),
                    {{range(end, end), " ="}});
    file_.skipped.push_back(range_of(node));
    return ast::Invalid{};
}

void AstBuilder::slash_comment(NodeIndex node) {
    const SourceRange slashes = range(tree_[node].begin, tree_[node].begin + 2);
    sink_.report(diag::Code::E0106, slashes, "//", "C", "#").fix("write `#`", {{slashes, "#"}});
}

/// Where something follows on the line, the fix puts in its place what separates here.
void AstBuilder::semicolon(NodeIndex node, std::string_view separator) {
    const std::size_t next = text_.find_first_not_of(" \t\r", tree_[node].end);
    const bool is_last = next == std::string_view::npos || text_[next] == '\n' ||
                         text_[next] == '#' || text_[next] == '}';
    auto report = sink_.report(diag::Code::E0116, range_of(node), ";",
                               "an entry ends where its line ends, or at a comma");
    if (is_last) {
        report.fix("remove it", {{range_of(node), ""}});
    } else {
        report.fix(separator == "," ? "write `,`" : "begin a new line",
                   {{range_of(node), std::string(separator)}});
    }
}

/// `- item`, a list of YAML.
AstBuilder::EntryNode AstBuilder::dash_item(NodeIndex node) {
    report_dash_item(node);
    return ast::Invalid{};
}

/// The first item of a list says it for all.
void AstBuilder::report_dash_item(NodeIndex node) {
    const std::uint32_t begin = tree_[node].begin;
    const std::size_t line = text_.rfind('\n', begin);
    const std::size_t before = line == std::string_view::npos ? line : text_.rfind('\n', line - 1);
    if (line != std::string_view::npos && line > 0) {
        const std::size_t first = before == std::string_view::npos ? 0 : before + 1;
        std::string_view previous = text_.substr(first, line - first);
        previous.remove_prefix(std::min(previous.find_first_not_of(" \t"), previous.size()));
        if (previous.starts_with("- ")) return;
    }
    sink_.report(diag::Code::E0106, range(begin, begin + 1), "- item", "YAML", "[item, item]");
}

/// Whether a minus sign stands apart at the beginning of its line, as items of YAML do.
bool AstBuilder::begins_item(NodeIndex sign) const {
    const std::uint32_t begin = tree_[sign].begin;
    const std::size_t blank = text_.find_last_not_of(" \t", begin == 0 ? 0 : begin - 1);
    const bool begins_line = begin > 0 && blank != std::string_view::npos && text_[blank] == '\n';
    return begins_line && text_.substr(begin).starts_with("- ");
}

} // namespace expc::parse
