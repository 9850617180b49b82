// SPDX-License-Identifier: MIT
#include "compiler/parse/skipper.hpp"

#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view without_leading_blanks(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

bool is_one_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
}

/// `outputs = ...` or `seed in ...`
bool begins_field(std::string_view text) {
    const std::string_view name = grammar::leading_word(text);
    if (name.empty() || name == "as" || grammar::is_reserved(name)) return false;
    const std::string_view after = without_leading_blanks(text.substr(name.size()));
    const bool is_assigned = after.starts_with('=') && !after.starts_with("==");
    return is_assigned || grammar::leading_word(after) == "in";
}

/// Of a string that its line does not close, only the quote: what follows it is read as if it stood
/// outside, and closes the brackets that it was meant to close.
std::size_t line_string_end(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::size_t begin = at;
    for (++at; at < text.size() && text[at] != '\n'; ++at) {
        if (text[at] == quote) return at + 1;
        const bool is_escape =
            text[at] == '\\' && quote == '"' && at + 1 < text.size() && text[at + 1] != '\n';
        if (is_escape) ++at;
    }
    return begin + 1;
}

std::size_t string_end(std::string_view text, std::size_t at) {
    const std::string triple(3, text[at]);
    if (!text.substr(at).starts_with(triple)) return line_string_end(text, at);
    const std::size_t close = text.find(triple, at + 3);
    return close == std::string_view::npos ? text.size() : close + 3;
}

} // namespace

char closing_bracket(char open) {
    if (open == '(') return ')';
    return open == '[' ? ']' : '}';
}

char opening_bracket(char close) {
    if (close == ')') return '(';
    return close == ']' ? '[' : '{';
}

std::size_t next_token(std::string_view text, std::size_t at) {
    while (at < text.size() && (is_one_of(text[at], " \t\r\n") || text[at] == '#'))
        at = token_end(text, at);
    return at;
}

std::size_t token_end(std::string_view text, std::size_t at) {
    if (is_one_of(text[at], "\"'")) return string_end(text, at);
    if (text[at] == '#') return std::min(text.find('\n', at), text.size());
    const bool is_escaped_quote =
        text[at] == '\\' && at + 1 < text.size() && is_one_of(text[at + 1], "\"'");
    return at + (is_escaped_quote ? 2 : 1);
}

bool begins_declaration(std::string_view text) {
    const std::string_view word = grammar::leading_word(text);
    if (word.empty() || !grammar::is_keyword<grammar::WordFamily::declaration>(word)) return false;
    text.remove_prefix(word.size());
    if (text.empty() || !is_one_of(text.front(), blanks)) return false;
    text = without_leading_blanks(text);
    if (text.empty()) return false;
    if (is_one_of(text.front(), "\"'")) return true;
    const std::string_view name = grammar::leading_word(text);
    if (name.empty() || grammar::is_reserved(name)) return false;
    // `space product {` is a field that lacks its `=`.
    if (word == "space" && grammar::is_keyword<grammar::WordFamily::space_form>(name)) return false;
    text = without_leading_blanks(text.substr(name.size()));
    const std::string_view next = grammar::leading_word(text);
    return next == "on" || next == "with" || (!text.empty() && is_one_of(text.front(), "={:("));
}

std::size_t Skipper::entry_end() {
    const bool owns_line = stands_on_its_own_line();
    while (at_ < text_.size()) {
        const char c = text_[at_];
        const bool may_stop = at_ >= error_ && at_ > begin_;
        if (c == '\n' && at_newline() == Verdict::stop) return at_;
        if (is_one_of(c, ")]}")) {
            if (at_close() == Verdict::stop && at_ > begin_) return at_;
        } else if (c == ',' && may_stop && open_.empty() && !owns_line) {
            return at_;
        }
        pass_token();
    }
    return at_;
}

std::size_t Skipper::declaration_end() {
    while (at_ < text_.size()) {
        const bool is_line_end = text_[at_] == '\n';
        if (is_one_of(text_[at_], ")]}")) static_cast<void>(at_close());
        pass_token();
        if (is_line_end && at_ > error_ && something_begins_at(at_)) return at_;
    }
    return at_;
}

/// A declaration, or, where all brackets are closed, any line that is not indented.
bool Skipper::something_begins_at(std::size_t line) const {
    if (declaration_begins_at(line)) return true;
    return open_.empty() && line < text_.size() && !is_one_of(text_[line], " \t\r\n#{}[]()");
}

bool Skipper::stands_on_its_own_line() const {
    const std::size_t before =
        begin_ == 0 ? std::string_view::npos : text_.find_last_not_of(" \t", begin_ - 1);
    return before == std::string_view::npos || text_[before] == '\n';
}

/// An indented `let` may be an entry of a test.
bool Skipper::declaration_begins_at(std::size_t line) const {
    const std::string_view rest = text_.substr(line);
    const std::string_view content = without_leading_blanks(rest);
    const bool is_indented = content.size() != rest.size();
    if (is_indented && grammar::leading_word(content) == "let") return false;
    return begins_declaration(content);
}

Skipper::Verdict Skipper::at_newline() const {
    if (at_ < error_) return Verdict::go_on;
    const bool is_end = open_.empty() || declaration_begins_at(at_ + 1);
    const bool is_in_brackets = !open_.empty() && open_.find('}') == std::string::npos;
    if (is_in_brackets && begins_field(without_leading_blanks(text_.substr(at_ + 1))))
        return Verdict::stop;
    return is_end ? Verdict::stop : Verdict::go_on;
}

/// A `}` closes whatever was opened after its `{`; without one it closes the block around the
/// entry.
Skipper::Verdict Skipper::at_close() {
    const char c = text_[at_];
    if (c == '}') {
        const std::size_t match = open_.rfind('}');
        if (match == std::string::npos) return Verdict::stop;
        open_.resize(match);
    } else if (!open_.empty() && open_.back() == c) {
        open_.pop_back();
    }
    return Verdict::go_on;
}

void Skipper::pass_token() {
    const char c = text_[at_];
    if (is_one_of(c, "([{")) open_.push_back(closing_bracket(c));
    at_ = token_end(text_, at_);
}

} // namespace expc::parse
