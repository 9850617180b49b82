// SPDX-License-Identifier: MIT
#include "compiler/parse/syntax_errors.hpp"

#include "compiler/parse/error_site.hpp"
#include "compiler/parse/explanations.hpp"
#include "grammar/state.hpp"

#include <algorithm>
#include <span>

namespace expc::parse {

namespace {

void report_foreign_gap(const SourceFile& file, SourceRange place, diag::Sink& sink) {
    const std::string_view written = std::string_view(file.text).substr(place.begin, 2);
    if (written == "/*") {
        const SourceRange opening{place.file, place.begin, place.begin + 2};
        sink.report(diag::Code::E0106, opening, "/* */", "C", "#")
            .help("write `#` before each line of the comment");
        return;
    }
    const SourceRange backslash{place.file, place.begin, place.begin + 1};
    sink.report(diag::Code::E0116, backslash, "\\", "no sign continues a line")
        .help("a line that ends in an operator goes on, and inside `()` and `[]` newlines mean "
              "nothing");
}

/// What was expected and what stands there, in general.
void report_unexpected(const ErrorSite& site, diag::Sink& sink) {
    sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found());
}

/// Whether an entry inside the broken piece has already been reported on this line: what follows it
/// there is no news.
bool follows_another(std::span<const SyntaxError> earlier, const SyntaxError& error,
                     std::string_view text) {
    return std::ranges::any_of(earlier, [&](const SyntaxError& other) {
        const bool is_inside = other.offset >= error.start && other.offset <= error.offset;
        return is_inside && text.substr(other.offset, error.offset - other.offset).find('\n') ==
                                std::string_view::npos;
    });
}

} // namespace

void report_syntax_errors(const Sources& sources, SourceId source, const ParsedText& parsed,
                          diag::Sink& sink) {
    const SourceFile& file = sources[source];
    for (const grammar::Gap& gap : parsed.foreign_comments) {
        report_foreign_gap(file, {source, gap.begin, gap.end}, sink);
    }
    const std::span<const SyntaxError> errors = parsed.errors;
    for (std::size_t index = 0; index < errors.size(); ++index) {
        const SyntaxError& error = errors[index];
        if (follows_another(errors.first(index), error, file.text)) continue;
        const ErrorSite site(file.text, source, error);
        if (!explain(site, sink)) report_unexpected(site, sink);
    }
}

} // namespace expc::parse
