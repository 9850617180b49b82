// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace expc {

/// A text without the blanks, tabs and carriage returns around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace expc
