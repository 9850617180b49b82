// SPDX-License-Identifier: MIT
#include "compiler/sema/command_string.hpp"

#include <fmt/ranges.h>

#include <vector>

namespace expc::sema {
namespace {

constexpr std::string_view blanks = " \t\n";
constexpr std::string_view shell_only = "|&;<>()$`*?[]#~!{}\\";

/// Splits as a POSIX shell does, for texts without anything that only a shell knows.
class Splitter {
  public:
    /// False when the text needs a shell.
    bool add_text(std::string_view text) {
        for (const char c : text) {
            if (!add(c)) return false;
        }
        return true;
    }

    void add_hole(std::string_view expression) {
        const bool is_first = !is_open_;
        is_open_ = true;
        pieces_ += fmt::format("${{{}}}", expression);
        only_hole_ = is_first ? std::string(expression) : "";
    }

    std::optional<std::vector<std::string>> finish() {
        if (quote_ != 0) return std::nullopt;
        end_word();
        return std::move(words_);
    }

  private:
    bool add(char c) {
        if (quote_ != 0 && c == quote_) {
            quote_ = 0;
        } else if (quote_ == 0 && (c == '\'' || c == '"')) {
            quote_ = c;
            open();
        } else if (quote_ == 0 && blanks.find(c) != std::string_view::npos) {
            end_word();
        } else if (c < ' ' && c >= 0) {
            return false;
        } else if (quote_ != '\'' && shell_only.find(c) != std::string_view::npos) {
            return false;
        } else {
            open();
            const bool needs_escape = c == '"' || c == '\\' || c == '$';
            pieces_ += needs_escape ? std::string{'\\', c} : std::string(1, c);
        }
        return true;
    }

    void open() {
        is_open_ = true;
        only_hole_.clear();
    }

    void end_word() {
        if (!is_open_) return;
        words_.push_back(only_hole_.empty() ? fmt::format("\"{}\"", pieces_) : only_hole_);
        pieces_.clear();
        only_hole_.clear();
        is_open_ = false;
    }

    std::vector<std::string> words_;
    std::string pieces_;    ///< the word being read, as the inside of a string of the language
    std::string only_hole_; ///< its expression, while it is nothing but one hole
    bool is_open_ = false;
    char quote_ = 0;
};

} // namespace

std::optional<std::string> words_of_string(ExprRef literal, std::string_view source_text) {
    const auto* node = std::get_if<ast::StringLiteral>(&literal.get().node);
    if (node == nullptr) return std::nullopt;
    Splitter splitter;
    for (const ast::StringPart& part : node->parts) {
        if (!part.hole) {
            if (!splitter.add_text(part.text)) return std::nullopt;
            continue;
        }
        const SourceRange hole = literal.at(part.hole).range();
        const std::uint32_t from = hole.begin - literal.range().begin;
        splitter.add_hole(source_text.substr(from, hole.end - hole.begin));
    }
    const auto words = splitter.finish();
    if (!words || words->empty()) return std::nullopt;
    return fmt::format("[{}]", fmt::join(*words, ", "));
}

} // namespace expc::sema
