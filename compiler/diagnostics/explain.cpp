// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/explain.hpp"

#include "compiler/base/embedded.hpp"
#include "compiler/diagnostics/canvas.hpp"

#include <algorithm>

namespace expc::embedded {
std::span<const EmbeddedFile> explain_pages();
}

namespace expc::diag {
namespace {

constexpr std::string_view page_ending = ".md";

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Calls `use` with each line of the text, without its newline.
template <typename Use>
void for_each_line(std::string_view text, Use use) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        use(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

} // namespace

std::optional<std::string_view> explanation(std::string_view code) {
    std::string name(code);
    std::ranges::transform(name, name.begin(), upper);
    name += page_ending;
    const auto pages = embedded::explain_pages();
    const auto page = std::ranges::find(pages, name, &EmbeddedFile::name);
    if (page == pages.end()) return std::nullopt;
    return page->content;
}

std::string_view summary_of(std::string_view code) {
    const std::optional<std::string_view> page = explanation(code);
    if (!page) return "";
    const std::string_view heading = page->substr(0, page->find('\n'));
    const std::size_t colon = heading.find(": ");
    return colon == std::string_view::npos ? heading : heading.substr(colon + 2);
}

std::vector<std::string> programs_of(std::string_view page) {
    std::vector<std::string> programs;
    bool is_inside = false;
    for_each_line(page, [&](std::string_view line) {
        if (line.starts_with("```")) {
            is_inside = line == "```exp";
            if (is_inside) programs.emplace_back();
        } else if (is_inside) {
            programs.back().append(line).push_back('\n');
        }
    });
    return programs;
}

std::string render_page(std::string_view page, bool colour) {
    std::string text;
    bool is_code = false;
    for_each_line(page, [&](std::string_view line) {
        if (line.starts_with("```")) {
            is_code = !is_code;
        } else if (is_code) {
            text += (line.empty() ? "" : "    ") + paint(line, Style::secondary, colour) + '\n';
        } else if (line.starts_with('#')) {
            text += paint(line.substr(line.find_first_not_of("# ")), Style::strong, colour) + '\n';
        } else {
            text += std::string(line) + '\n';
        }
    });
    return text;
}

} // namespace expc::diag
