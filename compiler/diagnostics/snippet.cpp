// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/snippet.hpp"

#include <algorithm>

namespace expc::diag {
namespace {

/// A mark within one line, in columns of the screen.
struct Underline {
    std::uint32_t begin;
    std::uint32_t end;
    const Mark* mark;
};

/// Gives each range of several lines the leftmost bar that no earlier, overlapping range has.
std::uint32_t assign_bars(std::vector<Mark>& marks) {
    std::uint32_t bars = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (!marks[i].has_bar()) continue;
        const auto is_taken = [&](std::uint32_t bar) {
            return std::any_of(
                marks.begin(), marks.begin() + static_cast<std::ptrdiff_t>(i), [&](const Mark& m) {
                    return m.has_bar() && m.bar == bar && m.last_line >= marks[i].first_line;
                });
        };
        while (is_taken(marks[i].bar))
            ++marks[i].bar;
        bars = std::max(bars, marks[i].bar + 1);
    }
    return bars;
}

class Drawing {
  public:
    Drawing(const SourceFile& file, std::vector<Mark> marks, const SnippetOptions& options)
        : file_(file), marks_(std::move(marks)), options_(options) {
        std::ranges::stable_sort(marks_, [](const Mark& a, const Mark& b) {
            return a.first_line != b.first_line ? a.first_line < b.first_line
                                                : a.last_line > b.last_line;
        });
        margin_ = 2 * assign_bars(marks_);
        origin_ = static_cast<std::uint32_t>(options.gutter) + 3;
    }

    std::string draw() {
        const std::vector<std::uint32_t> lines = marked_lines();
        std::uint32_t previous = 0;
        for (const std::uint32_t line : lines) {
            const bool skips_one = previous != 0 && line == previous + 2;
            const bool skips_more = previous != 0 && line > previous + 2;
            if (skips_one) draw_line(previous + 1);
            if (skips_more) draw_gap(previous);
            draw_line(line);
            previous = line;
        }
        return std::move(text_);
    }

  private:
    std::vector<std::uint32_t> marked_lines() const {
        std::vector<std::uint32_t> lines;
        for (const Mark& mark : marks_) {
            lines.push_back(mark.first_line);
            lines.push_back(mark.last_line);
        }
        std::ranges::sort(lines);
        const auto repeated = std::ranges::unique(lines);
        lines.erase(repeated.begin(), repeated.end());
        return lines;
    }

    void draw_gap(std::uint32_t line) {
        Row row;
        row.put(0, "...", Style::secondary, options_.unicode);
        for (const Mark& mark : marks_) {
            if (mark.first_line <= line && line < mark.last_line) put_bar(row, mark);
        }
        text_ += row.text(options_.colour);
    }

    /// The line, the marks under it, and their texts.
    void draw_line(std::uint32_t line) {
        const ShownLine source = show(line);
        draw_source(line, source);
        const std::vector<Underline> underlines = underlines_of(line, source);
        if (!underlines.empty()) draw_underlines(line, underlines);
        for (const Mark& mark : marks_) {
            if (mark.has_bar() && mark.first_line == line && !starts_line(mark))
                draw_start(mark, source);
        }
        for (const Mark& mark : marks_) {
            if (mark.has_bar() && mark.last_line == line) draw_end(mark, source);
        }
    }

    ShownLine show(std::uint32_t line) const {
        const std::string_view text = file_.line(line);
        const auto size = static_cast<std::uint32_t>(text.size());
        ByteRange focus = {size, 0};
        for (const Mark& mark : marks_) {
            if (mark.first_line == line) focus.begin = std::min(focus.begin, mark.bytes.begin);
            if (mark.last_line == line) focus.end = std::max(focus.end, mark.bytes.end);
        }
        focus.begin = std::min(focus.begin, focus.end == 0 ? focus.begin : focus.end);
        focus.end = std::max(focus.begin, focus.end);
        if (focus.begin == size && focus.end == size && !is_marked(line)) focus = {0, 0};
        const std::size_t taken = origin_ + margin_;
        const std::size_t least = 20;
        const std::size_t room =
            options_.width == 0 ? 0 : std::max(options_.width, taken + least) - taken;
        return fitted(text, focus, room, options_.unicode);
    }

    bool is_marked(std::uint32_t line) const {
        return std::ranges::any_of(
            marks_, [&](const Mark& m) { return m.first_line == line || m.last_line == line; });
    }

    /// Whether only blanks stand before the mark in its first line: then its bar needs no row of
    /// its own.
    bool starts_line(const Mark& mark) const {
        const std::string_view before = file_.line(mark.first_line).substr(0, mark.bytes.begin);
        return before.find_first_not_of(" \t") == std::string_view::npos;
    }

    void draw_source(std::uint32_t line, const ShownLine& source) {
        Row row;
        const std::string number = std::to_string(line);
        const auto indent = static_cast<std::uint32_t>(options_.gutter - number.size());
        row.put(indent, number, Style::secondary, options_.unicode);
        row.put(origin_ - 2, "|", Style::secondary, options_.unicode);
        for (const Mark& mark : marks_) {
            const bool begins = mark.has_bar() && mark.first_line == line && starts_line(mark);
            if (begins) row.fill(bar_column(mark), '/', 1, mark.style);
            if (mark.first_line < line && line <= mark.last_line) put_bar(row, mark);
        }
        for (const Glyph& glyph : source.glyphs) {
            row.put(origin_ + margin_ + glyph.column, glyph.text, Style::plain, options_.unicode);
        }
        text_ += row.text(options_.colour);
    }

