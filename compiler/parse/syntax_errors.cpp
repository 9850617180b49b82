// SPDX-License-Identifier: MIT
#include "compiler/parse/syntax_errors.hpp"

#include "compiler/parse/error_site.hpp"
#include "compiler/parse/explanations.hpp"
#include "grammar/characters.hpp"
#include "grammar/state.hpp"

#include <algorithm>
#include <span>

namespace expc::parse {

namespace {

void report_foreign_gap(std::string_view text, SourceRange place, diag::Sink& sink) {
    const std::string_view written = text.substr(place.begin, 2);
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

/// Whether an entry inside the broken piece has already been reported on this line, or one before
/// it and no entry begins here, as at the `3` of `range 0, 3`: what follows is no news.
bool follows_another(std::span<const SyntaxError> earlier, const SyntaxError& error,
                     std::string_view text) {
    const bool begins_no_entry = error.expected == Expected::expect_entry &&
                                 grammar::leading_word(text.substr(error.offset)).empty();
    return std::ranges::any_of(earlier, [&](const SyntaxError& other) {
        const bool is_inside = other.offset >= error.start;
        return other.offset <= error.offset && (is_inside || begins_no_entry) &&
               text.substr(other.offset, error.offset - other.offset).find('\n') ==
                   std::string_view::npos;
    });
}

} // namespace

void report_syntax_errors(std::string_view text, SourceId source, const ParsedText& parsed,
                          diag::Sink& sink) {
    for (const grammar::Gap& gap : parsed.foreign_comments) {
        report_foreign_gap(text, {source, gap.begin, gap.end}, sink);
    }
    const std::span<const SyntaxError> errors = parsed.errors;
    for (std::size_t index = 0; index < errors.size(); ++index) {
        const SyntaxError& error = errors[index];
        if (follows_another(errors.first(index), error, text)) continue;
        const ErrorSite site(text, source, error);
        if (!explain(site, sink)) report_unexpected(site, sink);
    }
}

} // namespace expc::parse
