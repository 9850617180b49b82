// SPDX-License-Identifier: MIT
// Punctuation of other languages that the grammar lets pass.
#include "compiler/parse/ast_builder.hpp"

namespace expc::parse {

/// `name: value`, `name := value`, `name == value`, `name => value`.
void AstBuilder::check_assign_operator(NodeIndex assign, NodeIndex op) {
    const std::string_view text = text_of(op);
    const SourceRange place = range_of(op);
    if (text == "=" || text == "+=") return;
    const bool touches_name = place.begin > 0 && text_[place.begin - 1] != ' ';
    const std::string here = touches_name ? " =" : "=";
    if (text == ":") {
        report_colon(assign, op);
    } else if (text == "==") {
        sink_.report(diag::Code::E0118, place, text_of(children(assign).take()))
            .fix("write `=`", {{place, here}});
    } else {
        const bool is_walrus = text == ":=";
        sink_.report(diag::Code::E0106, place, text, is_walrus ? "Go" : "Ruby", "=")
            .fix("write `=`", {{place, here}});
    }
}

/// `name: value`; a list in a space is meant as an axis.
void AstBuilder::report_colon(NodeIndex assign, NodeIndex op) {
    const SourceRange place = range_of(op);
    Cursor child = children(assign);
    child.take();
    child.take();
    const bool is_axis = entries_of_ == EntriesOf::space && child.is_at(NodeKind::list);
    const std::string_view sign = is_axis ? "in" : "=";
    const auto is_blank = [&](std::uint32_t at) {
        return at < text_.size() && (text_[at] == ' ' || text_[at] == '\n');
    };
    const std::string written = fmt::format("{}{}{}", is_blank(place.begin - 1) ? "" : " ", sign,
                                            is_blank(place.end) ? "" : " ");
    sink_.report(diag::Code::E0102, place)
        .here(is_axis ? "axes are written `name in [...]`" : "fields are written `name = value`")
        .fix(fmt::format("replace `:` with ` {}`", sign), {{place, written}});
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
    sink_.report(diag::Code::E0106, range(tree_[node].begin, tree_[node].begin + 1), "- item",
                 "YAML", "[item, item]");
    return ast::Invalid{};
}

} // namespace expc::parse