    std::vector<Underline> underlines_of(std::uint32_t line, const ShownLine& source) const {
        std::vector<Underline> result;
        for (const Mark& mark : marks_) {
            if (mark.has_bar() || mark.first_line != line) continue;
            const std::uint32_t begin = source.column_of(mark.bytes.begin);
            const std::uint32_t end = std::max(begin + 1, source.column_of(mark.bytes.end));
            result.push_back({begin, end, &mark});
        }
        std::ranges::stable_sort(result, {}, &Underline::begin);
        return result;
    }

    /// All marks in one row with the text of the one that ends last; the other texts hang below.
    void draw_underlines(std::uint32_t line, const std::vector<Underline>& underlines) {
        Row row = below(line);
        for (const bool primary : {false, true}) {
            for (const Underline& u : underlines) {
                if (u.mark->is_primary != primary) continue;
                row.fill(column(u.begin), primary ? '^' : '-', u.end - u.begin, u.mark->style);
            }
        }
        const auto ends_later = [](const Underline& a, const Underline& b) {
            if (a.end != b.end) return a.end < b.end;
            if (a.begin != b.begin) return a.begin < b.begin;
            return !a.mark->is_primary && b.mark->is_primary;
        };
        const auto last = std::ranges::max_element(underlines, ends_later);
        row.put(column(last->end) + 1, last->mark->text, last->mark->style, options_.unicode);
        text_ += row.text(options_.colour);

        std::vector<Underline> hanging;
        for (auto u = underlines.begin(); u != underlines.end(); ++u) {
            if (u != last && !u->mark->text.empty()) hanging.push_back(*u);
        }
        draw_hanging(line, hanging);
    }

    /// The texts of marks from right to left, each in a row of its own at the column of its mark.
    void draw_hanging(std::uint32_t line, std::vector<Underline> hanging) {
        if (hanging.size() > 1) {
            Row row = below(line);
            put_connectors(row, hanging);
            text_ += row.text(options_.colour);
        }
        while (!hanging.empty()) {
            const Underline last = hanging.back();
            hanging.pop_back();
            Row row = below(line);
            put_connectors(row, hanging);
            row.put(column(last.begin), last.mark->text, last.mark->style, options_.unicode);
            text_ += row.text(options_.colour);
        }
    }

    void put_connectors(Row& row, const std::vector<Underline>& hanging) const {
        for (const Underline& u : hanging)
            row.fill(column(u.begin), '|', 1, u.mark->style);
    }

    /// ` ____^` from the bar to the first character of a range of several lines.
    void draw_start(const Mark& mark, const ShownLine& source) {
        Row row = below(mark.first_line);
        const std::uint32_t at = column(source.column_of(mark.bytes.begin));
        draw_arm(row, mark, at);
        text_ += row.text(options_.colour);
        opened_.push_back(&mark);
    }

    /// `|____^ text` from the bar to the last character of a range of several lines.
    void draw_end(const Mark& mark, const ShownLine& source) {
        Row row = below(mark.last_line);
        const std::uint32_t end = source.column_of(mark.bytes.end);
        const std::uint32_t at = column(end == 0 ? 0 : end - 1);
        draw_arm(row, mark, at);
        put_bar(row, mark);
        row.put(at + 2, mark.text, mark.style, options_.unicode);
        text_ += row.text(options_.colour);
        closed_.push_back(&mark);
    }

    void draw_arm(Row& row, const Mark& mark, std::uint32_t at) const {
        const std::uint32_t from = bar_column(mark) + 1;
        row.fill(from, '_', at - from, mark.style);
        row.fill(at, mark.is_primary ? '^' : '-', 1, mark.style);
    }

    /// An empty row below a line, with the bars that pass through it.
    Row below(std::uint32_t line) const {
        Row row;
        row.put(origin_ - 2, "|", Style::secondary, options_.unicode);
        for (const Mark& mark : marks_) {
            const bool is_open =
                mark.first_line < line || starts_line(mark) || is_in(opened_, mark);
            const bool reaches = mark.first_line <= line && line <= mark.last_line;
            if (mark.has_bar() && reaches && is_open && !is_in(closed_, mark)) put_bar(row, mark);
        }
        return row;
    }

    static bool is_in(const std::vector<const Mark*>& marks, const Mark& mark) {
        return std::ranges::find(marks, &mark) != marks.end();
    }

    void put_bar(Row& row, const Mark& mark) const {
        row.fill(bar_column(mark), '|', 1, mark.style);
    }
    std::uint32_t bar_column(const Mark& mark) const { return origin_ + 2 * mark.bar; }
    std::uint32_t column(std::uint32_t source_column) const {
        return origin_ + margin_ + source_column;
    }

    const SourceFile& file_;
    std::vector<Mark> marks_;
    const SnippetOptions& options_;
    std::uint32_t margin_ = 0; ///< columns of the bars, between gutter and source
    std::uint32_t origin_ = 0; ///< first column after the gutter
    std::vector<const Mark*>
        opened_; ///< ranges of several lines whose bar has begun below their first line
    std::vector<const Mark*> closed_; ///< ranges of several lines whose bar has ended
    std::string text_;
};

} // namespace

std::string draw_snippet(const SourceFile& file, std::vector<Mark> marks,
                         const SnippetOptions& options) {
    return Drawing(file, std::move(marks), options).draw();
}

} // namespace expc::diag
