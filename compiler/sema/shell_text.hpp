// SPDX-License-Identifier: MIT
// Texts that only a shell would change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::sema {

inline constexpr std::string_view shell_reason = "expc expands no `~` and no `$NAME`";

/// A `~` or `$NAME` at the beginning of a text, and what stands behind it.
struct ShellPrefix {
    std::string written;  ///< `~`, `$HOME`
    std::string variable; ///< whose value a shell would put there: `HOME`
    std::string rest;     ///< `/runs`
};

/// The prefix of a text that a shell would expand, if the whole prefix ends at a `/` or at the end.
[[nodiscard]] std::optional<ShellPrefix> shell_prefix(std::string_view text);

/// `$HOME` or `$(...)` anywhere in a text before its first blank: behind one, the text is a command
/// for another shell or a program of another language. Without a variable for `$(...)`. Names of
/// variables of the environment are in capitals; others mean much to many programs.
[[nodiscard]] std::optional<ShellPrefix> shell_expansion(std::string_view text);

/// A `$name`, `$name.member` or `${name}` within a text.
struct BareVariable {
    std::string name;
    std::string member;      ///< with its point, or nothing
    bool has_braces = false; ///< `${name`
};
/// Those that a text holds, in order.
[[nodiscard]] std::vector<BareVariable> bare_variables(std::string_view text);

} // namespace expc::sema
