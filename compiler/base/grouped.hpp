// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace expc {

/// 1250000 as `1 250 000`, for people.
inline std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), " ");
    return digits;
}

} // namespace expc
