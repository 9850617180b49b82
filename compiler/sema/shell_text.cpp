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

std::optional<ShellPrefix> shell_expansion(std::string_view text) {
    constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    text = text.substr(0, text.find_first_of(" \t\n"));
    for (std::size_t at = text.find('$'); at != std::string_view::npos;
         at = text.find('$', at + 1)) {
        const std::string_view behind = text.substr(at + 1);
        if (behind.starts_with('(')) return ShellPrefix{"$(...)", "", ""};
        const std::string_view name = behind.substr(0, variable_length(behind));
        const bool is_in_capitals =
            name.size() > 1 && name.find_first_not_of(capitals) == std::string_view::npos;
        if (is_in_capitals) return ShellPrefix{"$" + std::string(name), std::string(name), ""};
    }
    return std::nullopt;
}

std::vector<BareVariable> bare_variables(std::string_view text) {
    std::vector<BareVariable> found;
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
        const bool has_braces = text.substr(++at).starts_with('{');
        const std::string_view name = text.substr(at + (has_braces ? 1 : 0));
        const std::size_t length = variable_length(name);
        const std::string_view behind = name.substr(length);
        const std::size_t member =
            behind.starts_with('.') ? variable_length(behind.substr(1)) : std::size_t{0};
        if (length == 0) continue;
        found.push_back({std::string(name.substr(0, length)),
                         std::string(behind.substr(0, member == 0 ? 0 : member + 1)), has_braces});
    }
    return found;
}

} // namespace expc::sema
