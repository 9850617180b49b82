// SPDX-License-Identifier: MIT
#include "compiler/sema/json_lines.hpp"

#include "compiler/diagnostics/elision.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace expc::sema {
namespace {

/// Walks over a well-formed text.
class Walk {
  public:
    explicit Walk(std::string_view text) : text_(text) { skip_blanks(); }

    /// From the beginning of a list or record to that of one of its values.
    void enter(const DocumentPlace::Step& step) {
        take(); // the bracket
        for (std::size_t index = 0; !is_at_end() && peek() != ']' && peek() != '}'; ++index) {
            const bool is_it = step.is_field ? take_name() == step.name : index == step.index;
            if (is_it) return;
            skip_value();
            if (peek() == ',') take();
        }
    }
    [[nodiscard]] std::size_t offset() const { return at_; }

    /// Goes on to the first name that stands for a second time in an object, and past it; empty
    /// where there is none.
    std::string find_repeated_name() {
        std::vector<std::set<std::string>> open; ///< the names of each open bracket
        while (!is_at_end()) {
            const char c = peek();
            if (c == '{' || c == '[') open.emplace_back();
            if (c == '}' || c == ']') open.pop_back();
            if (c != '"') {
                take();
                continue;
            }
            const std::size_t begin = at_;
            skip_string();
            const std::size_t end = at_;
            skip_blanks();
            if (peek() != ':') continue;
            const std::string name = string_between(begin, end);
            if (open.back().insert(name).second) continue;
            at_ = begin;
            return name;
        }
        return {};
    }

  private:
    [[nodiscard]] bool is_at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek() const { return is_at_end() ? '\0' : text_[at_]; }
    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    void take() {
        ++at_;
        skip_blanks();
    }
    std::string take_name() {
        const std::size_t begin = at_;
        skip_string();
        std::string name = string_between(begin, at_);
        skip_blanks();
        take(); // the colon
        return name;
    }
    [[nodiscard]] std::string string_between(std::size_t begin, std::size_t end) const {
        const auto value = nlohmann::json::parse(text_.substr(begin, end - begin), nullptr, false);
        return value.is_string() ? value.get<std::string>() : "";
    }
    void skip_string() {
        for (++at_; !is_at_end() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        ++at_;
    }
    void skip_value() {
        for (std::size_t depth = 0; !is_at_end();) {
            const char c = text_[at_];
            const bool is_behind = depth == 0 && (c == ',' || c == ']' || c == '}');
            if (is_behind) return;
            if (c == '[' || c == '{') ++depth;
            if (c == ']' || c == '}') --depth;
            if (c == '"')
                skip_string();
            else
                ++at_;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

using PlainJson = nlohmann::json;

/// Takes everything and keeps where reading ends.
class Mistake final : public nlohmann::json_sax<PlainJson> {
  public:
    [[nodiscard]] std::size_t offset() const { return offset_; }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        offset_ = position;
        return false;
    }

  private:
    std::size_t offset_ = 0;
};

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

} // namespace

JsonMistake json_mistake(std::string_view text) {
    constexpr std::size_t most_shown = 20;
    Mistake mistake;
    PlainJson::sax_parse(text, &mistake);
    // The position is that behind the character at which reading ended.
    const std::size_t offset = mistake.offset() > 0 ? mistake.offset() - 1 : 0;
    const std::string_view rest = text.substr(std::min(offset, text.size()));
    const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    return {line_at(text, offset), diag::elided(std::string(line), most_shown)};
}

std::optional<RepeatedName> repeated_json_name(std::string_view text) {
    Walk walk(text);
    std::string name = walk.find_repeated_name();
    if (walk.offset() >= text.size()) return std::nullopt;
    return RepeatedName{line_at(text, walk.offset()), std::move(name)};
}

std::size_t line_in_json(std::string_view text, const DocumentPlace& place) {
    Walk walk(text);
    for (const DocumentPlace::Step& step : place.steps())
        walk.enter(step);
    return line_at(text, walk.offset());
}

} // namespace expc::sema
