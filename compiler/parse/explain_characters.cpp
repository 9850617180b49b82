// SPDX-License-Identifier: MIT
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace expc::parse {

namespace {

/// Where a `//` stands before the error in its line, outside of strings.
std::optional<std::size_t> slashes_before(std::string_view line) {
    for (std::size_t at = 0; at < line.size(); at = token_end(line, at)) {
        if (line.substr(at).starts_with("//")) return at;
    }
    return {};
}

/// Whether what was read behind `//` is at most one word: then prose may go on where reading
/// failed.
bool is_one_operand(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    text = text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
    return std::ranges::all_of(text, [](char c) { return grammar::is_name_part(c) || c == '.'; });
}

struct Typographic {
    std::string_view written;
    std::string_view here;
};

constexpr auto typographic = std::to_array<Typographic>({
    {"\u201C", "\""},
    {"\u201D", "\""},
    {"\u201E", "\""},
    {"\u00AB", "\""},
    {"\u00BB", "\""},
    {"\u2018", "'"},
    {"\u2019", "'"},
    {"\u00A0", " "},
    {"\u2013", "-"},
    {"\u2014", "-"},
    {"\u2212", "-"},
    {"\u00D7", "*"},
    {"\u2264", "<="},
    {"\u2265", ">="},
    {"\u2260", "!="},
    {"\u2026", "..."},
});

/// `HOME`: environments have such names, and declarations hardly ever.
bool is_variable_name(std::string_view name) {
    return name.size() > 1 && std::ranges::all_of(name, [](char c) {
               return grammar::is_name_part(c) && !(c >= 'a' && c <= 'z');
           });
}

auto find_typographic(std::string_view text) {
    return std::ranges::find_if(
        typographic, [&](const Typographic& row) { return text.starts_with(row.written); });
}

} // namespace

bool explain_merge_conflict(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view found = site.token();
    const bool is_marker = found == "<<<<<<<" || found == "=======" || found == ">>>>>>>";
    if (!is_marker) return false;
    sink.report(diag::Code::E0116, site.place(), found, "it marks a merge conflict")
        .help("keep one of the two versions and remove the marks");
    return true;
}

/// Characters that word processors and web pages put in the place of ASCII's; quotes come in pairs.
bool explain_typographic_quote(const ErrorSite& site, diag::Sink& sink) {
    const auto row = find_typographic(site.rest());
    if (row == typographic.end()) return false;
    std::vector<diag::Edit> edits{{site.place(), std::string(row->here)}};
    const bool is_quote = row->here == "\"" || row->here == "'";
    const std::string_view line = site.rest_of_line();
    for (std::size_t at = row->written.size(); is_quote && at < line.size() && edits.size() < 2;
         ++at) {
        const auto close = find_typographic(line.substr(at));
        if (close == typographic.end() || close->here != row->here) continue;
        const std::size_t begin = site.offset() + at;
        edits.push_back({site.range(begin, begin + close->written.size()), std::string(row->here)});
    }
    auto report =
        sink.report(diag::Code::E0106, site.place(), row->written, "a word processor", row->here);
    if (!is_quote || edits.size() == 2)
        report.fix(fmt::format("write `{}`", row->here), std::move(edits));
    return true;
}

bool explain_backtick(const ErrorSite& site, diag::Sink& sink) {
    if (site.token() != "`") return false;
    sink.report(diag::Code::E0106, site.place(), "`...`", "JavaScript", "\"...\"")
        .help("every \"...\" string interpolates with `${...}`; expc runs no commands when it "
              "reads a file");
    return true;
}

/// `$name`, `${name}` and `$(command)` outside of strings.
bool explain_dollar(const ErrorSite& site, diag::Sink& sink) {
    if (!site.rest().starts_with("$")) return false;
    const std::string_view after = site.rest().substr(1);
    if (after.starts_with("(")) {
        sink.report(diag::Code::E0116, site.place(), "$(",
                    "expc runs no commands when it reads a file")
            .help("a script that runs in the job is written `bash { run = '''...''' }`");
        return true;
    }
    const bool has_braces = after.starts_with("{");
    const std::string_view name = grammar::leading_word(after.substr(has_braces ? 1 : 0));
    const std::size_t end = site.offset() + 1 + name.size() + (has_braces ? 2 : 0);
    if (name.empty() || (has_braces && !after.substr(1 + name.size()).starts_with("}")))
        return false;
    const SourceRange place = site.range(site.offset(), end);
    if (is_variable_name(name)) {
        sink.report(diag::Code::E0106, place, site.text(place), "bash",
                    fmt::format("run.env(\"{}\")", name))
            .help(fmt::format("if the *job* should read its environment: `run.env(\"{}\")`", name))
            .help(fmt::format(
                "if expc should read it *now*: an `input` with the default `env(\"{}\")`", name));
        return true;
    }
    sink.report(diag::Code::E0106, place, site.text(place), "bash", name)
        .fix(fmt::format("write `{}`", name), {{place, std::string(name)}});
    return true;
}

/// `epochs = 5  // five of them`: the slashes were read as a division.
bool explain_slash_comment(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view line = site.line_before();
    std::optional<std::size_t> slashes = slashes_before(line);
    if (site.rest().starts_with("//")) slashes = line.size();
    if (!slashes || !is_one_operand(line.substr(std::min(*slashes + 2, line.size())))) return false;
    const std::size_t begin = site.offset() - line.size() + *slashes;
    const SourceRange place = site.range(begin, begin + 2);
    sink.report(diag::Code::E0106, place, "//", "C", "#").fix("write `#`", {{place, "#"}});
    return true;
}

/// `.5` and `5.`
bool explain_point(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view line = site.line_before();
    const bool ends_number =
        line.size() >= 2 && line.back() == '.' && grammar::is_digit(line[line.size() - 2]);
    const bool begins_number =
        site.rest().size() >= 2 && site.rest()[0] == '.' && grammar::is_digit(site.rest()[1]);
    if (ends_number && site.expected() == Expected::expect_member) {
        const SourceRange point = site.range(site.offset() - 1, site.offset());
        sink.report(diag::Code::E0116, point, ".", "a number has digits on both sides of its point")
            .fix("write `.0`", {{point, ".0"}});
        return true;
    }
    if (!begins_number || site.expected() != Expected::expect_operand) return false;
    sink.report(diag::Code::E0116, site.place(), ".",
                "a number has digits on both sides of its point")
        .fix("write `0.`", {{site.place(), "0."}});
    return true;
}

} // namespace expc::parse
