// SPDX-License-Identifier: MIT
#include "compiler/parse/wrong_brackets.hpp"

#include "compiler/parse/skipper.hpp"

namespace expc::parse {

std::vector<WrongBracket> wrong_brackets(std::string_view text) {
    std::vector<std::uint32_t> open;
    std::vector<WrongBracket> wrong;
    for (std::size_t at = 0; at < text.size(); at = token_end(text, at)) {
        const char c = text[at];
        const auto offset = static_cast<std::uint32_t>(at);
        if (c == '(' || c == '[' || c == '{') open.push_back(offset);
        if (c != ')' && c != ']' && c != '}') continue;
        if (open.empty()) return {};
        if (closing_bracket(text[open.back()]) != c) wrong.push_back({open.back(), offset});
        open.pop_back();
    }
    return open.empty() ? wrong : std::vector<WrongBracket>{};
}

std::string repaired(std::string_view text, const std::vector<WrongBracket>& wrong) {
    std::string result(text);
    for (const WrongBracket& each : wrong)
        result[each.close] = closing_bracket(text[each.open]);
    return result;
}

void report_wrong_brackets(std::string_view text, SourceId source,
                           const std::vector<WrongBracket>& wrong, diag::Sink& sink) {
    for (const WrongBracket& each : wrong) {
        const std::string partner(1, closing_bracket(text[each.open]));
        const SourceRange place{source, each.close, each.close + 1};
        sink.report(diag::Code::E0120, place, text[each.open], text[each.close])
            .here(fmt::format("expected `{}`", partner))
            .label({source, each.open, each.open + 1}, "opened here")
            .fix(fmt::format("replace it by `{}`", partner), {{place, partner}});
    }
}

} // namespace expc::parse
