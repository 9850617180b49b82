// SPDX-License-Identifier: MIT
#include "compiler/parse/unbalanced_brackets.hpp"

#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

constexpr std::size_t largest_text = 262'144; ///< each way costs one more reading
constexpr std::size_t most_lines = 40;
constexpr std::size_t most_ways = 16; ///< of each kind

/// The opening bracket of which the text has one less than of its partner, where all others are as
/// many; NUL for other texts.
char lacking_bracket(std::string_view text) {
    constexpr std::string_view opening = "([{";
    std::array<std::int64_t, 3> excess{};
    for (std::size_t at = 0; at < text.size(); at = token_end(text, at)) {
        const char c = text[at];
        if (const auto kind = opening.find(c); kind != std::string_view::npos) --excess[kind];
        if (c == ')' || c == ']' || c == '}') ++excess[opening.find(opening_bracket(c))];
    }
    const auto all = std::ranges::count(excess, 0);
    const auto lacking = std::ranges::find(excess, 1);
    if (all != 2 || lacking == excess.end()) return '\0';
    return opening[static_cast<std::size_t>(lacking - excess.begin())];
}

std::string_view last_word(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && grammar::is_name_part(text[begin - 1]))
        --begin;
    return text.substr(begin);
}

std::string_view without_blanks_behind(std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// `name =`, and no comparison
bool ends_in_equals(std::string_view text) {
    if (!text.ends_with("=")) return false;
    text.remove_suffix(1);
    return text.empty() || std::string_view("=<>!").find(text.back()) == std::string_view::npos;
}

/// Whether this part of a line ends in a word that means nothing without a block.
bool ends_in_head(std::string_view before) {
    constexpr std::array<std::string_view, 5> heads = {"product", "zip", "concat", "cases", "with"};
    return std::ranges::find(heads, last_word(before)) != heads.end();
}

/// Whether a block, or a list, may follow this part of a line.
bool awaits_bracket(std::string_view before, char bracket) {
    if (bracket == '(') return false;
    if (ends_in_equals(before)) return true;
    const std::string_view word = last_word(before);
    if (bracket == '[') return word == "in";
    if (ends_in_head(before)) return true;
    before.remove_suffix(word.size());
    return !word.empty() && ends_in_equals(without_blanks_behind(before));
}

/// Collects what may be meant.
class Ways {
  public:
    Ways(std::string_view text, char bracket, std::size_t error)
        : text_(text), bracket_(bracket), error_(error) {}

    /// Those in a line; `is_header` where the line begins a declaration.
    void add_line(std::size_t begin, std::size_t end, bool is_header) {
        std::vector<std::size_t> opening;
        std::vector<Balance> closing;
        for (std::size_t at = begin; at < end; at = token_end(text_, at)) {
            const std::string_view before = text_.substr(begin, at - begin);
            if (text_[at] == ' ' && awaits_bracket(before, bracket_)) opening.push_back(at);
            const bool may_close = bracket_ == '{' || (at == error_ && is_doubled(begin, at));
            if (text_[at] == closing_bracket(bracket_) && may_close)
                closing.push_back({static_cast<std::uint32_t>(at), ' '});
        }
        const std::string_view line = without_blanks_behind(text_.substr(begin, end - begin));
        const bool may_open =
            (bracket_ == '{' && is_header) || (!line.empty() && awaits_bracket(line, bracket_));
        if (may_open && end < text_.size()) opening.push_back(end);
        // The last first: `product {` before `= {product`, which can be read, too.
        std::for_each(opening.rbegin(), opening.rend(),
                      [this](std::size_t at) { add_opening(at); });
        closing_.insert(closing_.end(), closing.rbegin(), closing.rend());
    }
    /// A bracket behind a word that needs one; else one less, which leaves the text as it stands;
    /// else a bracket where one may be.
    [[nodiscard]] std::vector<Balance> take() {
        std::vector<Balance> ways;
        for (std::vector<Balance>* list : {&needed_, &closing_, &opening_}) {
            list->resize(std::min(list->size(), most_ways));
            ways.insert(ways.end(), list->begin(), list->end());
        }
        return ways;
    }

  private:
    /// Whether the same bracket stands before it. Of other lists and calls, the opening one is what
    /// lacks, or one less would turn what follows into a part of them.
    [[nodiscard]] bool is_doubled(std::size_t line, std::size_t at) const {
        const std::string_view before = without_blanks_behind(text_.substr(line, at - line));
        return before.ends_with(text_[at]);
    }

    /// Whether a comma stands between here and the bracket that would end a list.
    [[nodiscard]] bool has_several_elements(std::size_t at) const {
        std::size_t depth = 0;
        for (; at < text_.size(); at = token_end(text_, at)) {
            const char c = text_[at];
            if (c == ',' && depth == 0) return true;
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c != ')' && c != ']' && c != '}') continue;
            if (depth == 0) return false;
            --depth;
        }
        return false;
    }

    void add_opening(std::size_t at) {
        const std::size_t value = next_token(text_, at);
        const bool is_open = value < text_.size() &&
                             std::string_view("([{").find(text_[value]) != std::string_view::npos;
        // `a = 3]` more likely has a bracket too many.
        const bool is_list = bracket_ == '{' || has_several_elements(at);
        if (is_open || !is_list) return;
        const bool is_needed = bracket_ == '{' && ends_in_head(text_.substr(0, at));
        (is_needed ? needed_ : opening_).push_back({static_cast<std::uint32_t>(at), bracket_});
    }

    std::string_view text_;
    char bracket_;
    std::size_t error_;
    std::vector<Balance> needed_;
    std::vector<Balance> closing_;
    std::vector<Balance> opening_;
};

