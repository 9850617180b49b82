// SPDX-License-Identifier: MIT
// Indented lines, and the spelling of texts, conditions and lists in the text form of a plan:
// literals quoted, columns by name, `"--lr=" + lr`. Long lists are cut, so the form stays readable
// for any plan.
#pragma once

#include "compiler/ir/plan.hpp"

#include <fmt/format.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace expc::ir {

/// Lines of text, two blanks of indentation per level.
class TextWriter {
  public:
    template <typename... Arguments>
    void line(fmt::format_string<Arguments...> pattern, Arguments&&... arguments) {
        result_.append(2 * depth_, ' ');
        result_ += fmt::format(pattern, std::forward<Arguments>(arguments)...);
        result_ += '\n';
    }
    /// Writes what `body` writes one level deeper.
    template <typename Body>
    void indented(Body&& body) {
        ++depth_;
        body();
        --depth_;
    }
    [[nodiscard]] std::string take() { return std::move(result_); }

  private:
    std::string result_;
    std::size_t depth_ = 0;
};

[[nodiscard]] std::string literal_form(std::string_view text);
[[nodiscard]] std::string names_form(std::span<const std::string> names);
/// `[a, "b c"]`: literals in brackets.
[[nodiscard]] std::string list_form(std::span<const std::string> texts);
[[nodiscard]] std::string columns_form(const Space& space, std::span<const ColumnIndex> columns);
[[nodiscard]] std::string text_form(const Space& space, const Text& text);
/// ` when [lr, seed] 0110`, or nothing.
[[nodiscard]] std::string condition_form(const Space& space, const std::optional<Condition>& when);
[[nodiscard]] std::string domain_form(const algebra::Domain& domain);
[[nodiscard]] std::string resources_form(const Resources& resources);

/// The space's columns, digits and coupled components.
void write_space(TextWriter& out, const Space& space);

} // namespace expc::ir
