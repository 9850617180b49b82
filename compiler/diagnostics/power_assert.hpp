// SPDX-License-Identifier: MIT
// An expression with the values of its parts written below them, for notes of rules that do not
// hold:
//     resources.cpus >= 2 * resources.gpus
//               |    |    |           |
//               1    no   2           1
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

/// The value of a part that stands at a byte of the expression.
struct ValueBelow {
    std::uint32_t byte = 0;
    std::string text;
};

/// The drawing as lines without a final newline; only the expression where it has several lines.
[[nodiscard]] std::string power_assert(std::string_view expression,
                                       const std::vector<ValueBelow>& values);

} // namespace expc::diag
