// SPDX-License-Identifier: MIT
// Numbers as mathematical values: what Int and Float have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace expc::algebra {

/// The integer that equals `number`; nothing when it has a fraction or does not fit in 64 bits.
[[nodiscard]] std::optional<std::int64_t> as_integer(double number);
/// One text for one mathematical value: a whole number of 64 bits as digits (`1` for 1 and 1.0),
/// all others as `repr`.
[[nodiscard]] std::string number_text(double number);

} // namespace expc::algebra
