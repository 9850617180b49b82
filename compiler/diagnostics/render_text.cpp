// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/place.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/diagnostics/snippet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::diag {
namespace {

Style style_of(Severity severity) {
    return severity == Severity::error ? Style::error : Style::warning;
}

std::string_view word_of(Severity severity) {
    return severity == Severity::error ? "error" : "warning";
}

/// The primary label first, then the secondary ones, without those that stand in no file.
std::vector<const Label*> labels_of(const Diagnostic& diagnostic) {
    std::vector<const Label*> labels;
    if (diagnostic.primary.range.file) labels.push_back(&diagnostic.primary);
    for (const Label& label : diagnostic.secondary) {
        if (label.range.file) labels.push_back(&label);
    }
    return labels;
}

/// The files of the labels in order of first mention.
std::vector<SourceId> files_of(const std::vector<const Label*>& labels) {
    std::vector<SourceId> files;
    for (const Label* label : labels) {
        if (std::ranges::find(files, label->range.file) == files.end())
            files.push_back(label->range.file);
    }
    return files;
}

std::size_t gutter_of(const Sources& sources, const std::vector<const Label*>& labels) {
    std::uint32_t largest = 1;
    for (const Label* label : labels)
        largest = std::max(largest, place_of(sources, label->range).end.line);
    return std::to_string(largest).size();
}

Mark mark_of(const Sources& sources, const Diagnostic& diagnostic, const Label& label) {
    const SourceRange range = trimmed(sources, label.range);
    const SourceFile& file = sources[range.file];
    const std::uint32_t first = file.locate(range.begin).line;
    const std::uint32_t last = file.locate(range.end).line;
    const ByteRange bytes = {range.begin - file.line_starts[first - 1],
                             range.end - file.line_starts[last - 1]};
    const bool is_primary = &label == &diagnostic.primary;
    const Style style = is_primary ? style_of(diagnostic.severity) : Style::secondary;
    return {first, last, bytes, is_primary, style, label.text};
}

std::string header(const Diagnostic& diagnostic, const TextOptions& options) {
    const std::string_view code = entry(diagnostic.code).name;
    const Style style = style_of(diagnostic.severity);
    std::string shown_code(code);
    if (!options.explain_url.empty()) {
        shown_code =
            fmt::format("\033]8;;{}{}\033\\{}\033]8;;\033\\", options.explain_url, code, code);
    }
    const std::string kind = fmt::format("{}[{}]", word_of(diagnostic.severity), shown_code);
    const std::string title = ": " + printable(diagnostic.title, options.unicode);
    return paint(kind, style, options.colour) + paint(title, Style::strong, options.colour) + '\n';
}

/// ` --> file:line:column`, or ` ::: ` for the second and later files of a message.
std::string arrow(std::string_view sign, const Place& place, std::size_t gutter,
                  const TextOptions& options) {
    const std::string sign_with_indent = std::string(gutter, ' ') + std::string(sign);
    return fmt::format("{} {}:{}:{}\n", paint(sign_with_indent, Style::secondary, options.colour),
                       printable(place.path, options.unicode), place.begin.line,
                       place.begin.column);
}

/// The text with its lines after the first indented, each of them printable.
std::string indented(std::string_view text, std::size_t indent, bool unicode) {
    std::string result;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (at > 0) result += '\n' + std::string(end > at ? indent : 0, ' ');
        result += printable(text.substr(at, end - at), unicode);
        at = end + 1;
    }
    return result;
}

/// `  = note: text`
std::string remark(std::string_view kind, Style style, std::string_view text, std::size_t gutter,
                   const TextOptions& options) {
    const std::string equals = paint("=", Style::secondary, options.colour);
    const std::string word = paint(fmt::format("{}:", kind), style, options.colour);
    return fmt::format("{} {} {} {}\n", std::string(gutter, ' '), equals, word,
                       indented(text, gutter + 3, options.unicode));
}

std::string snippets(const Sources& sources, const Diagnostic& diagnostic, std::size_t gutter,
                     const TextOptions& options) {
    const std::vector<const Label*> labels = labels_of(diagnostic);
    const SnippetOptions drawing = {gutter, options.width, options.unicode, options.colour};
    std::string result;
    for (const SourceId file : files_of(labels)) {
        std::vector<Mark> marks;
        SourceRange first;
        for (const Label* label : labels) {
            if (label->range.file != file) continue;
            if (marks.empty()) first = label->range;
            marks.push_back(mark_of(sources, diagnostic, *label));
        }
        const std::string_view sign = result.empty() ? "-->" : ":::";
        result += arrow(sign, place_of(sources, first), gutter, options);
        result += draw_snippet(sources[file], std::move(marks), drawing);
    }
    return result;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// The names of the codes that occur, each once, in catalogue order.
std::vector<std::string_view> code_names_of(std::span<const Diagnostic> diagnostics) {
    std::vector<Code> codes;
    for (const Diagnostic& d : diagnostics)
        codes.push_back(d.code);
    std::ranges::sort(codes);
    const auto repeated = std::ranges::unique(codes);
    codes.erase(repeated.begin(), repeated.end());
    std::vector<std::string_view> names;
    for (const Code code : codes)
        names.push_back(entry(code).name);
    return names;
}

} // namespace

std::string render_one(const Sources& sources, const Diagnostic& diagnostic,
                       const TextOptions& options) {
    const std::size_t gutter = gutter_of(sources, labels_of(diagnostic));
    std::string text = header(diagnostic, options) + snippets(sources, diagnostic, gutter, options);
    for (const std::string& note : diagnostic.notes) {
        text += remark("note", Style::note, note, gutter, options);
    }
    for (const Help& help : diagnostic.helps) {
        const bool is_automatic = help.applicability == Applicability::automatic;
        const std::string shown_help = help.text + (is_automatic ? "   [auto]" : "");
        text += remark("help", Style::help, shown_help, gutter, options);
    }
    return text;
}

std::string render_summary(std::span<const Diagnostic> diagnostics, const TextOptions& options) {
    const auto is_error = [](const Diagnostic& d) { return d.severity == Severity::error; };
    const auto errors = static_cast<std::size_t>(std::ranges::count_if(diagnostics, is_error));
    const std::size_t warnings = diagnostics.size() - errors;
    std::vector<std::string> parts;
    if (errors > 0) parts.push_back(paint(counted(errors, "error"), Style::error, options.colour));
    if (warnings > 0)
        parts.push_back(paint(counted(warnings, "warning"), Style::warning, options.colour));
    const Counts& hidden = options.suppressed;
    if (hidden.errors > 0)
        parts.push_back(fmt::format("{} not shown", counted(hidden.errors, "more error")));
    if (hidden.warnings > 0)
        parts.push_back(fmt::format("{} not shown", counted(hidden.warnings, "more warning")));
    const std::vector<std::string_view> codes = code_names_of(diagnostics);
    const std::string more =
        codes.size() == 1
            ? fmt::format("`expc explain {}` says more", codes[0])
            : fmt::format("`expc explain CODE` says more, of {}", fmt::join(codes, ", "));
    return fmt::format("{} ({})\n", fmt::join(parts, ", "), more);
}

std::string render_text(const Sources& sources, std::span<const Diagnostic> diagnostics,
                        const TextOptions& options) {
    if (diagnostics.empty()) return "";
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics)
        text += render_one(sources, diagnostic, options) + '\n';
    return text + render_summary(diagnostics, options);
}

} // namespace expc::diag
