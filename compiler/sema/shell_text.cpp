// SPDX-License-Identifier: MIT
#include "compiler/sema/shell_text.hpp"

namespace expc::sema {

namespace {

/// The length of a variable's name at the beginning of the text.
std::size_t variable_length(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    constexpr std::string_view name =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    if (text.empty() || letters.find(text.front()) == std::string_view::npos) return 0;
    const std::size_t end = text.find_first_not_of(name);
    return end == std::string_view::npos ? text.size() : end;
}

} // namespace

std::optional<ShellPrefix> shell_prefix(std::string_view text) {
    if (text.empty() || (text.front() != '~' && text.front() != '$')) return std::nullopt;
    const bool is_home = text.front() == '~';
    const std::size_t length = is_home ? 0 : variable_length(text.substr(1));
    const std::string_view rest = text.substr(1 + length);
    if ((!is_home && length == 0) || (!rest.empty() && rest.front() != '/')) return std::nullopt;
    return ShellPrefix{std::string(text.substr(0, 1 + length)),
                       is_home ? "HOME" : std::string(text.substr(1, length)), std::string(rest)};
}

} // namespace expc::sema