/// The bracket that closes the one at `open`.
std::uint32_t partner_of(std::string_view text, std::uint32_t open) {
    const char closing = closing_bracket(text[open]);
    std::size_t depth = 0;
    std::size_t at = open;
    for (; at < text.size(); at = token_end(text, at)) {
        if (text[at] == text[open]) ++depth;
        if (text[at] == closing && --depth == 0) break;
    }
    return static_cast<std::uint32_t>(std::min(at, text.size() - 1));
}

} // namespace

std::vector<Balance> ways_to_balance(std::string_view text, std::uint32_t first_error) {
    const char bracket = text.size() <= largest_text ? lacking_bracket(text) : '\0';
    if (bracket == '\0') return {};
    Ways ways(text, bracket, first_error);
    std::size_t end = std::min(text.find('\n', first_error), text.size());
    for (std::size_t line = 0; line < most_lines; ++line) {
        const std::size_t newline = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        const bool is_header = begin < text.size() && grammar::is_name_part(text[begin]);
        ways.add_line(begin, end, is_header);
        if (is_header || begin == 0) break;
        end = begin - 1;
    }
    return ways.take();
}

std::string balanced(std::string_view text, const Balance& balance) {
    std::string result(text);
    result[balance.at] = balance.replacement;
    return result;
}

void report_unbalanced(std::string_view text, SourceId source, const Balance& balance, bool is_sure,
                       diag::Sink& sink) {
    const auto range = [&](std::uint32_t begin, std::uint32_t end) {
        return SourceRange{source, begin, end};
    };
    if (balance.replacement == ' ') {
        const SourceRange place = range(balance.at, balance.at + 1);
        diag::Builder report = sink.report(diag::Code::E0117, place, text[balance.at]);
        if (is_sure)
            report.fix("remove it", {{place, ""}});
        else
            report.suggestion("remove it", {{place, ""}});
        return;
    }
    const std::uint32_t close = partner_of(balanced(text, balance), balance.at);
    const bool ends_line = text[balance.at] == '\n';
    const bool has_return = ends_line && balance.at > 0 && text[balance.at - 1] == '\r';
    const std::uint32_t gap = ends_line ? balance.at - (has_return ? 1 : 0) : balance.at + 1;
    const std::string bracket(1, balance.replacement);
    const std::string inserted = ends_line ? " " + bracket : bracket == "{" ? "{ " : bracket;
    sink.report(diag::Code::E0117, range(close, close + 1), closing_bracket(balance.replacement))
        .label(range(gap, gap), fmt::format("`{}` is missing here", bracket))
        .fix(fmt::format("insert `{}`", bracket), {{range(gap, gap), inserted}});
}

} // namespace expc::parse
