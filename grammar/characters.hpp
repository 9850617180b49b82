// SPDX-License-Identifier: MIT
// Which characters make up words. Plain C++ without PEGTL.
#pragma once

#include <algorithm>
#include <string_view>

namespace expc::grammar {

constexpr bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_name_part(char c) {
    return is_name_start(c) || is_digit(c);
}

/// The name or word at the beginning of `text`; empty if there is none.
constexpr std::string_view leading_word(std::string_view text) {
    if (text.empty() || !is_name_start(text.front())) return {};
    const auto end = std::ranges::find_if_not(text, is_name_part);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

} // namespace expc::grammar
