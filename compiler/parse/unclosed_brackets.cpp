// SPDX-License-Identifier: MIT
// E0105: brackets that are never closed. The grammar ends them where something stands that can only
// follow them; here one message says it for all that end at one place.
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <algorithm>

namespace expc::parse {

/// `b in [3]` at the beginning of a line of a list that was just found to be never closed: a comma
/// before it made it an element, and it is an axis. The list ends before it; nothing for others.
NodeIndex AstBuilder::axis_in_unclosed_list(NodeIndex list) {
    if (unclosed_.empty() || unclosed_.back().node != list) return Tree::nothing;
    std::uint32_t end = unclosed_.back().begin + 1;
    for (Cursor child = children(list); !child.is_done();) {
        const NodeIndex item = child.take();
        const std::uint32_t begin = tree_[item].begin;
        const std::string_view written = text_of(item);
        const std::string_view name = grammar::leading_word(written);
        const std::string_view behind =
            written.substr(std::min(written.find_first_not_of(" \t", name.size()), written.size()));
        const bool is_axis = !name.empty() && grammar::leading_word(behind) == "in";
        if (is_axis && begins_line(begin)) {
            unclosed_.back().end = end;
            file_.skipped.push_back(range(begin, tree_[list].end));
            return item;
        }
        end = tree_[item].end;
        const std::size_t comma = next_token(text_, end);
        if (comma < text_.size() && text_[comma] == ',')
            end = static_cast<std::uint32_t>(comma) + 1;
    }
    return Tree::nothing;
}

void AstBuilder::report_unclosed_brackets() {
    std::span<const Unclosed> rest = unclosed_;
    while (!rest.empty()) {
        const auto ends_elsewhere = [&](const Unclosed& each) {
            return each.end != rest.front().end;
        };
        const auto next = std::ranges::find_if(rest, ends_elsewhere);
        const auto count = static_cast<std::size_t>(next - rest.begin());
        const bool is_seen =
            rest.front().end <= swallowed_from_ && sink_.error_count() <= diag::Sink::limit;
        if (is_seen) report_unclosed(rest.first(count));
        rest = rest.subspan(count);
    }
}

void AstBuilder::report_unclosed(std::span<const Unclosed> nested) {
    const NodeIndex culprit =
        nested.size() == 1 ? closed_by_mistake(nested.front()) : Tree::nothing;
    if (culprit != Tree::nothing) {
        const SourceRange place = range_of(culprit);
        file_.skipped.push_back(place); // what stands in it belongs to nobody knows which block
        sink_.report(diag::Code::E0105, range(place.begin, place.begin + 1), "{")
            .here("opened here")
            .label(range(place.end - 1, place.end), "this `}` stands below what is around it")
            .help("close it before the next entry");
        return;
    }
    const Unclosed& innermost = nested.back();
    const diag::Edit edit = closing_edit(nested);
    const std::size_t line =
        static_cast<std::size_t>(std::ranges::count(text_.substr(0, edit.range.begin), '\n')) + 1;
    const bool is_on_new_line = edit.text.starts_with('\n');
    const std::string closers = edit.text.substr(edit.text.find_first_not_of(" \t\n"));
    auto report = sink_.report(diag::Code::E0105, range(innermost.begin, innermost.begin + 1),
                               innermost.open);
    report.here("opened here");
    label_follower(report, innermost);
    const std::uint32_t comparison = nested.size() == 1 ? comparison_in(innermost) : innermost.end;
    if (comparison < innermost.end) {
        report.suggestion("insert `)` before the comparison",
                          {{range(comparison, comparison), ")"}});
        return;
    }
    report.fix(fmt::format("insert `{}` on line {}", closers.substr(0, closers.find('\n')),
                           line + (is_on_new_line ? 1 : 0)),
               {edit});
}

/// Where the first argument of a call ends that is followed by `==` or `<`; the end where none is.
/// Of `count(hp == 16 }` nobody knows what is compared.
std::uint32_t AstBuilder::comparison_in(const Unclosed& call) const {
    const bool is_call =
        call.open == '(' && call.begin > 0 && grammar::is_name_part(text_[call.begin - 1]);
    std::size_t previous_end = call.begin + 1;
    int depth = 0;
    for (std::size_t at = call.begin + 1; is_call && at < call.end; at = token_end(text_, at)) {
        const std::string_view rest = text_.substr(at, call.end - at);
        const bool is_sign = rest.starts_with("==") || rest.starts_with("!=") ||
                             rest.starts_with('<') || rest.starts_with('>');
        if (depth == 0 && is_sign) return static_cast<std::uint32_t>(previous_end);
        if (std::string_view("([{").find(rest.front()) != std::string_view::npos) ++depth;
        if (std::string_view(")]}").find(rest.front()) != std::string_view::npos) --depth;
        if (rest.front() != ' ') previous_end = token_end(text_, at);
    }
    return call.end;
}

/// Says why the bracket must end before what follows it.
void AstBuilder::label_follower(diag::Builder& report, const Unclosed& innermost) {
    const std::size_t next = next_token(text_, innermost.end);
    const std::string_view rest = text_.substr(next);
    const std::string_view word = grammar::leading_word(rest);
    if (rest.empty()) return;
    const auto begin = static_cast<std::uint32_t>(next);
    const SourceRange place =
        range(begin, begin + static_cast<std::uint32_t>(std::max<std::size_t>(word.size(), 1)));
    if (begins_declaration(rest)) {
        report.label(
            place, fmt::format("`{}` can only start at the top level, so the {} must end before it",
                               word, innermost.open == '{' ? "block" : "brackets"));
    } else if (word.empty()) {
        report.label(place, fmt::format("`{}` closes what is around it", rest.front()));
    } else {
        report.label(
            place,
            fmt::format("`{}` begins a new entry, so the brackets must end before it", word));
    }
}

/// Closes all of them: on the same line as they are opened, else on lines of their own.
diag::Edit AstBuilder::closing_edit(std::span<const Unclosed> nested) const {
    diag::Edit edit{range(nested.back().end, nested.back().end), ""};
    const std::uint32_t line_end =
        static_cast<std::uint32_t>(std::min(text_.find('\n', edit.range.begin), text_.size()));
    for (auto each = nested.rbegin(); each != nested.rend(); ++each) {
        const std::string_view content = text_.substr(each->begin, each->end - each->begin);
        const bool is_one_line = content.find('\n') == std::string_view::npos || each->open != '{';
        const std::string closer(1, closing_bracket(each->open));
        if (is_one_line) {
            edit.text += (each->open == '{' ? " " : "") + closer;
        } else {
            const bool is_first_line =
                edit.text.find('\n') == std::string::npos && edit.text.empty();
            if (is_first_line) edit.range = range(line_end, line_end);
            edit.text += fmt::format("\n{}{}", indentation_of(each->begin), closer);
        }
    }
    return edit;
}

/// A block inside whose `}` begins a line that is indented less than the line with its `{`: it
/// closed that one although it was meant for the outer block.
NodeIndex AstBuilder::closed_by_mistake(const Unclosed& outer) const {
    const NodeIndex first = outer.node - tree_[outer.node].subtree_size + 1;
    for (NodeIndex node = first; node < outer.node; ++node) {
        if (kind_of(node) != NodeKind::block) continue;
        const std::uint32_t close = tree_[node].end - 1;
        const std::string_view own = indentation_of(tree_[node].begin);
        const std::string_view closing_line = indentation_of(close);
        if (begins_line(close) && closing_line.size() < own.size()) return node;
    }
    return Tree::nothing;
}

bool AstBuilder::begins_line(std::uint32_t at) const {
    const std::string_view blanks = indentation_of(at);
    return blanks.data() + blanks.size() == text_.data() + at;
}

/// The blanks at the beginning of the line of `at`.
std::string_view AstBuilder::indentation_of(std::uint32_t at) const {
    const std::size_t newline = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::size_t content = std::min(text_.find_first_not_of(" \t", begin), text_.size());
    return text_.substr(begin, content - begin);
}

} // namespace expc::parse
