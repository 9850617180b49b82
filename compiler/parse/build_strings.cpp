// SPDX-License-Identifier: MIT
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/strings.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

bool is_multi_line(NodeKind kind) {
    return kind == NodeKind::lines_string || kind == NodeKind::raw_lines_string;
}

bool is_hole(NodeKind kind) {
    return kind == NodeKind::line_hole || kind == NodeKind::lines_hole;
}

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

ast::ExprId AstBuilder::string(NodeIndex node) {
    check_string_closed(node);
    return add(range_of(node), ast::StringLiteral{string_parts(node)});
}

/// A multi-line string ends at its quotes or with the file.
void AstBuilder::check_string_closed(NodeIndex node) {
    if (!is_multi_line(kind_of(node))) return;
    constexpr std::size_t quotes = 3;
    const std::string_view text = text_of(node);
    NodeIndex last = Tree::nothing;
    for (Cursor child = children(node); !child.is_done();)
        last = child.take();
    const bool ends_in_child = last != Tree::nothing && tree_[last].end >= tree_[node].end;
    if (text.size() >= 2 * quotes && !ends_in_child) return;
    swallowed_from_ = tree_[node].begin;
    const std::string quote(text.substr(0, quotes));
    const std::uint32_t begin = tree_[node].begin;
    const std::uint32_t end = tree_[node].end;
    sink_.report(diag::Code::E0103, range(begin, begin + static_cast<std::uint32_t>(quotes)))
        .here("opened here")
        .suggestion(fmt::format("close it with `{}`", quote), {{range(end, end), quote}});
}

std::vector<ast::StringPart> AstBuilder::string_parts(NodeIndex node) {
    std::vector<ast::StringPart> parts;
    std::vector<Piece> pieces;
    for (Cursor child = children(node); !child.is_done();) {
        const NodeIndex part = child.take();
        const bool has_hole = is_hole(kind_of(part));
        parts.push_back({"", has_hole ? expression_below(part) : ast::ExprId{}, range_of(part)});
        pieces.push_back(
            {has_hole ? std::string{} : std::string(text_of(part)), tree_[part].begin, has_hole});
    }
    if (is_multi_line(kind_of(node))) {
        for (const std::uint32_t line : strip_indentation(pieces))
            report_indentation(line);
    }
    const bool has_escapes =
        kind_of(node) == NodeKind::plain_string || kind_of(node) == NodeKind::lines_string;
    for (std::size_t index = 0; index < parts.size(); ++index) {
        std::string& raw = pieces[index].text;
        parts[index].text = has_escapes && !pieces[index].is_hole
                                ? without_escapes(raw, parts[index].range)
                                : std::move(raw);
    }
    std::erase_if(parts,
                  [](const ast::StringPart& part) { return part.text.empty() && !part.hole; });
    return parts;
}

void AstBuilder::report_indentation(std::uint32_t line) {
    const std::size_t content = text_.find_first_not_of(" \t", line);
    sink_.report(diag::Code::E0114, range(line, static_cast<std::uint32_t>(content)))
        .help("indent it as deep as the closing quotes, or move these to the left");
}

/// Resolves the escapes of one run of text; a wrong one is reported where the source has it.
std::string AstBuilder::without_escapes(std::string_view raw, SourceRange place) {
    if (raw.find('\\') == std::string_view::npos) return std::string(raw);
    std::string result;
    std::size_t source = place.begin;
    for (std::size_t at = 0; at < raw.size();) {
        if (raw[at] != '\\') {
            result += raw[at++];
            continue;
        }
        source = text_.find('\\', source);
        const Escape escape = read_escape(raw.substr(at));
        if (!escape.is_known)
            report_escape(static_cast<std::uint32_t>(source), raw.substr(at, escape.length));
        result += escape.text;
        at += escape.length;
        source += escape.length;
    }
    return result;
}

void AstBuilder::report_escape(std::uint32_t at, std::string_view written) {
    const SourceRange place = range(at, at + static_cast<std::uint32_t>(written.size()));
    const bool is_nul = written.starts_with("\\u{0") &&
                        written.find_first_not_of("\\u{0}") == std::string_view::npos;
    if (is_nul) {
        sink_.report(diag::Code::E0116, place, written, "no text holds a NUL character")
            .help("programs and files take a NUL as the end of a text");
        return;
    }
    const std::string_view digits = text_.substr(place.end, 4);
    const bool is_four_digits =
        written == "\\u" && digits.size() == 4 && std::ranges::all_of(digits, is_hex_digit);
    auto report = sink_.report(diag::Code::E0104, place, written);
    report.note("the escapes are `\\n` `\\t` `\\r` `\\\\` `\\\"` `\\$` and `\\u{1F600}`");
    if (is_four_digits) {
        const std::string here = fmt::format("\\u{{{}}}", digits);
        report.fix(fmt::format("write `{}`", here), {{range(at, place.end + 4), here}});
        return;
    }
    report.help("a backslash itself is `\\\\`; in `'...'` every character stands for itself");
}

/// How a value is written is no part of a hole here: the one format with a word of its own is
/// `.2f`, and that wants a Float.
void AstBuilder::help_with_format_string(diag::Builder& report, NodeIndex node, NodeIndex inner) {
    const Interpolating here = interpolating(text_of(inner));
    const std::string how =
        fmt::format("every \"...\" string interpolates with `${{...}}`: write `{}`", here.text);
    if (!here.has_format && !here.has_own_hole) {
        report.fix(how, {{range_of(node), here.text}});
    } else if (here.is_whole) {
        report.suggestion(how, {{range_of(node), here.text}});
    } else {
        report.help(
            "every \"...\" string interpolates with `${...}`, which takes no format; digits "
            "behind the point: `${fixed(x, 2)}`");
    }
}

/// `f"--lr={lr}"`: every string of this language interpolates, with `${`.
ast::ExprId AstBuilder::prefixed_string(NodeIndex node) {
    const NodeIndex inner = children(node).take();
    const std::string_view prefix = text_of(range(tree_[node].begin, tree_[inner].begin));
    auto report = sink_.report(diag::Code::E0109, range_of(node), prefix);
    const bool is_format = prefix.find_first_of("fF") != std::string_view::npos;
    const bool is_raw = prefix.find_first_of("rR") != std::string_view::npos;
    if (is_format) {
        help_with_format_string(report.here("a Python f-string"), node, inner);
    } else if (is_raw) {
        report.here("a Python raw string").help("in `'...'` every character stands for itself");
    } else {
        report.here("a prefix of Python")
            .fix("remove the prefix", {{range(tree_[node].begin, tree_[inner].begin), ""}});
    }
    return add(range_of(node), ast::Invalid{});
}

/// The text of a string that is a name or a path, where nothing can be interpolated.
std::string AstBuilder::plain_text(NodeIndex node) {
    check_string_closed(node);
    std::string result;
    for (const ast::StringPart& part : string_parts(node)) {
        if (part.hole) {
            sink_.report(diag::Code::E0116, part.range, "${",
                         "this text must be known without evaluating anything");
        }
        result += part.text;
    }
    return result;
}

} // namespace expc::parse
